import { proxyFor } from './proxy-settings.js';
import { proxyConnector } from './proxy-tunnel.js';
import { CONNECT_TIMEOUT_MS } from './transport.js';
import type { Connector } from './undici.js';
import { directConnector } from './undici-transport.js';

type Env = Readonly<Record<string, string | undefined>>;

/** Connections to origins, each through the proxy the environment names for it, or straight where it names none. */
export function connectorThroughProxies(env: Env, ca?: string[]): (origin: string) => Connector {
  return (origin) => {
    const proxy = proxyFor(new URL(origin), env);
    return proxy ? proxyConnector(proxy, CONNECT_TIMEOUT_MS, ca) : directConnector(ca);
  };
}
