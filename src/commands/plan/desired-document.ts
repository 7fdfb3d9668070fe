import { type ByLogs, describeDesired } from '../../desired/plan/plan-logs.js';
import type { DesiredReplicas, Why } from '../../desired/schedule/schedule.js';
import { stretchText } from '../../desired/schedule/schedule-days.js';
import { isWindow, windowText } from '../../desired/schedule/window.js';
import { type Currency, dayOf, type Prices } from '../../domain/money/price.js';
import { type Document, number, objectSchema, text, textOrNone } from '../../output/json-document.js';

type Desired = DesiredReplicas & ByLogs;

export const desired: Document<Desired> = {
  replicas: number(({ replicas }) => replicas),
  why: text((all) => describeDesired(all)),
  reason: { schema: reasonSchema(), value: reasonOf },
};

/** The JSON Schema of `reason`. Which keys are present depends on `kind`. */
function reasonSchema() {
  const [string, count] = [{ type: 'string' }, { type: 'number' }];
  return objectSchema(
    {
      kind: { enum: ['base', 'schedule', 'except', 'holiday', 'hold', 'load', 'idle', 'asleep'] },
      // The position in the list of the file, from 0.
      index: count,
      cron: { type: ['string', 'null'] },
      window: string,
      date: string,
      by: string,
      on: string,
      at_most: count,
      at_least: count,
      // The decision by load, and its limits.
      decision: string,
      min: count,
      max: count,
      timezone: string,
      since: string,
      until: string,
    },
    ['kind'],
  );
}

function reasonOf({ why, load, idle }: Desired) {
  const { min, max } = load?.limits ?? {};
  const byLoad = load ? { kind: 'load', decision: load.decision.kind, min, max } : {};
  const since = idle?.kind === 'idle' ? { since: new Date(idle.since).toISOString() } : {};
  return { ...ofSchedule(why), ...byLoad, ...(idle ? { kind: idle.kind, ...since } : {}) };
}

function ofSchedule(why: Why) {
  switch (why.kind) {
    case 'base':
      return { kind: why.kind };
    case 'schedule':
      return {
        kind: why.kind,
        index: why.index,
        ...(isWindow(why.entry) ? { window: windowText(why.entry) } : { cron: why.entry.cron ?? null }),
        timezone: why.timezone,
        on: why.entry.on,
        at_most: why.entry['at-most'],
        at_least: why.entry['at-least'],
        since: why.since.toISOString(),
      };
    case 'except':
      return {
        ...(why.entry.heldBy === undefined
          ? why.entry.holiday
            ? { kind: 'holiday', date: stretchText(why.entry) }
            : { kind: why.kind, index: why.index, date: stretchText(why.entry) }
          : { kind: 'hold', by: why.entry.heldBy }),
        timezone: why.timezone,
        since: why.since.toISOString(),
        until: why.until.toISOString(),
      };
  }
}

/** The currency of a cost, and the date and source of its prices. */
export const priceKeys: Document<{ currency: Currency; prices: Prices }> = {
  currency: text(({ currency }) => currency.toUpperCase()),
  date: textOrNone(({ prices }) => dayOf(prices)),
  source: text(({ prices }) => prices.source),
};
