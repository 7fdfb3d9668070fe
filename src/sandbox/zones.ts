import { KNOWN_ZONES } from '../domain/known-zones.js';

/** The service's zones (`list-zones`). The sandbox serves all of them from one port. */
export const ZONES = KNOWN_ZONES;
export type ZoneName = (typeof ZONES)[number];

/** The zone of paths that begin with `/v2`: that of the default server in the OpenAPI description. */
export const DEFAULT_ZONE: ZoneName = 'ch-gva-2';

/** The GPU families that each zone offers, as the service documents them; no other zone has GPUs. */
export const AUTHORIZED_FAMILIES: Readonly<Partial<Record<ZoneName, readonly string[]>>> = {
  'at-vie-2': ['gpu3080ti', 'gpua5000'],
  'ch-dk-2': ['gpurtx6000pro'],
  'de-fra-1': ['gpu3', 'gpurtx6000pro'],
  'hr-zag-1': ['gpurtx6000pro'],
};

/** Whether a zone offers a GPU family. */
export const isOffered = (family: string, zone: ZoneName) =>
  AUTHORIZED_FAMILIES[zone]?.includes(family) === true;

function isZone(name: string): name is ZoneName {
  return ZONES.some((zone) => zone === name);
}

/** The zone of a request to a deployment's URL, and its path from `/v1` on. Undefined for any other path. */
export function locateEndpoint(path: string): { zone: ZoneName; path: string } | undefined {
  const [, zone = '', rest = ''] = /^\/inference\/([^/]+)\/[^/]+(\/v1\/.*)$/.exec(path) ?? [];
  return isZone(zone) ? { zone, path: rest } : undefined;
}

/** The zone of a request to the API, and its path relative to `/v2`. Undefined for any other path. */
export function locate(path: string): { zone: ZoneName; path: string } | undefined {
  const [, prefix, rest] = /^(?:\/([^/]+))?\/v2(\/.*)$/.exec(path) ?? [];
  if (rest === undefined) return undefined;
  const zone = prefix ?? DEFAULT_ZONE;
  return isZone(zone) ? { zone, path: rest } : undefined;
}
