import type { SandboxOptions } from '../../src/sandbox/index.js';
import { ALWAYS, type Ending, type FaultCase, ONCE, READS, UNDER_WAY } from './faults.js';
import { MUTATIONS, type Mutation } from './mutations.js';

/** A service in which a change of minutes takes milliseconds, and a second object of the same name is not refused. */
export const FAST: SandboxOptions = { speed: 100_000, assumptions: { duplicateNames: 'allowed' } };

/** A service at real speed: a change stays under way for as long as the test lasts. */
const SLOW: SandboxOptions = { ...FAST, speed: 1 };

/** A service that refuses duplicate names and repeated deletions. */
const STRICT: SandboxOptions = {
  ...SLOW,
  assumptions: { duplicateNames: 'refused', repeatedDelete: 'refused' },
};

/** One command with one set of faults. */
export interface Trial {
  mutation: Mutation;
  /** The faults as the sandbox's `fail` option takes them. */
  faults: readonly string[];
  flags?: readonly string[] | undefined;
  world: SandboxOptions;
}

/** How a trial has to end. */
export interface Verdict {
  ending: Ending;
  /** Patterns that the command's output must match. */
  said?: readonly RegExp[];
}

export type Case = Trial & Verdict & { title: string };

const struckBy = (faults: readonly FaultCase[]) =>
  MUTATIONS.flatMap((mutation) =>
    faults
      .filter(({ operation }) => !operation || mutation.operation)
      .map(
        ({ action, flags, ...endings }): Case => ({
          title: `${mutation.title}: ${action}`,
          mutation,
          faults: [`${mutation.request}=${action}`],
          flags,
          world: FAST,
          ending: endings[mutation.repeat],
        }),
      ),
  );

const performed = MUTATIONS.filter(({ operation }) => operation).flatMap((mutation) =>
  UNDER_WAY.map(
    ({ action, flags = [] }): Case => ({
      title: `${mutation.title}: ${action}`,
      mutation,
      faults: [`${mutation.request}=${action}`],
      flags: mutation.lasting ? ['--no-wait', ...flags] : flags,
      world: SLOW,
      ending: [0, 'done'],
    }),
  ),
);

/** The list is answered before the creation and never after it, so the command cannot find out what became of it. */
const BLIND = ['GET /ai/deployment=slow=0', 'GET /ai/deployment=503 x*'];

/** All cases, by the kind of fault. */
export const CASES: Readonly<Record<string, readonly Case[]>> = {
  'the changing request fails every time': struckBy(ALWAYS),
  'the changing request fails once': struckBy(ONCE),
  'the change is accepted, its answer lost, and it is still under way': performed,
  'the change is accepted, its answer lost, and a repetition refused': performed
    .filter(({ faults }) => faults.every((fault) => fault.endsWith('=reset-after')))
    .map((one) => ({ ...one, world: STRICT })),
  'a creation whose result cannot be found out': MUTATIONS.filter(
    ({ title }) => title === 'deployment create',
  ).map((mutation) => ({
    title: mutation.title,
    mutation,
    faults: [`${mutation.request}=reset-after`, ...BLIND],
    world: FAST,
    ending: [9, 'done'],
    said: [
      /it is not known whether deployment my-app was created in at-vie-2/,
      /exo-di deployment list -z at-vie-2\n/,
    ],
  })),
  'a read that a change needs fails': MUTATIONS.filter(({ title }) =>
    /^deployment (create|scale to 0)$/.test(title),
  ).flatMap((mutation) =>
    READS.map(({ fault, ending, flags, said }) => ({
      title: `${mutation.title}: ${fault}`,
      mutation,
      faults: [fault],
      flags,
      world: FAST,
      ending,
      said: said ? [said] : [],
    })),
  ),
  'an operation that never ends': MUTATIONS.filter(({ operation }) => operation).map((mutation) => ({
    title: mutation.title,
    mutation,
    faults: [`${mutation.request}=operation-stuck`],
    flags: ['--wait-timeout', '1s'],
    world: FAST,
    ending: [8, mutation.stuck ?? 'done'],
    said: [/exo-di operation wait \S+ -z at-vie-2/],
  })),
};
