import { tryJson } from '../domain/json.js';
import { userTextCache } from '../io/text-cache.js';
import type { UserOptions } from '../io/user-cache.js';

/** How long a list of names is used, in ms: users press TAB several times for one command line. */
export const FRESH_MS = 45_000;

/** Keeps lists of names for a short time: only names, no secrets, readable by their owner alone. */
export interface NameCache {
  /** A list; undefined if there is none, or only an old one. */
  read(key: readonly string[]): string[] | undefined;
  write(key: readonly string[], names: readonly string[]): void;
}

/** Keeps lists in the user's cache folder. */
export function fileCache(options: UserOptions & { now: () => number }): NameCache {
  const cache = userTextCache(options);
  const fileOf = (key: readonly string[]) => `${hashOf(key)}.json`;
  const isFresh = (writtenAt: number) => {
    const ageMs = options.now() - writtenAt;
    // If the date is in the future, the clock was set back, and the age of the list is unknown.
    return ageMs <= FRESH_MS && ageMs >= -1000;
  };
  return {
    read(key) {
      const kept = tryJson(cache.read(fileOf(key), isFresh) ?? '');
      return Array.isArray(kept) && kept.every((name) => typeof name === 'string') ? kept : undefined;
    },
    write: (key, names) => cache.write(fileOf(key), JSON.stringify(names)),
  };
}

/**
 * FNV-1a with 64 bits. Nothing here is worth an attack, and loading node:crypto took a fifth of the time of a TAB. It
 * is hashed because the key itself must not be readable in a file name.
 */
function hashOf(key: readonly string[]): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(JSON.stringify(key)))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}
