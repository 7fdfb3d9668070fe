import { TemplateProblem } from './fault.js';

/*
 * The values of a template and Go's names for their types: string, boolean → string, bool · bigint → int (literals,
 * len) · Int64 → int64 (whole numbers of the row) number → float64 · null → nil · Row → the struct a template is run
 * over. The values of a row are flat: there are no lists.
 */

/** A whole number in a row. It differs from a literal (Go's `int`) only where a type's name is printed. */
export class Int64 {
  constructor(readonly value: bigint) {}
}

/** The value of `.` outside of `with`: the fields of one object under their Go names, in the order of `exo`. */
export class Row {
  constructor(
    readonly type: string,
    /** The fields that `{{.}}` prints. */
    readonly fields: ReadonlyMap<string, GoValue>,
    /** The fields that `exo` lacks. A template has to name them: `{{.}}` prints the same as in `exo`. */
    readonly extra: ReadonlyMap<string, GoValue>,
    /** All fields under their JSON keys, for the function `json`. */
    readonly document: Readonly<Record<string, unknown>>,
  ) {}

  field(name: string): GoValue | undefined {
    return this.fields.get(name) ?? this.extra.get(name);
  }
}

export type GoValue = string | boolean | bigint | number | null | Int64 | Row;

/** The value as a whole number; undefined if it is none. */
export function asInt(value: GoValue): bigint | undefined {
  if (typeof value === 'bigint') return value;
  return value instanceof Int64 ? value.value : undefined;
}

/** The name in Go of each scalar type, and a value that stands for all of it. */
const SCALARS: Readonly<Record<string, readonly [type: string, example: GoValue]>> = {
  string: ['string', 'x'],
  boolean: ['bool', true],
  bigint: ['int', 1n],
  number: ['float64', 1.5],
};

function typeOf(value: GoValue): readonly [type: string, example: GoValue] {
  if (value instanceof Int64) return ['int64', new Int64(1n)];
  if (value instanceof Row) return [value.type, value];
  return SCALARS[typeof value] ?? ['nil', null];
}

/** The name of the value's type, as Go's messages have it. */
export const typeName = (value: GoValue): string => typeOf(value)[0];

/**
 * A value of the same type that stands for all of its type: whether a function can work with a value depends on the
 * type alone, apart from limits of length.
 */
export const exampleOf = (value: GoValue): GoValue => typeOf(value)[1];

/** The truth of a value in `if`, `with`, `and`, `or`, `not`: 0, `""`, false and nil are false, a row is always true. */
export function isTrue(value: GoValue): boolean {
  if (value === null || value instanceof Row) return value !== null;
  return Boolean(asInt(value) ?? value);
}

/**
 * The kind of a value for comparisons: all numbers are one kind, other types are a kind each. Go refuses to compare a
 * whole number with a fraction, but a number of a row, such as tokens a second, may be whole now and a fraction later.
 */
const kind = (value: GoValue) =>
  asInt(value) === undefined && typeof value !== 'number' ? typeName(value) : 'number';

/**
 * Go's `eq`: whether the first value equals any of the others. nil equals only nil.
 * @throws TemplateProblem for a row and for values of different kinds, which Go refuses to compare
 */
export function equalsAny(first: GoValue, others: readonly GoValue[]): boolean {
  for (const other of others) {
    requireComparable(first, other);
    if (kind(first) === kind(other) && isSame(plain(first), plain(other))) return true;
  }
  return false;
}

/**
 * Go's `lt`: compares strings by their bytes, numbers by size.
 * @throws TemplateProblem for types without an order, and for values of different kinds
 */
export function isLess(a: GoValue, b: GoValue): boolean {
  for (const value of [a, b]) {
    if (!['number', 'string'].includes(kind(value))) {
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

type Plain = string | boolean | bigint | number | null;

function plain(value: GoValue): Plain {
  const whole = asInt(value);
  if (whole !== undefined) return whole;
  return typeof value === 'object' ? null : value;
}

/** Whether two values of one kind are equal: a whole number equals the same number as a fraction. */
function isSame(a: Plain, b: Plain): boolean {
  const isMixed = typeof a !== typeof b && a !== null && b !== null;
  return isMixed ? !(a < b) && !(a > b) : a === b;
}

const INT = /^([+-]?)(0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9]\d*)$/;
const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** Underscores stand between digits, or between a base's prefix and its digits. */
const UNDERSCORES = /^[+-]?(?:0[xXbBoO]_?)?[^_]+(?:_[^_]+)*$/;
const MAX_INT = 2n ** 63n - 1n;

/**
 * The value of a Go number literal: `42`, `-3`, `0x1f`, `1_000` are whole numbers, `1.5`, `1e3` are not. Undefined if
 * the text is not a number, or exceeds 64 bits.
 */
export function parseNumber(text: string): GoValue | undefined {
  if (text.includes('_') && !UNDERSCORES.test(text)) return undefined;
  const digits = text.replaceAll('_', '');
  const [, sign, whole] = INT.exec(digits) ?? [];
  if (whole === undefined)
    return FLOAT.test(digits) && Number.isFinite(Number(digits)) ? Number(digits) : undefined;
  // Go still reads 0755 as octal.
  const value = BigInt(/^0[0-7]+$/.test(whole) ? `0o${whole.slice(1)}` : whole.toLowerCase());
  if (value > MAX_INT + (sign === '-' ? 1n : 0n)) return undefined;
  return sign === '-' ? -value : value;
}
