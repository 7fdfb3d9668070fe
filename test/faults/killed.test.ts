import { expect, test } from 'vitest';
import type { Transport } from '../../src/api/http/transport.js';
import type { Clock } from '../../src/clock.js';
import { LONG_RUN } from '../helpers/chance.js';
import { memoryCreations } from '../helpers/creations.js';
import { named } from '../helpers/service.js';
import { command, service } from './here.js';
import { count, reported } from './judge.js';
import { MUTATIONS, type Mutation, type State } from './mutations.js';

/*
 * A command is killed at each of its steps (before and after each request, and in each pause) and run again: then the
 * change must be made, once. As after `kill -9`, nothing of the first run goes on, but its creation records stay.
 */
reported();

/** Lists show a new object this long after it was accepted. */
const LAG_MS = 15_000;
/** The service's minutes take seconds, so that a wait has fewer pauses, each of which is a step. */
const WORLD = { speed: 60, assumptions: { visibleAfterMs: LAG_MS } };

/** A transport and a clock that count the steps of a run. At step `last` the run stops for ever. */
function mortal(transport: Transport, clock: Clock, last = Number.POSITIVE_INFINITY) {
  const steps: string[] = [];
  let die = () => {};
  const died = new Promise<void>((resolve) => {
    die = resolve;
  });
  const step = async (label: string) => {
    if (steps.length < last) steps.push(label);
    if (steps.length < last) return;
    die();
    await new Promise(() => {});
  };
  return {
    steps,
    died,
    transport: {
      ...transport,
      async send(request) {
        await step(`before ${named(request)}`);
        const answer = await transport.send(request).catch((error: unknown) => ({ error }));
        await step(`after ${named(request)}`);
        if ('error' in answer) throw answer.error;
        return answer;
      },
    } satisfies Transport,
    clock: {
      now: clock.now,
      async sleep(ms, signal) {
        await step('a pause');
        await clock.sleep(ms, signal);
      },
    } satisfies Clock,
  };
}

/** The numbers of the steps to kill at: the first of each kind, because a wait repeats the same steps. */
async function stepsOf(mutation: Mutation): Promise<number[]> {
  const made = service(WORLD);
  mutation.prepare(made.sandbox);
  const { steps, ...life } = mortal(made.transport, made.clock);
  await command(mutation, [], life, { creations: memoryCreations() });
  const first = new Set<string>();
  return steps.flatMap((label, index) => {
    const isNew = !first.has(label);
    first.add(label);
    return isNew ? [index + 1] : [];
  });
}

/**
 * Whether the second run has ended as it must. A state must be set. A creation must be taken up, or reported as
 * existing already. If the first run was killed right before the request, the second does not send it, because it
 * cannot know that the first did not.
 */
function isRight({ repeat, request }: Mutation, at: string | undefined, code: number, state: State): boolean {
  if (code === 0) return state === 'done';
  if (repeat !== 'create') return false;
  return code === 5 ? state === 'done' || state === 'begun' : code === 9 && at === `before ${request}`;
}

/** Without rotations: if run twice, they are made twice. */
const REPEATABLE = MUTATIONS.filter(({ repeat }) => repeat !== 'rotate');
const CHOSEN = /^(deployment (create|scale to 0)|apply of a new deployment)$/;

for (const mutation of REPEATABLE.filter(({ title }) => LONG_RUN || CHOSEN.test(title)))
  test(`${mutation.title}, killed at each step and run again`, async () => {
    const wrong: unknown[] = [];
    for (const step of await stepsOf(mutation)) {
      const made = service(WORLD);
      mutation.prepare(made.sandbox);
      const creations = memoryCreations();
      const { died, steps, ...life } = mortal(made.transport, made.clock, step);
      void command(mutation, [], life, { creations });
      await died;
      const again = await command(mutation, [], made, { creations });
      const state = mutation.state(made.sandbox);
      count(again, state, mutation.claim);
      const at = steps.at(-1);
      const blamesOthers = again.stderr.includes('by someone else');
      if (blamesOthers || !isRight(mutation, at, again.code, state)) wrong.push({ at, state, ...again });
    }
    expect(wrong).toEqual([]);
  });
