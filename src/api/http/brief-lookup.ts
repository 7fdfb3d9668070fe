import { lookup, promises } from 'node:dns';
import { readFileSync } from 'node:fs';
import type { LookupFunction } from 'node:net';
import { asError, errorCode } from '../../domain/system-error.js';

/**
 * Looks hosts up in the DNS within a time limit. The system's own look-up cannot be given up: a process does not end before
 * it has, which takes ten seconds and more where nobody answers. For requests that a command can do without. The system is
 * still asked for names of its file of hosts, and for names that the DNS surely does not have: those it may know otherwise,
 * and then it answers at once.
 * @param timeoutMs for one question @param servers in place of those of this machine
 */
export function briefLookup(
  timeoutMs: number,
  { hostsFile = '/etc/hosts', servers }: { hostsFile?: string; servers?: string[] } = {},
): LookupFunction {
  return (hostname, options, told) => {
    const bySystem = () => lookup(hostname, options, told);
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
      if (first) return options.all ? told(null, found) : told(null, first.address, first.family);
      const failures = answers.flatMap((answer): unknown[] =>
        answer.status === 'rejected' ? [answer.reason] : [],
      );
      if (failures.every((error) => ['ENOTFOUND', 'ENODATA'].includes(errorCode(error) ?? '')))
        return bySystem();
      told(asError(failures[0]), []);
    });
  };
}

/** Whether a file of hosts has a name for an address. */
function isNamed(hostname: string, hostsFile: string): boolean {
  try {
    const lines = readFileSync(hostsFile, 'utf8').split('\n');
    return lines.some((line) => line.replace(/#.*/, '').trim().split(/\s+/).slice(1).includes(hostname));
  } catch {
    return false;
  }
}
