import { DAY_MS } from '../domain/duration.js';
import { UsageError } from '../errors.js';

/*
 * How many requests the deployments have at hand. A text describes a day, which repeats; a number that is set while the
 * sandbox runs overrides it. Everything follows from the clock alone.
 */

/** From the time `at` on, deployments have `requests` requests at hand. */
interface Step {
  /** In ms since midnight. */
  at: number;
  requests: number;
  /** The only deployment that the step is for; absent: it is for each deployment without steps of its own. */
  name?: string | undefined;
}

export type Load = ReturnType<typeof createLoad>;

/** An answered request: when, in ms, by which replica, and the path of the request. */
export interface Answer {
  at: number;
  replica: number;
  path: string;
}

/** How many answers of a deployment are kept. */
const KEPT = 1_000;

/**
 * Makes the load of all deployments. Its day begins when the sandbox starts, and passes at the sandbox's speed.
 * @param day lines of `HH:MM REQUESTS [NAME]`, with comments from `#` on; of two lines with the same time the later
 * counts
 * @throws UsageError that names the wrong line
 */
export function createLoad(day: string | undefined, startedAt: number, speed: number) {
  const steps = day === undefined ? [] : parseDay(day);
  const answers = new Map<string, Answer[]>();
  const set: { name: string; from: number; requests: number | undefined }[] = [];
  const setFor = (name: string, at: number) => set.findLast((one) => one.name === name && one.from <= at);
  /** The step of the day that applies at a moment, and when it began, in ms. */
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
    /** The last moment, not after `at`, at which the number of requests changed, in ms; -Infinity if it never did. */
    setAt(name: string, at: number): number {
      const own = setFor(name, at);
      const step = own?.requests === undefined ? stepAt(name, at)?.at : undefined;
      return Math.max(own?.from ?? Number.NEGATIVE_INFINITY, step ?? Number.NEGATIVE_INFINITY);
    },
    /** Sets how many requests a deployment has from now on; undefined: again those of the day. */
    set: (name: string, requests: number | undefined, now: number) =>
      void set.push({ name, from: now, requests }),
    /** Notes that a request to a deployment's URL was answered. */
    answered: (id: string, answer: Answer) =>
      void answers.set(id, [...(answers.get(id) ?? []), answer].slice(-KEPT)),
    /** The last answers of a deployment, oldest first. */
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
