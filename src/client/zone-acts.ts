import type { CallOptions } from '../api/call.js';
import type { Created } from '../api/create-once.js';
import { DEFAULT_WAIT_MS, type WaitOptions } from '../api/wait.js';
import type { Clock } from '../clock.js';
import type { Operation } from '../schemas/operation.js';
import { type Creatable, type Creations, createAtMostOnce } from './create.js';
import { asClient, checkMs } from './failure.js';
import type { CreationOptions, RequestOptions, WaitingOptions } from './types.js';

/** What a zone gets from its client. */
export interface ZoneSettings {
  clock: Clock;
  random: () => number;
  /** Ends every call. */
  signal: AbortSignal | undefined;
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
  const { clock, random, signal } = settings;
  /** Makes one call. */
  const call = <T>(options: RequestOptions = {}, act: (options: CallOptions) => Promise<T>) =>
    asClient(
      signal,
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
  /** Makes one deletion. What was deleted may be created anew, so the client forgets it. */
  const remove = (
    id: string,
    options: RequestOptions | undefined,
    send: (own: CallOptions) => Promise<Operation>,
  ) =>
    call(options, async (own) => {
      const operation = await send(own);
      settings.creations.forget(id);
      return operation;
    });
  /** Makes one wait; `act` says what it waits for. */
  const wait = <T>(
    options: WaitingOptions = {},
    act: (waiting: Omit<WaitOptions, 'what'>) => Promise<T>,
  ): Promise<T> =>
    asClient(
      signal,
      options,
      (ending) => act({ clock, random, signal: ending, timeoutMs: options.timeoutMs ?? DEFAULT_WAIT_MS }),
      zone,
    );
  return { call, create, remove, wait };
}
