import { expect, test } from 'vitest';
import { Redactor } from '../../src/api/redact.js';

test('a value that cannot be encoded is hidden all the same', () => {
  const secret = 'a-secret-that-is-cut-\ud83d';
  const redactor = new Redactor();
  redactor.learn(secret);
  expect(redactor.text(`before ${secret} after`)).not.toContain('a-secret');
  expect(redactor.text(JSON.stringify({ secret }))).not.toContain('a-secret');
});
