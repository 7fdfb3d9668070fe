import { expect, test } from 'vitest';
import { Redactor } from '../../src/api/redact.js';

test('a value that cannot be encoded is hidden all the same', () => {
  const secret = 'a-secret-that-is-cut-\ud83d';
  const redactor = new Redactor();
  redactor.learn(secret);
  expect(redactor.text(`before ${secret} after`)).not.toContain('a-secret');
  expect(redactor.text(JSON.stringify({ secret }))).not.toContain('a-secret');
});

test('engine parameters whose names say that they are secret are hidden, sizes in tokens are not', () => {
  const redactor = new Redactor();
  const parameters = ['--hf-token=hf_inparam', '--api-key', 'sk-foo-bar', '--max-num-batched-tokens=131072'];
  const shown = redactor.body(JSON.stringify({ 'inference-engine-parameters': parameters }));
  expect(shown).not.toMatch(/hf_inparam|sk-foo-bar/);
  expect(shown).toContain('131072');
});
