import { createSocket } from 'node:dgram';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { briefLookup } from '../../../src/api/http/brief-lookup.js';

/* The tests' DNS server knows an address of prices.test, and does not answer for any other name. */

const server = createSocket('udp4');
const TYPE_A = 1;
let options: { hostsFile: string; servers: string[] };

beforeAll(async () => {
  server.on('message', (query, { port, address }) => {
    const question = query.subarray(12, query.indexOf(0, 12) + 5);
    const labels = question.toString('latin1');
    const isKnown = labels.includes('prices') && question.readUInt16BE(question.length - 4) === TYPE_A;
    if (!labels.includes('prices')) return;
    const header = Buffer.from(query.subarray(0, 12));
    header.writeUInt16BE(0x8180, 2);
    header.writeUInt16BE(isKnown ? 1 : 0, 6);
    header.writeUInt16BE(0, 10);
    const record = Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7]);
    server.send(Buffer.concat([header, question, ...(isKnown ? [record] : [])]), port, address);
  });
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
  options = { hostsFile: '/nowhere', servers: [`127.0.0.1:${server.address().port}`] };
});
afterAll(() => void server.close());

/** Looks a name up. @returns the first address, or the error's code */
const lookUp = (name: string, timeoutMs = 5000) =>
  new Promise((resolve) =>
    briefLookup(timeoutMs, options)(name, { all: true }, (error, found) =>
      resolve(error?.code ?? (Array.isArray(found) ? found[0]?.address : found)),
    ),
  );

test('a name is looked up in the DNS', async () => expect(await lookUp('prices.test')).toBe('192.0.2.7'));

test('without `all`, a single address is returned', async () => {
  const told = await new Promise((resolve) =>
    briefLookup(5000, options)('prices.test', {}, (_, address, family) => resolve([address, family])),
  );
  expect(told).toEqual(['192.0.2.7', 4]);
});

test('a DNS server that does not answer is given up after the timeout', async () =>
  expect(await lookUp('silent.test', 300)).toBe('ETIMEOUT'));

test('a name without a dot is looked up by the system', async () =>
  expect(['127.0.0.1', '::1']).toContain(await lookUp('localhost')));
