import type { ConfigFlags, Sources } from '../../src/config/sources.js';
import type { Env } from '../../src/domain/environment.js';
import type { Files } from '../../src/io/read-files.js';
import type { Stranger } from '../../src/io/strangers.js';

/** Where a Linux user's file lies in these tests. */
export const CONFIG = '/home/ada/.config/exoscale/exoscale.toml';
export const SHOWN = '~/.config/exoscale/exoscale.toml';
/** Stands for a secret: must never turn up in a message. */
export const SECRET = 'hush-hush';

/** One file of a file system that is only imagined. */
interface MemoryFile {
  text?: string;
  mode?: number;
  folder?: boolean;
  /** Who else could have written it. */
  stranger?: Stranger;
  /** The system's code for refusing to look at it. */
  refuses?: string;
}

/** Files by path, a text or the facts; whatever is not named does not exist. */
export function memoryFiles(files: Record<string, string | MemoryFile>): Files {
  const find = (path: string): MemoryFile | undefined => {
    const file = files[path];
    return typeof file === 'string' ? { text: file } : file;
  };
  return {
    async stat(path) {
      const file = find(path);
      if (file?.refuses) throw Object.assign(new Error('refused'), { code: file.refuses });
      return file && { folder: file.folder ?? false, mode: file.mode ?? 0o100600 };
    },
    async readFile(path) {
      const text = find(path)?.text;
      if (text === undefined) throw Object.assign(new Error('refused'), { code: 'EACCES' });
      return text;
    },
    async stranger(path) {
      return find(path)?.stranger;
    },
  };
}

/** A file system in which every path is a file with this text. */
export const everyFile = (text: string): Files => ({
  stat: async () => ({ folder: false, mode: 0o600 }),
  readFile: async () => text,
});

/** Ada, at home in /home/ada, working in /here, on Linux. */
export function sources(
  given: { flags?: ConfigFlags; env?: Env; files?: Record<string, string | MemoryFile> } & Partial<
    Pick<Sources, 'platform' | 'home' | 'cwd'>
  > = {},
): Sources {
  const { flags = {}, env = {}, files = {}, ...rest } = given;
  return {
    flags,
    env,
    platform: 'linux',
    home: '/home/ada',
    cwd: '/here',
    files: memoryFiles(files),
    ...rest,
  };
}
