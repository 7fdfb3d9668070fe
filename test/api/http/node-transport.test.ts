import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { connectionError } from '../../../src/api/http/connection-error.js';
import { MOST_CONNECTIONS } from '../../../src/api/http/connections.js';
import { createNodeTransport } from '../../../src/api/http/node-transport.js';
import {
  CONNECT_TIMEOUT_MS,
  type HttpRequest,
  MAX_BODY_BYTES,
  type Transport,
} from '../../../src/api/http/transport.js';
import { createSandbox } from '../../../src/sandbox/index.js';
import { type Listening, listen, serveInTls } from '../../helpers/network.js';

let listening: Listening;
let answer: RequestListener;
/** The paths requested over each connection, in the order of the connections. */
let connections: string[][];
let transport: Transport;
let now: number;

const serve = async (server: Server) => {
  const numbers: Socket[] = [];
  server.on('connection', (socket) => {
    numbers.push(socket);
    connections.push([]);
  });
  server.on('request', (request) => connections[numbers.indexOf(request.socket)]?.push(request.url ?? ''));
  return listen(server);
};

beforeEach(async () => {
  connections = [];
  now = 0;
  answer = (_, response) => response.end('{}');
  listening = await serve(createServer((request, response) => answer(request, response)));
  transport = createNodeTransport(undefined, () => now);
});
afterEach(async () => {
  transport.close();
  await listening.close();
});

const get = (path: string, given: Partial<HttpRequest> = {}) =>
  transport.send({ method: 'GET', url: `http://127.0.0.1:${listening.port}${path}`, headers: {}, ...given });

describe('connections', () => {
  test('reads one after the other share a connection; reads at the same time have one each', async () => {
    await get('/1');
    await get('/2');
    expect(connections).toEqual([['/1', '/2']]);
    await Promise.all([get('/3'), get('/4')]);
    expect(connections).toEqual([['/1', '/2', '/3'], ['/4']]);
  });

  test('a read that waits for a free connection is not limited by the timeout for connecting', async () => {
    const waiting: (() => void)[] = [];
    answer = (_, response) => waiting.push(() => response.end('{}'));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const asked = Array.from({ length: MOST_CONNECTIONS + 1 }, (_, n) => get(`/${n}`));
    const all = Promise.allSettled(asked);
    while (waiting.length < MOST_CONNECTIONS) await new Promise(setImmediate);
    vi.advanceTimersByTime(CONNECT_TIMEOUT_MS);
    vi.useRealTimers();
    answer = (_, response) => response.end('{}');
    for (const end of waiting) end();
    expect((await all).map(({ status }) => status)).toEqual(asked.map(() => 'fulfilled'));
    expect(connections).toHaveLength(MOST_CONNECTIONS);
  });

  test('zones do not share connections, but the first one takes over a connection that served no zone', async () => {
    await get('/zone');
    await Promise.all(['a', 'b'].map((connectionKey) => get(`/${connectionKey}`, { connectionKey })));
    expect(connections).toEqual([['/zone', '/a'], ['/b']]);
  });

  const url = () => `http://127.0.0.1:${listening.port}/`;
  const connected = (count: number) => vi.waitFor(() => expect(connections).toHaveLength(count));

  test('a connection that was opened early serves the first read', async () => {
    transport.open?.({ url: url() });
    await connected(1);
    await get('/1');
    await get('/2');
    expect(connections).toEqual([['/1', '/2']]);
  });

  test('a connection that was opened too long ago is not used, as the server may have closed it', async () => {
    transport.open?.({ url: url() });
    await connected(1);
    now = 4_001;
    await get('/1');
    expect(connections).toEqual([[], ['/1']]);
  });

  test('if opening early failed, the next read makes a connection of its own', async () => {
    const { port } = listening;
    await listening.close();
    transport.open?.({ url: url() });
    await expect(get('/1')).rejects.toMatchObject({ fault: 'connect', sent: false });
    listening = await new Promise((resolve) => {
      const server = createServer((_, response) => response.end('{}')).listen(port, '127.0.0.1', () =>
        resolve({ port, close: async () => void server.close() }),
      );
    });
    await expect(get('/1')).resolves.toMatchObject({ status: 200 });
  });
});

describe('an answer', () => {
  test('of any status is returned with its headers in lower case and its text', async () => {
    answer = ({ headers }, response) =>
      response.writeHead(503, { 'Retry-After': '7', 'X-Seen': headers['x-asked'] }).end('später');
    expect(await get('/', { headers: { 'x-asked': 'yes' } })).toMatchObject({
      status: 503,
      headers: { 'retry-after': '7', 'x-seen': 'yes' },
      body: 'später',
    });
  });

  test('that is a redirect is returned and not followed', async () => {
    answer = (_, response) => response.writeHead(302, { location: '/elsewhere' }).end();
    expect(await get('/')).toMatchObject({ status: 302 });
    expect(connections).toEqual([['/']]);
  });
});

