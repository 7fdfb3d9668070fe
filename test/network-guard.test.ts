import { lookup, Resolver } from 'node:dns';
import { lookup as lookupPromised } from 'node:dns/promises';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { expect, test } from 'vitest';
import { createUndiciTransport } from '../src/api/http/undici-transport.js';
import { takeStrays } from './helpers/network-guard.js';

/* The guard of the tests refuses an address of RFC 5737, and a name that no public DNS knows. */

const failed = (socket: ReturnType<typeof connect>) =>
  new Promise((resolve) => socket.on('error', ({ message }) => resolve(message)));
const get = { method: 'GET', url: 'https://a.internal/', headers: {} };

test.each<[string, asks: () => unknown, stray: string]>([
  ['a socket', () => failed(connect(80, '192.0.2.1')), '192.0.2.1'],
  ['a socket with options', () => failed(connect({ port: 80, host: 'a.internal' })), 'a.internal'],
  ['TLS', () => failed(connectTls({ port: 443, host: '192.0.2.1' })), '192.0.2.1'],
  ['TLS with a name', () => failed(connectTls({ port: 443, host: 'a.internal' })), 'a.internal'],
  ['fetch', () => fetch(get.url).catch(() => {}), 'a.internal'],
  [
    'undici',
    () =>
      createUndiciTransport()
        .send(get)
        .catch(() => {}),
    'a.internal',
  ],
  ['a look-up', () => new Promise((resolve) => lookup('a.internal', resolve)), 'a.internal'],
  ['a promised look-up', () => lookupPromised('a.internal').catch(() => {}), 'a.internal'],
])('%s is refused and recorded', async (_, asks, stray) => {
  await asks();
  expect(takeStrays()).toEqual([stray]);
});

test('a query to another DNS server is refused and recorded', () => {
  const resolver = new Resolver();
  resolver.setServers(['192.0.2.53']);
  expect(() => resolver.resolve4('a.internal', () => {})).toThrow('ENOTFOUND');
  expect(takeStrays()).toEqual(['a.internal']);
});

test('a reserved name is not found, and not recorded', async () => {
  expect(await failed(connect(80, 'a.invalid'))).toBe('getaddrinfo ENOTFOUND a.invalid');
  expect(takeStrays()).toEqual([]);
});
