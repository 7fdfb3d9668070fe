import type { Deps } from '../../../deps.js';
import { type KindWords, wordsOf } from '../kind.js';
import { warnOfEarlier } from './earlier.js';
import { writtenNames } from './thing.js';

/**
 * Says that a list is empty, and how to create something. What this machine may have created, although no list shows
 * it, is warned of instead: who creates it again has two, and who believes that it is not there pays for it unseen.
 * @param none the sentence without its period: `No deployments in at-vie-2`
 * @param zones the zones that were listed; one of them for what is in no zone
 * @param advice how to create something, as a whole sentence; absent where nobody wants to create anything
 */
export async function sayNone(
  deps: Deps,
  kind: KindWords,
  { none, zones, advice }: { none: string; zones: readonly string[]; advice?: string },
): Promise<void> {
  const things = zones.map(async (zone) => {
    const names = await writtenNames(deps, kind.resource, kind.everywhere ? '' : zone);
    return [...names].map((name) => wordsOf(kind, name, zone));
  });
  const isInDoubt = await warnOfEarlier(deps, (await Promise.all(things)).flat());
  deps.io.say(isInDoubt || advice === undefined ? `${none}.` : `${none}. ${advice}`);
}
