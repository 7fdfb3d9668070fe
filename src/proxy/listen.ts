import { isIP } from 'node:net';
import { isLoopback } from '../domain/loopback.js';

export interface Address {
  host: string;
  port: number;
}

/** `127.0.0.1:8000`, `[::1]:8000`, `localhost:8000`, or `8000` alone, which is on 127.0.0.1. undefined: none of these. */
export function parseAddress(text: string): Address | undefined {
  const [, v6, plain, digits = ''] = /^(?:(?:\[([^\]]*)\]|([^:[\]]*)):)?(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  const host = v6 ?? plain ?? '127.0.0.1';
  const isHost = v6 === undefined ? isIP(host) === 4 || host === 'localhost' : isIP(v6) === 6;
  return digits !== '' && port <= 65_535 && isHost ? { host, port } : undefined;
}

/** `127.0.0.1:8000`, as it stands in a URL. */
export function formatAddress({ host, port }: Address): string {
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

/** Only programs on this machine can ask there. */
export function isOfThisMachine({ host }: Address): boolean {
  return isLoopback(isIP(host) === 6 ? `[${host}]` : host);
}
