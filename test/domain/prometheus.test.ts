import { expect, test } from 'vitest';
import { familyText, seriesOf } from '../../src/domain/prometheus.js';

test.each([
  [{}, 'up'],
  [{ zone: 'at-vie-2' }, 'up{zone="at-vie-2"}'],
  [{ zone: 'at-vie-2', deployment: 'my-app' }, 'up{zone="at-vie-2",deployment="my-app"}'],
  // Others choose the names, so they are escaped and cannot start a new label or line.
  [{ deployment: 'a"} 1\nb\\' }, 'up{deployment="a\\"} 1\\nb\\\\"}'],
])('%j: %s', (labels, series) => {
  expect(seriesOf('up', labels)).toBe(series);
});

test('help and type of a family come before its values', () => {
  const family = { name: 'up', type: 'gauge', help: 'Whether it is up.' } as const;
  expect(familyText(family, [['up{zone="a"}', 1]])).toBe(
    '# HELP up Whether it is up.\n# TYPE up gauge\nup{zone="a"} 1\n',
  );
});
