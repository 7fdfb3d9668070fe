import * as undici from 'undici';
import { expect, test } from 'vitest';
import { buildConnector, Client, Pool } from '../../../src/api/http/undici.js';

test('the parts that are imported by their own paths are those that undici exports', () => {
  expect(Client.prototype).toBeInstanceOf(undici.Dispatcher);
  expect(Client).toBe(undici.Client);
  expect(Pool).toBe(undici.Pool);
  expect(buildConnector).toBe(undici.buildConnector);
});
