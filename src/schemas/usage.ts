import * as z from 'zod/mini';
import { once } from '../once.js';
import { told } from './told.js';

/*
 * The audit trail and the usage report. How dedicated inference is named in them is not known, and most fields may be
 * absent: whatever stands in a field is kept as text and shown as it came, and none of it is a reason to refuse the rest.
 */

/** A text as it is, a number as text, and anything else as JSON. */
const said = () => told(textOf, z.string());

function textOf(value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** `event`: a mutation, accepted or not. `status` is the HTTP status of the request. */
export const event = once(() =>
  z.looseObject({
    timestamp: said(),
    handler: said(),
    message: said(),
    zone: said(),
    uri: said(),
    status: said(),
    'request-id': said(),
    'source-ip': said(),
    'iam-user': z.optional(z.unknown()),
    'iam-api-key': z.optional(z.unknown()),
    'path-params': z.optional(z.unknown()),
    'body-params': z.optional(z.unknown()),
  }),
);
export type Event = z.infer<ReturnType<typeof event>>;
/** `list-events`: no pages, a range of time. */
export const eventList = once(() => z.array(event()));

/** A line of `get-usage-report`. */
export const usageLine = once(() =>
  z.looseObject({
    from: said(),
    to: said(),
    product: said(),
    variable: said(),
    description: said(),
    /** A decimal number, in `unit`. */
    quantity: said(),
    unit: said(),
  }),
);
export type UsageLine = z.infer<ReturnType<typeof usageLine>>;
export const usageReport = once(() => z.looseObject({ usage: z.optional(z.array(usageLine())) }));
