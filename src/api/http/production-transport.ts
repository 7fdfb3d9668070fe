import { leaveParserAsItIs } from './parser.js';
import type { Transport } from './transport.js';
import { createUndiciTransport, directConnector } from './undici-transport.js';

type Env = Readonly<Record<string, string | undefined>>;

const PROXY_VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];

/** undici over real sockets. What proxies need is loaded only where the environment names one. */
export async function createProductionTransport(env: Env): Promise<Transport> {
  if (!PROXY_VARIABLES.some((name) => env[name]))
    return createUndiciTransport(directConnector, leaveParserAsItIs);
  const { connectorThroughProxies } = await import('./proxy-connector.js');
  return createUndiciTransport(connectorThroughProxies(env), leaveParserAsItIs);
}
