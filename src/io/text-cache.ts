import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile, requireOwner } from './files.js';
import { makeCacheFolder, userCache } from './user-cache.js';

/** Small texts that can be done without, in the user's cache folder. A cache that fails is no reason to fail. */
export interface TextCache {
  /** undefined where there is none, or where it is another user's. */
  read(name: string): string | undefined;
  /** Whole or not at all. */
  write(name: string, text: string): void;
}

/** Keeps texts under `$XDG_CACHE_HOME/exo-di` or `~/.cache/exo-di`; where there is neither, nothing is kept. */
export function userTextCache(options: Parameters<typeof userCache>[0]): TextCache {
  const cache = userCache(options);
  return {
    read(name) {
      if (!cache) return undefined;
      try {
        const file = join(cache.folder, name);
        requireOwner(file);
        return readFileSync(file, 'utf8');
      } catch {
        return undefined;
      }
    },
    write(name, text) {
      if (!cache) return;
      try {
        makeCacheFolder(cache.folder, cache.inside);
        replaceFile(join(cache.folder, name), text);
      } catch {
        // Asked again next time.
      }
    },
  };
}
