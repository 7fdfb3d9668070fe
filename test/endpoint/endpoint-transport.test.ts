import { createServer, type RequestListener } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { EndpointTransport } from '../../src/endpoint/endpoint-transport.js';
import { createEndpointTransport } from '../../src/endpoint/undici-streams.js';
import { type Listening, listen } from '../helpers/network.js';

/* Requests through undici over real sockets, as in production. */

let server: (Listening & { sockets: () => number }) | undefined;
let transport: EndpointTransport | undefined;
afterEach(async () => {
  transport?.close();
  await server?.close();
});

async function serve(listener: RequestListener, endMs?: number) {
  const made = createServer(listener);
  let sockets = 0;
  made.on('connection', () => {
    sockets += 1;
  });
  server = { ...(await listen(made)), sockets: () => sockets };
  transport = await createEndpointTransport({}, endMs);
  const url = `http://127.0.0.1:${server.port}/v1/models`;
  const open = (signal?: AbortSignal, body?: string) =>
    transport?.open({ method: body === undefined ? 'GET' : 'POST', url, headers: {}, body, signal }) ??
    Promise.reject(new Error('no transport'));
  return { open, sockets: () => sockets };
}

async function read(body: AsyncIterable<Uint8Array>): Promise<string> {
  const found: Uint8Array[] = [];
  for await (const chunk of body) found.push(chunk);
  return Buffer.concat(found).toString();
}

describe('requests to an endpoint', () => {
  test('one after the other share a connection; at the same time they have one each', async () => {
    const { open, sockets } = await serve((request, response) => {
      request.pipe(response);
    });
    for (const text of ['one', 'two']) expect(await read((await open(undefined, text)).body)).toBe(text);
    expect(sockets()).toBe(1);
    const answers = await Promise.all(['a', 'b', 'c'].map((text) => open(undefined, text)));
    expect(await Promise.all(answers.map(({ body }) => read(body)))).toEqual(['a', 'b', 'c']);
    expect(sockets()).toBe(3);
  });

  test('one that is given up before it is connected is not sent', async () => {
    const paths: (string | undefined)[] = [];
    const { open } = await serve(({ url }, response) => {
      paths.push(url);
      response.end();
    });
    const leaving = new AbortController();
    const opening = open(leaving.signal, 'a prompt');
    leaving.abort(new Error('left'));
    await expect(opening).rejects.toThrow('left');
    await read((await open()).body);
    expect(paths).toHaveLength(1);
  });

  // By turns of the event loop: the clock goes on where a busy machine holds the loop up, so it gets time.
  test.each([0, 20])(
    'leaving a stream at [DONE], %i turns before its end, keeps the connection',
    async (turns) => {
      const { open, sockets } = await serve((_, response) => {
        const endAfter = (left: number) => (left === 0 ? response.end() : setImmediate(endAfter, left - 1));
        response.write('data: [DONE]');
        endAfter(turns);
      }, 5_000);
      const lastWord = async () => {
        for await (const piece of (await open()).body) return String(piece);
        return undefined;
      };
      for (let count = 0; count < 4; count++) expect(await lastWord()).toBe('data: [DONE]');
      expect(sockets()).toBe(1);
    },
  );

  test('a slow reader slows the answer down, so that memory stays flat', async () => {
    let written = 0;
    const { open } = await serve((_, response) => {
      const piece = Buffer.alloc(64 * 1024, 'x');
      const more = () => {
        while (written < 64 * 1024 * 1024) {
          written += piece.length;
          if (!response.write(piece)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    });
    const { body } = await open();
    const reader = body[Symbol.asyncIterator]();
    await reader.next();
    await new Promise((resolve) => setTimeout(resolve, 100));
    // Not more than the socket buffers of both sides take.
    expect(written).toBeLessThan(32 * 1024 * 1024);
    let seen = 0;
    for (let step = await reader.next(); !step.done; step = await reader.next()) seen += step.value.length;
    expect(seen).toBeGreaterThan(60 * 1024 * 1024);
  });

  test.each(['a signal', 'leaving'] as const)('%s ends the request at the server, too', async (how) => {
    let closed = false;
    const { open } = await serve((_, response) => {
      response.on('close', () => {
        closed = true;
      });
      response.write('first');
    });
    const stop = new AbortController();
    const { body } = await open(stop.signal);
    const reason = new Error('enough');
    const reading = (async () => {
      for await (const _ of body) {
        if (how === 'leaving') return;
        stop.abort(reason);
      }
    })();
    if (how === 'leaving') await reading;
    else await expect(reading).rejects.toBe(reason);
    await expect.poll(() => closed).toBe(true);
  });

  test('a signal that is already aborted keeps the request from being sent', async () => {
    const { open, sockets } = await serve(() => {});
    await expect(open(AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    expect(sockets()).toBe(0);
  });

  test('an answer that breaks off is lost; without a listener nothing was sent', async () => {
    const { open } = await serve((_, response) => {
      response.write('half', () => response.destroy());
    });
    await expect(read((await open()).body)).rejects.toMatchObject({ fault: 'lost', sent: true });
    // The part that arrived is still read first.
    const { body } = await open();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const pieces: string[] = [];
    const late = (async () => {
      for await (const piece of body) pieces.push(String(piece));
    })();
    await expect(late).rejects.toMatchObject({ fault: 'lost' });
    expect(pieces).toEqual(['half']);
    await server?.close();
    await expect(open()).rejects.toMatchObject({ fault: 'connect', sent: false });
  });
});