describe('a request fails with the right fault', () => {
  test.each<[string, RequestListener, object]>([
    ['no answer at all', ({ socket }) => socket.destroy(), { fault: 'lost', sent: true }],
    [
      'half an answer',
      ({ socket }, response) => {
        response.writeHead(200, { 'content-length': 10 });
        response.write('half', () => socket.destroy());
      },
      { fault: 'lost', sent: true, message: 'the connection was lost' },
    ],
    [
      'an answer that is not HTTP',
      ({ socket }) => socket.end('SSH-2.0-OpenSSH\r\n\r\n'),
      { fault: 'lost', sent: true, message: 'the answer is not HTTP' },
    ],
    [
      'an answer with too many headers',
      ({ socket }) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(2 ** 16)}\r\n\r\n`),
      { fault: 'lost', sent: true, message: 'the headers of the answer are too large' },
    ],
    [
      'an upgrade that was not requested',
      ({ socket }) =>
        socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
      { fault: 'lost', sent: true, message: 'the connection was lost' },
    ],
    [
      'an answer without end',
      (_, response) => {
        response.writeHead(200);
        const more = () => response.write(Buffer.alloc(2 ** 20), (error) => error || more());
        more();
      },
      { fault: 'too-large', sent: true },
    ],
    [
      'an answer that is too large',
      (_, response) => response.end(Buffer.alloc(MAX_BODY_BYTES + 1)),
      { fault: 'too-large', sent: true },
    ],
  ])('%s', async (_, given, expected) => {
    answer = given;
    await expect(get('/')).rejects.toMatchObject(expected);
  });

  test('an answer that arrives byte by byte is given up at the timeout', async () => {
    answer = (_, response) => {
      const timer = setInterval(() => response.write('.'), 10);
      response.on('close', () => clearInterval(timer));
    };
    await expect(get('/', { timeoutMs: 500 })).rejects.toMatchObject({ fault: 'timeout', sent: true });
  });

  test('an aborted signal ends a request with its reason, also before it begins', async () => {
    const controller = new AbortController();
    answer = () => controller.abort(new Error('enough'));
    const { signal } = controller;
    await expect(get('/', { signal })).rejects.toThrow('enough');
    await expect(get('/', { signal })).rejects.toThrow('enough');
    expect(connections).toEqual([['/']]);
  });

  test('a request that cannot be sent leaves no timer behind', async () => {
    const headers = { 'x-a': 'line\nfeed' };
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await expect(get('/', { headers, timeoutMs: 60_000 })).rejects.toThrow(TypeError);
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  test('a host name that does not exist', async () => {
    const lookup = createNodeTransport((_, __, callback) => {
      callback(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }), []);
    });
    await expect(
      lookup.send({ method: 'GET', url: 'http://nowhere.example/', headers: {} }),
    ).rejects.toMatchObject({ fault: 'connect', sent: false, message: 'the host name is not known' });
  });
});

describe('TLS', () => {
  test('a certificate of an unknown authority', async () => {
    const secure = await serveInTls(createSandbox());
    await expect(get('/', { url: `https://localhost:${secure.port}/` })).rejects.toMatchObject({
      fault: 'certificate',
      sent: false,
    });
    await secure.close();
  });

  test('a server that does not speak TLS', async () => {
    await expect(get('/', { url: `https://127.0.0.1:${listening.port}/` })).rejects.toMatchObject({
      fault: 'certificate',
      sent: false,
      message: expect.stringContaining('does not answer in TLS'),
    });
  });

  /** A TLS record with a fatal alert. */
  const fatal = (alert: number) => Buffer.from([0x15, 3, 3, 0, 2, 2, alert]);

  test.each([
    [40, /^no secure connection to 127\.0\.0\.1:\d+ \(ERR_SSL_.*ALERT_HANDSHAKE_FAILURE\)$/],
    [70, /^no secure connection to 127\.0\.0\.1:\d+ \(ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION\)$/],
  ])('a handshake that is refused with alert %d', async (alert, message) => {
    const refusing = createTcpServer((socket) => socket.once('data', () => socket.end(fatal(alert))));
    const { port, close } = await listen(refusing);
    await expect(get('/', { url: `https://127.0.0.1:${port}/` })).rejects.toMatchObject({
      fault: 'certificate',
      sent: false,
      message: expect.stringMatching(message),
    });
    await close();
  });

  test('a server that requires a client certificate after the handshake', () => {
    const lost = connectionError(
      Object.assign(new Error('80FC:error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert'), {
        code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
      }),
      'api.example',
      true,
    );
    expect(lost).toMatchObject({
      fault: 'lost',
      message: 'the connection was lost (ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED)',
    });
  });

  test('a handshake that never ends fails as a connection that was not made', async () => {
    const silent = createTcpServer(() => {});
    const mute = await listen(silent);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const asked = get('/', { url: `https://127.0.0.1:${mute.port}/` });
    const failing = expect(asked).rejects.toMatchObject({ fault: 'connect', sent: false });
    vi.advanceTimersByTime(CONNECT_TIMEOUT_MS);
    await failing;
    vi.useRealTimers();
    await mute.close();
  });
});
