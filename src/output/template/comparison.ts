import { TemplateProblem } from './fault.js';
import { asInt, type GoValue, Row, typeName } from './go-value.js';

/** Values of different kinds are never compared; whole numbers of any type are one kind. */
const kind = (value: GoValue) => (asInt(value) === undefined ? typeName(value) : 'int');

/**
 * `eq`: whether the first equals any of the others. nil equals nil and nothing else.
 * @throws TemplateProblem for types that are not compared, as Go does
 */
export function equalsAny(first: GoValue, others: readonly GoValue[]): boolean {
  for (const other of others) {
    requireComparable(first, other);
    if (kind(first) === kind(other) && plain(first) === plain(other)) return true;
  }
  return false;
}

/**
 * `lt`: strings by their bytes, numbers by size.
 * @throws TemplateProblem for types that have no order, or two different ones
 */
export function isLess(a: GoValue, b: GoValue): boolean {
  for (const value of [a, b]) {
    if (!['int', 'float64', 'string'].includes(kind(value))) {
      throw new TemplateProblem(`a value of type ${typeName(value)} has no order`);
    }
  }
  requireComparable(a, b);
  if (typeof a === 'string' && typeof b === 'string')
    return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
  return (plain(a) ?? 0) < (plain(b) ?? 0);
}

function requireComparable(a: GoValue, b: GoValue): void {
  for (const value of [a, b]) {
    if (value instanceof Row)
      throw new TemplateProblem(`a value of type ${typeName(value)} cannot be compared`);
  }
  if (a !== null && b !== null && kind(a) !== kind(b)) {
    throw new TemplateProblem(`incompatible types for comparison: ${typeName(a)} and ${typeName(b)}`);
  }
}

function plain(value: GoValue): string | boolean | bigint | number | null {
  const whole = asInt(value);
  if (whole !== undefined) return whole;
  return typeof value === 'object' ? null : value;
}
