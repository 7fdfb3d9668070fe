import { lookup, promises } from 'node:dns';
import { readFileSync } from 'node:fs';
import type { LookupFunction } from 'node:net';
import { asError, errorCode } from '../../domain/system-error.js';

/**
 * Looks hosts up in the DNS within a time limit, for requests that a command can do without. The system's own look-up
 * cannot be cancelled, and the process cannot end before it: this takes ten seconds or more if no DNS server answers.
 * The system is only asked for names in its hosts file, for names without a dot, and for names that the DNS does not
 * have: it may know such a name from elsewhere, and answers at once.
 * @param timeoutMs for one question @param servers DNS servers to ask instead of this machine's
 */
export function briefLookup(
  timeoutMs: number,
  { hostsFile = '/etc/hosts', servers }: { hostsFile?: string; servers?: string[] } = {},
): LookupFunction {
  return (hostname, options, callback) => {
    const bySystem = () => lookup(hostname, options, callback);
    if (!hostname.includes('.') || isNamed(hostname, hostsFile)) return bySystem();
    const resolver = new promises.Resolver({ timeout: timeoutMs, tries: 1 });
    if (servers) resolver.setServers(servers);
    const ask = async (family: 4 | 6) => {
      const found = await (family === 4 ? resolver.resolve4(hostname) : resolver.resolve6(hostname));
      return found.map((address) => ({ address, family }));
    };
    Promise.allSettled([ask(4), ask(6)]).then((answers) => {
      const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
      const [first] = found;
      if (first) return options.all ? callback(null, found) : callback(null, first.address, first.family);
      const failures = answers.flatMap((answer): unknown[] =>
        answer.status === 'rejected' ? [answer.reason] : [],
      );
      if (failures.every((error) => ['ENOTFOUND', 'ENODATA'].includes(errorCode(error) ?? '')))
        return bySystem();
      callback(asError(failures[0]), []);
    });
  };
}

/** Whether the hosts file has an address for a host name. */
function isNamed(hostname: string, hostsFile: string): boolean {
  try {
    const lines = readFileSync(hostsFile, 'utf8').split('\n');
    return lines.some((line) => line.replace(/#.*/, '').trim().split(/\s+/).slice(1).includes(hostname));
  } catch {
    return false;
  }
}
