import { createServer, type RequestListener } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createUndiciTransport } from '../../../src/api/http/undici-transport.js';
import { type Listening, listen } from '../../helpers/network.js';

let server: Listening;
let answer: RequestListener;
/** The paths requested over each connection, in the order of the connections. */
let connections: string[][];
const transport = createUndiciTransport();

beforeEach(async () => {
  connections = [];
  answer = (_, response) => response.end('{}');
  const http = createServer((request, response) => {
    connections.at(numbers.indexOf(request.socket))?.push(request.url ?? '');
    answer(request, response);
  });
  const numbers: unknown[] = [];
  http.on('connection', (socket) => {
    numbers.push(socket);
    connections.push([]);
  });
  server = await listen(http);
});
afterEach(() => server.close());

const send = (path: string, { method = 'GET', fresh = false } = {}) =>
  transport.send({ method, url: `http://127.0.0.1:${server.port}${path}`, headers: {}, fresh });

test('a fresh request gets a connection of its own, and the kept one stays in use', async () => {
  await send('/read');
  await send('/create', { method: 'POST', fresh: true });
  await send('/create-again', { method: 'POST', fresh: true });
  await send('/read-again');
  expect(connections).toEqual([['/read', '/read-again'], ['/create'], ['/create-again']]);
});

test('a creation is not lost on a kept connection whose every second request is cut', async () => {
  answer = ({ socket }, response) => {
    const requests = connections.find((paths) => paths.length > 1);
    if (requests) socket.destroy();
    else response.end('{}');
  };
  await send('/read');
  await expect(send('/create', { method: 'POST', fresh: true })).resolves.toMatchObject({ status: 200 });
  await expect(send('/read-again')).rejects.toMatchObject({ fault: 'lost', sent: true });
});
