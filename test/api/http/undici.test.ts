import { createServer } from 'node:net';
import * as undici from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { buildConnector, Client, Pool, streamPool } from '../../../src/api/http/undici.js';
import { directConnector } from '../../../src/api/http/undici-transport.js';
import { listen } from '../../helpers/network.js';

test('the parts that are imported by their own paths are those that undici exports', () => {
  expect(Client.prototype).toBeInstanceOf(undici.Dispatcher);
  expect(Client).toBe(undici.Client);
  expect(Pool).toBe(undici.Pool);
  expect(buildConnector).toBe(undici.buildConnector);
});

test.each([
  ['ends with its connection', 'HTTP/1.0 200 OK\r\n\r\n', 'whole'],
  [
    'has a length, and closes',
    'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 60000\r\n\r\n',
    'whole',
  ],
  ['has a length', 'HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n', 'whole'],
  ['lacks a byte', 'HTTP/1.1 200 OK\r\nContent-Length: 60001\r\n\r\n', 'broken'],
  [
    'lacks its last chunk',
    'HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\nea60\r\n',
    'broken',
  ],
])(
  'an answer that %s, whose connection ends while its reader pauses, is read to its end',
  async (_, head, end) => {
    const half = 'x'.repeat(30_000);
    const server = createServer((socket) => {
      socket.once('data', () => socket.write(head + half, () => setTimeout(() => socket.end(half), 20)));
    });
    const { port, close } = await listen(server);
    const pool = streamPool(`http://127.0.0.1:${port}`, directConnector());
    onTestFinished(async () => {
      await pool.destroy();
      await close();
    });
    let bytes = 0;
    const ended = await new Promise((resolve) =>
      pool.dispatch(
        { method: 'GET', path: '/' },
        {
          onRequestStart: () => {},
          onResponseData(controller, chunk) {
            if (chunk.length === 0) return;
            bytes += chunk.length;
            controller.pause();
            setTimeout(() => controller.resume(), 100);
          },
          onResponseEnd: () => resolve('whole'),
          onResponseError: () => resolve('broken'),
        },
      ),
    );
    expect([ended, bytes]).toEqual([end, 60_000]);
  },
);
