import { type Client, createClient } from '../api/client.js';
import { createProductionTransport } from '../api/http/production-transport.js';
import type { Transport } from '../api/http/transport.js';
import { whenNeeded } from '../api/http/when-needed.js';
import { orAborted } from '../api/or-aborted.js';
import { type Clock, systemClock } from '../clock.js';
import { isOwn } from '../domain/deployment-state.js';
import { wordProblem } from '../domain/one-word.js';
import { headerProblems } from '../domain/own-headers.js';
import type { DeploymentEntry } from '../schemas/deployment.js';
import { Creations } from './create.js';
import { ExoscaleError, IncompleteError, InvalidRequestError } from './errors.js';
import { anyOf, asClient, checkMs, clientError } from './failure.js';
import type { ExoscaleZone, RequestOptions } from './types.js';
import { exoscaleZone } from './zone.js';

/** What a client is made of. Nothing of it is looked for anywhere else: not in the environment, and in no file. */
export interface ExoscaleClientOptions {
  /** The API key, `EXO…`. */
  key: string;
  /** Its secret. Requests are signed with it; it goes nowhere itself. */
  secret: string;
  /** Another endpoint than the service's own: a sandbox's. Every zone's own is then asked of it. */
  endpoint?: string | undefined;
  /** Requests may go over plain http to other machines than this one. */
  allowHttp?: boolean | undefined;
  /** Sent with every request. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Milliseconds that every call may take with all its tries, where the call itself says nothing. */
  timeoutMs?: number | undefined;
  /** Ends every call, as the `signal` of the call would. */
  signal?: AbortSignal | undefined;
  /** Where `HTTPS_PROXY`, `NO_PROXY` and `SSL_CERT_FILE` are read, `process.env`; none when it is left out. */
  env?: Readonly<Record<string, string | undefined>> | undefined;
  /** What requests go through in place of this client's own connections. */
  transport?: Transport | undefined;
  /** Time, for tests: milliseconds since the epoch, and sleeping. */
  clock?: Clock | undefined;
}

/** A client of the Exoscale API, for what Dedicated Inference has. Making one sends nothing. */
export class ExoscaleClient {
  readonly #client: Client;
  readonly #signal: AbortSignal | undefined;
  readonly #timeoutMs: number | undefined;
  readonly #clock: Clock;
  readonly #creations: Creations;

  /** @throws InvalidRequestError for a key or secret that is none, a header that cannot be set, an endpoint that is no https URL, or a `timeoutMs` of 0 or less */
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
    } = options;
    for (const [name, word] of Object.entries({ key, secret })) {
      const problem = word ? wordProblem(word) : 'is empty';
      if (problem) throw refused(`the ${name} ${problem}`);
    }
    const [problem] = headerProblems(headers, 'headers');
    if (problem) throw refused(problem);
    this.#signal = signal;
    this.#timeoutMs = timeoutMs;
    this.#clock = options.clock ?? systemClock;
    this.#creations = new Creations(this.#clock);
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
        clock: this.#clock,
      });
    } catch (error) {
      throw clientError(error);
    }
  }

  /** One zone. Nothing is looked up before its first call. */
  zone(name: string): ExoscaleZone {
    return exoscaleZone(this.#client.in(name), {
      clock: this.#clock,
      random: Math.random,
      signal: this.#signal,
      timeoutMs: this.#timeoutMs,
      creations: this.#creations,
    });
  }

  /** Every zone, by name: the known ones without a request, those of another endpoint as it lists them. */
  async *zones(options: RequestOptions = {}): AsyncGenerator<ExoscaleZone, void, undefined> {
    const names = await asClient(this.#signal, options, (ending) =>
      orAborted(this.#client.zoneNames(options.timeoutMs ?? this.#timeoutMs), ending),
    );
    for (const name of names) yield this.zone(name);
  }

  /**
   * The organization's own deployments in all zones, each with its zone, as the answers come: all zones are asked at once.
   * Ending the iteration ends what is still asked.
   * @throws IncompleteError after the last of them when zones have failed
   */
  async *deployments(
    options: RequestOptions = {},
  ): AsyncGenerator<DeploymentEntry & { zone: string }, void, undefined> {
    const ended = new AbortController();
    const own = { ...options, signal: anyOf(ended.signal, options.signal) };
    const errors: ExoscaleError[] = [];
    try {
      const pending = new Map<string, Promise<{ zone: string; found: DeploymentEntry[] }>>();
      for await (const zone of this.zones(options)) {
        const asked = zone.listDeployments(own).catch((error: unknown) => {
          if (!(error instanceof ExoscaleError)) throw error;
          errors.push(error);
          return [];
        });
        const answer = asked.then((found) => ({ zone: zone.name, found }));
        // What nobody waits for any more fails unheard.
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

  /** Ends kept connections, which keep a program running for up to half a minute. Nothing may be sent afterwards. */
  close(): void {
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
