import { describe, expect, test } from 'vitest';
import { everyCommand } from '../helpers/tree.js';
import { CASES } from './cases.js';
import { runHere } from './here.js';
import { checked, reported } from './judge.js';
import { MUTATIONS } from './mutations.js';

/*
 * Every fault strikes the request of every command that changes something, and what is in the API afterwards is
 * counted. In this process and in virtual time: what only a socket can do is left to `launched.test.ts`.
 */
reported();

describe.each(Object.entries(CASES))('%s', (_, cases) => {
  for (const one of cases) test(one.title, async () => checked(await runHere(one), one));
});

/** Its scaling is that of `deployment scale`, behind an hour of logs that prove that there was no work. */
const STRUCK_AS_ANOTHER = ['deployment idle'];

test('no command that changes something in the service is left out', async () => {
  const changing = (await everyCommand()).filter(
    ({ path, spec }) =>
      path[0] !== 'completion' && spec.options?.some(([flags]) => /^--(dry-run|no-wait)\b/.test(flags)),
  );
  const isStruck = (path: readonly string[]) =>
    MUTATIONS.some(({ command }) => path.every((word, index) => command[index] === word));
  const left = changing.map(({ path }) => path).filter((path) => !isStruck(path));
  expect(left.map((path) => path.join(' '))).toEqual(STRUCK_AS_ANOTHER);
});
