import { type Created, SEARCH_MS } from '../../../api/create-once.js';
import type { Deps } from '../../../deps.js';
import { waitOptions } from '../follow.js';
import { DEFAULT_LOCK_WAIT_MS, type Turn, takeTurn } from '../take-turn.js';
import { notHiding, settleEarlier } from './earlier.js';
import { creationKey, type Entry, recordOf } from './record.js';
import { seeThrough } from './see-through.js';
import { sendOnce } from './send-once.js';
import type { CreationOptions, Listed, Made, Thing } from './thing.js';

/**
 * The one way in which anything is created, whatever its kind. One run of this machine after the other: what an
 * earlier one sent and never saw the end of is looked for first; what is about to be sent is written down; it is sent
 * at most once, see `createOnce`; and when it has ended, one more look tells whether it is the only one of its name.
 * @throws ExoError unavailable with code `outcome-unknown` when it cannot be told whether it exists; conflict with code
 * `doubled` when there is another, with code `locked` when an earlier run does not end; whatever the service says
 */
export async function createThing<T extends Listed, A, R>(
  deps: Deps,
  thing: Thing<T, A>,
  options: CreationOptions<T, A, R>,
): Promise<R | Made> {
  const { wait, dryRun } = options;
  const { timeoutMs } = await waitOptions(deps, `create ${thing.what}`, wait);
  const turn: Turn = dryRun ? { release: async () => {}, waited: false } : await turnOf(deps, thing);
  try {
    const entry = await recordOf(deps, thing);
    const sent = await send(deps, thing, entry, options, Math.min(SEARCH_MS, timeoutMs), turn.unlocked);
    if ('result' in sent) return sent.result;
    options.onSent?.();
    await turn.release();
    return await seeThrough(deps, thing, entry, sent.created, options);
  } finally {
    await turn.release();
  }
}

async function turnOf<T extends Listed, A>(deps: Deps, thing: Thing<T, A>): Promise<Turn> {
  const hint = 'run it again once that one has ended';
  return takeTurn(deps, [await creationKey(deps, thing)], { waitMs: DEFAULT_LOCK_WAIT_MS, hint });
}

/** Everything up to the moment at which the service has accepted it, or at which it is clear that nothing is sent. */
async function send<T extends Listed, A, R>(
  deps: Deps,
  thing: Thing<T, A>,
  entry: Entry,
  { again, dryRun, decide }: CreationOptions<T, A, R>,
  searchMs: number,
  unlocked: string | undefined,
): Promise<{ created: Created<T, A> } | { result: R }> {
  let open = entry.earlier !== undefined;
  try {
    const first = await thing.list();
    const settled = await settleEarlier(deps, thing, entry, first, { again, dryRun, searchMs });
    open = settled.open;
    if (settled.adopted) return { created: { kind: 'adopted', item: settled.adopted } };
    const result = await decide(settled.existing);
    if (result !== undefined) return { result };
    const lacking = entry.begin(settled.existing);
    if (lacking ?? unlocked)
      deps.io.warn(
        lacking ??
          `nothing keeps another run from creating it at the same time: no lock could be taken (${unlocked})`,
      );
    return { created: await sendOnce(deps, thing, entry, settled, searchMs) };
  } catch (error) {
    throw open ? notHiding(error, thing) : error;
  }
}
