import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { COST_BY } from '../../domain/choices.js';
import { billedHours } from '../../domain/money/billed-line.js';
import { type CostInput, costRows, differenceOf } from '../../domain/money/cost.js';
import { onceEach } from '../../domain/money/gpu-accounts.js';
import { addUp, gpuHours, gpuTime } from '../../domain/money/gpu-time.js';
import { amountOf, CURRENCIES, provenance } from '../../domain/money/price.js';
import { totalCost } from '../../domain/money/used-gpus.js';
import { byText } from '../../domain/order.js';
import { utcMonth } from '../../domain/utc.js';
import { type ExoError, failureOf } from '../../errors.js';
import { costView } from '../../output/views/cost.js';
import type { Raw } from '../../program/spec.js';
import { anyZone, listEveryZone } from '../lib/asked-zones.js';
import { MOST_BACK_MS, namingPermission, warningIfAhead } from '../lib/audit-events.js';
import { priceFields } from '../lib/cost-limit.js';
import { oneOf, parseInput, readText } from '../lib/parse-input.js';
import { type PriceAnswer, pricesBeside, requireCurrency } from '../lib/prices.js';
import { readPrinter } from '../lib/printers.js';
import { zoneAccounts } from './zone-accounts.js';

const schema = (nowMs: number) =>
  z.object({
    '--month': z._default(readableMonth(nowMs), utcMonth(nowMs)),
    '--by': z._default(oneOf(COST_BY), 'deployment'),
    '--currency': z.optional(oneOf(CURRENCIES)),
    ...priceFields,
  });

/** A month that has begun, and whose events can still be read. */
const readableMonth = (nowMs: number) =>
  readText<string>((month) => {
    if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month))
      return { problem: `must be a month such as 2026-10, not ${JSON.stringify(month)}` };
    const { fromMs } = windowOf(month, nowMs);
    if (fromMs > nowMs) return { problem: `${month} has not begun` };
    if (nowMs - fromMs > MOST_BACK_MS)
      return { problem: `${month} is more than two years back: events are read from then on` };
    return { value: month };
  });

/** Prints the GPU-hours of a month that events explain, their cost at list prices, and what the service has billed. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const nowMs = deps.clock.now();
  const usageLine = 'usage: exo-di cost [--month 2026-10] [--by deployment|family|day]';
  const input = parseInput(schema(nowMs), raw, usageLine);
  const month = input['--month'];
  const window = windowOf(month, nowMs);
  const currency = requireCurrency(deps, input['--currency']);
  const prices = pricesBeside(deps, { source: input['--prices'], printed: true });
  const printer = await readPrinter(deps, costView);
  const reporting = await anyZone(deps);
  const [accounts, usage] = await Promise.all([
    answered(explained(deps, window, nowMs)),
    // The usage report covers all zones, so any zone can be asked for it.
    answered(reporting.getUsageReport(month).catch(namingPermission('get-usage-report'))),
  ]);
  if (accounts.error && usage.error) throw accounts.error;
  const { items, incomplete } = accounts.value ?? {};
  const priced = await prices();
  const partial = deps.globals.zone !== undefined || incomplete !== undefined;
  const facts = { accounts: items, partial, usage: usage.value, prices: priced.prices?.list, currency };
  const rows = costRows({ ...facts, by: input['--by'], window });
  deps.io.out((await printer()).many(rows.map((row) => ({ ...row, currency }))));
  const cost = totalCost({ ...facts, window });
  deps.io.say(summary(month, facts, priced, cost));
  const failed = accounts.error ?? usage.error;
  if (failed) {
    const printed = accounts.error ? 'what is billed' : 'what is explained';
    throw failed.retold({ kind: 'incomplete', message: `${failed.message}; only ${printed} was printed` });
  }
  if (incomplete) throw incomplete;
}

/** A month in UTC, as the service bills it. The present month ends now. */
function windowOf(month: string, nowMs: number) {
  const start = new Date(`${month}-01T00:00:00Z`);
  const fromMs = start.getTime();
  return { fromMs, toMs: Math.min(start.setUTCMonth(start.getUTCMonth() + 1), nowMs) };
}

/** The GPU usage of the deployments in every zone, or in that of -z. Usage that several zones report counts once. */
async function explained(deps: Deps, window: { fromMs: number; toMs: number }, nowMs: number) {
  const options = window.toMs === nowMs ? warningIfAhead(deps) : {};
  const gathered = await listEveryZone(deps, (zone) => zoneAccounts(zone, window, nowMs, options));
  const items = onceEach(gathered.items);
  items.sort((a, b) => byText(a.zone, b.zone) || byText(a.name ?? '', b.name ?? ''));
  return { ...gathered, items };
}

/** Turns a failure into a value: if one of the two halves fails, the other is still printed. */
async function answered<T>(request: Promise<T>): Promise<{ value?: T; error?: ExoError }> {
  return request.then(
    (value) => ({ value }),
    (error: unknown) => ({ error: failureOf(error) }),
  );
}

function summary(
  month: string,
  { accounts, partial, usage, currency }: Pick<CostInput, 'accounts' | 'partial' | 'usage' | 'currency'>,
  { prices, why, unwanted }: PriceAnswer,
  cost: string | undefined,
): string {
  const all = accounts && addUp(accounts.map(({ stretches, gpuCount }) => gpuTime(stretches, gpuCount)));
  const isKnown = all?.unknownMs === 0;
  const more = isKnown ? '' : ' (without hours for which the number of replicas is not known)';
  const parts = all ? [`${gpuHours(all.gpuMs)} GPU-hours explained${more}`] : [];
  const billed = usage && billedHours(usage, accounts ?? []);
  const apart = billed === undefined || partial ? undefined : differenceOf(billed, all);
  if (billed !== undefined)
    parts.push(
      `${billed} billed${partial ? ' in all zones' : apart && apart !== '0' ? ` (${apart} not explained)` : ''}`,
    );
  if (prices && cost !== undefined) parts.push(`${amountOf(cost, currency)} (${provenance(prices)})`);
  else if (!unwanted && all && (isKnown || !prices)) parts.push(`price unknown${why ? `: ${why}` : ''}`);
  return `${month}: ${parts.join(', ') || 'nothing is billed that is known to be GPU-hours'}.`;
}
