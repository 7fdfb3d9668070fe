import type { Env } from '../domain/environment.js';
import type { Files } from '../io/read-files.js';

/** The global flags that settings depend on, as typed. Absent and empty ones count as not given. */
export interface ConfigFlags {
  config?: string | undefined;
  useAccount?: string | undefined;
  /** What names the account, in words, if no flag does. */
  accountBy?: string | undefined;
  outputFormat?: string | undefined;
  /** `-z` of the commands that have this flag. */
  zone?: string | undefined;
  timeout?: string | undefined;
}

/** Everything that settings are made from. Nothing else is looked at: no process, environment or folder. */
export interface Sources {
  flags: ConfigFlags;
  /** An empty variable counts as not set. */
  env: Env;
  /** `process.platform`. */
  platform: string;
  /** The user's home folder; absent where there is none. */
  home?: string | undefined;
  /** Absolute path of the current folder. */
  cwd: string;
  files: Files;
  /** Whether somebody can answer on standard input: then a secretCommand may ask for a passphrase there. */
  interactive?: boolean | undefined;
}
