import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile, requireOwner } from './files.js';
import { makeCacheFolder, type UserOptions, userCache } from './user-cache.js';

/** Small texts that can be done without, in the user's cache folder. A cache that fails is no reason to fail. */
export interface TextCache {
  /**
   * undefined where there is none, or where it is another user's.
   * @param isFresh whether one of that date, in ms since the UNIX epoch, still counts; each does without
   */
  read(name: string, isFresh?: (writtenAt: number) => boolean): string | undefined;
  /** Whole or not at all. */
  write(name: string, text: string): void;
}

/** Keeps texts under `$XDG_CACHE_HOME/exo-di` or `~/.cache/exo-di`; where there is neither, nothing is kept. */
export function userTextCache(options: UserOptions): TextCache {
  const cache = userCache(options);
  return {
    read(name, isFresh) {
      if (!cache) return undefined;
      try {
        const file = join(cache.folder, name);
        requireOwner(file);
        if (isFresh && !isFresh(statSync(file).mtimeMs)) return undefined;
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
