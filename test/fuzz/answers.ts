import fc from 'fast-check';
import type { HttpResponse } from '../../src/api/http/transport.js';
import { anyText } from '../helpers/any-text.js';

/**
 * Text that can do harm if it is not escaped: escape sequences, line breaks, bidi and C1 controls, paths, empty text.
 */
const HOSTILE = [
  '\x1b[2J\x1b[H',
  '\x1b]0;owned\x07',
  'a\r\nerror: not ours',
  'a\n    at main (evil.js:1:1)',
  '\u009b31m',
  '\u202egpj.exe',
  '\ud800',
  '\u0000',
  '../../operation',
  '..',
  '%2e%2e%2f',
  '__proto__',
  'constructor',
  '{{.Name}}',
  'x'.repeat(5_000),
  '',
];
const hostile = fc.constantFrom(...HOSTILE);
const text = fc.oneof(hostile, anyText({ maxLength: 40 }));

/** Any JSON value, preferably names and numbers that programs stumble over. */
const anything = fc.oneof(
  text,
  fc.constantFrom<unknown>(null, true, -1, 0, 0.5, 1e308, Number.MAX_SAFE_INTEGER, [], {}, [[]], 'success'),
  fc.jsonValue({ maxDepth: 3 }),
);

/** A change to the n-th value of a real answer. */
export type Mutation = { place: number; kind: 'replace' | 'remove' | 'rename' | 'repeat'; value: unknown };
const mutation: fc.Arbitrary<Mutation> = fc.record({
  place: fc.nat(200),
  kind: fc.constantFrom('replace', 'replace', 'remove', 'rename', 'repeat'),
  value: anything,
});

/** How one answer is spoiled. */
export type Spoiling =
  | { kind: 'none' }
  | { kind: 'mutate'; mutations: readonly Mutation[] }
  | { kind: 'cut'; share: number }
  | { kind: 'instead'; answer: HttpResponse };

const headers = fc.record(
  {
    'content-type': fc.constantFrom(
      'application/json',
      'text/html',
      'text/plain',
      'application/problem+json',
      '',
    ),
    'retry-after': fc.constantFrom('0', '1', '-5', 'soon', 'Wed, 21 Oct 2065 07:28:00 GMT', '1e99'),
    date: fc.constantFrom('Wed, 21 Oct 2015 07:28:00 GMT', 'never', ''),
  },
  { requiredKeys: [] },
);
const problem = fc.record(
  {
    type: anything,
    title: anything,
    status: anything,
    detail: anything,
    message: anything,
    error: anything,
    code: anything,
    errors: fc.oneof(
      anything,
      fc.array(fc.record({ location: anything, detail: anything }), { maxLength: 3 }),
    ),
    retry_after: anything,
    deployments: anything,
  },
  { requiredKeys: [] },
);
const body = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('utf8')),
  text,
  fc.constantFrom(
    '<html><h1>502</h1></html>',
    '[',
    '{"deployments":',
    '\ufeff{}',
    'null',
    '"text"',
    '[[[[[[[[',
    '{}',
  ),
  fc.constant('['.repeat(20_000)),
  anything.map((value) => JSON.stringify(value)),
  problem.map((value) => JSON.stringify(value)),
);
const status = fc.constantFrom(
  ...[
    200, 200, 200, 201, 204, 302, 400, 401, 403, 404, 408, 409, 412, 418, 422, 429, 500, 502, 503, 504, 599,
  ],
);

export const spoiling: fc.Arbitrary<Spoiling> = fc.oneof(
  fc.constant<Spoiling>({ kind: 'none' }),
  fc.record({ kind: fc.constant('mutate'), mutations: fc.array(mutation, { minLength: 1, maxLength: 4 }) }),
  fc.record({ kind: fc.constant('cut'), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({ kind: fc.constant('instead'), answer: fc.record({ status, headers, body }) }),
);

/** The spoiled answer. */
export function spoiled(answer: HttpResponse, how: Spoiling): HttpResponse {
  switch (how.kind) {
    case 'none':
      return answer;
    case 'instead':
      return how.answer;
    case 'cut':
      return { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length * how.share)) };
    case 'mutate': {
      const json: unknown = JSON.parse(answer.body);
      return { ...answer, body: JSON.stringify(how.mutations.reduce(mutated, json)) };
    }
  }
}

/** Walks through a value depth first, and makes the change at place `place`. */
function mutated(value: unknown, { place, kind, value: other }: Mutation): unknown {
  let left = place % Math.max(1, size(value));
  const at = (node: unknown): unknown => {
    if (left-- === 0) return kind === 'repeat' ? [node, node] : other;
    if (Array.isArray(node)) return node.flatMap((item) => (isNext() ? inList(item) : [at(item)]));
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(
      Object.entries(node).flatMap(([key, item]) => (isNext() ? inObject(key, item) : [[key, at(item)]])),
    );
  };
  const isNext = () => left === 0 && kind !== 'replace';
  const inList = (item: unknown): unknown[] => {
    left = -1;
    return kind === 'repeat' ? [item, item, item] : [];
  };
  const inObject = (key: string, item: unknown): [string, unknown][] => {
    left = -1;
    if (kind === 'remove') return [];
    return kind === 'rename' ? [[`${key}-2`, item]] : [[key, [item, item]]];
  };
  return at(value);
}

function size(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, item) => sum + size(item), 1);
}
