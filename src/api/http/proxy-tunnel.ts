import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { limitedTo } from '../../clock.js';
import { isSuccess } from '../status.js';
import { bareHost, portOf } from './address.js';
import { connectionError, withoutProxy } from './connection-error.js';
import type { ProxyServer } from './proxy-settings.js';
import { TransportError } from './transport.js';
import type { Connector } from './undici.js';

/** After this much silence the system asks whether the other side is still there, in ms: undici's own value. */
const PROBE_AFTER_MS = 60_000;

/**
 * Makes undici's connections to an origin through a proxy: CONNECT, then TLS with the origin itself, so that the proxy
 * sees neither request nor answer. undici's own ProxyAgent is not used: it reports a refusal only as text, and tries
 * without end if a proxy hangs up on CONNECT.
 *
 * Each failure is a TransportError that says that nothing was sent.
 * @param timeoutMs for the whole way to the origin, TLS included; absent: no limit
 * @param ca certificates to trust instead of Node's own, for the proxy and for the origin
 */
export function proxyConnector(proxy: ProxyServer, timeoutMs: number | undefined, ca?: string[]): Connector {
  return ({ hostname, protocol, port, servername }, callback) => {
    const target = { hostname, port: portOf({ port, protocol }) };
    let socket: Socket | undefined;
    let settled = false;
    const settle = (error: Error | undefined) => {
      if (settled) return;
      settled = true;
      stopTimer();
      if (!error && socket) return callback(null, socket);
      connect.destroy();
      socket?.destroy();
      callback(error ?? new TransportError('connect', false, 'the connection failed'), null);
    };
    const connect = openTunnel(proxy, target, ca, (error, tunnel) => {
      if (error || settled) {
        tunnel?.destroy();
        return settle(error);
      }
      if (!tunnel) return;
      if (protocol !== 'https:') {
        socket = tunnel;
        return settle(undefined);
      }
      const secure = tlsConnect({
        socket: tunnel,
        host: hostname,
        ca,
        ALPNProtocols: ['http/1.1'],
        ...(isIP(hostname) ? {} : { servername: servername || hostname }),
      });
      socket = secure;
      secure.setNoDelay(true);
      secure.once('secureConnect', () => settle(undefined));
      const name = nameOf(proxy);
      const fail = (reason: Error) => settle(connectionError(reason, hostname, false, name));
      secure.on('error', fail);
      tunnel.on('error', fail);
      const lost = `the connection was lost through ${name}`;
      secure.once('close', () => settle(new TransportError('connect', false, lost)));
    });
    // The timer starts last: if openTunnel throws, no timer is left running.
    const late = () =>
      settle(new TransportError('connect', false, `no connection in time through the proxy ${proxy.host}`));
    const stopTimer = limitedTo(timeoutMs, late);
  };
}

interface Target {
  hostname: string;
  port: string;
}

/** Asks the proxy for a tunnel. The returned request can be destroyed as long as there is no answer. */
function openTunnel(
  proxy: ProxyServer,
  target: Target,
  ca: string[] | undefined,
  done: (error: TransportError | undefined, socket?: Socket) => void,
) {
  const { url } = proxy;
  const authority = `${isIP(target.hostname) === 6 ? `[${target.hostname}]` : target.hostname}:${target.port}`;
  const credentials = proxyCredentials(url);
  const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)({
    host: bareHost(url),
    port: portOf(url),
    method: 'CONNECT',
    path: authority,
    agent: false,
    ...(ca && { ca }),
    headers: { host: authority, ...(credentials && { 'proxy-authorization': credentials }) },
  });
  request.on('connect', ({ statusCode = 0 }, socket: Socket, head: Buffer) => {
    socket.on('error', () => {});
    if (!isSuccess(statusCode)) {
      socket.destroy();
      return done(refusal(proxy, authority, statusCode, credentials !== undefined));
    }
    if (head.length > 0) socket.unshift(head);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, PROBE_AFTER_MS);
    done(undefined, socket);
  });
  request.on('error', (cause) => {
    const { fault, message, hint } = connectionError(cause, proxy.host, false);
    const sentence = fault === 'certificate' ? message : `the proxy ${proxy.host}: ${message}`;
    done(new TransportError(fault, false, sentence, { cause, hint }));
  });
  // Node would ask the proxy to close the connection after this request, but the tunnel goes through this connection.
  request.removeHeader('connection');
  request.end();
  return request;
}

const nameOf = ({ host, from }: ProxyServer) => `the proxy ${host} (${from})`;

/** The error for a proxy that refuses CONNECT. The page that the proxy sends is never repeated. */
function refusal(
  proxy: ProxyServer,
  authority: string,
  status: number,
  authenticated: boolean,
): TransportError {
  const name = nameOf(proxy);
  if (status === 407) {
    return authenticated
      ? new TransportError('proxy', false, `${name} does not accept its user name and password (407)`)
      : new TransportError('proxy', false, `${name} asks for a user name and password (407)`, {
          hint: `${proxy.from}=${proxy.url.protocol}//USER:PASSWORD@${proxy.host}`,
        });
  }
  // A 5xx may pass, so it counts as a failed connection, which is tried again. A prohibition does not pass.
  return status >= 500
    ? new TransportError('connect', false, `${name} could not reach ${authority} (${status})`)
    : new TransportError('proxy', false, `${name} refuses to connect to ${authority} (${status})`, {
        hint: withoutProxy(authority.replace(/:\d+$/, '')),
      });
}

function proxyCredentials({ username, password }: URL): string | undefined {
  if (!username && !password) return undefined;
  return `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64')}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
