import type { Clock } from '../clock.js';
import { ExoError } from '../errors.js';

/** What is needed to create a thing and to find out, when the answer is lost, whether it was created. */
export interface Creation<T, A> {
  /** `deployment my-app`, for messages. */
  what: string;
  zone: string;
  /** IDs that existed before anything was sent: none of those is ours. */
  before: ReadonlySet<string>;
  /** Sends the creation once; on an unclear outcome it throws an ExoError with code `outcome-unknown`. */
  create(): Promise<A>;
  /** Everything of its kind that exists now. */
  list(): Promise<readonly T[]>;
  id(item: T): string | undefined;
  /** Is this what the creation asked for? */
  matches(item: T): boolean;
  /** The command that shows what exists, for when it cannot be told. */
  check: string;
}

export type Created<T, A> = { kind: 'answered'; answer: A } | { kind: 'adopted'; item: T };

/** Looks at what exists after an unclear outcome, in ms: a new object may take seconds to be visible. */
const LOOKS_MS = [500, 1_500, 3_000, 5_000] as const;
/** Creations sent in all, when each earlier one is known to have made nothing. */
const MAX_CREATIONS = 3;

/**
 * Creates a thing exactly once. When the outcome is unclear (the connection was lost after sending, a 5xx, no
 * answer in time), it lists what exists, compares it with what existed before, and either adopts the one new
 * object that matches, sends again when there is none, or stops.
 * @throws ExoError with code `outcome-unknown` when it cannot be told, unavailable or as the signal says; whatever
 * `create` throws
 */
export async function createOnce<T, A>(
  creation: Creation<T, A>,
  { clock, signal }: { clock: Clock; signal?: AbortSignal | undefined },
): Promise<Created<T, A>> {
  let unclear: ExoError | undefined;
  for (let sent = 1; ; sent++) {
    let answer: { of: A } | undefined;
    try {
      answer = { of: await creation.create() };
    } catch (error) {
      // A name that is suddenly taken, after an unclear outcome, is most likely our own creation come to light.
      const ours = unclear !== undefined && error instanceof ExoError && error.kind === 'conflict';
      if (!isUnclear(error) && !ours) throw error;
      if (isUnclear(error)) unclear = error;
      if (signal?.aborted) throw interrupted(creation, signal.reason);
    }
    if (answer) {
      if (unclear) await refuseDoubles(creation, answer.of);
      return { kind: 'answered', answer: answer.of };
    }
    const item = await findCreated(creation, clock, signal, unclear);
    if (item) return { kind: 'adopted', item };
    if (sent === MAX_CREATIONS) throw unknown(creation, unclear, `it was sent ${sent} times`);
  }
}

/**
 * After a second creation the first may have come to light: a gateway that gave up does not stop what is behind it.
 * @throws ExoError conflict (code `doubled`) naming both; what was made is never passed over
 */
async function refuseDoubles<T, A>(creation: Creation<T, A>, answer: A): Promise<void> {
  const found = newOnes(creation, await creation.list().catch(() => []));
  if (found.length <= 1) return;
  const ids = found.map((item) => creation.id(item) ?? '?');
  throw new ExoError(
    'conflict',
    `${creation.what} exists ${found.length} times in ${creation.zone}: the creation whose answer was lost was carried out after all`,
    {
      code: 'doubled',
      zone: creation.zone,
      hint: `keep one and delete the others (${ids.join(', ')}): ${creation.check}`,
      details: { ids, answer },
    },
  );
}

/** What is there now, was not there before, and is what was asked for. */
function newOnes<T, A>(creation: Creation<T, A>, items: readonly T[]): T[] {
  return items.filter((item) => !creation.before.has(creation.id(item) ?? '') && creation.matches(item));
}

function isUnclear(error: unknown): error is ExoError {
  return error instanceof ExoError && error.code === 'outcome-unknown';
}

async function findCreated<T, A>(
  creation: Creation<T, A>,
  clock: Clock,
  signal: AbortSignal | undefined,
  cause: unknown,
): Promise<T | undefined> {
  for (const pause of LOOKS_MS) {
    let items: readonly T[];
    try {
      await clock.sleep(pause, signal);
      items = await creation.list();
    } catch (error) {
      if (signal?.aborted) throw interrupted(creation, signal.reason);
      if (!(error instanceof ExoError)) throw error;
      throw unknown(creation, error, 'and it could not be found out');
    }
    const found = newOnes(creation, items);
    if (found.length > 1) throw unknown(creation, cause, `${found.length} new ones match`);
    if (found[0]) return found[0];
  }
  return undefined;
}

/** What stands between an unclear creation and another try. */
const hintOf = ({ check }: { check: string }) =>
  `before trying again, check that it does not exist: ${check}`;

/** Ctrl-C before it was known: what may exist and cost money must not be passed over. */
function interrupted(creation: { what: string; zone: string; check: string }, reason: unknown): unknown {
  if (!(reason instanceof ExoError)) return reason;
  return new ExoError(
    reason.kind,
    `${reason.message} before it was known whether ${creation.what} was created in ${creation.zone}`,
    { code: 'outcome-unknown', zone: creation.zone, hint: hintOf(creation), cause: reason },
  );
}

function unknown(
  creation: { what: string; zone: string; check: string },
  cause: unknown,
  why: string,
): ExoError {
  const said = cause instanceof ExoError ? `: ${cause.message}` : '';
  return new ExoError(
    'unavailable',
    `it is not known whether ${creation.what} was created in ${creation.zone} (${why})${said}`,
    {
      code: 'outcome-unknown',
      zone: creation.zone,
      hint: hintOf(creation),
      cause,
    },
  );
}
