import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withHeadStart } from '../../../src/api/http/head-start.js';

/** Counts the connections it makes to a server that only listens. */
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

test('what was begun is what is asked for; the next is made when it is asked for', async () => {
  const { begin, connect: ask } = headStart();
  begin(origin);
  expect(made).toHaveLength(1);
  expect(await connection(ask, origin)).toBe(made[0]);
  expect(await connection(ask, origin)).toBe(made[1]);
});

test('without a head start it is made when it is asked for', async () => {
  expect(await connection(headStart().connect, origin)).toBe(made[0]);
});

test('one that was begun long ago is ended and another made', async () => {
  const { begin, connect: ask } = headStart();
  begin(origin);
  now = 4_001;
  expect(await connection(ask, origin)).toBe(made[1]);
  await new Promise((resolve) => made[0]?.once('close', resolve));
});

test('one that the other side has ended is not handed out', async () => {
  const { begin, connect: ask } = headStart();
  begin(origin);
  await new Promise((resolve) => made[0]?.once('connect', resolve));
  made[0]?.destroy();
  expect(await connection(ask, origin)).toBe(made[1]);
});

test('a failure is told to whoever asks, once, and to nobody else', async () => {
  const { begin, connect: ask } = headStart();
  const refused = 'http://127.0.0.1:1';
  begin(refused);
  await new Promise((resolve) => made[0]?.once('close', resolve));
  await expect(connection(ask, refused)).rejects.toThrow(/ECONNREFUSED/);
  expect(made).toHaveLength(1);
  expect(await connection(ask, origin)).toBe(made[1]);
});

test('what was begun and never asked for is ended', async () => {
  const { begin, drop } = headStart();
  begin(origin);
  drop();
  await new Promise((resolve) => made[0]?.once('close', resolve));
  expect(made[0]?.destroyed).toBe(true);
});
