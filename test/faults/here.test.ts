import { describe, expect, test } from 'vitest';
import { everyCommand } from '../helpers/tree.js';
import { CASES } from './cases.js';
import { runHere } from './here.js';
import { checked, reported } from './judge.js';
import { MUTATIONS } from './mutations.js';

/*
 * Every fault strikes the changing request of every command that has one, and what the API holds afterwards is counted.
 * In this process and in virtual time: `launched.test.ts` has the faults that need a real socket.
 */
reported();

describe.each(Object.entries(CASES))('%s', (_, cases) => {
  for (const one of cases) test(one.title, async () => checked(await runHere(one), one));
});

/** Commands whose request is tested by another command: `deployment idle` scales as `deployment scale` does. */
const STRUCK_AS_ANOTHER = ['deployment idle'];

test('every command that changes something in the service has its cases', async () => {
  const changing = (await everyCommand()).filter(
    ({ path, spec }) =>
      path[0] !== 'completion' && spec.options?.some(([flags]) => /^--(dry-run|no-wait)\b/.test(flags)),
  );
  const isStruck = (path: readonly string[]) =>
    MUTATIONS.some(({ command }) => path.every((word, index) => command[index] === word));
  const missing = changing.map(({ path }) => path).filter((path) => !isStruck(path));
  expect(missing.map((path) => path.join(' '))).toEqual(STRUCK_AS_ANOTHER);
});
