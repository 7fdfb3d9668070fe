import * as nodeFs from 'node:fs';
import { join } from 'node:path';
import { replaceFile, requireOwner } from '../io/files.js';
import { makeCacheFolder, userCache } from '../io/user-cache.js';

/** How long names may be believed, in ms: somebody presses TAB several times over one command line. */
export const FRESH_MS = 45_000;

export interface CacheOptions {
  env: Readonly<Record<string, string | undefined>>;
  platform: string;
  home: string | undefined;
  now: () => number;
}

/** Lists of names, for a short time. Holds names alone, never a secret, and is read by its owner alone. */
export interface NameCache {
  /** undefined when there is none, or only an old one. */
  read(key: readonly string[]): string[] | undefined;
  write(key: readonly string[], names: readonly string[]): void;
}

/**
 * Keeps lists in files under `$XDG_CACHE_HOME/exo-di` or `~/.cache/exo-di`. Where that cannot be, nothing is kept:
 * a cache that fails is no reason to fail.
 */
export function fileCache(options: CacheOptions): NameCache {
  const cache = userCache(options);
  const fileOf = (key: readonly string[]) => cache && join(cache.folder, `${hashOf(key)}.json`);
  return {
    read(key) {
      try {
        const file = fileOf(key);
        if (!file) return undefined;
        requireOwner(file);
        const { mtimeMs } = nodeFs.statSync(file);
        const ageMs = options.now() - mtimeMs;
        // A date in the future is a clock that was set back: nobody knows how old it is.
        if (ageMs > FRESH_MS || ageMs < -1000) return undefined;
        const kept: unknown = JSON.parse(nodeFs.readFileSync(file, 'utf8'));
        return Array.isArray(kept) && kept.every((name) => typeof name === 'string') ? kept : undefined;
      } catch {
        return undefined;
      }
    },
    write(key, names) {
      try {
        const file = fileOf(key);
        if (!cache || !file) return;
        makeCacheFolder(cache.folder, cache.inside);
        replaceFile(file, JSON.stringify(names));
      } catch {
        // Asked again next time.
      }
    },
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
