import * as z from 'zod/mini';
import { once } from '../once.js';
import { toldNumber, toldText } from './told.js';

/**
 * `quota`: one entry per resource, GPU families among them. Limit −1 is unlimited. The description requires no field.
 */
export const quota = once(() =>
  z.looseObject({
    resource: toldText(),
    usage: toldNumber(),
    limit: toldNumber(),
  }),
);
export type Quota = z.infer<ReturnType<typeof quota>>;
export const quotaList = once(() => z.looseObject({ quotas: z.optional(z.array(quota())) }));

/** `zone`: of all operations, only `list-zones` is public. */
export const zone = once(() =>
  z.looseObject({
    name: z.string(),
    'api-endpoint': toldText(),
    'sos-endpoint': toldText(),
  }),
);
export type Zone = z.infer<ReturnType<typeof zone>>;
export const zoneList = once(() => z.looseObject({ zones: z.array(zone()) }));

/** `organization`. */
export const organization = once(() => z.looseObject({ id: toldText(), name: toldText() }));
export type Organization = z.infer<ReturnType<typeof organization>>;
