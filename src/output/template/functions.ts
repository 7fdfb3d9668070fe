import { safeJson } from '../json-renderer.js';
import { escapeHtml, escapeJs, escapeQuery } from './escapes.js';
import { bounded, TemplateProblem } from './fault.js';
import { formatFloat, formatInt, formatString, pad, type Spec, without } from './format.js';
import { asInt, equalsAny, type GoValue, Int64, isLess, isTrue, Row, typeName } from './go-value.js';

export interface TemplateFunction {
  /** The fewest arguments that the function takes, including the value from a pipe. */
  least: number;
  most: number;
  /** For `and` and `or`: the first argument with this truth value is the result, those after it are not evaluated. */
  stopsAt?: boolean;
  /** Checks the first argument when the template is read, if it is a literal. @throws TemplateProblem */
  checkFirst?: (first: GoValue) => void;
  /** @throws TemplateProblem for arguments that the function cannot work with */
  call: (args: readonly GoValue[]) => GoValue;
}

const ANY = Number.POSITIVE_INFINITY;

/** Go's template functions that make sense for a row, and `json`. */
export const FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>([
  ['and', { least: 1, most: ANY, stopsAt: false, call: last }],
  ['or', { least: 1, most: ANY, stopsAt: true, call: last }],
  ['not', { least: 1, most: 1, call: ([value = null]) => !isTrue(value) }],
  ['eq', { least: 2, most: ANY, call: ([first = null, ...others]) => equalsAny(first, others) }],
  ['ne', { least: 2, most: 2, call: ([a = null, b = null]) => !equalsAny(a, [b]) }],
  ['lt', { least: 2, most: 2, call: ([a = null, b = null]) => isLess(a, b) }],
  ['le', { least: 2, most: 2, call: ([a = null, b = null]) => isLess(a, b) || equalsAny(a, [b]) }],
  ['gt', { least: 2, most: 2, call: ([a = null, b = null]) => !(isLess(a, b) || equalsAny(a, [b])) }],
  ['ge', { least: 2, most: 2, call: ([a = null, b = null]) => !isLess(a, b) }],
  ['print', { least: 0, most: ANY, call: print }],
  ['println', { least: 0, most: ANY, call: println }],
  ['printf', { least: 1, most: ANY, call: printf, checkFirst: requireFormat }],
  ['len', { least: 1, most: 1, call: ([value = null]) => BigInt(bytesOf(value).length) }],
  ['html', { least: 0, most: ANY, call: escaping(escapeHtml) }],
  ['js', { least: 0, most: ANY, call: escaping(escapeJs) }],
  ['urlquery', { least: 0, most: ANY, call: escaping(escapeQuery) }],
  ['json', { least: 1, most: 1, call: ([value = null]) => bounded(safeJson(toJson(value))) }],
]);

function last(args: readonly GoValue[]): GoValue {
  return args.at(-1) ?? null;
}

/** A function that escapes its arguments; several arguments are first joined as `print` does. */
function escaping(escaped: (text: string) => string) {
  return (args: readonly GoValue[]) => bounded(escaped(print(args)));
}

/** The UTF-8 bytes of a string: Go counts strings by bytes. */
function bytesOf(value: GoValue): Uint8Array {
  if (typeof value === 'string') return new TextEncoder().encode(value);
  throw new TemplateProblem(`a value of type ${typeName(value)} has no elements`);
}

function toJson(value: GoValue): unknown {
  if (value instanceof Row) return value.document;
  return value instanceof Int64 || typeof value === 'bigint' ? Number(asInt(value)) : value;
}

const PLAIN: Spec = { verb: 'v', flags: new Set() };

/** A value as Go's %v prints it. */
export function formatValue(value: GoValue): string {
  return formatted(value, PLAIN);
}

/** Go's `print`: spaces only between two values neither of which is a string. */
function print(args: readonly GoValue[]): string {
  return args.reduce<string>((text, value, i) => {
    const before = args[i - 1];
    const space = i > 0 && typeof value !== 'string' && typeof before !== 'string';
    return bounded(`${text}${space ? ' ' : ''}${formatValue(value)}`);
  }, '');
}

