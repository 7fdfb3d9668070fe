import * as z from 'zod/mini';
import { once } from '../once.js';
import { told } from './told.js';

/*
 * The audit trail and the usage report. How they name dedicated inference is not known, and most fields may be absent.
 * So each field is kept as text and shown as it came, and an odd one never makes the rest invalid.
 */

/** A text as it is, a number as text, and anything else as JSON. */
const anyText = () => told(textOf, z.string());

function textOf(value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** `event`: a request for a change, accepted or not. `status` is the HTTP status of its answer. */
export const event = once(() =>
  z.looseObject({
    timestamp: anyText(),
    handler: anyText(),
    message: anyText(),
    zone: anyText(),
    uri: anyText(),
    status: anyText(),
    'request-id': anyText(),
    'source-ip': anyText(),
    'iam-user': z.optional(z.unknown()),
    'iam-api-key': z.optional(z.unknown()),
    'path-params': z.optional(z.unknown()),
    'body-params': z.optional(z.unknown()),
  }),
);
export type Event = z.infer<ReturnType<typeof event>>;
/** `list-events`: all events of a range of time, without pages. */
export const eventList = once(() => z.array(event()));

/** A line of `get-usage-report`. */
export const usageLine = once(() =>
  z.looseObject({
    from: anyText(),
    to: anyText(),
    product: anyText(),
    variable: anyText(),
    description: anyText(),
    /** A decimal number, in `unit`. */
    quantity: anyText(),
    unit: anyText(),
  }),
);
export type UsageLine = z.infer<ReturnType<typeof usageLine>>;
export const usageReport = once(() => z.looseObject({ usage: z.optional(z.array(usageLine())) }));
