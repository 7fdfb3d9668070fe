import Client from 'undici/lib/dispatcher/client.js';
import { proxyFor } from './proxy-settings.js';
import { proxyConnector } from './proxy-tunnel.js';
import { CONNECT_TIMEOUT_MS, CONNECTION_OPTIONS } from './undici-transport.js';

type Env = Readonly<Record<string, string | undefined>>;

/** Connections to origins, each through the proxy the environment names for it, or straight where it names none. */
export function dispatcherThroughProxies(env: Env): (origin: string) => Client {
  return (origin) => {
    const proxy = proxyFor(new URL(origin), env);
    return proxy
      ? new Client(origin, { ...CONNECTION_OPTIONS, connect: proxyConnector(proxy, CONNECT_TIMEOUT_MS) })
      : new Client(origin, CONNECTION_OPTIONS);
  };
}
