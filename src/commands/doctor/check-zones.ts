import { DEFAULT_ENDPOINT, zoneEndpoint } from '../../api/api-endpoint.js';
import type { Client } from '../../api/client.js';
import type { Settings } from '../../config/settings.js';
import type { Deps } from '../../deps.js';
import { zoneList } from '../../schemas/organization.js';
import { type Finding, fail } from './finding.js';
import { type Reach, type ReachOptions, reach, type Target } from './reach.js';

/** Every zone that was to be looked at, and how it is reached. */
export interface Reached {
  findings: Finding[];
  /** In the order of their names; none when the endpoint that would name them is not reached. */
  zones: (Reach & { zone: string })[];
}

/** Goes to the chosen zone or to all of them, side by side. */
export async function reachZones(
  deps: Deps,
  client: Client,
  settings: Settings,
  options: ReachOptions,
): Promise<Reached> {
  const chosen = settings.zone?.name;
  const findings: Finding[] = [];
  // Without a custom endpoint this asks nobody.
  const known = settings.endpoint ? [] : await client.zoneNames();
  let targets: (Target & { zone: string })[] = (chosen === undefined ? known : [chosen]).map((zone) => ({
    zone,
    endpoint: zoneEndpoint(zone),
    from: `the endpoint of zone ${zone}`,
  }));
  // A custom endpoint names its zones itself, and so does the service when the zone is a new one.
  if (settings.endpoint || (chosen !== undefined && !known.includes(chosen))) {
    const { url, from } = settings.endpoint ?? { url: DEFAULT_ENDPOINT, from: 'the default endpoint' };
    const answer = await reach(deps, client, { endpoint: url, from }, options);
    findings.push(...answer.findings);
    if (answer.findings.some(({ status }) => status === 'fail')) return { findings, zones: [] };
    const all = namedZones(answer.response?.body ?? '');
    targets = chosen === undefined ? all : all.filter(({ zone }) => zone === chosen);
    if (targets.length === 0)
      findings.push(
        fail(
          'zone',
          chosen === undefined ? `${from} names no zones` : `there is no zone ${chosen}`,
          'usage',
          {
            hint: all.length > 0 ? `the zones are ${all.map(({ zone }) => zone).join(', ')}` : undefined,
          },
        ),
      );
  }
  const zones = await Promise.all(
    targets.map(async (target) => ({ zone: target.zone, ...(await reach(deps, client, target, options)) })),
  );
  return { findings: [...findings, ...zones.flatMap((zone) => zone.findings)], zones };
}

function namedZones(body: string): (Target & { zone: string })[] {
  const answer = zoneList().safeParse(parsed(body));
  if (!answer.success) return [];
  return answer.data.zones
    .map((zone) => ({
      zone: zone.name,
      endpoint: zone['api-endpoint'] ?? zoneEndpoint(zone.name),
      from: `the endpoint of zone ${zone.name}`,
    }))
    .sort((a, b) => (a.zone < b.zone ? -1 : 1));
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
