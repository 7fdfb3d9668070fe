import { type CallOptions, DONE } from '../api/call.js';
import type { Created } from '../api/create-once.js';
import { DEFAULT_WAIT_MS, type WaitOptions } from '../api/wait.js';
import type { Clock } from '../clock.js';
import { ExoError } from '../errors.js';
import type { ErrorKind } from '../exit-codes.js';
import type { Operation } from '../schemas/operation.js';
import { type Called, type Creatable, createAtMostOnce, keyOf } from './create.js';
import type { Creations } from './creations.js';
import { asClient, type ClientEnds, checkMs } from './failure.js';
import type { CreationOptions, RequestOptions, WaitingOptions } from './types.js';

/** What a zone gets from its client. */
export interface ZoneSettings extends ClientEnds {
  clock: Clock;
  random: () => number;
  /** Milliseconds for a call that has no limit of its own. */
  timeoutMs: number | undefined;
  /** Shared by all zones of the client. */
  creations: Creations;
}

/**
 * What the methods of a zone are made of: calls, creations, deletions and waits. Each is ended by its own signal or by
 * the client's.
 */
export function zoneActs(zone: string, settings: ZoneSettings) {
  const { clock, random } = settings;
  /** Makes one call. */
  const call = <T>(options: RequestOptions = {}, act: (options: CallOptions) => Promise<T>) =>
    asClient(
      settings,
      options,
      (ending) => act({ signal: ending, timeoutMs: options.timeoutMs ?? settings.timeoutMs }),
      zone,
    );
  /** Makes one creation: the list before, the request and, if its answer is lost, the search. */
  const create = <T extends { id?: string | undefined }, A, R>(
    { searchMs, ...options }: CreationOptions = {},
    thing: (options: CallOptions) => Omit<Creatable<T, A>, 'zone'>,
    result: (created: Created<T, A>, options: CallOptions) => R | Promise<R>,
  ) =>
    call(options, async (own) => {
      checkMs('searchMs', searchMs);
      const { creations } = settings;
      const creatable = { ...thing(own), zone };
      const created = await createAtMostOnce(creations, creatable, clock, own.signal, searchMs);
      return result(created, own);
    });
  /**
   * Makes one deletion. If the first answer was lost and the repetition finds nothing, somebody on the way may have
   * said so, and `get` has to show that the thing is gone. What was deleted may be created anew, so the client forgets
   * it.
   */
  const remove = (
    id: string,
    options: RequestOptions | undefined,
    send: (id: string, own: CallOptions) => Promise<Operation>,
    get: (id: string, own: CallOptions) => Promise<unknown>,
  ) =>
    call(options, async (own) => {
      const operation = await send(id, own);
      if (operation === DONE) await seeGone(id, zone, () => get(id, own), settings.creations.mayAppear(id));
      settings.creations.forget(id);
      return operation;
    });
  /** Makes one update. As long as lists do not show a new name, the client must not create a second thing of it. */
  const update = <T>(
    id: string,
    { name }: { name?: string | undefined },
    called: (name: string) => Called,
    options: RequestOptions | undefined,
    send: (own: CallOptions) => Promise<T>,
  ) =>
    call(options, async (own) => {
      const answer = await send(own);
      if (name !== undefined) settings.creations.rename(id, keyOf(called(name), zone));
      return answer;
    });
  /** Makes one wait; `act` says what it waits for. */
  const wait = <T>(
    options: WaitingOptions = {},
    act: (waiting: Omit<WaitOptions, 'what'>) => Promise<T>,
  ): Promise<T> =>
    asClient(
      settings,
      options,
      (ending) => act({ clock, random, signal: ending, timeoutMs: options.timeoutMs ?? DEFAULT_WAIT_MS }),
      zone,
    );
  return { call, create, update, remove, wait };
}

/**
 * Looks whether a thing is gone after a deletion whose first answer was lost and whose repetition found nothing.
 * @param mayAppear whether the thing is so new that it may exist without being found
 * @throws ExoError with code `outcome-unknown` if it can be read, cannot be looked for, or may appear
 */
async function seeGone(
  id: string,
  zone: string,
  get: () => Promise<unknown>,
  mayAppear: boolean,
): Promise<void> {
  let but = 'it can still be read';
  let kind: ErrorKind = 'unavailable';
  try {
    await get();
  } catch (error) {
    if (!(error instanceof ExoError)) throw error;
    const isMissing = error.kind === 'not-found';
    if (isMissing && !mayAppear) return;
    if (!isMissing) kind = error.kind;
    but = isMissing ? 'it may be too new to be found' : `it could not be read: ${error.message}`;
  }
  const message = `it is not known whether ${id} was deleted in ${zone}: the answer was lost, and the repetition did not find it, but ${but}`;
  throw new ExoError(kind, message, { code: 'outcome-unknown', zone, details: { id } });
}
