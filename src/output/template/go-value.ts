import { TemplateProblem } from './fault.js';

/*
 * The values of a template and what Go calls their types:
 * string, boolean → string, bool · bigint → int (literals, len) · Int64 → int64 (whole numbers of the row)
 * number → float64 · null → nil · Row → the struct a template is run over. The values of a row are flat: there are no lists.
 */

/** A whole number of the row; Go distinguishes it from `int` where it names types, and only there. */
export class Int64 {
  constructor(readonly value: bigint) {}
}

/** What `.` is at the start: the fields of one object under their Go names, in the reference's order. */
export class Row {
  constructor(
    readonly type: string,
    /** What `{{.}}` prints. */
    readonly fields: ReadonlyMap<string, GoValue>,
    /** Ours, which have to be named: `{{.}}` is as the reference prints it. */
    readonly extra: ReadonlyMap<string, GoValue>,
    /** The same under their JSON keys, for `json`. */
    readonly document: Readonly<Record<string, unknown>>,
  ) {}

  field(name: string): GoValue | undefined {
    return this.fields.get(name) ?? this.extra.get(name);
  }
}

export type GoValue = string | boolean | bigint | number | null | Int64 | Row;

/** The value as a whole number, if it is one. */
export function asInt(value: GoValue): bigint | undefined {
  if (typeof value === 'bigint') return value;
  return value instanceof Int64 ? value.value : undefined;
}

/** The name of the value's type, as Go's messages have it. */
export function typeName(value: GoValue): string {
  if (value === null) return 'nil';
  if (value instanceof Int64) return 'int64';
  if (value instanceof Row) return value.type;
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return 'float64';
  }
}

/** What `if`, `with`, `and`, `or`, `not` go by: zero, an empty string, false and nil are false, a row is always true. */
export function isTrue(value: GoValue): boolean {
  if (value === null || value instanceof Row) return value !== null;
  return Boolean(asInt(value) ?? value);
}

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

const INT = /^([+-]?)(0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9]\d*)$/;
const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** Underscores stand between digits, or between a base's prefix and its digits. */
const UNDERSCORES = /^[+-]?(?:0[xXbBoO]_?)?[^_]+(?:_[^_]+)*$/;
const MAX_INT = 2n ** 63n - 1n;

/** A Go number: `42`, `-3`, `0x1f`, `1_000` are whole, `1.5`, `1e3` are not. Undefined when it is none, or beyond 64 bits. */
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
