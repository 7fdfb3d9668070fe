import { GLOBAL_OPTIONS, HELP, VERSION_FLAG, ZONE_ANYWHERE } from './flags.js';
import type { Place } from './place.js';
import type { Spelling } from './words.js';

/** A flag, read from commander's notation. */
export interface Flag extends Spelling {
  description: string;
}

/** Reads `-z, --zone <zone>`: the names, and whether values follow. */
export function readFlag([notation, description]: readonly [string, string]): Flag {
  const [, short, long = ''] = /^(?:(-\w), )?(--[\w-]+)/.exec(notation) ?? [];
  const takes = notation.endsWith('...>') ? 'many' : notation.includes('<') ? 'one' : 'nothing';
  return { long, short, description, takes };
}

/** The flags that may be typed at a place, its own first. */
export function flagsAt({ path, branches, spec }: Place): Flag[] {
  const own = (spec?.options ?? []).map(readFlag);
  const holds =
    branches.length > 0 && !own.some(({ long }) => long === '--zone') ? [readFlag(ZONE_ANYWHERE)] : [];
  const top = path.length === 0 && branches.length > 0 ? [readFlag(VERSION_FLAG)] : [];
  return [...own, ...holds, ...GLOBAL_OPTIONS.map(readFlag), readFlag(HELP), ...top];
}
