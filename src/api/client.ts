import { type Clock, systemClock } from '../clock.js';
import { hintOfMeant } from '../domain/likely.js';
import { commandLine } from '../domain/shell-words.js';
import { KNOWN_ZONES } from '../domain/zones.js';
import { ExoError, UsageError } from '../errors.js';
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

/** What a client is made of. */
export interface ClientOptions {
  /** Asked at the first signed call, once. */
  credentials: Credentials | (() => Promise<Credentials>);
  transport: Transport;
  /** A custom endpoint: then every zone's endpoint comes from its `list-zones`. */
  endpoint?: { url: string; from: string } | undefined;
  /** Plain http beyond this machine; for tunnels and networks of one's own. */
  allowInsecure?: boolean;
  /** The zone that counts, and who named it: `EXOSCALE_ZONE`, `account prod in …`. */
  zone?: { name: string; from: string } | undefined;
  headers?: Readonly<Record<string, string>>;
  clock?: Clock;
  random?: () => number;
  /** Ends every call of this client. */
  signal?: AbortSignal;
  /** Overrides every call's own time limit, in ms; Infinity for none. */
  timeoutMs?: number | undefined;
}

/** The API as commands use it. */
export interface Client {
  /** The operations of one zone. Nothing is looked up before the first call. */
  in(zone: string): ZoneClient;
  /** `list-zones`, answered once for the whole life of the client. */
  listZones(): Promise<Zone[]>;
  /** Names of all zones, sorted; without a custom endpoint the known ones, and no request. @param atMostMs for that */
  zoneNames(atMostMs?: number): Promise<string[]>;
  /**
   * `list-zones` asked of one endpoint, unsigned, once, and answered as it comes: to see whether and how it is reached.
   * @throws TransportError @throws UsageError for an endpoint that is no https URL
   */
  probe(endpoint: string, from: string, options?: CallOptions): Promise<HttpResponse>;
  close(): void;
}

/**
 * The typed client of the API: one method an operation, every answer checked.
 * It knows no terminal, no process and no globals; time, chance, transport and credentials are given to it.
 * @throws UsageError for an endpoint that is no https URL
 */
export function createClient(options: ClientOptions): Client {
  const { transport } = options;
  const custom =
    options.endpoint && normalizeEndpoint(options.endpoint.url, options.endpoint.from, options.allowInsecure);
  let zones: Zone[] | undefined;
  const asked = new Map<number, Promise<{ zones: Zone[] }>>();
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
  /** Who has less time than others who ask already asks by itself. */
  const listZones = async (atMostMs = Number.POSITIVE_INFINITY): Promise<Zone[]> => {
    if (zones) return zones;
    const answer =
      asked.get(atMostMs) ??
      send(env, custom ?? DEFAULT_ENDPOINT, undefined, listZonesCall(), settled({ atMostMs }));
    asked.set(atMostMs, answer);
    try {
      const { zones: all } = await answer;
      // One that is listed twice is one: asked twice, it would have everything twice.
      zones = [...new Map(all.map((zone) => [zone.name, zone])).values()];
      return zones;
    } finally {
      // What could not be asked is asked again, where a program goes on.
      asked.delete(atMostMs);
    }
  };
  const endpointOf = async (zone: string, atMostMs: number): Promise<string> => {
    if (!custom && isKnown(zone)) return zoneEndpoint(zone);
    const all = await listZones(atMostMs);
    const found = all.find(({ name }) => name === zone);
    if (!found) throw unknownZone(zone, all, options.zone);
    const url = found['api-endpoint'];
    if (url) return normalizeEndpoint(url, `the endpoint of zone ${zone}`, options.allowInsecure);
    // A custom endpoint is perhaps not the service's: what is meant for it is not sent to the service instead.
    if (custom) throw unusableList(`does not say where ${zone} is`, zone);
    return zoneEndpoint(zone);
  };
  return {
    in: (zone) =>
      zoneClient(zone, async (call, callOptions) => {
        const own = settled(callOptions);
        const { signal, timeoutMs = Number.POSITIVE_INFINITY, atMostMs = timeoutMs } = own;
        const endpoint = await orAborted(endpointOf(zone, Math.min(timeoutMs, atMostMs)), signal);
        return send(env, endpoint, zone, call, own);
      }),
    listZones: () => listZones(),
    async zoneNames(atMostMs) {
      const names = custom ? (await listZones(atMostMs)).map(({ name }) => name) : [...KNOWN_ZONES];
      // That there is nothing in no zone would be said of zones that nobody has looked at.
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

const isKnown = (zone: string) => KNOWN_ZONES.some((known) => known === zone);

/**
 * The error for a zone that a list does not have. A zone that the service is known to have is a gap in that list, any other
 * is a mistyped name.
 * @param chosen the zone that was named for the whole command; where no flag did, who did is said
 */
function unknownZone(zone: string, all: readonly Zone[], chosen: ClientOptions['zone']): ExoError {
  const names = all.map(({ name }) => name).sort();
  if (names.length === 0) return unusableList('is empty', zone);
  if (isKnown(zone))
    return unusableList(`does not have ${zone}`, zone, `the zones it has are ${names.join(', ')}; `);
  const facts = hintOfMeant(zone, names, `the zones are ${names.join(', ')}`);
  const by = chosen?.name === zone ? namedBy(chosen.from) : '';
  return new UsageError(`there is no zone ${JSON.stringify(zone)}${by}`, facts);
}

/** The error for an endpoint whose list of zones leads nowhere. @param facts what its hint begins with */
const unusableList = (problem: string, zone?: string, facts = '') =>
  new ExoError('unavailable', `the endpoint's list of zones ${problem}`, {
    code: 'zone-not-listed',
    zone,
    hint: `${facts}see what answers there: ${commandLine('doctor', [], zone === undefined ? [] : ['-z', zone])}`,
  });

/** In brackets who named a value, unless it was a flag, which people see: ` (EXOSCALE_ZONE)`. */
export const namedBy = (from: string) => (from.startsWith('flag ') ? '' : ` (${from})`);

/** What is awaited, or the signal's reason as soon as it is aborted; what was awaited goes on by itself. */
export function orAborted<T>(awaited: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return awaited;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    awaited.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
