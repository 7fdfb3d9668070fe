import { TemplateProblem } from './fault.js';
import { asInt, type GoValue, typeName } from './go-value.js';

/** Go's basic kinds: values of different ones are never compared, whole numbers of any size are. */
function kind(value: GoValue): 'int' | 'float' | 'string' | 'bool' | 'nil' | 'other' {
  if (value === null) return 'nil';
  if (asInt(value) !== undefined) return 'int';
  switch (typeof value) {
    case 'number':
      return 'float';
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    default:
      return 'other';
  }
}

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
    if (!['int', 'float', 'string'].includes(kind(value))) {
      throw new TemplateProblem(`a value of type ${typeName(value)} has no order`);
    }
  }
  requireComparable(a, b);
  if (typeof a === 'string' && typeof b === 'string') return compareCodePoints(a, b) < 0;
  return (plain(a) ?? 0) < (plain(b) ?? 0);
}

function requireComparable(a: GoValue, b: GoValue): void {
  for (const value of [a, b]) {
    if (kind(value) === 'other')
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

/** The order of UTF-8 bytes is the order of code points; that of UTF-16 units is not. */
function compareCodePoints(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
