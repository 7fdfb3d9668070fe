import type { Client } from './api/client.js';
import type { Clock } from './clock.js';
import type { Settings } from './config/settings.js';
import type { ConfigFlags, Sources } from './config/sources.js';
import type { Env } from './domain/environment.js';
import type { EndpointTransport } from './endpoint/endpoint-transport.js';
import type { Io } from './io/io.js';
import type { Machine } from './io/machine.js';
import type { Printer, View } from './output/view.js';

/** The flags that every command takes, as typed. `config` decides between them, the environment and the file. */
export interface Globals extends ConfigFlags {
  outputTemplate?: string | undefined;
  /** --columns; like --sort only for commands that print lists. */
  columns?: string | undefined;
  sort?: string | undefined;
  quiet: boolean;
}

/**
 * Everything that a command is given. Commands touch no process, no console and no system clock, so a test can call
 * them with a fake clock and read a value. What is expensive to make is a function, and is made at its first call.
 */
export interface Deps {
  io: Io;
  clock: Clock;
  /** 0 ≤ random() < 1, for jitter. */
  random(): number;
  /** Aborted by Ctrl-C, SIGTERM and SIGHUP; its reason is the ExoError that the command should end with. */
  signal: AbortSignal;
  env: Env;
  globals: Globals;
  /** Flags, environment and configuration file, read once until `readAgain`. @throws ExoError usage, credentials */
  settings(): Promise<Settings>;
  /** What settings are made from, for `config`, which has to work even if they are missing or invalid. */
  sources(): Promise<Sources>;
  /** @throws UsageError for a format or template that cannot be used */
  printer<T>(view: View<T>): Promise<Printer<T>>;
  /** The API client, made once until `readAgain`. @throws ExoError usage for a bad endpoint, credentials */
  client(): Promise<Client>;
  /** For a command that goes on after a failure: what is wrong with the settings may be corrected by now. */
  readAgain(): void;
  /** Dependencies for another account of the configuration file. Credentials in the environment are ignored for it. */
  as(account: string): Deps;
  /**
   * Reads a public text from a URL, with a single request that has no credentials and no headers of the account.
   * @throws Error that says why there is no text, for instance because it has not arrived completely after `timeoutMs`
   */
  publicText(url: string, timeoutMs: number): Promise<string>;
  /** The transport to deployments' URLs, made once. @throws UsageError for certificates that cannot be used */
  endpoints(): Promise<EndpointTransport>;
  /**
   * Runs another command line within this one, with an environment of its own, see `nested.ts`.
   * @throws ExoError if its exit code is not 0
   */
  nested(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<void>;
  /** Files named on the command line, locks, and the words that start this program again. */
  machine(): Promise<Machine>;
}
