import type { UsageLine } from '../../schemas/usage.js';
import { DAY_MS } from '../duration.js';
import { KNOWN_GPU_TYPES } from '../gpus.js';
import { isId } from '../id.js';
import { utcDay } from '../utc.js';
import { type Decimal, divide, parseDecimal, sum } from './decimal.js';
import type { GpuAccount } from './gpu-accounts.js';

/*
 * Recognizes lines of the usage report. How the report names dedicated inference is not documented, so only what a line
 * surely says is taken from it, and a line that is not recognized is still shown.
 */

/** Words for virtual machines, with or without GPUs; their hours are none of dedicated inference. */
const OTHERS =
  /tiny|small|medium|large|huge|jumbo|colossus|titan|mega|instance|compute|machine|\bvm\b|snapshot/;
const HOURS = /^(?:gpu[ -_]?)?(?:h|hrs?|hours?)$/i;
const MINUTES = /^(?:gpu[ -_]?)?(?:min|mins|minutes?)$/i;

/** A line of the usage report, and what was recognized in it. */
export interface BilledLine {
  line: UsageLine;
  family?: string | undefined;
  /** GPU-hours; absent if the line is not surely about dedicated inference. */
  hours?: Decimal | undefined;
  /** The day, in UTC; absent if the line is about more than one. */
  day?: string | undefined;
  /** The ID of the deployment that the line names. */
  id?: string | undefined;
}

/**
 * Recognizes a line.
 * @param accounts the deployments of the same time: their families and IDs are searched for
 */
export function billedOf(line: UsageLine, accounts: readonly GpuAccount[]): BilledLine {
  const words = wordsOf(line).toLowerCase();
  if (OTHERS.test(words)) return { line };
  const ours = accounts.flatMap(({ gpuType }) => gpuType ?? []);
  // A family that no deployment has counts only if the line speaks of inference.
  const known = /inference|\bai\b/.test(words) ? KNOWN_GPU_TYPES : [];
  const family = [...ours, ...known].find((one) => spelling(one).test(words));
  const id = accounts.find(({ id = '' }) => isId(id) && words.includes(id.toLowerCase()))?.id;
  const quantity = parseDecimal(line.quantity?.trim() ?? '');
  if (family === undefined || quantity === undefined) return { line, family };
  return { line, family, id, day: dayOf(line), hours: hoursOf(quantity, line.unit?.trim() ?? '') };
}

/** Matches a family in every spelling: `gpua5000`, `GPU_A5000`, `gpu a5000`; but not `gpu3` in `gpu3080ti`. */
function spelling(family: string): RegExp {
  const parts = family.toLowerCase().match(/gpu|[a-z]+|\d+/g) ?? [];
  return parts.length === 0 ? /(?!)/ : new RegExp(`${parts.join('[^a-z0-9]?')}(?![a-z0-9])`);
}

function hoursOf(quantity: Decimal, unit: string): Decimal | undefined {
  if (HOURS.test(unit)) return quantity;
  return MINUTES.test(unit) ? divide(quantity, 60n, 6) : undefined;
}

/** The day of a line; undefined if the line is about more than one day, or a time in it cannot be read. */
function dayOf({ from, to = from }: UsageLine): string | undefined {
  const [fromMs, toMs] = [Date.parse(from ?? ''), Date.parse(to ?? '')];
  // JavaScript reads a date without an offset as UTC, but a time of day without one as this machine's, so it is
  // refused.
  if (Number.isNaN(fromMs) || !/^\d{4}-\d\d-\d\d($|T.*(Z|[+-]\d\d:?\d\d)$)/.test(from ?? ''))
    return undefined;
  const day = Math.floor(fromMs / DAY_MS) * DAY_MS;
  return toMs >= fromMs && toMs <= day + DAY_MS ? utcDay(day) : undefined;
}

/** The product, variable and description of a line, without repetition. */
export function wordsOf({ product, variable, description }: UsageLine): string {
  return [...new Set([product, variable, description].filter(Boolean))].join(' / ');
}

/** All GPU-hours of dedicated inference in the report; undefined if no line is recognized as such. */
export function billedHours(
  usage: readonly UsageLine[],
  accounts: readonly GpuAccount[],
): Decimal | undefined {
  const hours = usage.flatMap((line) => billedOf(line, accounts).hours ?? []);
  return hours.length === 0 ? undefined : sum(hours);
}
