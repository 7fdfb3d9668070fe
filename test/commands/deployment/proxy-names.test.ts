import { describe, expect, test } from 'vitest';
import { requireDistinct, requireTellable } from '../../../src/commands/deployment/proxy/proxy-names.js';

const at = (name: string, id: string, zone = 'at-vie-2') => ({ name, id, zone: { zone } });

describe('requireDistinct', () => {
  test.each([
    [[at('a', '1'), at('b', '2')], undefined],
    [[at('a', '1'), at('b', '2'), at('a', '1')], 'deployment a in at-vie-2 is named twice'],
    [
      [at('a', '1'), at('a', '2', 'de-fra-1')],
      'deployments in at-vie-2 and de-fra-1 are both called a: a request could mean either',
    ],
  ])('%j', (found, said) => {
    if (said === undefined) expect(() => requireDistinct(found)).not.toThrow();
    else expect(() => requireDistinct(found)).toThrow(said);
  });
});

test('refuses two deployments that serve the same model, because requests could not choose', () => {
  const target = (name: string, ...models: string[]) => ({ name, models });
  expect(() => requireTellable([target('a', 'm', 'm'), target('b', 'n')])).not.toThrow();
  expect(() => requireTellable([target('a', 'm'), target('b', 'n', 'm')])).toThrow('a and b both serve m');
});
