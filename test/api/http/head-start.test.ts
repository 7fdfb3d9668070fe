import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withHeadStart } from '../../../src/api/http/head-start.js';

/** A server that only accepts connections; `made` has the client's ends of them. */
let server: Server;
let origin: string;
let made: Socket[];
let now: number;
const accepted = new Set<Socket>();
beforeEach(async () => {
  made = [];
  now = 0;
  server = createServer((socket) => accepted.add(socket.on('error', () => {})));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});
afterEach(() => {
  for (const socket of [...made, ...accepted]) socket.destroy();
  accepted.clear();
  server.close();
});

const headStart = () =>
  withHeadStart(
    ({ hostname, port }, callback) => {
      const socket = connect(Number(port), hostname);
      made.push(socket);
      socket.once('connect', () => callback(null, socket)).once('error', (error) => callback(error, null));
    },
    () => now,
  );

type Connect = ReturnType<typeof headStart>['connect'];
const connection = (ask: Connect, to: string) => {
  const { hostname, host, protocol, port } = new URL(to);
  return new Promise<Socket>((resolve, reject) => {
    ask({ hostname, host, protocol, port }, (error, socket) => (socket ? resolve(socket) : reject(error)));
  });
};

test('the first request gets the connection that was begun early; the next one a new connection', async () => {
  const { begin, connect: ask } = headStart();
  begin(origin);
  expect(made).toHaveLength(1);
  expect(await connection(ask, origin)).toBe(made[0]);
  expect(await connection(ask, origin)).toBe(made[1]);
});

test('without a head start a connection is made when it is requested', async () => {
  expect(await connection(headStart().connect, origin)).toBe(made[0]);
});

test('a connection that was begun too long ago is closed, and another one made', async () => {
  const { begin, connect: ask } = headStart();
  begin(origin);
  now = 4_001;
  expect(await connection(ask, origin)).toBe(made[1]);
  await new Promise((resolve) => made[0]?.once('close', resolve));
});

test('a connection that the other side has closed is not handed out', async () => {
  const { begin, connect: ask } = headStart();
  begin(origin);
  await new Promise((resolve) => made[0]?.once('connect', resolve));
  made[0]?.destroy();
  expect(await connection(ask, origin)).toBe(made[1]);
});

test('a failed head start is reported to the first request for that origin, and only to it', async () => {
  const { begin, connect: ask } = headStart();
  const refused = 'http://127.0.0.1:1';
  begin(refused);
  await new Promise((resolve) => made[0]?.once('close', resolve));
  await expect(connection(ask, refused)).rejects.toThrow(/ECONNREFUSED/);
  expect(made).toHaveLength(1);
  expect(await connection(ask, origin)).toBe(made[1]);
});

test('a connection that was begun and never requested is closed by drop', async () => {
  const { begin, drop } = headStart();
  begin(origin);
  drop();
  await new Promise((resolve) => made[0]?.once('close', resolve));
  expect(made[0]?.destroyed).toBe(true);
});
