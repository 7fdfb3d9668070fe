import type { Deps } from '../../deps.js';
import { accountOf, takeTurn } from '../lib/take-turn.js';

/**
 * Takes the lock of every file in every zone for the account whose key is used, so that runs that share any of them
 * follow each other.
 * @param files those that were named, and those that name deployments, which they include
 * @returns what releases them, and may be called several times, and whether another run had one of them first
 * @throws ExoError conflict (code `locked`), naming who has it, when they are not free in time
 */
export async function lock(
  deps: Deps,
  files: readonly string[],
  zones: readonly string[],
  waitMs: number,
): Promise<{ release: () => Promise<void>; waited: boolean }> {
  const machine = await deps.machine();
  const [account, paths] = await Promise.all([
    accountOf(deps),
    Promise.all(files.map(async (file) => (file === '-' ? file : machine.realPath(file)))),
  ]);
  const keys = paths.flatMap((path) => zones.map((zone) => JSON.stringify([...account, zone, path])));
  const hint = 'run it again once that one has ended, or wait longer with --lock-timeout';
  const { release, waited, full, unlocked } = await takeTurn(deps, keys, { waitMs, hint });
  if (full !== undefined) deps.io.warn(`${full}; the lock is kept elsewhere`);
  // Better than leaving GPUs running because a disk is full.
  if (unlocked !== undefined)
    deps.io.warn(`no lock could be taken (${unlocked}): make sure that no other run is under way`);
  return { release, waited };
}
