import { describe, expect, test } from 'vitest';
import type { HttpRequest, Transport } from '../../src/api/http/transport.js';
import type { Sandbox } from '../../src/sandbox/index.js';
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

/** A machine: its runs share creation records. */
function machine(mutation: Mutation, { clock, sandbox, transport }: ReturnType<typeof service>) {
  const creations = memoryCreations();
  const run = (flags: readonly string[] = [], options: RunOptions = {}) =>
    command(mutation, flags, { clock, transport }, { creations, locks: memoryLocks(clock), ...options });
  return { creations, run, judge: (outcome: Outcome) => count(outcome, state(), mutation.claim), state };

  function state() {
    return mutation.state(sandbox);
  }
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
  test.each(LAGS_S)(
    'the answer is lost, and lists show the object after %i s: it is made once',
    async (lag) => {
      const made = service({ ...withLag(lag), fail: [`${mutation.request}=reset-after`] });
      mutation.prepare(made.sandbox);
      const { run, judge, state, creations } = machine(mutation, made);
      const outcome = await run();
      judge(outcome);
      expect({ code: outcome.code, state: state() }, outcome.stderr).toEqual({ code: 0, state: 'done' });
      expect([...creations.written.values()].filter(({ seen }) => !seen)).toEqual([]);
    },
  );

  test('the answer is lost, and lists show the object only after the search: a later run takes it up', async () => {
    const made = service({ ...withLag(90), fail: [`${mutation.request}=reset-after`] });
    mutation.prepare(made.sandbox);
    const { run, judge, state } = machine(mutation, made);
    const first = await run();
    judge(first);
    expect(first).toMatchObject({ code: 9, stderr: expect.stringContaining('--again\n') });
    const second = await run();
    judge(second);
    expect(second).toMatchObject({ code: 9, stderr: expect.stringContaining('no list has shown it, which') });
    made.clock.advance(30_000);
    const third = await run();
    judge(third);
    expect({ code: third.code, state: state() }, third.stderr).toEqual({ code: 0, state: 'done' });
    expect(posts(made.sandbox, mutation)).toBe(1);
  });

  test.each(LAGS_S)(
    'killed after the request, and lists show the object after %i s: the next run takes it up',
    async (lag) => {
      const made = service(withLag(lag));
      mutation.prepare(made.sandbox);
      const { run, judge, state } = machine(mutation, made);
      const first = killedAt(made.transport, ({ method }) => method === 'POST', true);
      void run([], { transport: first.transport });
      await first.killed;
      const outcome = await run();
      judge(outcome);
      expect({ code: outcome.code, state: state() }, outcome.stderr).toEqual({ code: 0, state: 'done' });
      expect(posts(made.sandbox, mutation)).toBe(1);
    },
  );

  test.each(STEPS)(
    'killed during request %i (performed: %s) and run again: at most one creation is sent',
    async (step, performed) => {
      const made = service(withLag(5));
      mutation.prepare(made.sandbox);
      const { run, judge, state } = machine(mutation, made);
      const first = killedAt(made.transport, (_, number) => number === step, performed);
      // A command with fewer requests than `step` is not killed, but ends.
      await Promise.race([run([], { transport: first.transport }), first.killed]);
      const again = await run();
      judge(again);
      expect(posts(made.sandbox, mutation), again.stderr).toBeLessThanOrEqual(1);
      // The second run takes up what exists, or says what it knows and names --again.
      expect([0, 5, 9], again.stderr).toContain(again.code);
      if (again.code !== 9) return;
      expect(state()).toBe('untouched');
      const third = await run(['--again']);
      judge(third);
      expect({ code: third.code, state: state() }, third.stderr).toEqual({ code: 0, state: 'done' });
    },
  );

  test.each(LAGS_S)(
    'two runs at once, and lists show the object after %i s: it is made once',
    async (lag) => {
      const made = service(withLag(lag));
      mutation.prepare(made.sandbox);
      const { run, judge, state } = machine(mutation, made);
      const locks = memoryLocks(made.clock);
      const outcomes = await Promise.all([run([], { locks }), run([], { locks })]);
      outcomes.forEach(judge);
      expect(state(), outcomes.map(({ stderr }) => stderr).join()).toBe('done');
      expect(posts(made.sandbox, mutation)).toBe(1);
      expect(outcomes.map(({ code }) => code).filter((code) => code === 0).length).toBeGreaterThan(0);
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
