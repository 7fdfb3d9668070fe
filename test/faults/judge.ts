import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { afterAll, expect } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.js';
import type { Outcome } from '../helpers/run.js';
import type { Verdict } from './cases.js';
import { type Mutation, type State, ZONE } from './mutations.js';

/** How a command ended, what it said on both streams, and what the API holds now. */
export interface Seen {
  code: number;
  state: State;
  said: string;
  /** The faults have struck. */
  struck: boolean;
}

/** What a test file has seen. */
const figures = { tried: 0, lost: 0, doubled: 0, wrongSuccesses: 0 };

/** Lets a mutation's command be run, and counts what became of the world. */
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

/** What ends with 0, or says so on stdout, was done; so it has to be, and once. */
export function count({ code, stdout }: Outcome, state: State, claim = /./): void {
  figures.tried += 1;
  if (state === 'doubled') figures.doubled += 1;
  if (state === 'other' || (code === 0 && state !== 'done')) figures.lost += 1;
  if ((code === 0 || claim.test(stdout)) && state !== 'done') figures.wrongSuccesses += 1;
}

/** Everything the command has no business with. */
function others({ world: { data } }: Sandbox, { subjects }: Mutation) {
  return [...data.deployments, ...data.models, ...data.apiKeys].filter(
    ({ name }) => !subjects.includes(name),
  );
}

/** A command ended as it had to, and showed nobody's inside. */
export function checked({ code, state, said, struck }: Seen, wanted: Verdict): void {
  expect({ ending: [code, state], struck }, said).toEqual({ ending: wanted.ending, struck: true });
  expect(said).not.toMatch(/^ {4}at |<html>/m);
  for (const pattern of wanted.said ?? []) expect(said).toMatch(pattern);
}

/** Test files of one worker count on: each writes over what the one before it wrote. */
const FILE = `${randomUUID()}.json`;

/** Adds what a test file has seen to the figures printed at the end of the run, and holds it to them. */
export function reported(): void {
  afterAll(() => {
    writeFileSync(`${process.env.EXO_DI_TEST_FIGURES}/${FILE}`, JSON.stringify(figures));
    const { tried, ...wrong } = figures;
    expect(tried).toBeGreaterThan(0);
    expect(wrong).toEqual({ lost: 0, doubled: 0, wrongSuccesses: 0 });
  });
}
