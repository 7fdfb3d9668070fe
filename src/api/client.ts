import { type Clock, systemClock } from '../clock.js';
import { KNOWN_ZONES } from '../domain/known-zones.js';
import { once } from '../once.js';
import type { Zone } from '../schemas/organization.js';
import { DEFAULT_ENDPOINT, normalizeEndpoint, zoneEndpoint } from './api-endpoint.js';
import type { CallEnvironment } from './attempt.js';
import type { CallOptions } from './call.js';
import { listZones as listZonesCall } from './calls/organization.js';
import { echoes } from './echoes.js';
import type { HttpResponse, Transport } from './http/transport.js';
import { send } from './send.js';
import type { Credentials } from './signature.js';
import { type ZoneClient, zoneClient } from './zone-client.js';
import { isKnown, unknownZone, unusableList, zoneList } from './zone-list.js';

/** What a client is given. */
export interface ClientOptions {
  /** A function is called once, at the first signed call. */
  credentials: Credentials | (() => Promise<Credentials>);
  transport: Transport;
  /** A custom endpoint. The endpoint of each zone is then taken from the `list-zones` of the custom one. */
  endpoint?: { url: string; from: string } | undefined;
  /** Allows plain http to other machines, for tunnels and private networks. */
  allowInsecure?: boolean;
  /** The zone chosen for the whole command, and what named it: `EXOSCALE_ZONE`, `account prod in …`. */
  zone?: { name: string; from: string } | undefined;
  headers?: Readonly<Record<string, string>>;
  clock?: Clock;
  random?: () => number;
  /** Ends every call of this client. */
  signal?: AbortSignal;
  /** Overrides every call's own time limit, in ms; Infinity for none. */
  timeoutMs?: number | undefined;
  /** Called when a call to a zone, or `list-zones`, begins; what it returns is called when the call has ended. */
  asking?(zone: string | undefined): () => void;
}

/** The API as commands use it. */
export interface Client {
  /** The operations of one zone. The zone's endpoint is looked up at the first call, not before. */
  in(zone: string): ZoneClient;
  /** The answer to `list-zones`, asked for once and kept as long as the client lives. */
  listZones(): Promise<Zone[]>;
  /**
   * The names of all zones, sorted. With a custom endpoint they come from its `list-zones`; without one they are the
   * built-in zones, and nothing is sent.
   * @param atMostMs time limit of the request
   * @param signal ends the request; the client's own signal if it is not given
   */
  zoneNames(atMostMs?: number, signal?: AbortSignal): Promise<string[]>;
  /**
   * Sends `list-zones` to one endpoint, once and unsigned, and returns the answer unchecked. It shows whether the
   * endpoint is reached, and what answers there.
   * @throws TransportError @throws UsageError for an endpoint that is no https URL
   */
  probe(endpoint: string, from: string, options?: CallOptions): Promise<HttpResponse>;
  close(): void;
}

/**
 * The typed client of the API: one method for each operation, and every answer is checked.
 * It knows no terminal, no process and no globals: clock, random numbers, transport and credentials are given to it.
 * @throws UsageError for an endpoint that is no https URL
 */
export function createClient(options: ClientOptions): Client {
  const { transport } = options;
  const custom =
    options.endpoint && normalizeEndpoint(options.endpoint.url, options.endpoint.from, options.allowInsecure);
  const env: CallEnvironment = {
    transport,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    headers: options.headers ?? {},
    echoes: echoes(),
    credentials: once(async () => {
      const given = options.credentials;
      return typeof given === 'function' ? given() : given;
    }),
  };
  const settled = (call: CallOptions = {}): CallOptions => ({
    ...call,
    signal: call.signal ?? options.signal,
    timeoutMs: options.timeoutMs ?? call.timeoutMs,
  });
  const sent: typeof send = async (env, endpoint, zone, call, own) => {
    const answered = options.asking?.(zone);
    try {
      return await send(env, endpoint, zone, call, own);
    } finally {
      answered?.();
    }
  };
  const listZones = zoneList((atMostMs, signal) =>
    sent(env, custom ?? DEFAULT_ENDPOINT, undefined, listZonesCall(), settled({ atMostMs, signal })),
  );
  const endpointOf = async (
    zone: string,
    atMostMs: number,
    signal: AbortSignal | undefined,
  ): Promise<string> => {
    if (!custom && isKnown(zone)) return zoneEndpoint(zone);
    const all = await listZones(atMostMs, signal);
    const found = all.find(({ name }) => name === zone);
    if (!found) throw unknownZone(zone, all, options.zone);
    const url = found['api-endpoint'];
    if (url) return normalizeEndpoint(url, `the endpoint of zone ${zone}`, options.allowInsecure);
    // A custom endpoint may not be Exoscale's. A request meant for it must not go to Exoscale's own endpoint instead.
    if (custom) throw unusableList(`does not say where ${zone} is`, zone);
    return zoneEndpoint(zone);
  };
  return {
    in: (zone) =>
      zoneClient(zone, async (call, callOptions) => {
        const own = settled(callOptions);
        const { signal, timeoutMs = Number.POSITIVE_INFINITY, atMostMs = timeoutMs } = own;
        const endpoint = await endpointOf(zone, Math.min(timeoutMs, atMostMs), signal);
        return sent(env, endpoint, zone, call, own);
      }),
    listZones: () => listZones(undefined, options.signal),
    async zoneNames(atMostMs, signal = options.signal) {
      const names = custom ? (await listZones(atMostMs, signal)).map(({ name }) => name) : [...KNOWN_ZONES];
      // With no zone to ask, a command would report that nothing exists without having looked.
      if (names.length === 0) throw unusableList('is empty');
      return names.sort();
    },
    async probe(endpoint, from, { signal = options.signal, timeoutMs } = {}) {
      const { method, path } = listZonesCall();
      const url = `${normalizeEndpoint(endpoint, from, options.allowInsecure)}${path}`;
      const headers = { ...env.headers, accept: 'application/json' };
      return transport.send({ method, url, headers, signal, timeoutMs });
    },
    close: () => transport.close(),
  };
}
