import type { Client } from './api/client.js';
import type { Clock } from './clock.js';
import type { Settings } from './config/settings.js';
import type { ConfigFlags, Sources } from './config/sources.js';
import type { Env } from './domain/env.js';
import type { EndpointTransport } from './endpoint/transport.js';
import type { Io } from './io/io.js';
import type { Machine } from './io/machine.js';
import type { Printer, View } from './output/view.js';

/** The flags every command takes, as typed; what they mean beside environment and file is decided in `config`. */
export interface Globals extends ConfigFlags {
  outputTemplate?: string | undefined;
  /** --columns and --sort of the commands that print lists. */
  columns?: string | undefined;
  sort?: string | undefined;
  quiet: boolean;
}

/**
 * All that a command is given. It touches no process, no console and no ambient clock, so a test can call it with
 * a fake clock and read a value. What is expensive is a function and made at its first call.
 */
export interface Deps {
  io: Io;
  clock: Clock;
  /** 0 ≤ random() < 1, for jitter. */
  random(): number;
  /** Aborted by Ctrl-C, SIGTERM and SIGHUP with the ExoError that the command should end with. */
  signal: AbortSignal;
  env: Env;
  globals: Globals;
  /** Flags, environment and configuration file, read once. @throws ExoError usage, credentials */
  settings(): Promise<Settings>;
  /** What settings are made from: for `config`, which has to work where they cannot be made yet. */
  sources(): Promise<Sources>;
  /** @throws UsageError for a format or template that cannot be used */
  printer<T>(view: View<T>): Promise<Printer<T>>;
  /** The API client, made once. @throws ExoError usage for a bad endpoint, credentials */
  client(): Promise<Client>;
  /** The same for another account of the configuration file: with its credentials, whatever the environment holds. */
  as(account: string): Deps;
  /**
   * Reads what everyone may read at an address, once and without credentials or headers of the account.
   * @throws Error that says why there is nothing; also when not all of it is there after `timeoutMs`
   */
  publicText(url: string, timeoutMs: number): Promise<string>;
  /** What requests to deployments' URLs go through, made once. @throws UsageError for certificates that cannot be used */
  endpoints(): Promise<EndpointTransport>;
  /**
   * Runs another command line within this one, with an environment of its own, see `nested.ts`.
   * @throws ExoError when it ends with another code than 0
   */
  nested(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<void>;
  /** Files named on the command line, locks, and how this program is run again. */
  machine(): Promise<Machine>;
}
