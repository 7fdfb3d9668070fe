/** The host of a URL as connections take it: an IPv6 address without the brackets that it has there. */
export const bareHost = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

/** The port of a URL, also where it is the usual one and does not stand there. */
export const portOf = ({ port, protocol }: Pick<URL, 'port' | 'protocol'>): string =>
  port || (protocol === 'https:' ? '443' : '80');

/** Where a URL leads, in undici's own terms. */
export function addressOf(url: URL): { hostname: string; host: string; protocol: string; port: string } {
  const { host, protocol, port } = url;
  return { hostname: bareHost(url), host, protocol, port };
}
