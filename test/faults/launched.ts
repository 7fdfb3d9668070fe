import { createSandbox, DEFAULT_CREDENTIAL, type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { CA_FILE, serveInTls } from '../helpers/network.js';
import { LAUNCHES, perform } from '../helpers/perform.js';
import { FAST, type Trial } from './cases.js';
import { judged, type Seen } from './judge.js';
import type { Mutation } from './mutations.js';
import { type HandshakeFault, startRelay } from './relay.js';

/**
 * Limits how long a creation is searched for when its answer was lost; the default of minutes is too long for a test.
 */
const SHORT_SEARCH = ['--wait-timeout', '8s'];

/** Shorter timeouts for commands run in this process: the longer ones give a new process time to start. */
const SHORTER: Readonly<Record<string, string>> = { '20s': '6s', '8s': '4s' };

/** In real time, a change of minutes takes seconds: long enough to be under way, short enough to wait for. */
const UNDER_WAY = { speed: 100 };

/** Runs the command of a trial over loopback, against a sandbox with the trial's faults, and counts the result. */
export async function runLaunched(
  { mutation, faults, flags = [], world }: Trial,
  run = perform,
): Promise<Seen> {
  const running = await startSandbox({ ...world, ...(world.speed === 1 && UNDER_WAY), fail: faults });
  try {
    return await count(mutation, running.sandbox, flags, running.endpoint, run);
  } finally {
    await running.close();
  }
}

/** Runs the command of a mutation over TLS with disturbed handshakes, and counts the result. */
export async function runInTls(
  mutation: Mutation,
  fault: HandshakeFault,
  connections: { first?: number; last?: number },
  flags: readonly string[] = [],
): Promise<Seen> {
  const sandbox = createSandbox(FAST);
  // There is a later connection only if the server closes the first one.
  const server = await serveInTls(sandbox, { keptOpen: connections.first === undefined });
  const relay = await startRelay(server.port, fault, connections);
  try {
    const seen = await count(mutation, sandbox, flags, `https://localhost:${relay.port}/v2`, perform);
    return { ...seen, struck: true };
  } finally {
    await relay.close();
    await server.close();
  }
}

function count(
  mutation: Mutation,
  sandbox: Sandbox,
  flags: readonly string[],
  endpoint: string,
  run: typeof perform,
): Promise<Seen> {
  const env = { NODE_EXTRA_CA_CERTS: CA_FILE };
  const given = [...(mutation.repeat === 'create' ? SHORT_SEARCH : []), ...flags];
  const isHere = !LAUNCHES && run === perform;
  const words = isHere ? given.map((word) => SHORTER[word] ?? word) : given;
  return judged(mutation, sandbox, () =>
    run(
      [...mutation.command, ...words],
      { endpoint, ...DEFAULT_CREDENTIAL },
      { env, ...(mutation.stdin === undefined ? {} : { stdin: mutation.stdin }) },
    ),
  );
}
