import { leaveParserAsItIs } from './parser.js';
import type { Transport } from './transport.js';
import { createUndiciTransport, directConnector } from './undici-transport.js';

type Env = Readonly<Record<string, string | undefined>>;

const PROXY_VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];

/**
 * undici over real sockets. What proxies and certificates need is loaded only where the environment names one.
 * @throws UsageError for a file of certificates that cannot be used
 */
export async function createProductionTransport(env: Env): Promise<Transport> {
  const ca = env.SSL_CERT_FILE ? (await import('./authorities.js')).authorities(env) : undefined;
  if (!PROXY_VARIABLES.some((name) => env[name]))
    return createUndiciTransport(() => directConnector(ca), leaveParserAsItIs);
  const { connectorThroughProxies } = await import('./proxy-connector.js');
  return createUndiciTransport(connectorThroughProxies(env, ca), leaveParserAsItIs);
}