/** Go's `println`: spaces between all values, and a line feed. */
function println(args: readonly GoValue[]): string {
  return `${args.reduce<string>((text, value, i) => bounded(`${text}${i > 0 ? ' ' : ''}${formatValue(value)}`), '')}\n`;
}

/** Go reads no width larger than this. */
const MOST = 1_000_000;
const DIRECTIVE = /%([-+# 0]*)(\d*)(?:\.(\d*))?(.)?/gsu;

/**
 * Checks a format as far as possible without its values.
 * @throws TemplateProblem if it is not a string, has `*` or `[n]`, or pads to more than MOST characters
 */
function requireFormat(format: GoValue): asserts format is string {
  if (typeof format !== 'string')
    throw new TemplateProblem(`the format is of type ${typeName(format)}, not a string`);
  let filled = 0;
  for (const [, , width, precision, verb] of format.matchAll(DIRECTIVE)) {
    if (verb === '*' || verb === '[') {
      const hint = 'Values are printed in their order, widths stand in the format: "%-20s %3d".';
      throw new TemplateProblem('* and [n] in a format are not supported', undefined, hint);
    }
    filled += Number(width) + Number(precision ?? 0);
  }
  if (filled > MOST) throw new TemplateProblem(`a format fills up to more than ${MOST} characters`);
}

/**
 * Go's `printf`: verbs %v %s %q %d %b %o %O %x %X %c %U %t %T %e %f %g and %%, flags, width and precision. A wrong verb
 * or number of values is not thrown but written into the text, as Go does: `%!d(string=demo)`.
 */
function printf([format = null, ...args]: readonly GoValue[]): string {
  requireFormat(format);
  let output = '';
  let at = 0;
  let next = 0;
  for (const found of format.matchAll(DIRECTIVE)) {
    const [all, signs, width, precision, verb] = found;
    output += format.slice(at, found.index);
    at = found.index + all.length;
    if (verb === undefined) output += '%!(NOVERB)';
    else if (verb === '%') output += '%';
    else if (next >= args.length) output += `%!${verb}(MISSING)`;
    else {
      const flags = new Set(signs);
      if (flags.has('-')) flags.delete('0');
      const spec = {
        verb,
        flags,
        width: Number(width),
        precision: precision === undefined ? undefined : Number(precision),
      };
      output += formatted(args[next++] ?? null, spec);
    }
    bounded(output);
  }
  output += format.slice(at);
  for (const [i, value] of args.slice(next).entries())
    output = bounded(`${output}${i === 0 ? '%!(EXTRA ' : ', '}${named(value)}`);
  return bounded(next < args.length ? `${output})` : output);
}

/** Formats one value with one verb; for a row, each of its fields with that verb. */
function formatted(value: GoValue, spec: Spec): string {
  if (spec.verb === 'T')
    return formatString(typeName(value) === 'nil' ? '<nil>' : typeName(value), { ...spec, verb: 's' }) ?? '';
  if (value === null) return spec.verb === 'v' ? pad('<nil>', spec) : `%!${spec.verb}(<nil>)`;
  if (value instanceof Row) {
    // Go's %+v names the fields, but puts no `+` in front of their numbers.
    const named = spec.verb === 'v' && spec.flags.has('+');
    const one = named ? without('+', spec) : spec;
    const parts = [...value.fields].map(([name, field]) => (named ? `${name}:` : '') + formatted(field, one));
    return `{${parts.join(' ')}}`;
  }
  return formatScalar(value, spec) ?? `%!${spec.verb}(${named(value)})`;
}

/** Formats a value that is no row; undefined if the verb is not for the value's type. */
function formatScalar(value: Exclude<GoValue, null | Row>, spec: Spec): string | undefined {
  const whole = asInt(value);
  if (whole !== undefined) return formatInt(whole, spec);
  switch (typeof value) {
    case 'string':
      return formatString(value, spec);
    case 'number':
      return formatFloat(value, spec);
    case 'boolean':
      return spec.verb === 'v' || spec.verb === 't' ? pad(String(value), spec) : undefined;
    default:
      return undefined;
  }
}

function named(value: GoValue): string {
  return value === null ? '<nil>' : `${typeName(value)}=${formatValue(value)}`;
}
