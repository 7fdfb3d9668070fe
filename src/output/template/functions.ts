import { safeJson } from '../json.js';
import { bounded, TemplateProblem } from './fault.js';
import { print, println, sprintf } from './format-verbs.js';
import { asInt, equalsAny, type GoValue, Int64, isLess, isTrue, Row, typeName } from './go-value.js';

export interface TemplateFunction {
  /** How many arguments it takes, the one from the pipe included. */
  least: number;
  most: number;
  /** and, or: arguments are evaluated only up to the first with this truth. */
  stopsAt?: boolean;
  /** @throws TemplateProblem for arguments it cannot work with */
  call: (args: readonly GoValue[]) => GoValue;
}

const ANY = Number.POSITIVE_INFINITY;

/** Go's functions for templates, as far as they make sense for a row, and `json`. */
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
  ['printf', { least: 1, most: ANY, call: printf }],
  ['len', { least: 1, most: 1, call: ([value = null]) => BigInt(bytesOf(value).length) }],
  ['index', { least: 1, most: ANY, call: index }],
  ['slice', { least: 1, most: 3, call: slice }],
  ['html', { least: 0, most: ANY, call: escaping(escapeHtml) }],
  ['js', { least: 0, most: ANY, call: escaping(escapeJs) }],
  ['urlquery', { least: 0, most: ANY, call: escaping(escapeQuery) }],
  ['json', { least: 1, most: 1, call: ([value = null]) => bounded(safeJson(toJson(value))) }],
]);

function last(args: readonly GoValue[]): GoValue {
  return args.at(-1) ?? null;
}

/** Of several values, what `print` makes of them. */
function escaping(escaped: (text: string) => string) {
  return (args: readonly GoValue[]) => bounded(escaped(print(args)));
}

function printf([format = null, ...args]: readonly GoValue[]): string {
  if (typeof format !== 'string')
    throw new TemplateProblem(`the format is of type ${typeName(format)}, not a string`);
  return sprintf(format, args);
}

/** The UTF-8 bytes of a string: Go counts, indexes and slices strings by bytes. */
function bytesOf(value: GoValue): Uint8Array {
  if (typeof value === 'string') return new TextEncoder().encode(value);
  throw new TemplateProblem(`a value of type ${typeName(value)} has no elements`);
}

function index([value = null, ...indices]: readonly GoValue[]): GoValue {
  return indices.reduce<GoValue>((from, at) => {
    const all = bytesOf(from);
    return BigInt(all[position(at, all.length - 1)] ?? 0);
  }, value);
}

function slice([value = null, from = 0n, to]: readonly GoValue[]): GoValue {
  const all = bytesOf(value);
  const end = to === undefined ? all.length : position(to, all.length);
  const start = position(from, all.length);
  if (start > end) throw new TemplateProblem(`the slice would begin at ${start} and end at ${end}`);
  return new TextDecoder().decode(all.subarray(start, end));
}

function position(value: GoValue, most: number): number {
  const at = asInt(value);
  if (at === undefined)
    throw new TemplateProblem(`an index is of type ${typeName(value)}, not a whole number`);
  if (at < 0n || at > BigInt(most)) throw new TemplateProblem(`index out of range: ${at}`);
  return Number(at);
}

function toJson(value: GoValue): unknown {
  if (value instanceof Row) return value.document;
  return value instanceof Int64 || typeof value === 'bigint' ? Number(asInt(value)) : value;
}

/** Go's html: what HTML gives a meaning to, NUL too. */
function escapeHtml(text: string): string {
  const entities = new Map([
    ['&', '&amp;'],
    ['<', '&lt;'],
    ['>', '&gt;'],
    ['"', '&#34;'],
    ["'", '&#39;'],
    ['\0', '\ufffd'],
  ]);
  return text.replace(/[&<>"'\0]/g, (character) => entities.get(character) ?? character);
}

/** Go's js: a text that stands between quotes in JavaScript. */
function escapeJs(text: string): string {
  return text.replace(/[\\'"]|[<>&=\x00-\x1f]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (character) => {
    if (/[\\'"]/.test(character)) return `\\${character}`;
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
  });
}

/** Go's urlquery: bytes of UTF-8, and a blank as `+`. */
function escapeQuery(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => {
    const character = String.fromCharCode(byte);
    if (/[\w.~-]/.test(character)) return character;
    return character === ' ' ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}
