import { KNOWN_ZONES } from '../domain/zones.js';

/** The service's zones (`list-zones`); the sandbox serves them all from one port. */
export const ZONES = KNOWN_ZONES;
export type ZoneName = (typeof ZONES)[number];

/** The zone behind a bare `/v2`: the default server of the OpenAPI description. */
export const DEFAULT_ZONE: ZoneName = 'ch-gva-2';

/** The GPU families each zone offers, as the service documents them; no other zone has GPUs. */
export const AUTHORIZED_FAMILIES: Readonly<Partial<Record<ZoneName, readonly string[]>>> = {
  'at-vie-2': ['gpu3080ti', 'gpua5000'],
  'ch-dk-2': ['gpurtx6000pro'],
  'de-fra-1': ['gpu3', 'gpurtx6000pro'],
  'hr-zag-1': ['gpurtx6000pro'],
};

function isZone(name: string): name is ZoneName {
  return ZONES.some((zone) => zone === name);
}

/** Where a request to a deployment's URL leads: its zone, and the path relative to the deployment's own, from `/v1`. */
export function locateEndpoint(path: string): { zone: ZoneName; path: string } | undefined {
  const [, zone = '', rest = ''] = /^\/inference\/([^/]+)\/[^/]+(\/v1\/.*)$/.exec(path) ?? [];
  return isZone(zone) ? { zone, path: rest } : undefined;
}

/** Where a request path leads: its zone, and the path relative to `/v2`. Undefined outside the API. */
export function locate(path: string): { zone: ZoneName; path: string } | undefined {
  const [, prefix, rest] = /^(?:\/([^/]+))?\/v2(\/.*)$/.exec(path) ?? [];
  if (rest === undefined) return undefined;
  const zone = prefix ?? DEFAULT_ZONE;
  return isZone(zone) ? { zone, path: rest } : undefined;
}
