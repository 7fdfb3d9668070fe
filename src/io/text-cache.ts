import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile, requireOwner } from './files.js';
import { makeCacheFolder, type UserOptions, userCache } from './user-cache.js';

/** Small texts in the user's cache folder. Each can be missing, and a cache that fails never makes a command fail. */
export interface TextCache {
  /**
   * The text of a name; undefined if there is none, or if the file belongs to another user.
   * @param isFresh decides by the time of writing, in ms since the UNIX epoch, whether the text may still be used;
   * without it, any age will do
   */
  read(name: string, isFresh?: (writtenAt: number) => boolean): string | undefined;
  /** Writes a text, whole or not at all. */
  write(name: string, text: string): void;
}

/** Keeps texts in `$XDG_CACHE_HOME/exo-di` or `~/.cache/exo-di`. If there is neither, nothing is kept. */
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
        // A text that was not kept is asked for again by the next run.
      }
    },
  };
}
