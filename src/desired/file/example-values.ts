import type { Path } from './source.js';

/* Examples of what is wanted at a place in the file, for messages. */

/** Examples of groups of keys and of list entries, by their key; without a key, of the whole file. */
const EXAMPLES: ReadonlyMap<PropertyKey | undefined, string> = new Map([
  [undefined, 'zone: at-vie-2'],
  ['idle', 'idle: { after: 45m }'],
  ['autoscale', 'autoscale: { min: 1, max: 4 }'],
  ['deployments', '- name: my-app'],
  ['schedule', '- { days: Mon-Fri, from: "07:00", to: "20:00", replicas: 3 }'],
  ['except', '- { date: 2026-12-24, replicas: 0 }'],
  ['holidays', '- date: 2027-01-01'],
  ['include', '["shared.yaml"]'],
]);

/** An example of the list, list entry or group of keys that is wanted at a path; empty if there is none. */
export function exampleAt(path: Path, expected: string | undefined, value: unknown): string {
  const [around, last] = path.slice(-2);
  const isElement = typeof last === 'number';
  const isList = expected === 'array' || isElement;
  if (!isList && (expected !== 'object' || Array.isArray(value))) return '';
  const known = EXAMPLES.get(isElement ? around : path.at(-1));
  return known === undefined || isList !== /^[-[]/.test(known) ? '' : `, such as ${known}`;
}

/** Examples of texts with a fixed form, by their key. */
const FORMS: ReadonlyMap<PropertyKey | undefined, string> = new Map([
  ['cron', '"0 7 * * 1-5"'],
  ['days', '"Mon,Wed,Fri"'],
  ['from', '"07:00"'],
  ['to', '"20:00"'],
  ['date', '2026-12-24'],
  ['timezone', 'Europe/Vienna'],
  ['max-hold', '12h'],
  ['after', '45m'],
  ['target-kv', '80%'],
  ['scale-up-window', '1m'],
  ['scale-down-window', '10m'],
]);

/** How to write the text at a path; undefined if it has no fixed form. */
export function formAt(path: Path): string | undefined {
  const key = path.at(-1);
  const isMoment = path.at(-3) === 'except' && (key === 'from' || key === 'to');
  const form = isMoment ? '2026-12-01T18:00' : FORMS.get(key);
  return form && `write it as in ${String(key)}: ${form}`;
}
