import { expect, test } from 'vitest';
import { parseHolds } from '../../../src/desired/hold/holds.js';

const HOLD =
  '{ name: a, zone: z, replicas: 1, since: 2026-01-01T00:00:00Z, until: 2026-01-02T00:00:00Z, by: ada }';

test.each([
  ['holds: 7', '1:8: holds: 7 is not a list'],
  [
    `holds:\n  - ${HOLD.replace('replicas: 1', 'replicas: -1')}`,
    '2:35: holds[0].replicas: -1 is too small: 0 is the minimum',
  ],
  [`holds:\n  - ${HOLD.replace('by: ada', 'bye: ada')}`, '2:96: holds[0].bye: unknown key: did you mean by?'],
  [`hold:\n  - ${HOLD}`, '1:1: hold: unknown key: did you mean holds?'],
  [
    'pause: { since: yesterday, until: x, by: ada }',
    '1:17: pause.since: is no moment such as 2026-12-24T08:00:00Z',
  ],
  ['holds: []\npause: {', '2:9: } is missing: the list or group is never closed'],
  ['[1]', '1:1: the file: a list is not keys with values'],
])('%j is refused with the problem and its place', (text, expected) => {
  expect(() => parseHolds('f.holds.yaml', text)).toThrow(
    `the holds in f.holds.yaml cannot be read: ${expected}`,
  );
});
