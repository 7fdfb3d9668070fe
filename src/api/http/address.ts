/** The host of a URL as sockets take it: an IPv6 address without its brackets. */
export const bareHost = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

/** The port of a URL, also if it is the default port, which a URL leaves empty. */
export const portOf = ({ port, protocol }: Pick<URL, 'port' | 'protocol'>): string =>
  port || (protocol === 'https:' ? '443' : '80');

/** Host and port of a URL, as undici's connectors take them. */
export function addressOf(url: URL): { hostname: string; host: string; protocol: string; port: string } {
  const { host, protocol, port } = url;
  return { hostname: bareHost(url), host, protocol, port };
}
