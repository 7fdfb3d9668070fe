import type { UsageLine } from '../../schemas/usage.js';
import { DAY_MS } from '../duration.js';
import { KNOWN_GPU_TYPES } from '../gpus.js';
import { isId } from '../id.js';
import { utcDay } from '../utc.js';
import { type Decimal, divide, parseDecimal, sum } from './decimal.js';
import type { GpuAccount } from './gpu-accounts.js';

/*
 * What a line of the usage report is about. How the report names dedicated inference is not documented: what is told of a
 * line is what surely stands in it, and a line of which nothing is told is no less shown.
 */

/** Words of virtual machines, with GPU or without; their hours are none of dedicated inference. */
const OTHERS =
  /tiny|small|medium|large|huge|jumbo|colossus|titan|mega|instance|compute|machine|\bvm\b|snapshot/;
const HOURS = /^(?:gpu[ -_]?)?(?:h|hrs?|hours?)$/i;
const MINUTES = /^(?:gpu[ -_]?)?(?:min|mins|minutes?)$/i;

/** A line of the report, and what can be told of it. */
export interface BilledLine {
  line: UsageLine;
  family?: string | undefined;
  /** GPU-hours of dedicated inference, where it is surely that. */
  hours?: Decimal | undefined;
  /** The day of UTC, where it is about no more than one. */
  day?: string | undefined;
  /** The deployment whose ID stands in it. */
  id?: string | undefined;
}

/** @param accounts of the same time: their families and IDs are what is looked for */
export function billedOf(line: UsageLine, accounts: readonly GpuAccount[]): BilledLine {
  const words = wordsOf(line).toLowerCase();
  if (OTHERS.test(words)) return { line };
  const ours = accounts.flatMap(({ gpuType }) => gpuType ?? []);
  // A family that no deployment has is one only where the line speaks of inference.
  const known = /inference|\bai\b/.test(words) ? KNOWN_GPU_TYPES : [];
  const family = [...ours, ...known].find((one) => spelling(one).test(words));
  const id = accounts.find(({ id = '' }) => isId(id) && words.includes(id.toLowerCase()))?.id;
  const quantity = parseDecimal(line.quantity?.trim() ?? '');
  if (family === undefined || quantity === undefined) return { line, family };
  return { line, family, id, day: dayOf(line), hours: hoursOf(quantity, line.unit?.trim() ?? '') };
}

/** A family as it may be written: `gpua5000`, `GPU_A5000`, `gpu a5000`; `gpu3` is not in `gpu3080ti`. */
function spelling(family: string): RegExp {
  const parts = family.toLowerCase().match(/gpu|[a-z]+|\d+/g) ?? [];
  return parts.length === 0 ? /(?!)/ : new RegExp(`${parts.join('[^a-z0-9]?')}(?![a-z0-9])`);
}

function hoursOf(quantity: Decimal, unit: string): Decimal | undefined {
  if (HOURS.test(unit)) return quantity;
  return MINUTES.test(unit) ? divide(quantity, 60n, 6) : undefined;
}

/** The day a line is about; undefined where it is about more than one, or a time that cannot be read. */
function dayOf({ from, to = from }: UsageLine): string | undefined {
  const [fromMs, toMs] = [Date.parse(from ?? ''), Date.parse(to ?? '')];
  // Without an offset a date is UTC's, and a time of day would be this machine's.
  if (Number.isNaN(fromMs) || !/^\d{4}-\d\d-\d\d($|T.*(Z|[+-]\d\d:?\d\d)$)/.test(from ?? ''))
    return undefined;
  const day = Math.floor(fromMs / DAY_MS) * DAY_MS;
  return toMs >= fromMs && toMs <= day + DAY_MS ? utcDay(day) : undefined;
}

/** The line's own words, each once. */
export function wordsOf({ product, variable, description }: UsageLine): string {
  return [...new Set([product, variable, description].filter(Boolean))].join(' / ');
}

/** What the report has of GPU-hours of dedicated inference; undefined where no line can be read so. */
export function billedHours(
  usage: readonly UsageLine[],
  accounts: readonly GpuAccount[],
): Decimal | undefined {
  const hours = usage.flatMap((line) => billedOf(line, accounts).hours ?? []);
  return hours.length === 0 ? undefined : sum(hours);
}
