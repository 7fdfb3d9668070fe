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

/** The machine apart from streams and clock: files named on the command line, locks, and this program itself. */
export interface Machine {
  /** The absolute path of a path that was typed. */
  absolute(path: string): string;
  /** A file's text. @throws UsageError naming the file and what is wrong with it */
  readText(path: string): Promise<string>;
  /** A file's bytes. @throws UsageError naming the file and what is wrong with it, also for more than `most` bytes */
  readBytes(path: string, most: number): Promise<Uint8Array>;
  /** A file's text, or undefined if there is no such file. @throws UsageError as `readText` */
  readTextIfThere(path: string): Promise<string | undefined>;
  /** Writes a file, whole or not at all. Only its owner may read it, unless `readable`. @throws the system's error */
  replaceText(path: string, text: string, options?: { readable: true }): Promise<void>;
  /** Who runs this, and where: `anna@build-1`. */
  user(): Promise<string>;
  /** The path with all links resolved; the absolute path if that fails. */
  realPath(path: string): Promise<string>;
  /** The nearest folder above a path that contains an entry of this name, such as `.git` of a repository. */
  folderWith(name: string, path: string): Promise<string | undefined>;
  /** The path relative to a folder, with slashes. It begins with `..` if the path is not below the folder. */
  relative(folder: string, path: string): string;
  /** The words that run this program, all absolute paths: Node and the launcher. */
  program: readonly string[];
  /** Texts that are kept for later runs, by name. Each of them can be missing. */
  cache(): Promise<TextCache>;
  locks(): Promise<Locks>;
  /** The creations that runs on this machine have sent, so that each run knows of the others'. */
  creations(): Promise<CreationRecords>;
  /** What earlier runs of `apply` have made of a file's deployments. */
  runs(): Promise<RunRecords>;
}

export interface MachineOptions extends UserOptions {
  cwd: () => string;
  program: readonly string[];
  /** Used instead of the file system, for settings and for files named on the command line. */
  files?: Files | undefined;
  /** Used by tests instead of lock files in the home folder. */
  locks?: Locks | undefined;
  /** Used instead of the records of creations in the home folder. */
  creations?: CreationRecords | undefined;
  /** Used instead of the records of `apply` in the home folder. */
  runs?: RunRecords | undefined;
}

/**
 * Kubernetes mounts a ConfigMap or a Secret as a folder named after the time (`..2026_11_27_14_00_00.1234567`), to
 * which `..data` beside it leads, and makes a new one whenever something in it, or the pod, is new.
 */
const MOUNTED = /(\/)\.\.\d{4}(?:_\d{2}){5}\.\d+(\/.+)$/;

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
    async replaceText(path, text, access) {
      const { replaceFile } = await import('./files.js');
      replaceFile(absolute(path), text, { flush: true, ...access });
    },
    async user() {
      const { hostname, userInfo } = await import('node:os');
      return `${nameOf(userInfo)}@${hostname()}`;
    },
    async realPath(path) {
      if (options.files) return absolute(path);
      const { realpath } = await import('node:fs/promises');
      const real = await realpath(absolute(path)).catch(() => absolute(path));
      const lasting = real.replace(MOUNTED, '$1..data$2');
      const leadsThere = lasting !== real && (await realpath(lasting).catch(() => undefined)) === real;
      return leadsThere ? lasting : real;
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

/** The user's name. In many containers the user ID is in no database, and has no name. */
function nameOf(userInfo: () => { username: string }): string {
  try {
    return userInfo().username;
  } catch {
    return process.getuid ? `uid-${process.getuid()}` : 'unknown';
  }
}
