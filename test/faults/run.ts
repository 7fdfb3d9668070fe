import {
  createSandbox,
  DEFAULT_CREDENTIAL,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from '../../src/sandbox/index.js';
import { launch } from '../helpers/launch.js';
import { CA_FILE, serveInTls } from '../helpers/network.js';
import { type Mutation, type State, ZONE } from './mutations.js';
import { type HandshakeFault, startRelay } from './relay.js';

/** A change of minutes takes milliseconds, and a second thing of the same name is not refused. */
export const FAST: SandboxOptions = { speed: 100_000, assumptions: { duplicateNames: 'allowed' } };

/** The service's own pace: a change stays under way for as long as the test lasts. */
export const SLOW: SandboxOptions = { ...FAST, speed: 1 };

/** One that refuses whatever it already has or does. */
export const STRICT: SandboxOptions = {
  ...SLOW,
  assumptions: { duplicateNames: 'refused', repeatedDelete: 'refused' },
};

/** How a command ended, what it said on both streams, and what the API holds now. */
export interface Seen {
  code: number;
  state: State;
  said: string;
  /** The faults have struck. */
  struck: boolean;
}

/** What the whole suite has seen. */
export const figures = { tried: 0, lost: 0, doubled: 0 };

/** Runs one command of the built launcher over loopback with faults of the sandbox in its way, and counts. */
export async function run(
  mutation: Mutation,
  faults: readonly string[],
  flags: readonly string[] = [],
  options: SandboxOptions = FAST,
): Promise<Seen> {
  const running = await startSandbox({ ...options, fail: faults });
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

async function count(
  mutation: Mutation,
  sandbox: Sandbox,
  flags: readonly string[],
  endpoint: string,
): Promise<Seen> {
  mutation.prepare(sandbox);
  sandbox.place({ zone: ZONE, name: 'bystander' });
  const bystanders = () => JSON.stringify(others(sandbox, mutation));
  const before = bystanders();
  const { code, stdout, stderr } = await launch(
    [...mutation.command, ...flags],
    { endpoint, ...DEFAULT_CREDENTIAL },
    { env: { NODE_EXTRA_CA_CERTS: CA_FILE } },
  );
  const state = bystanders() === before ? mutation.state(sandbox) : 'other';
  figures.tried += 1;
  if (state === 'doubled') figures.doubled += 1;
  if (state === 'other' || (code === 0 && state !== 'done')) figures.lost += 1;
  const struck = sandbox.requests.some(({ fault }) => fault !== undefined);
  return { code, state, said: stdout + stderr, struck };
}

/** Everything the command has no business with. */
function others({ world: { data } }: Sandbox, { subject }: Mutation) {
  return [...data.deployments, ...data.models, ...data.apiKeys].filter(({ name }) => name !== subject);
}
