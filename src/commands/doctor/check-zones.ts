import { DEFAULT_ENDPOINT, zoneEndpoint } from '../../api/api-endpoint.js';
import type { Client } from '../../api/client.js';
import { isSuccess } from '../../api/status.js';
import { namedBy } from '../../api/zone-list.js';
import type { Settings } from '../../config/settings.js';
import type { Deps } from '../../deps.js';
import { tryJson } from '../../domain/json.js';
import { hintOfMeant } from '../../domain/likely.js';
import { byText } from '../../domain/order.js';
import { zoneList } from '../../schemas/organization.js';
import { type Finding, fail } from './finding.js';
import { type Reach, type ReachOptions, reach } from './reach.js';

const targetOf = (zone: string, endpoint = zoneEndpoint(zone)) => ({
  zone,
  endpoint,
  from: `the endpoint of zone ${zone}`,
});

/**
 * Checks how the chosen zone, or every zone, is reached; all at the same time.
 * @returns the findings, and the zones by name, each with how it is reached; none if their list is not reached
 */
export async function reachZones(
  deps: Deps,
  client: Client,
  settings: Settings,
  options: ReachOptions,
): Promise<{ findings: Finding[]; zones: (Reach & { zone: string })[] }> {
  const chosen = settings.zone?.name;
  const findings: Finding[] = [];
  // Without a custom endpoint the names are built in, and nothing is asked.
  const builtIn = settings.endpoint ? [] : await client.zoneNames();
  let targets = (chosen === undefined ? builtIn : [chosen]).map((zone) => targetOf(zone));
  // A custom endpoint is asked for its zones. So is the service for a zone that is not built in: it may be a new one.
  if (settings.endpoint || (chosen !== undefined && !builtIn.includes(chosen))) {
    const { url, from } = settings.endpoint ?? { url: DEFAULT_ENDPOINT, from: 'the default endpoint' };
    const answer = await reach(deps, client, { endpoint: url, from }, options);
    findings.push(...answer.findings);
    if (answer.findings.some(({ status }) => status === 'fail')) return { findings, zones: [] };
    // A 403 shows that something answers, but says nothing about zones.
    if (answer.response && !isSuccess(answer.response.status)) {
      const what = `${from} does not list its zones: answered with HTTP ${answer.response.status}`;
      const hint = 'the API lists zones without a key: does a proxy or firewall refuse the request?';
      return { findings: [...findings, fail('zone', what, 'credentials', hint)], zones: [] };
    }
    const all = namedZones(answer.response?.body ?? '');
    const wanted = chosen === undefined ? all : all.filter(({ zone }) => zone === chosen);
    // A zone for which a custom endpoint has no address is left out: the service's own zone is another API.
    targets = wanted.flatMap(({ zone, url }) => (url || !settings.endpoint ? [targetOf(zone, url)] : []));
    for (const { zone, url } of wanted)
      if (!url && settings.endpoint)
        findings.push(fail('zone', `${from} does not say where ${zone} is`, 'unavailable'));
    if (wanted.length === 0) {
      const by = namedBy(settings.zone?.from ?? '');
      const what = chosen === undefined ? `${from} names no zones` : `there is no zone ${chosen}${by}`;
      const names = all.map(({ zone }) => zone);
      const { hint } = hintOfMeant(chosen ?? '', names, `the zones are ${names.join(', ')}`);
      findings.push(fail('zone', what, 'usage', names.length === 0 ? undefined : hint));
    }
  }
  const zones = await Promise.all(
    targets.map(async (target) => ({ zone: target.zone, ...(await reach(deps, client, target, options)) })),
  );
  return { findings: [...findings, ...zones.flatMap((zone) => zone.findings)], zones };
}

function namedZones(body: string) {
  const { data } = zoneList().safeParse(tryJson(body));
  const zones = (data?.zones ?? []).map((zone) => ({ zone: zone.name, url: zone['api-endpoint'] }));
  return zones.sort((a, b) => byText(a.zone, b.zone));
}
