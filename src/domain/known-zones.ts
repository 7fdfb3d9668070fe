/** The zones that the service is known to have. `list-zones` finds new ones. */
export const KNOWN_ZONES = [
  'at-vie-1',
  'at-vie-2',
  'bg-sof-1',
  'ch-dk-2',
  'ch-gva-2',
  'de-fra-1',
  'de-muc-1',
  'hr-zag-1',
] as const;

/** The zone that `exo` uses if none is configured. */
export const BUILT_IN_ZONE = 'ch-dk-2';
