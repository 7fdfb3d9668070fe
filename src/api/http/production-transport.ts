import type { LookupFunction } from 'node:net';
import type { Env } from '../../domain/env.js';
import { once } from '../../once.js';
import type { Reading } from './reads-apart.js';
import { CONNECT_TIMEOUT_MS, type Transport } from './transport.js';
import type { Connector } from './undici.js';

const PROXY_VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];

/** For what a transport is made. */
export interface TransportOptions {
  env: Env;
  /** A custom endpoint: where its requests go in TLS, the certificates are read before anything is sent. */
  endpoint?: string | undefined;
  /** Whether nothing will be changed: then no connection has to be kept for a change. */
  onlyReads: boolean;
  /** The process is another program's, with settings of V8 that are its own. */
  isGuest?: boolean | undefined;
  /** Looks hosts up in place of the system, where no proxy is in the way. */
  lookup?: LookupFunction | undefined;
}

/**
 * The transport over real sockets: undici. A command that only reads is spared loading it: it uses what the runtime has ready
 * (Node's own client, or `fetch` in the standalone program), unless a proxy or certificates of one's own are in the way. What
 * those need is loaded only where the environment names one.
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
      certificates().then((ca) => connectorsFor(env, proxied, ca, lookup)),
      isGuest ? { leaveParserAsItIs: undefined } : import('./parser.js'),
    ]);
    return createUndiciTransport(connectors, leaveParserAsItIs);
  };
  // Certificates of one's own are undici's to know. Zones may be asked in TLS where the endpoint is not.
  const leaves = (url: string) => Boolean(env.SSL_CERT_FILE) && isSecure(url);
  if (!onlyReads || proxied || leaves(endpoint)) return overSockets();
  const [{ readsApart }, reading] = await Promise.all([import('./reads-apart.js'), readingHere(lookup)]);
  return readsApart({ ...reading, leaves }, overSockets);
}

/** What this runtime has ready to read with. */
async function readingHere(lookup: LookupFunction | undefined): Promise<Reading> {
  if (process.versions.bun)
    return { reads: (await import('./fetch-transport.js')).fetchTransport, asksAgain: true };
  return { reads: (await import('./node-transport.js')).createNodeTransport(lookup), asksAgain: false };
}

/** Makes the connections to an origin as the environment says, through proxies too; for transports beside this one. */
export async function productionConnectors(env: Env): Promise<(origin: string) => Connector> {
  const ca = await certificatesOf(env);
  return connectorsFor(env, isProxied(env), ca);
}

/** Straight to an origin, or through the proxy that the environment names for it. */
async function connectorsFor(
  env: Env,
  proxied: boolean,
  ca: () => string[] | undefined,
  lookup?: LookupFunction,
): Promise<(origin: string) => Connector> {
  const { directConnector } = await import('./undici-transport.js');
  if (!proxied) return (origin) => directConnector(isSecure(origin) ? ca() : undefined, lookup);
  const [{ proxyFor }, { proxyConnector }] = await Promise.all([
    import('./proxy-settings.js'),
    import('./proxy-tunnel.js'),
  ]);
  const trusted = ca();
  return (origin) => {
    const proxy = proxyFor(new URL(origin), env);
    return proxy ? proxyConnector(proxy, CONNECT_TIMEOUT_MS, trusted) : directConnector(trusted);
  };
}

/** Reads the certificates that are trusted in place of Node's own, where the environment names some. */
const certificatesOf = async (env: Env): Promise<() => string[] | undefined> =>
  env.SSL_CERT_FILE ? (await import('./authorities.js')).authorities(env) : () => undefined;

const isProxied = (env: Env) => PROXY_VARIABLES.some((name) => env[name]);

/** Only TLS asks for certificates; reading those of a whole system takes milliseconds. */
const isSecure = (url: string) => url.startsWith('https:');
