import { userTextCache } from '../io/text-cache.js';
import type { UserOptions } from '../io/user-cache.js';

/** How long names may be believed, in ms: somebody presses TAB several times over one command line. */
export const FRESH_MS = 45_000;

/** Lists of names, for a short time. Holds names alone, never a secret, and is read by its owner alone. */
export interface NameCache {
  /** undefined when there is none, or only an old one. */
  read(key: readonly string[]): string[] | undefined;
  write(key: readonly string[], names: readonly string[]): void;
}

/** Keeps lists in the user's cache. */
export function fileCache(options: UserOptions & { now: () => number }): NameCache {
  const cache = userTextCache(options);
  const fileOf = (key: readonly string[]) => `${hashOf(key)}.json`;
  const isFresh = (writtenAt: number) => {
    const ageMs = options.now() - writtenAt;
    // A date in the future is a clock that was set back: nobody knows how old it is.
    return ageMs <= FRESH_MS && ageMs >= -1000;
  };
  return {
    read(key) {
      try {
        const kept: unknown = JSON.parse(cache.read(fileOf(key), isFresh) ?? 'null');
        return Array.isArray(kept) && kept.every((name) => typeof name === 'string') ? kept : undefined;
      } catch {
        return undefined;
      }
    },
    write: (key, names) => cache.write(fileOf(key), JSON.stringify(names)),
  };
}

/**
 * FNV-1a of 64 bits: nothing here is worth an attack, and loading node:crypto for it took a fifth of the time of a TAB.
 * The key itself is not to be read in a folder.
 */
function hashOf(key: readonly string[]): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(JSON.stringify(key)))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}
