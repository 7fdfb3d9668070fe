import { expect, test } from 'vitest';
import { priceOf } from '../../src/domain/money/price.js';
import { parsePriceFeed } from '../../src/domain/money/price-feed.js';
import { createSandbox } from '../../src/sandbox/index.js';

const ask = (sandbox: ReturnType<typeof createSandbox>, path = '/api/pricing/ai') =>
  sandbox.fetch(new Request(`http://127.0.0.1:8787${path}`));

test('the price feed needs no signature and has the shape of the real one, with zeros that are no price', async () => {
  const list = parsePriceFeed(await (await ask(createSandbox())).text()) ?? {};
  expect(priceOf(list, 'gpua5000', 'chf')).toBe('1.34');
  expect(priceOf(list, 'gpua30', 'eur')).toBe('0.92');
  expect(priceOf(list, 'gpu2', 'eur')).toBeUndefined();
  expect((await ask(createSandbox(), '/api/pricing/opencompute')).status).toBe(404);
});

test('only faults that name the price feed strike it', async () => {
  const sandbox = createSandbox({ fail: ['GET /api/pricing/ai=503', '* /**=500'] });
  expect((await ask(sandbox)).status).toBe(503);
  expect((await ask(sandbox)).status).toBe(200);
  expect((await ask(sandbox, '/v2/zone')).status).toBe(500);
});
