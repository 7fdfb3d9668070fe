import { createServer } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createNodeTransport } from '../../src/api/http/node-transport.js';
import type { Transport } from '../../src/api/http/transport.js';
import { createUndiciTransport } from '../../src/api/http/undici-transport.js';
import { type Clock, systemClock } from '../../src/clock.js';
import { runs } from '../helpers/chance.js';
import { listen } from '../helpers/network.js';
import { run } from '../helpers/run.js';

/*
 * Random bytes on a real socket, through the real HTTP parser, as a broken proxy, a honeypot or a half-dead server may
 * send them. The command must end soon, with exit code 9 or 1.
 */

/** The bytes that the server writes, in pieces. */
const pieces = fc.array(
  fc.oneof(
    fc
      .constantFrom(
        'HTTP/1.1 200 OK\r\n',
        'HTTP/1.1 100 Continue\r\n\r\n',
        'HTTP/1.1 101 Switching Protocols\r\n\r\n',
        'HTTP/1.1 204 No Content\r\n\r\n',
        'HTTP/9.9 999 \r\n',
        'content-length: 5\r\n',
        'content-length: -1\r\n',
        'content-length: 99999999999999\r\n',
        'transfer-encoding: chunked\r\n',
        'content-encoding: gzip\r\n',
        'content-type: application/json\r\n',
        `x: ${'y'.repeat(20_000)}\r\n`,
        '\r\n',
        '5\r\nhello\r\n',
        '0\r\n\r\n',
        'ffffffffffffffff\r\n',
        '{"zones":[]}',
        'SSH-2.0-OpenSSH_9.2\r\n',
        '\x16\x03\x01\x02\x00\x01',
        '\r\n\r\n\r\n',
      )
      .map((text) => Buffer.from(text, 'latin1')),
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  ),
  { maxLength: 6 },
);
const ending = fc.constantFrom('end', 'destroy', 'reset', 'stay');

/** Both transports: Node's own client, which reads use, and undici, which changes use. */
const ways = fc.constantFrom<(() => Transport)[]>(createUndiciTransport, createNodeTransport);

/** A clock on which pauses between tries end at once; timeouts of requests are real. */
const hasty: Clock = { now: systemClock.now, sleep: async (_, signal) => signal?.throwIfAborted() };

describe('whatever bytes a server sends', () => {
  test('the command ends soon, without a stack trace or control characters', async () => {
    let answer: readonly Buffer[] = [];
    let last: 'end' | 'destroy' | 'reset' | 'stay' = 'end';
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', () => {
        for (const piece of answer) socket.write(piece);
        if (last === 'end') socket.end();
        else if (last === 'destroy') socket.destroy();
        else if (last === 'reset') socket.resetAndDestroy();
      });
    });
    const { port, close } = await listen(server);
    const env = {
      EXOSCALE_API_ENDPOINT: `http://127.0.0.1:${port}/v2`,
      EXOSCALE_API_KEY: 'EXO0',
      EXOSCALE_API_SECRET: 'none',
    };
    try {
      await fc.assert(
        fc.asyncProperty(pieces, ending, ways, async (bytes, how, connect) => {
          answer = bytes;
          last = how;
          const transport = connect();
          const before = Date.now();
          const outcome = await run(
            ['deployment', 'list', '--timeout', '150ms'],
            { env, transport, terminal: true },
            hasty,
          );
          transport.close();
          expect(Date.now() - before).toBeLessThan(10_000);
          // The pieces can form a valid answer with an empty list of zones, so 0 is possible.
          expect([0, 1, 9], outcome.stderr).toContain(outcome.code);
          expect(outcome.stderr).not.toMatch(/this is a bug|^ {4}at /m);
          expect(outcome.stderr).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
        }),
        { numRuns: runs(40) },
      );
    } finally {
      await close();
    }
  });
});
