import { describe, test } from 'vitest';
import { CASES } from './cases.js';
import { runHere } from './here.js';
import { checked, reported } from './judge.js';

/*
 * Every fault strikes the request of every command that changes something, and what is in the API afterwards is
 * counted. In this process and in virtual time: what only a socket can do is left to `launched.test.ts`.
 */
reported();

describe.each(Object.entries(CASES))('%s', (_, cases) => {
  for (const one of cases) test(one.title, async () => checked(await runHere(one), one));
});
