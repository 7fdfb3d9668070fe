import { createSandbox, DEFAULT_CREDENTIAL, type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { launch } from '../helpers/launch.js';
import { CA_FILE, serveInTls } from '../helpers/network.js';
import { FAST, type Trial } from './cases.js';
import { judged, type Seen } from './judge.js';
import type { Mutation } from './mutations.js';
import { type HandshakeFault, startRelay } from './relay.js';

/** So long a creation is searched for when its answer was lost; a minute would be too long for a test. */
const SHORT_SEARCH = ['--wait-timeout', '8s'];

/** Runs one command of the built launcher over loopback with faults of the sandbox in its way, and counts. */
export async function runLaunched({ mutation, faults, flags = [], world }: Trial): Promise<Seen> {
  const running = await startSandbox({ ...world, fail: faults });
  try {
    return await count(mutation, running.sandbox, flags, running.endpoint);
  } finally {
    await running.close();
  }
}

/** The same through TLS, with faults of the handshakes. */
export async function runInTls(
  mutation: Mutation,
  fault: HandshakeFault,
  connections: { first?: number; last?: number },
  flags: readonly string[] = [],
): Promise<Seen> {
  const sandbox = createSandbox(FAST);
  // A later connection exists only where the service ends the first one.
  const server = await serveInTls(sandbox, { keptOpen: connections.first === undefined });
  const relay = await startRelay(server.port, fault, connections);
  try {
    const seen = await count(mutation, sandbox, flags, `https://localhost:${relay.port}/v2`);
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
): Promise<Seen> {
  const env = { NODE_EXTRA_CA_CERTS: CA_FILE };
  return judged(mutation, sandbox, () =>
    launch(
      [...mutation.command, ...(mutation.repeat === 'create' ? SHORT_SEARCH : []), ...flags],
      { endpoint, ...DEFAULT_CREDENTIAL },
      { env, ...(mutation.stdin === undefined ? {} : { stdin: mutation.stdin }) },
    ),
  );
}
