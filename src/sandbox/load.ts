import { DAY_MS } from '../domain/duration.js';
import { UsageError } from '../errors.js';

/*
 * How many requests the deployments have at hand: a day that is written down and goes round, and what is set while the
 * sandbox runs, which stands before it. All follows from the clock alone.
 */

/** From this time of the day on so many requests are at hand. */
interface Step {
  /** In ms since midnight. */
  at: number;
  requests: number;
  /** Of this deployment alone; of each, without. */
  name?: string | undefined;
}

export type Load = ReturnType<typeof createLoad>;

/** A request that was answered: when, in ms, by which replica, and what was asked for. */
export interface Answer {
  at: number;
  replica: number;
  path: string;
}

/** Answers remembered of a deployment. */
const KEPT = 1_000;

/**
 * The requests that are at hand, from a day that begins when the sandbox starts and passes at its speed.
 * @param day `HH:MM REQUESTS [NAME]` a line, comments from `#` on; of two of one time the later line counts
 * @throws UsageError naming the line that is none
 */
export function createLoad(day: string | undefined, startedAt: number, speed: number) {
  const steps = day === undefined ? [] : parseDay(day);
  const answers = new Map<string, Answer[]>();
  const set: { name: string; from: number; requests: number | undefined }[] = [];
  const setFor = (name: string, at: number) => set.findLast((one) => one.name === name && one.from <= at);
  /** The step of the day that holds, and when it began. */
  const stepAt = (name: string, at: number) => {
    const own = steps.filter((step) => step.name === name);
    const counting = own.length > 0 ? own : steps.filter((step) => step.name === undefined);
    const last = counting.at(-1);
    if (last === undefined || at < startedAt) return undefined;
    const passed = (at - startedAt) * speed;
    const time = passed % DAY_MS;
    const step = counting.findLast((one) => one.at <= time);
    const began = passed - time + (step ? step.at : last.at - DAY_MS);
    return { requests: (step ?? last).requests, at: startedAt + Math.max(0, began) / speed };
  };
  return {
    /** @param at in ms */
    requests: (name: string, at: number): number =>
      setFor(name, at)?.requests ?? stepAt(name, at)?.requests ?? 0,
    /** The last moment up to this one at which the number was set, in ms; -Infinity where it never was. */
    setAt(name: string, at: number): number {
      const own = setFor(name, at);
      const step = own?.requests === undefined ? stepAt(name, at)?.at : undefined;
      return Math.max(own?.from ?? Number.NEGATIVE_INFINITY, step ?? Number.NEGATIVE_INFINITY);
    },
    /** From now on a deployment has so many; undefined: those of the day again. */
    set: (name: string, requests: number | undefined, now: number) =>
      void set.push({ name, from: now, requests }),
    /** A request to a deployment's URL was answered. */
    answered: (id: string, answer: Answer) =>
      void answers.set(id, [...(answers.get(id) ?? []), answer].slice(-KEPT)),
    /** The last of them, oldest first. */
    answers: (id: string): readonly Answer[] => answers.get(id) ?? [],
  };
}

const STEP = /^(?<hour>[01]?\d|2[0-3]):(?<minute>[0-5]\d)\s+(?<requests>\d{1,6})(?:\s+(?<name>\S+))?$/;

function parseDay(text: string): Step[] {
  const steps = text.split('\n').flatMap((line, index): Step[] => {
    const said = line.replace(/(?:^|\s)#.*/, '').trim();
    if (said === '') return [];
    const { hour, minute, requests, name } = STEP.exec(said)?.groups ?? {};
    if (requests === undefined)
      throw new UsageError(
        `line ${index + 1} of the load is not HH:MM REQUESTS [NAME]: ${JSON.stringify(said)}`,
        {
          hint: 'As in: 08:30 12 my-app; without a name it is for each deployment that has no line of its own.',
        },
      );
    return [{ at: (Number(hour) * 60 + Number(minute)) * 60_000, requests: Number(requests), name }];
  });
  return steps.sort((a, b) => a.at - b.at);
}
