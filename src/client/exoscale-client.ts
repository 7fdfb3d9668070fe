import { setMaxListeners } from 'node:events';
import { type Client, createClient } from '../api/client.js';
import { createProductionTransport } from '../api/http/production-transport.js';
import type { Transport } from '../api/http/transport.js';
import { whenNeeded } from '../api/http/when-needed.js';
import { type Clock, systemClock } from '../clock.js';
import { isOwn } from '../domain/deployment-state.js';
import { wordProblem } from '../domain/one-word.js';
import { headerProblems } from '../domain/own-headers.js';
import type { DeploymentEntry } from '../schemas/deployment.js';
import { ExoscaleError, IncompleteError, InvalidRequestError } from './client-errors.js';
import { creationsOf } from './creations.js';
import { exoscaleZone } from './exoscale-zone.js';
import { anyOf, asClient, checkMs, clientError } from './failure.js';
import type { ExoscaleZone, RequestOptions } from './types.js';
import type { ZoneSettings } from './zone-acts.js';

/** What a client is made of. The client looks nowhere else: not in the environment, and in no file. */
export interface ExoscaleClientOptions {
  /** The API key, `EXO…`. */
  key: string;
  /** The key's secret. Requests are signed with it; it is never sent. */
  secret: string;
  /**
   * A custom endpoint in place of the service's own, such as a sandbox's. It is then asked for the endpoint of each
   * zone.
   */
  endpoint?: string | undefined;
  /** Allows requests over plain http to other machines. */
  allowHttp?: boolean | undefined;
  /** Sent with every request. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Milliseconds for each call with all its tries, unless the call has its own limit. */
  timeoutMs?: number | undefined;
  /** Ends every call, as the `signal` of the call would. */
  signal?: AbortSignal | undefined;
  /**
   * Where `HTTPS_PROXY`, `NO_PROXY` and `SSL_CERT_FILE` are read, for instance `process.env`. Without it, they are not
   * read.
   */
  env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Sends the requests, in place of this client's own connections. */
  transport?: Transport | undefined;
  /** The clock, for tests: milliseconds since the epoch, and sleeping. */
  clock?: Clock | undefined;
}

/** A client for the part of the Exoscale API that is Dedicated Inference. Making one sends nothing. */
export class ExoscaleClient {
  readonly #client: Client;
  readonly #settings: ZoneSettings;
  readonly #closing = new AbortController();

  /**
   * @throws InvalidRequestError for a key or secret that cannot be one, a header that cannot be set, an endpoint that
   * is no https URL, or a `timeoutMs` of 0 or less
   */
  constructor(options: ExoscaleClientOptions) {
    const {
      key,
      secret,
      endpoint,
      allowHttp,
      headers = {},
      timeoutMs,
      signal,
      env = {},
      transport,
      clock = systemClock,
    } = options;
    for (const [name, word] of Object.entries({ key, secret })) {
      const problem = word ? wordProblem(word) : 'is empty';
      if (problem) throw refused(`the ${name} ${problem}`);
    }
    const [problem] = headerProblems(headers, 'headers');
    if (problem) throw refused(problem);
    const { signal: closing } = this.#closing;
    // Every call under way listens to it, and Node warns of a leak from eleven listeners on.
    setMaxListeners(0, closing);
    const creations = creationsOf(transport ?? clock, [key, endpoint], clock);
    this.#settings = { clock, random: Math.random, signal, closing, timeoutMs, creations };
    try {
      checkMs('timeoutMs', timeoutMs);
      this.#client = createClient({
        credentials: { key, secret },
        transport:
          transport ??
          whenNeeded(() => createProductionTransport({ env, endpoint, onlyReads: false, isGuest: true })),
        endpoint: endpoint === undefined ? undefined : { url: endpoint, from: 'endpoint' },
        allowInsecure: allowHttp ?? false,
        headers,
        clock,
      });
    } catch (error) {
      throw clientError(error);
    }
  }

  /** One zone. Nothing is sent before its first call. */
  zone(name: string): ExoscaleZone {
    return exoscaleZone(this.#client.in(name), this.#settings);
  }

  /** All zones, sorted by name: the built-in ones without a request, or those that a custom endpoint lists. */
  async *zones(options: RequestOptions = {}): AsyncGenerator<ExoscaleZone, void, undefined> {
    const names = await asClient(this.#settings, options, (ending) =>
      this.#client.zoneNames(options.timeoutMs ?? this.#settings.timeoutMs, ending),
    );
    for (const name of names) yield this.zone(name);
  }

  /**
   * The organization's own deployments in all zones, each with its zone. All zones are asked at once, and deployments
   * come as the answers come. Ending the iteration ends the requests still under way.
   * @throws IncompleteError after the last deployment if zones have failed
   */
  async *deployments(
    options: RequestOptions = {},
  ): AsyncGenerator<DeploymentEntry & { zone: string }, void, undefined> {
    const ended = new AbortController();
    const own = { ...options, signal: anyOf(ended.signal, options.signal) };
    const { closing } = this.#settings;
    const errors: ExoscaleError[] = [];
    try {
      const pending = new Map<string, Promise<{ zone: string; found: DeploymentEntry[] }>>();
      for await (const zone of this.zones(options)) {
        const listing = zone.listDeployments(own).catch((error: unknown) => {
          if (!(error instanceof ExoscaleError) || own.signal?.aborted || closing.aborted) throw error;
          errors.push(error);
          return [];
        });
        const answer = listing.then((found) => ({ zone: zone.name, found }));
        // If the iteration has ended, nobody awaits this promise: its rejection must not end the program.
        answer.catch(() => {});
        pending.set(zone.name, answer);
      }
      while (pending.size > 0) {
        const { zone, found } = await Promise.race(pending.values());
        pending.delete(zone);
        for (const entry of found.filter(isOwn)) yield { ...entry, zone };
      }
    } finally {
      ended.abort();
    }
    if (errors.length > 0) throw incomplete(errors);
  }

  /**
   * Closes kept connections, which would keep a program running for up to half a minute, and ends every call under way.
   * These, and all later ones, reject with an ExoscaleError of code `closed`; a change that was on its way, and may
   * have been made, rejects with OutcomeUnknownError.
   */
  close(): void {
    const reason = 'the client is closed';
    this.#closing.abort(new ExoscaleError(reason, { code: 'closed', reason }));
    this.#client.close();
  }
}

function refused(reason: string): ExoscaleError {
  return new InvalidRequestError(reason, { code: 'usage', reason });
}

function incomplete(errors: readonly ExoscaleError[]): IncompleteError {
  const zones = errors.flatMap(({ zone }) => zone ?? []).sort();
  const reason = errors.map(({ message }) => message).join('; ');
  const message = `not all zones have answered (${zones.join(', ')}): ${reason}`;
  return new IncompleteError(message, { code: 'incomplete', reason, cause: errors[0] }, errors);
}
