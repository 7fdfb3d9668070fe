import { posix, win32 } from 'node:path';
import { UsageError } from '../errors.js';
import { once } from '../once.js';
import type { CreationRecords } from './creation-records.js';
import { fileProblem } from './file-problem.js';
import type { Locks } from './locks.js';
import type { Files } from './read-files.js';
import type { RunRecords } from './run-records.js';
import type { TextCache } from './text-cache.js';
import type { UserOptions } from './user-cache.js';

/** The words that start this program again: Node and the launcher, or the standalone program. */
export type Program = readonly [executable: string, ...launcher: string[]];

/** The machine beyond streams and clock: files that are named on the command line, locks, and this program itself. */
export interface Machine {
  /** The absolute path of one that was typed. */
  absolute(path: string): string;
  /** A file's text. @throws UsageError naming the file and what is wrong with it */
  readText(path: string): Promise<string>;
  /** A file's bytes. @throws UsageError naming the file and what is wrong with it, more than `most` bytes too */
  readBytes(path: string, most: number): Promise<Uint8Array>;
  /** The same; undefined where there is no such file. */
  readTextIfThere(path: string): Promise<string | undefined>;
  /** Replaces a file, or makes it, for its owner alone unless others may read it, whole or not at all. @throws the system's error */
  replaceText(path: string, text: string, options?: { readable: true }): Promise<void>;
  /** Who runs this, and where: `anna@build-1`. */
  user(): Promise<string>;
  /** The one path behind every way to write it; the absolute one where it cannot be told. */
  realPath(path: string): Promise<string>;
  /** The nearest folder above a path that has an entry of a name: `.git` of a repository. */
  folderWith(name: string, path: string): Promise<string | undefined>;
  /** The way from a folder to what is below it, with slashes; it begins with `..` for what is not. */
  relative(folder: string, path: string): string;
  /** The words that run this program, all absolute paths: Node and the launcher. */
  program: readonly string[];
  /** What can be done without and is kept for later runs, whole texts by name. */
  cache(): Promise<TextCache>;
  locks(): Promise<Locks>;
  /** What runs of this machine tell each other of the creations they send. */
  creations(): Promise<CreationRecords>;
  /** What runs of `apply` have made of a file's deployments. */
  runs(): Promise<RunRecords>;
}

interface MachineOptions extends UserOptions {
  cwd: () => string;
  program: readonly string[];
  /** In place of the real file system. */
  files?: Files | undefined;
  locks?: Locks | undefined;
  creations?: CreationRecords | undefined;
  runs?: RunRecords | undefined;
}

/** The machine of a process. Node's file system is loaded when it is first needed. */
export function createMachine(options: MachineOptions): Machine & { releaseLocks(): void } {
  const paths = options.platform === 'win32' ? win32 : posix;
  const absolute = (path: string) => paths.resolve(options.cwd(), path);
  const filesOf = async () => options.files ?? (await import('./read-files.js')).nodeFiles;
  const read = async <T>(path: string, by: (files: Files) => Promise<T>): Promise<T> => {
    const files = await filesOf();
    const named = JSON.stringify(path);
    try {
      const facts = await files.stat(absolute(path));
      if (facts === undefined) throw new UsageError(`file ${named} does not exist`);
      if (facts.folder) throw new UsageError(`${named} is a folder, not a file`);
      return await by(files);
    } catch (error) {
      if (error instanceof UsageError) throw error;
      throw new UsageError(`file ${named} cannot be read: ${fileProblem(error)}`);
    }
  };
  const folders = async () => (await import('./state-folder.js')).stateFolders(options.home);
  let { locks } = options;
  return {
    absolute,
    program: options.program,
    readText: (path) => read(path, (files) => files.readFile(absolute(path))),
    readBytes: (path, most) => read(path, (files) => bytesOf(files, absolute(path), most)),
    async readTextIfThere(path) {
      const facts = await (await filesOf()).stat(absolute(path)).catch(() => ({}));
      return facts === undefined ? undefined : this.readText(path);
    },
    async replaceText(path, text, given) {
      const { replaceFile } = await import('./files.js');
      replaceFile(absolute(path), text, { flush: true, ...given });
    },
    async user() {
      const { hostname, userInfo } = await import('node:os');
      return `${nameOf(userInfo)}@${hostname()}`;
    },
    async realPath(path) {
      if (options.files) return absolute(path);
      const { realpath } = await import('node:fs/promises');
      return realpath(absolute(path)).catch(() => absolute(path));
    },
    async folderWith(name, path) {
      const files = await filesOf();
      for (let at = absolute(path); at !== paths.dirname(at); ) {
        at = paths.dirname(at);
        if (await files.stat(paths.join(at, name)).catch(() => undefined)) return at;
      }
      return undefined;
    },
    relative: (folder, path) => paths.relative(folder, absolute(path)).replaceAll(paths.sep, '/'),
    async cache() {
      const { userTextCache } = await import('./text-cache.js');
      return userTextCache(options);
    },
    locks: once(async () => {
      locks ??= (await import('./locks.js')).nodeLocks({ folders: await folders() });
      return locks;
    }),
    creations: once(
      async () =>
        options.creations ?? (await import('./creation-records.js')).nodeCreationRecords(await folders()),
    ),
    runs: once(
      async () => options.runs ?? (await import('./run-records.js')).nodeRunRecords(await folders()),
    ),
    releaseLocks: () => locks?.releaseAll(),
  };
}

async function bytesOf(files: Files, path: string, most: number): Promise<Uint8Array> {
  return files.readBytes?.(path, most) ?? Buffer.from(await files.readFile(path));
}

/** The user's name; a user ID that no database knows has none, as in many containers. */
function nameOf(userInfo: () => { username: string }): string {
  try {
    return userInfo().username;
  } catch {
    return process.getuid ? `uid-${process.getuid()}` : 'unknown';
  }
}
