import type { Transport } from './transport.js';

type Env = Readonly<Record<string, string | undefined>>;

const PROXY_VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];

/**
 * undici over real sockets; in the standalone program its runtime's `fetch` for commands that only read, where neither a
 * proxy nor certificates of one's own are in the way. What proxies and certificates need is loaded only where the environment names one.
 * @throws UsageError for a file of certificates that cannot be used
 */
export async function createProductionTransport({
  env,
  endpoint = 'https:',
  onlyReads,
}: {
  env: Env;
  /** A custom one: the certificates for where the first request goes are read before anything is sent. */
  endpoint?: string | undefined;
  /** Nothing will be changed, so that no connection has to be kept for a change. */
  onlyReads: boolean;
}): Promise<Transport> {
  const isProxied = PROXY_VARIABLES.some((name) => env[name]);
  const ca = env.SSL_CERT_FILE ? (await import('./authorities.js')).authorities(env) : () => undefined;
  const isTrusting = isProxied || isSecure(endpoint) ? ca() !== undefined : false;
  const overSockets = () => createSocketTransport(env, isProxied, ca);
  if (!onlyReads || !process.versions.bun || isProxied || isTrusting) return overSockets();
  return (await import('./reads-by-fetch.js')).readsByFetch(overSockets);
}

async function createSocketTransport(
  env: Env,
  isProxied: boolean,
  ca: () => string[] | undefined,
): Promise<Transport> {
  const [{ createUndiciTransport, directConnector }, { leaveParserAsItIs }] = await Promise.all([
    import('./undici-transport.js'),
    import('./parser.js'),
  ]);
  if (!isProxied)
    return createUndiciTransport(
      (origin) => directConnector(isSecure(origin) ? ca() : undefined),
      leaveParserAsItIs,
    );
  const { connectorThroughProxies } = await import('./proxy-connector.js');
  return createUndiciTransport(connectorThroughProxies(env, ca()), leaveParserAsItIs);
}

/** Only TLS asks for certificates; reading those of a whole system takes milliseconds. */
const isSecure = (url: string) => url.startsWith('https:');
