import { describe, expect, test } from 'vitest';
import type { HttpRequest, Transport } from '../../src/api/http/transport.js';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/index.js';
import { memoryFiles } from '../config/memory.js';
import { LONG_RUN } from '../helpers/chance.js';
import { memoryCreations } from '../helpers/creations.js';
import { deployment, fileOf } from '../helpers/inference-file.js';
import { memoryLocks } from '../helpers/locks.js';
import type { Outcome, RunOptions } from '../helpers/run.js';
import { command, service } from './here.js';
import { count, reported } from './judge.js';
import { MUTATIONS, type Mutation } from './mutations.js';

/*
 * Creations, for every command that creates something: lists show the new object only after a while, two runs create it
 * at once, or a run is killed and started again. In this process and in virtual time.
 */
reported();

const CREATIONS = MUTATIONS.filter(({ repeat }) => repeat === 'create').map(
  (mutation) => [mutation.title, mutation] as const,
);
const LAGS_S = LONG_RUN ? [0, 5, 15, 60] : [0, 15];
const KILLED_AT = LONG_RUN ? [1, 2, 3, 4, 5, 6, 7, 8] : [2, 3, 4];
const STEPS = KILLED_AT.flatMap((step) => [true, false].map((performed) => [step, performed] as const));
const withLag = (seconds: number) => ({ assumptions: { visibleAfterMs: seconds * 1_000 } });

/** A machine beside a service in which the mutation can be made: its runs share creation records. */
function machine(mutation: Mutation, options: SandboxOptions) {
  const made = service(options);
  mutation.prepare(made.sandbox);
  const creations = memoryCreations();
  const state = () => mutation.state(made.sandbox);
  const run = (flags: readonly string[] = [], given: RunOptions = {}) =>
    command(mutation, flags, made, { creations, locks: memoryLocks(made.clock), ...given });
  const judge = (outcome: Outcome) => count(outcome, state(), mutation.claim);
  const judged = async (flags?: readonly string[]) => {
    const outcome = await run(flags);
    judge(outcome);
    return outcome;
  };
  /** Runs the command, which must make the change, or find it made. */
  const succeeds = async (flags?: readonly string[]) => {
    const { code, stderr } = await judged(flags);
    expect({ code, state: state() }, stderr).toEqual({ code: 0, state: 'done' });
  };
  return { ...made, creations, state, run, judge, judged, succeeds };
}

/** How many creation requests the service got. */
const posts = (sandbox: Sandbox, { request }: Mutation) =>
  sandbox.requests.filter(({ method, path }) => `${method} ${path.replace(/^.*\/v2/, '')}` === request)
    .length;

/**
 * A transport that behaves as if the process were killed during a request: the request never returns.
 * @param performed whether the service gets the request
 */
function killedAt(
  transport: Transport,
  isLast: (request: HttpRequest, number: number) => boolean,
  performed: boolean,
): { transport: Transport; killed: Promise<void> } {
  let tell = () => {};
  let number = 0;
  const killed = new Promise<void>((resolve) => {
    tell = resolve;
  });
  return {
    killed,
    transport: {
      ...transport,
      async send(request) {
        if (!isLast(request, ++number)) return transport.send(request);
        if (performed) await transport.send(request);
        tell();
        return new Promise(() => {});
      },
    },
  };
}

describe.each(CREATIONS)('%s', (_, mutation) => {
  const fail = [`${mutation.request}=reset-after`];

  test.each(LAGS_S)(
    'the answer is lost, and lists show the object after %i s: it is made once',
    async (lag) => {
      const { succeeds, creations } = machine(mutation, { ...withLag(lag), fail });
      await succeeds();
      expect([...creations.written.values()].filter(({ seen }) => !seen)).toEqual([]);
    },
  );

  test('the answer is lost, and lists show the object only after the search: a later run takes it up', async () => {
    const { judged, succeeds, clock, sandbox } = machine(mutation, { ...withLag(90), fail });
    expect(await judged()).toMatchObject({ code: 9, stderr: expect.stringContaining('--again\n') });
    expect(await judged()).toMatchObject({
      code: 9,
      stderr: expect.stringContaining('no list has shown it, which'),
    });
    clock.advance(30_000);
    await succeeds();
    expect(posts(sandbox, mutation)).toBe(1);
  });

  test.each(LAGS_S)(
    'killed after the request, and lists show the object after %i s: the next run takes it up',
    async (lag) => {
      const { run, succeeds, sandbox, transport } = machine(mutation, withLag(lag));
      const first = killedAt(transport, ({ method }) => method === 'POST', true);
      void run([], { transport: first.transport });
      await first.killed;
      await succeeds();
      expect(posts(sandbox, mutation)).toBe(1);
    },
  );

  test.each(STEPS)(
    'killed during request %i (performed: %s) and run again: at most one creation is sent',
    async (step, performed) => {
      const { run, judged, succeeds, state, sandbox, transport } = machine(mutation, withLag(5));
      const first = killedAt(transport, (_, number) => number === step, performed);
      // A command with fewer requests than `step` is not killed, but ends.
      await Promise.race([run([], { transport: first.transport }), first.killed]);
      const again = await judged();
      expect(posts(sandbox, mutation), again.stderr).toBeLessThanOrEqual(1);
      // The second run takes up what exists, or says what it knows and names --again.
      expect([0, 5, 9], again.stderr).toContain(again.code);
      if (again.code !== 9) return;
      expect(state()).toBe('untouched');
      await succeeds(['--again']);
    },
  );

  test.each(LAGS_S)(
    'two runs at once, and lists show the object after %i s: it is made once',
    async (lag) => {
      const { run, judge, state, clock, sandbox } = machine(mutation, withLag(lag));
      const locks = memoryLocks(clock);
      const outcomes = await Promise.all([run([], { locks }), run([], { locks })]);
      outcomes.forEach(judge);
      expect(state(), outcomes.map(({ stderr }) => stderr).join()).toBe('done');
      expect(posts(sandbox, mutation)).toBe(1);
      expect(outcomes.map(({ code }) => code)).toContain(0);
    },
  );
});

// Without a lag the second run sees the deployment and says that it was created meanwhile; with one it takes it up.
test.each([
  [0, [0, 5]],
  [5, [0, 0]],
])(
  'apply of a file and of its copy at once, and lists show the deployment after %i s: it is made once',
  async (lag, codes) => {
    const made = service(withLag(lag));
    const text = fileOf(deployment('my-app', 1));
    const files = memoryFiles({ '/f.yaml': text, '/g.yaml': text });
    const shared = { files, locks: memoryLocks(made.clock), creations: memoryCreations() };
    const apply = (file: string) => command({ command: ['apply', '-f', file] }, [], made, shared);
    const outcomes = await Promise.all(['f.yaml', 'g.yaml'].map(apply));
    expect(made.sandbox.world.data.deployments.map(({ name }) => name)).toEqual(['my-app']);
    expect(outcomes.map(({ code }) => code).sort()).toEqual(codes);
  },
);
