import type { CallOptions } from '../api/call.js';
import type { Created } from '../api/create-once.js';
import { DEFAULT_WAIT_MS, type WaitOptions } from '../api/wait.js';
import type { Clock } from '../clock.js';
import type { Operation } from '../schemas/operation.js';
import { type Creatable, type Creations, createAtMostOnce } from './create.js';
import { asClient, checkMs } from './failure.js';
import type { CreationOptions, RequestOptions, WaitingOptions } from './types.js';

/** What a zone takes from its client. */
export interface ZoneSettings {
  clock: Clock;
  random: () => number;
  /** Ends every call. */
  signal: AbortSignal | undefined;
  /** Milliseconds for a call that says nothing itself. */
  timeoutMs: number | undefined;
  /** Shared by all zones of the client. */
  creations: Creations;
}

/** What the methods of a zone are made of: calls, creations, deletions and waits, each ended by its signal or the client's. */
export function zoneActs(zone: string, settings: ZoneSettings) {
  const { clock, random, signal } = settings;
  /** One call. */
  const call = <T>(options: RequestOptions = {}, act: (options: CallOptions) => Promise<T>) =>
    asClient(signal, options, (ending) =>
      act({ signal: ending, timeoutMs: options.timeoutMs ?? settings.timeoutMs }),
    );
  /** One creation: the list before, the request, and where its answer was lost, the search. */
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
  /** One deletion: what is gone by name may be created anew. */
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
  /** One wait, of which its caller says what for. */
  const wait = <T>(
    options: WaitingOptions = {},
    act: (waiting: Omit<WaitOptions, 'what'>) => Promise<T>,
  ): Promise<T> =>
    asClient(signal, options, (ending) =>
      act({ clock, random, signal: ending, timeoutMs: options.timeoutMs ?? DEFAULT_WAIT_MS }),
    );
  return { call, create, remove, wait };
}
