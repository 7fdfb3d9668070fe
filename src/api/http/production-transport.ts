import { leaveParserAsItIs } from './parser.js';
import type { Transport } from './transport.js';
import { createUndiciTransport, directConnector } from './undici-transport.js';

type Env = Readonly<Record<string, string | undefined>>;

const PROXY_VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];

/**
 * undici over real sockets. What proxies and certificates need is loaded only where the environment names one.
 * @param endpoint a custom one: the certificates for where the first request goes are read before anything is sent
 * @throws UsageError for a file of certificates that cannot be used
 */
export async function createProductionTransport(env: Env, endpoint = 'https:'): Promise<Transport> {
  const isProxied = PROXY_VARIABLES.some((name) => env[name]);
  const ca = env.SSL_CERT_FILE ? (await import('./authorities.js')).authorities(env) : () => undefined;
  if (isProxied || isSecure(endpoint)) ca();
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
