import dns, { Resolver } from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { isIP, Socket } from 'node:net';

/*
 * Keeps tests from reaching other machines: connections to other addresses and DNS queries are refused inside the
 * process. The refused hosts are recorded, because the program under test may handle the refusal and so hide it.
 */

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+(:\d+)?|::1|\[::1\](:\d+)?)$/;
/** Reserved names (RFC 6761). A test that uses one wants to see that it does not exist, so it is not recorded. */
const NOBODYS = /\.(example|invalid|test)$/;

const strays: string[] = [];

/** The hosts of other machines that were refused since the last call. */
export const takeStrays = () => strays.splice(0);

function refusal(host: string): Error {
  if (!NOBODYS.test(host)) strays.push(host);
  return Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' });
}

// A host that is a name passes: its lookup is guarded below, or the connection brings its own lookup.
Socket.prototype.connect = new Proxy(Socket.prototype.connect, {
  apply(connect, socket: Socket, given) {
    const host = hostOf(given);
    if (isIP(host) === 0 || LOOPBACK.test(host)) return Reflect.apply(connect, socket, given);
    process.nextTick(() => socket.destroy(refusal(host)));
    return socket;
  },
});

/**
 * The host in the arguments of `connect(options)`, `connect(port, host)`, `connect(path)`, and as `net.connect` passes
 * them.
 */
function hostOf([first, second]: readonly unknown[]): string {
  const options: unknown = Array.isArray(first) ? first[0] : first;
  const host = typeof options === 'object' && options !== null && 'host' in options ? options.host : second;
  return typeof host === 'string' ? host : 'localhost';
}

const isHere = (name: string) => LOOPBACK.test(name) || isIP(name) !== 0;

dns.lookup = new Proxy(dns.lookup, {
  apply(lookup, self, given: [string, ...unknown[]]) {
    if (isHere(given[0])) return Reflect.apply(lookup, self, given);
    const callback = given.at(-1);
    if (typeof callback === 'function') process.nextTick(callback, refusal(given[0]));
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
