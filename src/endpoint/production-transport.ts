import { productionConnectors } from '../api/http/production-transport.js';
import type { EndpointTransport } from './transport.js';
import { createUndiciEndpointTransport } from './undici-transport.js';

/**
 * undici over real sockets, through the proxies and with the certificates that the environment names.
 * @throws UsageError for a file of certificates that cannot be used
 */
export async function createEndpointTransport(
  env: Readonly<Record<string, string | undefined>>,
): Promise<EndpointTransport> {
  return createUndiciEndpointTransport(await productionConnectors(env));
}
