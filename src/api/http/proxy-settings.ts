import { BlockList, isIP } from 'node:net';
import type { Env } from '../../domain/environment.js';
import { isLoopback } from '../../domain/loopback.js';
import { UsageError } from '../../errors.js';
import { bareHost, portOf } from './address.js';

/** The proxy through which an origin is reached. */
export interface ProxyServer {
  /** `http://user:password@proxy.example:3128`: not for printing. */
  url: URL;
  /** The variable that names it. */
  from: string;
  /** `proxy.example:3128`, for messages. */
  host: string;
}

/**
 * The proxy that the environment names for an origin: HTTPS_PROXY for https, HTTP_PROXY for http, unless NO_PROXY names
 * the host. As in curl, names in lower case come first, and an empty value counts as not set. As in programs written in
 * Go, this machine itself is never reached through a proxy: a sandbox on loopback cannot be found from there.
 * @throws UsageError for a value that is not the URL of a proxy; the message does not quote it, since it may hold a
 * password
 */
export function proxyFor(origin: URL, env: Env): ProxyServer | undefined {
  const name = origin.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const from = env[name.toLowerCase()]?.trim() ? name.toLowerCase() : name;
  const value = env[from]?.trim();
  if (!value || isLoopback(origin.hostname) || isExempt(origin, env.no_proxy?.trim() || env.NO_PROXY || ''))
    return undefined;
  const text = value.includes('://') ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url?.hostname) throw new UsageError(`${from} is not a proxy's URL like http://proxy.example:3128`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new UsageError(
      `${from}: the URL of a proxy begins with http:// or https://, not ${url.protocol.slice(0, -1)}`,
      {
        hint: `${from}=http://proxy.example:3128`,
      },
    );
  }
  return { url, from, host: `${url.hostname}:${portOf(url)}` };
}

/**
 * Whether NO_PROXY names the origin. An entry is `*`, a host with all hosts below it (a leading `.` or `*.` changes
 * nothing), an address, or a network (`10.0.0.0/8`). A host or address with a port means this port only.
 */
function isExempt(origin: URL, noProxy: string): boolean {
  const host = bareHost(origin).replace(/\.$/, '');
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => {
      if (entry === '*') return true;
      const network = /^\[?([^\]]+)\]?\/(\d{1,3})$/.exec(entry);
      if (network) return isWithin(host, network[1] ?? '', Number(network[2]));
      const [, named = entry, onlyPort] =
        /^\[(.+)\](?::(\d+))?$/.exec(entry) ?? /^([^:]+):(\d+)$/.exec(entry) ?? [];
      if (onlyPort && onlyPort !== portOf(origin)) return false;
      // An address has many spellings: 2001:db8::5 is 2001:0db8:0:0:0:0:0:5.
      if (isIP(named) !== 0) return isWithin(host, named, isIP(named) === 4 ? 32 : 128);
      const suffix = named.replace(/^\*?\./, '').replace(/\.$/, '');
      return host === suffix || host.endsWith(`.${suffix}`);
    });
}

function isWithin(host: string, network: string, bits: number): boolean {
  const version = isIP(host);
  if (version === 0 || isIP(network) !== version || bits > (version === 4 ? 32 : 128)) return false;
  const type = version === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, bits, type);
  return list.check(host, type);
}
