import { isIP } from 'node:net';
import { isLoopback } from '../domain/loopback.js';

export interface Address {
  host: string;
  port: number;
}

/**
 * Parses `127.0.0.1:8000`, `[::1]:8000`, `localhost:8000`, or `8000`, which means 127.0.0.1. Undefined for any other
 * text.
 */
export function parseAddress(text: string): Address | undefined {
  const [, v6, plain, digits = ''] = /^(?:(?:\[([^\]]*)\]|([^:[\]]*)):)?(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  const host = v6 ?? plain ?? '127.0.0.1';
  const isHost = v6 === undefined ? isIP(host) === 4 || host === 'localhost' : isIP(v6) === 6;
  return digits !== '' && port <= 65_535 && isHost ? { host, port } : undefined;
}

/** The address as it stands in a URL: `127.0.0.1:8000`. */
export function formatAddress({ host, port }: Address): string {
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

/** Whether only programs on this machine can reach the address. */
export function isOfThisMachine({ host }: Address): boolean {
  return isLoopback(isIP(host) === 6 ? `[${host}]` : host);
}
