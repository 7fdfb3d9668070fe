import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Transport } from '../../src/api/http/transport.js';
import type { Clock } from '../../src/clock.js';
import { runs } from '../helpers/chance.js';
import { memoryCreations } from '../helpers/creations.js';
import { memoryLocks } from '../helpers/locks.js';
import { command, service } from './here.js';
import { count, reported } from './judge.js';
import { MUTATIONS, type Mutation } from './mutations.js';

/*
 * Two runs at once, whose requests and answers take any time. On one machine the object must be made once. On two
 * machines, which know nothing of each other, it can be made twice; then a run that sees both must say so.
 */
reported();

/** A transport on which each request and each answer takes a while. */
function slowly(inner: Transport, clock: Clock, delaysMs: readonly number[]): Transport {
  let count = 0;
  const pause = () => clock.sleep(delaysMs[count++ % delaysMs.length] ?? 0);
  return {
    ...inner,
    async send(request) {
      await pause();
      const answer = await inner.send(request);
      await pause();
      return answer;
    },
  };
}

/** A machine: its runs share creation records and locks. */
const machine = (clock: Clock) => ({ creations: memoryCreations(), locks: memoryLocks(clock) });

const delays = fc.array(fc.nat(3_000), { minLength: 1, maxLength: 8 });
const situation = fc.record({
  lagMs: fc.constantFrom(0, 5_000, 15_000, 60_000),
  laterMs: fc.nat(8_000),
  delays: fc.tuple(delays, delays),
  machines: fc.constantFrom(1, 2),
  lost: fc.boolean(),
});

/** Pairs of commands that create the same object, with flags. */
const named = (title: string) => MUTATIONS.filter((one) => one.title === title);
const CREATE = named('deployment create');
const APPLY = named('apply of a new deployment');
const PAIRS: readonly (readonly [string, Mutation[], Mutation[], string[]])[] = [
  ['deployment create twice', CREATE, CREATE, []],
  ['deployment create --if-not-exists twice', CREATE, CREATE, ['--if-not-exists']],
  ['deployment create and apply', CREATE, APPLY, []],
  ['apply twice', APPLY, APPLY, []],
  ['model create twice', named('model create'), named('model create'), []],
  ['api-key create twice', named('api-key create'), named('api-key create'), []],
];

test.each(PAIRS)('%s', async (_, [first], [second], flags) => {
  if (!first || !second) throw new Error('there is no such command');
  await fc.assert(
    fc.asyncProperty(situation, async ({ lagMs, laterMs, delays, machines, lost }) => {
      const made = service({
        assumptions: { visibleAfterMs: lagMs },
        fail: lost ? [`${first.request}=reset-after`] : [],
      });
      const { clock, transport, sandbox } = made;
      const one = machine(clock);
      const other = machines === 1 ? one : machine(clock);
      const run = async (mutation: Mutation, startMs: number, index: 0 | 1) => {
        await clock.sleep(startMs);
        const slow = slowly(transport, clock, delays[index]);
        return command(mutation, flags, { clock, transport: slow }, index === 0 ? one : other);
      };
      const outcomes = await Promise.all([run(first, 0, 0), run(second, laterMs, 1)]);
      const state = first.state(sandbox);
      const said = outcomes.map(({ code, stderr }) => `${code} ${stderr}`).join('---\n');
      expect(
        outcomes.map(({ code }) => code).filter((code) => ![0, 5, 9].includes(code)),
        said,
      ).toEqual([]);
      if (state === 'doubled') {
        expect(machines, said).toBe(2);
        const told = outcomes.some(({ code, stderr }) => code === 5 && stderr.includes('exists 2 times'));
        if (!told) expect(said).toMatch(/it is not known whether there is another one of its name/);
        return;
      }
      expect(state, said).toBe('done');
      for (const outcome of outcomes) count(outcome, state, first.claim);
    }),
    { numRuns: runs(3) },
  );
});
