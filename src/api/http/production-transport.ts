import type { LookupFunction } from 'node:net';
import type { Env } from '../../domain/environment.js';
import { once } from '../../once.js';
import type { Reading } from './reads-apart.js';
import { CONNECT_TIMEOUT_MS, type Transport } from './transport.js';
import type { Connector } from './undici.js';

const PROXY_VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];

/** What a transport is made for. */
export interface TransportOptions {
  env: Env;
  /** A custom endpoint. If it is https, the files of certificates are read before anything is sent. */
  endpoint?: string | undefined;
  /**
   * Whether the command only reads: then no connection has to be kept for a change, and undici is loaded only if
   * needed.
   */
  onlyReads: boolean;
  /** Whether the process belongs to another program, whose settings of V8 must stay as they are. */
  isGuest?: boolean | undefined;
  /** Looks hosts up instead of the system, unless a proxy is used. */
  lookup?: LookupFunction | undefined;
}

/**
 * The transport over real sockets: undici. A command that only reads does not load undici: it uses what is part of the
 * runtime (Node's own client, or `fetch` in the standalone program), unless the environment names a proxy or
 * certificates. The code for proxies and certificates is loaded only if the environment names one.
 * @throws UsageError for a file of certificates that cannot be used
 */
export async function createProductionTransport({
  env,
  endpoint = 'https:',
  onlyReads,
  isGuest,
  lookup,
}: TransportOptions): Promise<Transport> {
  const proxied = isProxied(env);
  const certificates = once(() => certificatesOf(env));
  if (proxied || isSecure(endpoint)) (await certificates())();
  const overSockets = async () => {
    const [{ createUndiciTransport }, connectors, { leaveParserAsItIs }] = await Promise.all([
      import('./undici-transport.js'),
      certificates().then((ca) => connectorsFor(env, ca, lookup)),
      isGuest ? { leaveParserAsItIs: undefined } : import('./undici-parser.js'),
    ]);
    return createUndiciTransport(connectors, leaveParserAsItIs);
  };
  // Only undici is given the certificates of SSL_CERT_FILE. Each URL is looked at, because zones may be asked over
  // https although the endpoint is http.
  const leaves = (url: string) => Boolean(env.SSL_CERT_FILE) && isSecure(url);
  if (!onlyReads || proxied || leaves(endpoint)) return overSockets();
  const [{ readsApart }, reading] = await Promise.all([import('./reads-apart.js'), readingHere(lookup)]);
  return readsApart({ ...reading, leaves }, overSockets);
}

/** The transport for reads that is part of this runtime. */
async function readingHere(lookup: LookupFunction | undefined): Promise<Reading> {
  if (process.versions.bun)
    return { reads: (await import('./fetch-transport.js')).fetchTransport, asksAgain: true };
  return { reads: (await import('./node-transport.js')).createNodeTransport(lookup), asksAgain: false };
}

/**
 * Makes the connections to an origin as the environment says, also through proxies. For code that sends requests
 * without this transport.
 */
export async function productionConnectors(env: Env): Promise<(origin: string) => Connector> {
  return connectorsFor(env, await certificatesOf(env));
}

/** Connects directly to an origin, or through the proxy that the environment names for it. */
async function connectorsFor(
  env: Env,
  ca: () => string[] | undefined,
  lookup?: LookupFunction,
): Promise<(origin: string) => Connector> {
  const { directConnector } = await import('./undici-transport.js');
  if (!isProxied(env)) return (origin) => directConnector(isSecure(origin) ? ca() : undefined, lookup);
  const [{ proxyFor }, { proxyConnector }] = await Promise.all([
    import('./proxy-settings.js'),
    import('./proxy-tunnel.js'),
  ]);
  const trusted = ca();
  return (origin) => {
    const proxy = proxyFor(new URL(origin), env);
    return proxy ? proxyConnector(proxy, CONNECT_TIMEOUT_MS, trusted) : directConnector(trusted, lookup);
  };
}

/** Reads the certificates to trust instead of Node's own. The result is undefined if the environment names none. */
const certificatesOf = async (env: Env): Promise<() => string[] | undefined> =>
  env.SSL_CERT_FILE ? (await import('./authorities.js')).authorities(env) : () => undefined;

const isProxied = (env: Env) => PROXY_VARIABLES.some((name) => env[name]);

/** Certificates are read only if an origin needs TLS: reading those of a whole system takes milliseconds. */
const isSecure = (url: string) => url.startsWith('https:');
