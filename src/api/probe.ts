import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { connect, type PeerCertificate, TLSSocket } from 'node:tls';
import { limitedTo } from '../clock.js';
import { asError } from '../domain/system-error.js';
import { addressOf, bareHost } from './http/address.js';
import { connectionError } from './http/connection-error.js';
import type { ProxyServer } from './http/proxy-settings.js';
import { proxyConnector } from './http/proxy-tunnel.js';
import { TransportError } from './http/transport.js';

/** What a TLS handshake shows about the other side. */
export interface TlsFacts {
  /** `TLSv1.3`. */
  protocol: string;
  /** When the certificate expires. */
  validTo: Date | undefined;
  issuer: string | undefined;
}

/** The way to a host, checked step by step for a diagnosis. Each step rejects with a TransportError. */
export interface Network {
  /** The addresses of a host. @param timeoutMs absent: no limit */
  lookUp(hostname: string, timeoutMs: number | undefined): Promise<string[]>;
  /** A TLS handshake with an origin, through the proxy when there is one; nothing is sent over it. */
  handshake(origin: URL, proxy: ProxyServer | undefined, timeoutMs: number | undefined): Promise<TlsFacts>;
}

/** The real network. @param ca certificates to trust in place of Node's own */
export const systemNetwork = (ca?: string[]): Network => ({
  async lookUp(hostname, timeoutMs) {
    try {
      const found = await inTime(lookup(hostname, { all: true }), timeoutMs);
      return found.map(({ address }) => address);
    } catch (error) {
      throw connectionError(asError(error), hostname, false);
    }
  },
  async handshake(origin, proxy, timeoutMs) {
    const socket = proxy ? await tunnel(origin, proxy, timeoutMs, ca) : await direct(origin, timeoutMs, ca);
    const certificate = socket.getPeerCertificate();
    const facts = { protocol: socket.getProtocol() ?? 'TLS', ...certificateFacts(certificate) };
    socket.destroy();
    return facts;
  },
});

function direct(origin: URL, timeoutMs: number | undefined, ca?: string[]): Promise<TLSSocket> {
  const host = bareHost(origin);
  const socket = connect({
    host,
    port: Number(origin.port || 443),
    ca,
    ALPNProtocols: ['http/1.1'],
    ...(isIP(host) ? {} : { servername: host }),
  });
  const secured = new Promise<TLSSocket>((resolve, reject) => {
    socket.once('secureConnect', () => resolve(socket));
    socket.on('error', (error) => reject(connectionError(error, origin.host, false)));
    socket.once('close', () => reject(new TransportError('connect', false, 'the connection was lost')));
  });
  return inTime(secured, timeoutMs).catch((error: unknown) => {
    socket.destroy();
    throw error;
  });
}

function tunnel(
  origin: URL,
  proxy: ProxyServer,
  timeoutMs: number | undefined,
  ca?: string[],
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    proxyConnector(
      proxy,
      timeoutMs,
      ca,
    )(addressOf(origin), (error, socket) => {
      if (socket instanceof TLSSocket) resolve(socket);
      else reject(error ?? new TransportError('connect', false, 'the connection failed'));
    });
  });
}

function certificateFacts(certificate: PeerCertificate): Pick<TlsFacts, 'validTo' | 'issuer'> {
  const validTo = new Date(certificate.valid_to);
  return {
    validTo: Number.isNaN(validTo.getTime()) ? undefined : validTo,
    issuer: [certificate.issuer?.O ?? certificate.issuer?.CN].flat()[0],
  };
}

/** Settles as the promise does, or rejects with a TransportError if the promise takes longer. */
function inTime<T>(promise: Promise<T>, timeoutMs: number | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new TransportError('timeout', false, 'no answer in time'));
    const stopTimer = limitedTo(timeoutMs, late);
    promise.then(resolve, reject).finally(stopTimer);
  });
}
