import * as z from 'zod/mini';

/** `quota`: one entry a resource, GPU families among them. Limit −1 is unlimited. Nothing is required by the description. */
export const quota = z.looseObject({
  resource: z.optional(z.string()),
  usage: z.optional(z.number()),
  limit: z.optional(z.number()),
});
export type Quota = z.infer<typeof quota>;
export const quotaList = z.looseObject({ quotas: z.optional(z.array(quota)) });

/** `zone`: `list-zones` is the one public call. */
export const zone = z.looseObject({
  name: z.string(),
  'api-endpoint': z.optional(z.string()),
  'sos-endpoint': z.optional(z.string()),
});
export type Zone = z.infer<typeof zone>;
export const zoneList = z.looseObject({ zones: z.array(zone) });

/** `organization`. */
export const organization = z.looseObject({ id: z.optional(z.string()), name: z.optional(z.string()) });
