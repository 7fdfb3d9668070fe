import type { ZoneClient } from '../api/zone-client.js';
import { inEnvironment, keyInEnvironment } from '../config/credentials.js';
import { readConfigFile } from '../config/file.js';
import type { Settings } from '../config/settings.js';
import { isOwn } from '../domain/deployment-state.js';
import { BUILT_IN_ZONE, KNOWN_ZONES } from '../domain/known-zones.js';
import { whenAborted } from '../domain/when-aborted.js';
import { createDeps, type Host, type HostedDeps } from '../host.js';
import type { NameCache } from './cache.js';
import type { Candidate, Names } from './complete.js';
import type { Named } from './values.js';

/** The kinds of names that the service knows, and how a zone is asked for them. */
const LISTS = {
  // Public deployments belong to Exoscale: they cannot be scaled or deleted.
  deployment: async (zone: ZoneClient) =>
    (await zone.listDeployments()).filter(isOwn).map(({ name }) => name),
  model: async (zone: ZoneClient) => (await zone.listModels()).map(({ name }) => name),
  'api-key': async (zone: ZoneClient) => (await zone.listApiKeys()).map(({ name }) => name),
} as const;

export interface LiveOptions {
  /** Its signal is the deadline. Nothing that it writes is shown. */
  host: Host;
  cache: NameCache;
  /** Called if the deadline came before all zones had answered, but only once in a while and not at every TAB. */
  tooSlow: () => Promise<void>;
}

/**
 * Names from the configuration file and the service. At the deadline it returns the names that have arrived. These are
 * none without credentials, with a broken configuration, or if nobody answers.
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
  // API keys belong to the organization, so one zone answers for all.
  const any = kind === 'api-key' ? [BUILT_IN_ZONE] : undefined;
  const zonesToAsk = settings.zone ? [settings.zone.name] : (any ?? (await zones()));
  await Promise.allSettled(
    zonesToAsk.map(async (zone) => {
      const names = await kept(cache, [kind, zone, ...scope], async () =>
        list((await deps.client()).in(zone)),
      );
      for (const name of new Set(names)) add(name, any ? '' : zone);
    }),
  );
}

/** What a list of names depends on: endpoint and account, but nothing secret. */
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

/** Whether a secretCommand would run. It may ask for a passphrase or a touch, so TAB must not run it. */
function asksForSecret({ account, file }: Settings, { env }: HostedDeps): boolean {
  const chosen = file?.config.accounts.find(({ name }) => name === account?.name);
  return !inEnvironment(env) && (chosen?.secretCommand?.length ?? 0) > 0;
}
