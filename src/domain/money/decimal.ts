/**
 * Exact arithmetic of decimal numbers as texts, because money is never a float. A `Decimal` looks like `2.68` or `0.5`,
 * without exponent, sign or needless zeros.
 */
export type Decimal = string;

/** The most digits of a number: a longer one in somebody's file or answer must not fill the memory. */
const MOST_DIGITS = 30;

/** A whole number of units of 10^-scale. */
interface Scaled {
  units: bigint;
  scale: number;
}

/**
 * A text such as `1.34`, `1.340`, `0E-8` or `2e1` as a canonical decimal; undefined for anything else, negative ones
 * too.
 */
export function parseDecimal(text: string): Decimal | undefined {
  const [, whole = '', part = '', exponent = '0'] = /^(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  if (whole === '') return undefined;
  const scale = part.length - Number(exponent);
  if (whole.length + part.length > MOST_DIGITS || Math.abs(scale) > MOST_DIGITS) return undefined;
  const units = BigInt(whole + part);
  return scale < 0 ? write({ units: units * 10n ** BigInt(-scale), scale: 0 }) : write({ units, scale });
}

/** A whole number as a decimal, also one so large that JavaScript writes it with an exponent. */
export const whole = (count: number): Decimal => BigInt(Math.round(count)).toString();

/** a × b. */
export function multiply(a: Decimal, b: Decimal): Decimal {
  const [left, right] = [read(a), read(b)];
  return write({ units: left.units * right.units, scale: left.scale + right.scale });
}

/** The sum of all; `0` if there are none. */
export function sum(all: readonly Decimal[]): Decimal {
  const scaled = all.map(read);
  const scale = Math.max(0, ...scaled.map((one) => one.scale));
  return write({ units: scaled.reduce((total, one) => total + at(one, scale), 0n), scale });
}

/** a ÷ b, rounded half up to a number of decimal places. @param b a whole number above 0 */
export function divide(a: Decimal, b: bigint, places: number): Decimal {
  const { units, scale } = read(a);
  const above = units * 10n ** BigInt(places);
  const below = b * 10n ** BigInt(scale);
  return write({ units: (above * 2n + below) / (below * 2n), scale: places });
}

/** How many whole times b goes into a. @param b above 0 */
export function timesIn(a: Decimal, b: Decimal): number {
  const { left, right } = aligned(a, b);
  return Number(left / right);
}

/** Below 0 if a is less than b, 0 if they are equal, above 0 if a is more. */
export function compare(a: Decimal, b: Decimal): number {
  const { left, right } = aligned(a, b);
  return left < right ? -1 : Number(left > right);
}

/** a − b, or 0 if b is larger. */
export function minus(a: Decimal, b: Decimal): Decimal {
  const { left, right, scale } = aligned(a, b);
  return write({ units: left < right ? 0n : left - right, scale });
}

/** A decimal as an amount of money: with two decimal places, or more if it has more. */
export function money(value: Decimal): string {
  const [whole, part = ''] = value.split('.');
  return `${whole}.${part.padEnd(2, '0')}`;
}

function read(decimal: Decimal): Scaled {
  const [whole = '0', part = ''] = decimal.split('.');
  return { units: BigInt(whole + part), scale: part.length };
}

/** Both in units of 10^-scale. */
function aligned(a: Decimal, b: Decimal): { left: bigint; right: bigint; scale: number } {
  const [one, other] = [read(a), read(b)];
  const scale = Math.max(one.scale, other.scale);
  return { left: at(one, scale), right: at(other, scale), scale };
}

const at = ({ units, scale }: Scaled, wanted: number) => units * 10n ** BigInt(wanted - scale);

function write({ units, scale }: Scaled): Decimal {
  const digits = units.toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const part = digits.slice(digits.length - scale).replace(/0+$/, '');
  return part === '' ? whole : `${whole}.${part}`;
}
