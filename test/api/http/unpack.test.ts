import { createServer } from 'node:http';
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fetchTransport } from '../../../src/api/http/fetch-transport.js';
import { createNodeTransport } from '../../../src/api/http/node-transport.js';
import { MAX_BODY_BYTES, type Transport } from '../../../src/api/http/transport.js';
import { createUndiciTransport } from '../../../src/api/http/undici-transport.js';
import { bodyText } from '../../../src/api/http/unpack.js';
import { type Listening, listen } from '../../helpers/network.js';

const TEXT = '{"name":"größe"}';
const PLAIN = Buffer.from(TEXT);
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const utf16 = Buffer.from(`\uFEFF${TEXT}`, 'utf16le');
/** A few kilobytes that unpack to more than may be read. */
const bomb = gzipSync(Buffer.alloc(MAX_BODY_BYTES + 1));

describe('the text of an answer that is compressed although the client did not ask for that', () => {
  test.each<[string, string | undefined, Buffer, string]>([
    ['plain', undefined, PLAIN, TEXT],
    ['empty', 'gzip', Buffer.alloc(0), ''],
    ['identity', 'identity', PLAIN, TEXT],
    ['gzip', 'gzip', gzipSync(PLAIN), TEXT],
    ['gzip by its old name', 'X-GZIP', gzipSync(PLAIN), TEXT],
    ['gzip without a header', undefined, gzipSync(PLAIN), TEXT],
    ['deflate', 'deflate', deflateSync(PLAIN), TEXT],
    ['deflate without its frame', 'deflate', deflateRawSync(PLAIN), TEXT],
    ['Brotli', 'br', brotliCompressSync(PLAIN), TEXT],
    ['packed twice', 'deflate, gzip', gzipSync(deflateSync(PLAIN)), TEXT],
    ['a byte order mark', undefined, Buffer.concat([BOM, PLAIN]), TEXT],
    ['a byte order mark, packed', 'gzip', gzipSync(Buffer.concat([BOM, PLAIN])), TEXT],
    ['UTF-16', undefined, utf16, TEXT],
    ['UTF-16, the other byte order', undefined, Buffer.from(utf16).swap16(), TEXT],
    ['a header although nothing is compressed', 'gzip', PLAIN, TEXT],
    ['an unknown coding', 'own', PLAIN, TEXT],
  ])('%s', async (_, coding, bytes, text) => {
    expect(await bodyText(bytes, coding)).toBe(text);
  });

  test('a compressed answer that was cut off does not throw, so that its status still counts', async () => {
    const cut = gzipSync(PLAIN).subarray(0, 20);
    await expect(bodyText(cut, 'gzip')).resolves.not.toContain('name');
  });

  test.each([
    ['gzip', bomb],
    ['gzip, gzip', gzipSync(bomb)],
    // The best quality would take a second.
    [
      'br',
      brotliCompressSync(Buffer.alloc(MAX_BODY_BYTES + 1), {
        params: { [constants.BROTLI_PARAM_QUALITY]: 1 },
      }),
    ],
  ])('%s that unpacks to more than may be read is refused as too large', async (coding, bytes) => {
    expect(bytes.length).toBeLessThan(100_000);
    await expect(bodyText(bytes, coding)).rejects.toMatchObject({ fault: 'too-large', sent: true });
  });
});

describe.each<[string, () => Transport]>([
  ['undici', () => createUndiciTransport()],
  ['node:http', () => createNodeTransport()],
  ['fetch', () => fetchTransport],
])('over a connection, through %s', (_, transportOf) => {
  const answers: Record<string, [headers: Record<string, string>, body: Buffer]> = {
    '/gzip': [{ 'content-encoding': 'gzip' }, gzipSync(PLAIN)],
    '/untold': [{}, gzipSync(PLAIN)],
    '/bom': [{}, Buffer.concat([BOM, PLAIN])],
  };
  const peer = createServer(({ url = '' }, response) => {
    const [headers, body] = answers[url] ?? [{ location: '/gzip' }, ''];
    response.writeHead('location' in headers ? 302 : 200, headers).end(body);
  });
  const transport = transportOf();
  let listening: Listening;
  beforeAll(async () => {
    listening = await listen(peer);
  });
  afterAll(async () => {
    transport.close();
    await listening.close();
  });

  test.each(Object.keys(answers))('%s is unpacked', async (path) => {
    const url = `http://127.0.0.1:${listening.port}${path}`;
    expect((await transport.send({ method: 'GET', url, headers: {} })).body).toBe(TEXT);
  });

  test('a redirect is returned and not followed', async () => {
    const url = `http://127.0.0.1:${listening.port}/moved`;
    expect(await transport.send({ method: 'GET', url, headers: {} })).toMatchObject({
      status: 302,
      body: '',
    });
  });
});
