import { expect, test } from 'vitest';
import { withMyApp } from '../helpers/run.js';
import { json } from '../helpers/service.js';

/*
 * A service that accepts no more requests for a given time: the message must say how long, for running the command
 * again.
 */

function busy(retryAfter: Record<string, string>) {
  const made = withMyApp({ replicas: 2 });
  made.intercept(({ method }) => {
    if (method === 'GET') return undefined;
    return { ...json({ message: 'Too many requests' }, 429), headers: retryAfter };
  });
  return (line: string) => made.exo(`${line} -z at-vie-2`);
}

test.each([
  'deployment scale my-app 0',
  'deployment scale my-app 3',
  'deployment delete my-app -f',
  'deployment update my-app --name other',
  'deployment clone my-app other',
  'model create owner/new-7B',
  'api-key create ci --scope public',
])('%s: the message says for how long', async (line) => {
  const { code, stderr } = await busy({ 'retry-after': '3600' })(line);
  expect(code).toBe(9);
  expect(stderr).toContain(': Too many requests (HTTP 429)\n');
  expect(stderr).toContain('hint: the service asks to wait 1h; then run the same command again\n');
});

test('as JSON, for programs', async () => {
  const { stderr } = await busy({ 'retry-after': '3600' })('deployment scale my-app 0 -O json');
  expect(JSON.parse(stderr).error).toMatchObject({ code: 'rate-limited', details: { retry_after: 3600 } });
});

test('without a time: no advice to check the network, because the service was reached', async () => {
  const { code, stderr } = await busy({})('deployment scale my-app 0');
  expect(code).toBe(9);
  expect(stderr).toContain(
    'hint: the service takes no more requests for now: wait a while, then run the same command again\n',
  );
});
