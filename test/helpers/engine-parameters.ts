import fc from 'fast-check';
import { anyText } from './any-text.js';

const json = fc
  .record({ value: fc.jsonValue({ maxDepth: 3 }), indent: fc.constantFrom(undefined, 1, 2) })
  .map(({ value, indent }) => JSON.stringify(value, undefined, indent));
const flag = fc.constantFrom('--hf-overrides', '--max-model-len', '--speculative-config', '-O');
const awkward = fc.string({ unit: fc.constantFrom(...`ab '"\\$\`\n\t=~!#*é[]{}:,u`) });

/** Lists of engine parameters: flags, JSON with and without blanks, quotes, brackets, and any text at all. */
export const parameterLists: fc.Arbitrary<string[]> = fc.array(
  fc.oneof(
    flag,
    json,
    json.map((text) => text.replace(/\n */g, ' ')),
    fc.tuple(flag, json).map(([name, value]) => `${name}=${value}`),
    awkward,
    anyText(),
  ),
  { maxLength: 5 },
);
