import dns, { Resolver } from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { isIP, Socket } from 'node:net';

/*
 * No test of this process reaches another machine: a connection to an address elsewhere, and the question where a name
 * is, are refused before they leave. What was asked for is kept, because a program may take the refusal for an answer.
 */

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+(:\d+)?|::1|\[::1\](:\d+)?)$/;
/** Names that are nobody's (RFC 6761): a test that uses one wants what the DNS says of it. */
const NOBODYS = /\.(example|invalid|test)$/;

const strays: string[] = [];

/** What was asked of other machines since the last time. */
export const takeStrays = () => strays.splice(0);

function refusal(host: string): Error {
  if (!NOBODYS.test(host)) strays.push(host);
  return Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' });
}

// A name is looked up by what stands below, or by what the connection is given for it.
Socket.prototype.connect = new Proxy(Socket.prototype.connect, {
  apply(connect, socket: Socket, given) {
    const host = hostOf(given);
    if (isIP(host) === 0 || LOOPBACK.test(host)) return Reflect.apply(connect, socket, given);
    process.nextTick(() => socket.destroy(refusal(host)));
    return socket;
  },
});

/** Of `connect(options)`, `connect(port, host)` and `connect(path)`, and of what `net.connect` makes of them. */
function hostOf([first, second]: readonly unknown[]): string {
  const options: unknown = Array.isArray(first) ? first[0] : first;
  const host = typeof options === 'object' && options !== null && 'host' in options ? options.host : second;
  return typeof host === 'string' ? host : 'localhost';
}

const isHere = (name: string) => LOOPBACK.test(name) || isIP(name) !== 0;

dns.lookup = new Proxy(dns.lookup, {
  apply(lookup, self, given: [string, ...unknown[]]) {
    if (isHere(given[0])) return Reflect.apply(lookup, self, given);
    const told = given.at(-1);
    if (typeof told === 'function') process.nextTick(told, refusal(given[0]));
  },
});
dns.promises.lookup = new Proxy(dns.promises.lookup, {
  apply(lookup, self, given: [string, ...unknown[]]) {
    if (isHere(given[0])) return Reflect.apply(lookup, self, given);
    return Promise.reject(refusal(given[0]));
  },
});
for (const name of ['resolve4', 'resolve6'] as const)
  Resolver.prototype[name] = new Proxy(Resolver.prototype[name], {
    apply(resolve, resolver: Resolver, given: [string, ...unknown[]]) {
      if (resolver.getServers().every((server) => LOOPBACK.test(server)))
        return Reflect.apply(resolve, resolver, given);
      throw refusal(given[0]);
    },
  });
syncBuiltinESMExports();
