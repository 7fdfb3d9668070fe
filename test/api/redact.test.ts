import { expect, test } from 'vitest';
import { Redactor } from '../../src/api/redact.js';

test('a secret that cannot be percent-encoded is hidden too', () => {
  const secret = 'a-secret-that-is-cut-\ud83d';
  const redactor = new Redactor();
  redactor.learn(secret);
  expect(redactor.text(`before ${secret} after`)).not.toContain('a-secret');
  expect(redactor.text(JSON.stringify({ secret }))).not.toContain('a-secret');
});

test('engine parameters with names of secrets are hidden, others with "token" in their names are not', () => {
  const redactor = new Redactor();
  const secret = [
    '--hf-token=hf_inparam',
    '--dtype',
    'half',
    '--api-key',
    'sk-foo-bar',
    '--db-password',
    'a"b\\cé',
  ];
  const harmless = [
    '--max-num-batched-tokens=131072',
    '--tokenizer',
    'org/model',
    '--ssl-keyfile=/etc/a.pem',
  ];
  const body = JSON.stringify({ 'inference-engine-parameters': [...secret, ...harmless] });
  const shown = redactor.body(body);
  expect(shown).not.toMatch(/hf_inparam|sk-foo-bar|cé/);
  for (const word of ['131072', 'half', 'org/model', '/etc/a.pem']) expect(shown).toContain(word);
  // A body that was cut off is not JSON, but its secrets must be hidden too.
  expect(new Redactor().body(body.slice(0, -2))).toBe(shown.slice(0, -2));
});

test('the token of a header is hidden wherever it occurs, also without the word before it', () => {
  const redactor = new Redactor();
  redactor.learnHeaders({ 'x-gateway': 'Bearer 0123456789abcdef', 'x-team': 'Bearer of news' });
  expect(redactor.text('Bearer 0123456789abcdef is wrong, 0123456789abcdef too; Bearer of news')).toBe(
    '*** is wrong, *** too; Bearer of news',
  );
});
