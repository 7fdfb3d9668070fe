import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { afterAll, expect } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.js';
import type { Outcome } from '../helpers/run.js';
import type { Verdict } from './cases.js';
import { type Mutation, type State, ZONE } from './mutations.js';

/** How a command ended, what it printed on both streams, and the state of the API now. */
export interface Seen {
  code: number;
  state: State;
  said: string;
  /** Whether a fault has struck. */
  struck: boolean;
}

/** The counts of this test file. */
const figures = { tried: 0, lost: 0, doubled: 0, wrongSuccesses: 0 };

/** Runs a mutation's command in a prepared world, and counts the result. A second deployment must not be touched. */
export async function judged(
  mutation: Mutation,
  sandbox: Sandbox,
  command: () => Promise<Outcome>,
): Promise<Seen> {
  mutation.prepare(sandbox);
  sandbox.place({ zone: ZONE, name: 'bystander' });
  const bystanders = () => JSON.stringify(others(sandbox, mutation));
  const before = bystanders();
  const outcome = await command();
  const state = bystanders() === before ? mutation.state(sandbox) : 'other';
  count(outcome, state, mutation.claim);
  const struck = sandbox.requests.some(({ fault }) => fault !== undefined);
  return { code: outcome.code, state, said: outcome.stdout + outcome.stderr, struck };
}

/**
 * Counts a result. If a command ends with 0, or its stdout claims that the change is done, it must be done, and once.
 * @param claim what on stdout claims that the change is done
 */
export function count({ code, stdout }: Outcome, state: State, claim = /./): void {
  figures.tried += 1;
  if (state === 'doubled') figures.doubled += 1;
  if (state === 'other' || (code === 0 && state !== 'done')) figures.lost += 1;
  if ((code === 0 || claim.test(stdout)) && state !== 'done') figures.wrongSuccesses += 1;
}

/** All objects other than those that the command may change. */
function others({ world: { data } }: Sandbox, { subjects }: Mutation) {
  return [...data.deployments, ...data.models, ...data.apiKeys].filter(
    ({ name }) => !subjects.includes(name),
  );
}

/** Checks that a command ended as it must, and printed neither a stack trace nor a page of HTML. */
export function checked({ code, state, said, struck }: Seen, wanted: Verdict): void {
  expect({ ending: [code, state], struck }, said).toEqual({ ending: wanted.ending, struck: true });
  expect(said).not.toMatch(/^ {4}at |<html>/m);
  for (const pattern of wanted.said ?? []) expect(said).toMatch(pattern);
}

/** One file for each worker: its test files add to the same counts, and each overwrites the file with the new sum. */
const FILE = `${randomUUID()}.json`;

/** After the tests of a file, writes its counts for the sum printed at the end of the run, and checks them. */
export function reported(): void {
  afterAll(() => {
    writeFileSync(`${process.env.EXO_DI_TEST_FIGURES}/${FILE}`, JSON.stringify(figures));
    const { tried, ...wrong } = figures;
    expect(tried).toBeGreaterThan(0);
    expect(wrong).toEqual({ lost: 0, doubled: 0, wrongSuccesses: 0 });
  });
}
