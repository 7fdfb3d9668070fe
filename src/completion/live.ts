import type { ZoneClient } from '../api/zone-client.js';
import { inEnvironment, keyInEnvironment } from '../config/credentials.js';
import { readConfigFile } from '../config/file.js';
import type { Settings } from '../config/settings.js';
import { isOwn } from '../domain/deployment-state.js';
import { whenAborted } from '../domain/when-aborted.js';
import { BUILT_IN_ZONE, KNOWN_ZONES } from '../domain/zones.js';
import { createDeps, type Host, type HostedDeps } from '../host.js';
import type { NameCache } from './cache.js';
import type { Candidate, Names } from './complete.js';
import type { Named } from './values.js';

/** What lives in the service, and how a zone is asked for its names. */
const LISTS = {
  // Public deployments are Exoscale's: there is nothing to scale or delete in them.
  deployment: async (zone: ZoneClient) =>
    (await zone.listDeployments()).filter(isOwn).map(({ name }) => name),
  model: async (zone: ZoneClient) => (await zone.listModels()).map(({ name }) => name),
  'api-key': async (zone: ZoneClient) => (await zone.listApiKeys()).map(({ name }) => name),
} as const;

export interface LiveOptions {
  /** Its signal is the deadline. What it writes is not shown. */
  host: Host;
  cache: NameCache;
  /** Called when the deadline came before all had answered; once in a while, not at every TAB. */
  tooSlow: () => Promise<void>;
}

/**
 * Names from the configuration file and the service. At the deadline it answers what has arrived; without
 * credentials, with a broken configuration or nobody at the other end, that is nothing.
 */
export function liveNames({ host, cache, tooSlow }: LiveOptions): Names {
  return async (kind, given) => {
    const flags = {
      config: given.get('--config'),
      useAccount: given.get('--use-account'),
      zone: kind === 'zone' ? undefined : given.get('--zone'),
      quiet: true,
    };
    const deps = createDeps(host, flags, true);
    const where = new Map<string, string[]>();
    const add = (name: string, at: string) => where.set(name, [...(where.get(name) ?? []), at]);
    const gathered = gather(kind, deps, cache, add).catch(() => {});
    const late = whenAborted(host.signal).then(() => true);
    if ((await Promise.race([gathered, late])) === true) {
      const key = [kind, 'too slow', JSON.stringify(flags), host.env.EXOSCALE_API_ENDPOINT ?? ''];
      if (!cache.read(key)) {
        cache.write(key, []);
        await tooSlow();
      }
    }
    return [...where].map(describe).sort((a, b) => (a.value < b.value ? -1 : 1));
  };
}

const describe = ([value, at]: [string, string[]]): Candidate => ({
  value,
  description: at.filter(Boolean).sort().join(', '),
});

async function gather(
  kind: Named,
  deps: HostedDeps,
  cache: NameCache,
  add: (name: string, where: string) => void,
): Promise<void> {
  if (kind === 'account') {
    const file = await readConfigFile(await deps.sources());
    for (const { name } of file?.config.accounts ?? []) add(name, '');
    return;
  }
  const settings = await deps.settings().catch((error: unknown) => {
    if (kind !== 'zone') throw error;
    return undefined;
  });
  const scope = settings ? scopeOf(settings, deps) : [];
  const zones = async () =>
    settings?.endpoint
      ? kept(cache, ['zones', ...scope], async () => (await deps.client()).zoneNames())
      : KNOWN_ZONES;
  if (kind === 'zone') {
    for (const name of await zones()) add(name, '');
    return;
  }
  if (!settings || asksForSecret(settings, deps)) return;
  const list = LISTS[kind];
  // API keys belong to the organization: any zone answers for all.
  const any = kind === 'api-key' ? [BUILT_IN_ZONE] : undefined;
  const asked = settings.zone ? [settings.zone.name] : (any ?? (await zones()));
  await Promise.allSettled(
    asked.map(async (zone) => {
      const names = await kept(cache, [kind, zone, ...scope], async () =>
        list((await deps.client()).in(zone)),
      );
      for (const name of new Set(names)) add(name, any ? '' : zone);
    }),
  );
}

/** What a list of names is true for: API and account, but nothing secret. */
function scopeOf({ endpoint, account }: Settings, { env }: HostedDeps): string[] {
  return [endpoint?.url ?? '', account?.name ?? '', account?.file ?? '', keyInEnvironment(env) ?? ''];
}

async function kept(
  cache: NameCache,
  key: readonly string[],
  fetch: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const known = cache.read(key);
  if (known) return known;
  const names = await fetch();
  cache.write(key, names);
  return names;
}

/** A secretCommand may ask for a passphrase or a touch: not while somebody presses TAB. */
function asksForSecret({ account, file }: Settings, { env }: HostedDeps): boolean {
  const chosen = file?.config.accounts.find(({ name }) => name === account?.name);
  return !inEnvironment(env) && (chosen?.secretCommand?.length ?? 0) > 0;
}
