import { type RunningSandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.js';
import { launch } from '../helpers/launch.js';
import { type Mutation, type State, ZONE } from './mutations.js';

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

/** Runs one command of the built launcher over loopback with faults in its way, and counts. */
export async function run(
  mutation: Mutation,
  faults: readonly string[],
  flags: readonly string[] = [],
  options: SandboxOptions = FAST,
): Promise<Seen> {
  const running: RunningSandbox = await startSandbox({ ...options, fail: faults });
  try {
    const { sandbox } = running;
    mutation.prepare(sandbox);
    sandbox.place({ zone: ZONE, name: 'bystander' });
    const bystanders = () => JSON.stringify(others(sandbox, mutation));
    const before = bystanders();
    const { code, stdout, stderr } = await launch([...mutation.command, ...flags], running);
    const state = bystanders() === before ? mutation.state(sandbox) : 'other';
    figures.tried += 1;
    if (state === 'doubled') figures.doubled += 1;
    if (state === 'other' || (code === 0 && state !== 'done')) figures.lost += 1;
    const struck = sandbox.requests.some(({ fault }) => fault !== undefined);
    return { code, state, said: stdout + stderr, struck };
  } finally {
    await running.close();
  }
}

/** Everything the command has no business with. */
function others({ world: { data } }: RunningSandbox['sandbox'], { subject }: Mutation) {
  return [...data.deployments, ...data.models, ...data.apiKeys].filter(({ name }) => name !== subject);
}
