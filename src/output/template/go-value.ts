/*
 * The values of a template and what Go calls their types:
 * string, boolean → string, bool · bigint → int (literals, len, indices) · Int64 → int64 (whole numbers of the row)
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
