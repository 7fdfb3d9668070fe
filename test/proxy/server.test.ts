import { once } from 'node:events';
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { connect, Socket } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { directConnector } from '../../src/api/http/undici-transport.js';
import { ExoError } from '../../src/errors.js';
import { createUpstream } from '../../src/proxy/upstream.js';
import { ask, type DeploymentGiven, type Engine, KEY, listening, proxy } from './bench.js';

const CHAT = JSON.stringify({ model: 'org/my-app', messages: [{ role: 'user', content: 'Hello' }] });
const echo =
  (seen: IncomingMessage[]) => (incoming: IncomingMessage, response: { end(text: string): void }) => {
    seen.push(incoming);
    let body = '';
    incoming.on('data', (piece) => {
      body += piece;
    });
    incoming.on('end', () => response.end(body));
  };
/** A proxy for one deployment. */
const proxyTo = (engine: Engine, given: Partial<DeploymentGiven> = {}) =>
  proxy([{ name: 'my-app', engine, ...given }]);
const errorOf = (body: string) => JSON.parse(body).error;

test('a request is passed on with the key, without the caller’s own headers, its body unchanged', async () => {
  const seen: IncomingMessage[] = [];
  const { origin, lines } = await proxyTo(echo(seen));
  const { status, body } = await ask(`${origin}/v1/chat/completions?a=b%20c`, {
    headers: {
      authorization: 'Bearer of-the-caller',
      cookie: 'session=1',
      connection: 'x-hop, close',
      'x-hop': 'gone',
      'x-stays': 'yes',
      'content-type': 'application/json',
    },
    body: CHAT,
  });
  expect([status, body]).toEqual([200, CHAT]);
  expect(seen[0]?.url).toBe('/inference/v1/chat/completions?a=b%20c');
  expect(seen[0]?.headers).toMatchObject({
    authorization: `Bearer ${KEY}`,
    'x-stays': 'yes',
    'content-length': String(CHAT.length),
    via: '1.1 exo-di',
  });
  expect(seen[0]?.headers).not.toHaveProperty('cookie');
  expect(seen[0]?.headers).not.toHaveProperty('x-hop');
  expect(JSON.stringify(seen[0]?.rawHeaders)).not.toContain('of-the-caller');
  expect(lines).toMatchObject([
    { method: 'POST', path: '/v1/chat/completions', deployment: 'my-app', status: 200, bytes: CHAT.length },
  ]);
});

test('an answer comes back unchanged: its status, its headers in their order, its body chunk by chunk', async () => {
  const { origin } = await proxyTo((_, response) => {
    response.writeHead(418, 'Teapot', ['X-Twice', 'a', 'X-Twice', 'b', 'Keep-Alive', 'timeout=9']);
    response.end('short and stout');
  });
  const { status, body, raw } = await ask(`${origin}/v1/completions`, { body: CHAT });
  expect([status, body]).toEqual([418, 'short and stout']);
  expect(raw.join()).toContain('X-Twice,a,X-Twice,b');
  expect(raw.join()).not.toContain('timeout=9');
});

test.each([
  [304, '5'],
  [204, undefined],
])('a %i has no body, whatever length it announces', async (answered, length) => {
  const engine: Engine = (_, { socket }) =>
    socket?.write(`HTTP/1.1 ${answered} -\r\nContent-Length: 5\r\n\r\n`);
  const { origin, lines } = await proxyTo(engine);
  const { status, headers } = await ask(`${origin}/v1/files/1`, { method: 'GET' });
  expect([status, headers['content-length']]).toEqual([answered, length]);
  expect(lines).toMatchObject([{ status: answered, note: undefined }]);
});

test('reason phrases and headers beyond ASCII do not crash the proxy', async () => {
  const { origin } = await proxyTo((_, { socket }) =>
    socket?.end('HTTP/1.1 200 好\r\nX-Name: é好\r\nContent-Length: 2\r\n\r\n{}'),
  );
  const { status, body, headers } = await ask(`${origin}/v1/completions`, { body: CHAT });
  expect([status, body]).toEqual([200, '{}']);
  expect(Buffer.from(String(headers['x-name']), 'latin1').toString()).toBe('é好');
});

test.each([
  [401, 502, 'upstream_key_refused', 'its own API key'],
  [403, 403, 'upstream_forbidden', 'a request, or its own API key'],
])(
  'a deployment’s %i is a %i %s, and its answer, which may repeat the key, is dropped',
  async (refusal, told, code, what) => {
    const { origin, troubles } = await proxyTo(({ headers }, response) => {
      response.writeHead(refusal, {
        'content-type': 'application/json',
        'x-sent': headers.authorization,
      });
      response.end(JSON.stringify({ error: `no such key: ${headers.authorization}` }));
    });
    const { status, body, raw } = await ask(`${origin}/v1/completions`, { body: CHAT });
    expect([status, errorOf(body).code]).toEqual([told, code]);
    expect(body + raw.join()).not.toContain(KEY);
    expect(troubles[0]).toBe(`deployment my-app refuses ${what} (${refusal})`);
    // The next request over the same connection is answered, too.
    expect((await ask(`${origin}/v1/completions`, { body: CHAT })).status).toBe(told);
  },
);

test('a stream is passed on chunk by chunk, and aborted at the deployment if the caller goes away', async () => {
  let closed: Promise<unknown> | undefined;
  const { origin, lines } = await proxyTo((_, response) => {
    closed = once(response, 'close');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: 1\n\n');
  });
  const sent = post(`${origin}/v1/chat/completions`, CHAT);
  const [response]: IncomingMessage[] = await once(sent, 'response');
  const [piece] = await once(response ?? sent, 'data');
  expect(String(piece)).toBe('data: 1\n\n');
  sent.destroy();
  await closed;
  await expect.poll(() => lines).toMatchObject([{ note: 'left', status: 200 }]);
});

test('a caller that vanishes without a word is looked for, or its request would be under way forever', async () => {
  const probed: unknown[] = [];
  const probing = vi.spyOn(Socket.prototype, 'setKeepAlive').mockImplementation(function (
    this: Socket,
    ...how
  ) {
    probed.push([this.localPort, ...how]);
    return this;
  });
  onTestFinished(() => probing.mockRestore());
  const { running, origin } = await proxy([{ name: 'my-app' }]);
  await ask(`${origin}/healthz`, { method: 'GET' });
  expect(probed).toEqual([[running.address.port, true, 60_000]]);
});

test('requests sent one behind the other are all over once their caller goes away', async () => {
  let ended = 0;
  const engine: Engine = (_, response) => response.once('close', () => ended++).write('data: 1\n\n');
  const { origin, targets, lines } = await proxy([
    { name: 'my-app', engine },
    { name: 'asleep', replicas: 0, service: { wake: () => new Promise(() => {}) } },
  ]);
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  for (const name of ['my-app', 'my-app', 'asleep', 'asleep'])
    socket.write(`POST /${name}/v1/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}`);
  const numbers = () => targets.map(({ keeper: { numbers } }) => numbers.busy + numbers.pending);
  await expect.poll(numbers, { interval: 5 }).toEqual([2, 2]);
  await once(socket, 'data');
  socket.destroy();
  await expect.poll(numbers, { interval: 5 }).toEqual([0, 0]);
  await expect.poll(() => ended, { interval: 5 }).toBe(2);
  expect(lines.map(({ note }) => note).sort()).toEqual(['caller_left', 'caller_left', 'left', 'left']);
});

test('an answer that the deployment breaks off is broken off; a deployment that is not reached is a 502', async () => {
  let isBegun = false;
  const { origin, lines } = await proxyTo((_, response) => {
    if (isBegun) return void response.socket?.destroy();
    isBegun = true;
    response.write('data: 1\n\n', () => response.socket?.resetAndDestroy());
  });
  await expect(ask(`${origin}/v1/chat/completions`, { body: CHAT })).rejects.toThrow('aborted');
  const { status, body } = await ask(`${origin}/v1/chat/completions`, { body: CHAT });
  expect([status, errorOf(body)]).toMatchObject([
    502,
    { type: 'server_error', code: 'upstream_unreachable' },
  ]);
  expect(lines.map(({ note }) => note)).toEqual(['broken off', 'upstream_unreachable']);
});

test('an HTTP/1.0 caller, for whom the end of the connection ends an answer, notices one that is broken off', async () => {
  const engine: Engine = (_, response) => {
    response.write('data: 1\n\n', () => setTimeout(() => response.socket?.destroy(), 20));
  };
  const { origin } = await proxyTo(engine);
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  socket.resume().write('GET /v1/x HTTP/1.0\r\nHost: localhost\r\n\r\n');
  await expect(once(socket, 'end')).rejects.toThrow('ECONNRESET');
});

test('TRACE is refused, because the deployment would repeat the key to the caller', async () => {
  const seen: IncomingMessage[] = [];
  const { origin } = await proxyTo(echo(seen));
  const { status, body } = await ask(`${origin}/v1/completions`, { method: 'TRACE' });
  expect([status, errorOf(body).code, seen]).toEqual([501, 'method_not_supported', []]);
});

test.each([
  [200, 0],
  [400, 0],
  [429, 0],
  [404, 1],
  [500, 1],
  [503, 1],
])(
  'after a %i the service is asked %i times whether somebody has scaled or deleted it',
  async (answered, asked) => {
    let looks = 0;
    const { origin } = await proxyTo((_, response) => response.writeHead(answered).end('{}'), {
      service: {
        async look() {
          looks++;
          return { replicas: 1 };
        },
      },
    });
    expect((await ask(`${origin}/v1/completions`, { body: CHAT })).status).toBe(answered);
    expect(looks).toBe(asked);
  },
);

test('a deployment that closes while a large request is being sent: the 502 says so', async () => {
  const engine: Engine = (incoming) => incoming.once('data', () => incoming.socket.resetAndDestroy());
  const { origin } = await proxyTo(engine);
  const body = JSON.stringify({ model: 'org/my-app', prompt: 'x'.repeat(20_000_000) });
  const asked = await ask(`${origin}/v1/chat/completions`, { body });
  expect(asked.status).toBe(502);
  expect(errorOf(asked.body).message).toMatch(
    /^deployment my-app did not answer: it closed the connection while the request was being sent, which may be too large \(.+\)$/,
  );
});

test.each<[string, number, Engine[]]>([
  ['is refused', 413, [(_, response) => response.writeHead(413).end('too large')]],
  ['breaks off', 502, [(_, response) => response.socket?.resetAndDestroy()]],
  ['names no model', 400, [(_, response) => response.end(), (_, response) => response.end()]],
])(
  'a large request that %s early: its caller can send the rest, and the next request',
  async (_, status, engines) => {
    const { origin } = await proxy(engines.map((engine, at) => ({ name: `app-${at}`, engine })));
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const send = async (path: string, body?: string) => {
      const sent = request(`${origin}${path}`, { method: body ? 'POST' : 'GET', agent }).end(body);
      // Many clients, Python's among them, do not read the answer before they have sent everything.
      const [[answer]] = await Promise.all([once(sent, 'response'), once(sent, 'finish')]);
      await once(answer.resume(), 'end');
      return answer.statusCode;
    };
    expect(await send('/v1/completions', 'x'.repeat(20_000_000))).toBe(status);
    expect(await send('/healthz')).toBe(200);
  },
);

test.each([
  ['is not reached', 'POST', undefined, /: connect ECONNREFUSED \S+$/],
  [
    'resets',
    'GET',
    (incoming: IncomingMessage) => incoming.socket.resetAndDestroy(),
    /: (read ECONN|other side)/,
  ],
  [
    'resets with the whole request read',
    'POST',
    (incoming: IncomingMessage) => incoming.resume().once('end', () => incoming.socket.resetAndDestroy()),
    /: (read ECONN|other side)/,
  ],
])('of a deployment that %s the 502 of a %s says no more', async (_, method, engine, said) => {
  const { origin } = await proxy([
    { name: 'my-app', ...(engine ? { engine } : { url: 'http://127.0.0.1:1/v1' }) },
  ]);
  const { status, body } = await ask(`${origin}/my-app/v1/metrics`, { method, body: CHAT });
  expect([status, errorOf(body).message]).toEqual([502, expect.stringMatching(said)]);
});

test('the model chooses one of several deployments, before or after the messages; a path needs no model', async () => {
  const seen: Record<string, IncomingMessage[]> = { a: [], b: [] };
  const { origin } = await proxy([
    { name: 'a', engine: echo(seen.a ?? []) },
    { name: 'b', engine: echo(seen.b ?? []) },
  ]);
  const long = { messages: [{ role: 'user', content: 'x'.repeat(300_000), model: 'org/a' }], model: 'org/b' };
  const behind = JSON.stringify(long);
  expect((await ask(`${origin}/v1/chat/completions`, { body: '{"model":"org/a"}' })).body).toBe(
    '{"model":"org/a"}',
  );
  expect((await ask(`${origin}/v1/chat/completions`, { body: behind })).body).toBe(behind);
  await ask(`${origin}/b/v1/chat/completions`, { body: '{"model":"org/a"}' });
  expect([seen.a?.length, seen.b?.length]).toEqual([1, 2]);
  const unknown = await ask(`${origin}/v1/chat/completions`, { body: '{"model":"org/c"}' });
  expect([unknown.status, errorOf(unknown.body)]).toEqual([
    404,
    {
      message: 'model "org/c" is not served here; there are org/a, org/b',
      type: 'invalid_request_error',
      param: 'model',
      code: 'model_not_found',
    },
  ]);
  const none = await ask(`${origin}/v1/chat/completions`, { body: 'no JSON' });
  expect([none.status, errorOf(none.body).message]).toMatchObject([
    400,
    expect.stringContaining('/a/v1, /b/v1'),
  ]);
});

test('the proxy answers /v1/models, /healthz and /metrics itself, and wakes nothing for that', async () => {
  const { origin, targets } = await proxy([{ name: 'my-app', replicas: 0 }]);
  const models = await ask(`${origin}/v1/models`, { method: 'GET' });
  expect(JSON.parse(models.body).data).toMatchObject([
    { id: 'org/my-app', object: 'model', owned_by: 'my-app' },
  ]);
  expect((await ask(`${origin}/healthz`, { method: 'GET' })).body).toBe('{"status":"ok"}\n');
  const metrics = await ask(`${origin}/metrics`, { method: 'GET' });
  expect(metrics.body).toContain('exo_di_proxy_awake{deployment="my-app"} 0\n');
  expect(metrics.body).toContain('exo_di_proxy_requests_total{deployment="",status="200"} 2\n');
  expect((await ask(`${origin}/v1/version`, { method: 'GET' })).status).toBe(503);
  expect(targets[0]?.keeper.numbers.pending).toBe(0);
});

test.each(['/b/v1/models', '/b/v1/models?limit=1'])(
  '%s lists only the models of that deployment',
  async (path) => {
    const { origin } = await proxy([{ name: 'a' }, { name: 'b', replicas: 0 }]);
    const { status, body } = await ask(`${origin}${path}`, { method: 'GET' });
    expect([status, JSON.parse(body).data]).toMatchObject([200, [{ id: 'org/b' }]]);
    expect(JSON.parse(body).data).toHaveLength(1);
  },
);

test.each([
  ['/../v1/x', 404],
  ['/v1/../../other', 404],
  ['/v1/%2e%2E/other', 404],
  ['/v1/..%2fother', 404],
  ['/v1/..\\other', 404],
  ['/', 404],
  ['/v1', 404],
  ['/nobody/v1/x', 404],
])('path %s is answered with %i, and nothing is passed on', async (path, status) => {
  const seen: IncomingMessage[] = [];
  const { origin } = await proxyTo(echo(seen));
  expect((await ask(`${origin}${path}`, { body: CHAT })).status).toBe(status);
  expect(seen).toEqual([]);
});

test.each([
  ['a host name that resolves to this machine', undefined, { host: 'evil.example' }, 403],
  ['a page elsewhere', undefined, { origin: 'https://evil.example' }, 403],
  ['a page without an origin', undefined, { origin: 'null' }, 403],
  ['a page on this machine', undefined, { origin: 'http://localhost:3000' }, 200],
  ['a page that is allowed', undefined, { origin: 'https://chat.example' }, 200],
  ['no token', 'secret', {}, 401],
  ['a wrong token', 'secret', { authorization: 'Bearer secre' }, 401],
  ['the token, under any name', 'secret', { authorization: 'Bearer secret', host: 'gpu.example' }, 200],
])('a request from %s (--token %s) is answered with the right status', async (_, token, headers, status) => {
  const seen: IncomingMessage[] = [];
  const { origin } = await proxy([{ name: 'my-app', engine: echo(seen) }], {
    door: { token, origins: ['https://chat.example'] },
  });
  const answer = await ask(`${origin}/v1/chat/completions`, { headers, body: CHAT });
  expect(answer.status).toBe(status);
  expect(seen).toHaveLength(status === 200 ? 1 : 0);
});

describe('a web page that may ask', () => {
  const page = { origin: 'https://chat.example' };
  const asking = {
    ...page,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization',
  };
  const door = { token: 'secret', origins: ['https://chat.example'] };
  const told = { 'access-control-allow-origin': 'https://chat.example', vary: 'Origin' };

  test('has its preflight answered, which has no token and reaches no deployment', async () => {
    const seen: IncomingMessage[] = [];
    const given = [{ name: 'a', engine: echo(seen) }, { name: 'b' }];
    const { origin } = await proxy(given, { door });
    const question = (headers: Record<string, string>) =>
      ask(`${origin}/v1/chat/completions`, { method: 'OPTIONS', headers });
    expect(await question(asking)).toMatchObject({
      status: 204,
      headers: {
        ...told,
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'authorization',
      },
    });
    const other = await question({ ...asking, origin: 'https://evil.example' });
    expect(other.status).toBe(403);
    expect(other.headers).not.toHaveProperty('access-control-allow-origin');
    expect((await question(page)).status).toBe(401);
    expect(seen).toEqual([]);
  });

  test('may read every answer: the deployment’s, the proxy’s own, and refusals', async () => {
    const engine: Engine = (_, response) => {
      response.writeHead(200, { 'access-control-allow-origin': '*', 'x-a': 'b' }).end('{}');
    };
    const { origin } = await proxy([{ name: 'my-app', engine }], { door });
    const headers = { ...page, authorization: 'Bearer secret' };
    const passed = await ask(`${origin}/v1/chat/completions`, { headers, body: CHAT });
    expect(passed).toMatchObject({ status: 200, headers: { ...told, 'x-a': 'b' } });
    expect(await ask(`${origin}/v1/models`, { method: 'GET', headers })).toMatchObject({ headers: told });
    expect(await ask(`${origin}/v1/models`, { method: 'GET', headers: page })).toMatchObject({
      status: 401,
      headers: told,
    });
  });
});

test.each([
  ['/v1/models?api_key=of-somebody', '/v1/models'],
  [`/v1/${KEY}/x`, '/v1/***/x'],
  ['/my-app/v1/the%20token', '/my-app/v1/***'],
  ['/of-the-caller/v1/x', '/***/v1/x'],
  ['/sk-0123456789abcdef/v1/x', '/***/v1/x'],
  ['/hf_abcdefghijk/v1/x', '/***/v1/x'],
  ['/v1/files/EXO0123456789abcdef', '/v1/files/***'],
  ['http://me:password@127.0.0.1/v1/x', 'http://***@127.0.0.1/v1/x'],
  ['/v1/models/org/disk-hf_7B-Instruct', '/v1/models/org/disk-hf_7B-Instruct'],
])('path %s is logged as %s', async (path, logged) => {
  const { origin, lines } = await proxy([{ name: 'my-app' }], { door: { token: 'the token', origins: [] } });
  await ask(origin, { method: 'GET', path, headers: { authorization: 'Bearer of-the-caller' } });
  expect(lines.map((line) => line.path)).toEqual([logged]);
});

test('held requests cause one scaling, and are passed on with their bodies once the deployment serves', async () => {
  const seen: IncomingMessage[] = [];
  let wakes = 0;
  let awake = () => {};
  const { origin, targets } = await proxyTo(echo(seen), {
    replicas: 0,
    service: {
      wake: () => {
        wakes++;
        return new Promise<void>((resolve) => {
          awake = resolve;
        });
      },
    },
  });
  const answers = Array.from({ length: 20 }, (_, n) =>
    ask(`${origin}/v1/chat/completions`, { body: `body ${n}` }),
  );
  await expect.poll(() => targets[0]?.keeper.numbers.pending).toBe(20);
  expect(seen).toEqual([]);
  awake();
  expect((await Promise.all(answers)).map(({ body }) => body)).toEqual(answers.map((_, n) => `body ${n}`));
  expect(wakes).toBe(1);
});

test('a wake beyond the quota is a 503 with the reason, in the shape of OpenAI’s errors', async () => {
  const { origin } = await proxy([
    {
      name: 'my-app',
      replicas: 0,
      service: {
        wake: async () => {
          throw new ExoError('quota', 'the quota for gpua5000 is too small', { code: 'gpu-quota' });
        },
      },
    },
  ]);
  const { status, headers, body } = await ask(`${origin}/v1/chat/completions`, { body: CHAT });
  expect([status, headers['retry-after'], errorOf(body)]).toEqual([
    503,
    '30',
    { message: 'the quota for gpua5000 is too small', type: 'server_error', param: null, code: 'gpu_quota' },
  ]);
});

test('a large body is not buffered: while the deployment does not read, the caller cannot send', async () => {
  const size = 64 * 1024 * 1024;
  let got = 0;
  let reached = (_read: () => void) => {};
  const reading = new Promise<() => void>((resolve) => {
    reached = resolve;
  });
  const { origin } = await proxyTo((incoming, response) => {
    reached(() => {
      incoming.on('data', (piece: Buffer) => {
        got += piece.length;
      });
    });
    incoming.on('end', () => response.end(String(got)));
  });
  const sent = post(`${origin}/v1/chat/completions`);
  const answered = once(sent, 'response');
  const piece = Buffer.alloc(1024 * 1024, 0x20);
  let stoppedAt: number | undefined;
  for (let written = 0; written < size; written += piece.length) {
    if (sent.write(piece)) continue;
    const drained = once(sent, 'drain');
    if (stoppedAt === undefined) {
      // Count the time only from when the deployment has the request.
      const stuck = reading.then(() => new Promise((resolve) => setTimeout(resolve, 100, 'stuck')));
      if ((await Promise.race([drained, stuck])) === 'stuck') {
        stoppedAt = written + piece.length;
        (await reading)();
      }
    }
    await drained;
  }
  sent.end();
  const [response]: IncomingMessage[] = await answered;
  response?.resume();
  expect([response?.statusCode, got]).toEqual([200, size]);
  // Not more than the socket buffers of this machine take.
  expect(stoppedAt).toBeLessThan(size / 2);
});

/** An engine that answers when `answer` is called. */
function slowEngine() {
  const waiting: { end(text: string): void }[] = [];
  const engine: Engine = (_, response) => void waiting.push(response);
  return {
    engine,
    asked: () => expect.poll(() => waiting.length, { interval: 5 }).toBe(1),
    answer: () => waiting.map((response) => response.end('late')),
  };
}

test('draining lets requests under way end, refuses held ones and takes no new ones', async () => {
  const { engine, asked, answer } = slowEngine();
  const { origin, running, targets } = await proxy([
    { name: 'my-app', engine },
    { name: 'asleep', replicas: 0, service: { wake: () => new Promise(() => {}) } },
  ]);
  const late = ask(`${origin}/my-app/v1/completions`, { body: CHAT });
  const held = ask(`${origin}/asleep/v1/completions`, { body: CHAT });
  await asked();
  await expect.poll(() => targets[1]?.keeper.numbers.pending, { interval: 5 }).toBe(1);
  const drained = running.drain(5_000);
  answer();
  expect((await late).body).toBe('late');
  expect([(await held).status, (await drained).brokenOff]).toEqual([503, 0]);
  await expect(ask(`${origin}/healthz`, { method: 'GET' })).rejects.toThrow('ECONNREFUSED');
});

test('draining does not wait for a connection without a request, as browsers make them in advance', async () => {
  const { origin, running } = await proxy([{ name: 'my-app' }]);
  const socket = connect(Number(new URL(origin).port), '127.0.0.1').resume();
  await once(socket, 'connect');
  // Answered after the connection was accepted.
  await ask(`${origin}/healthz`, { method: 'GET' });
  const ended = once(socket, 'end');
  expect(await running.drain(Number.POSITIVE_INFINITY)).toEqual({ brokenOff: 0 });
  await ended;
});

test('a request whose body arrives while the proxy is closing wakes nothing', async () => {
  let wakes = 0;
  const service = {
    wake: async () => {
      wakes += 1;
    },
  };
  const { origin, running } = await proxy([{ name: 'my-app' }, { name: 'asleep', replicas: 0, service }]);
  const headers = { expect: '100-continue' };
  const sent = request(`${origin}/v1/completions`, { method: 'POST', agent: false, headers });
  sent.flushHeaders();
  await once(sent, 'continue');
  const drained = running.drain(5_000);
  sent.end('{"model":"org/asleep"}');
  const [response]: IncomingMessage[] = await once(sent, 'response');
  response?.resume();
  expect([response?.statusCode, wakes, (await drained).brokenOff]).toEqual([503, 0, 0]);
});

test('draining without a limit breaks nothing off, however late it ends', async () => {
  const { engine, asked, answer } = slowEngine();
  const { origin, running } = await proxyTo(engine);
  const late = ask(`${origin}/my-app/v1/completions`, { body: CHAT });
  await asked();
  const drained = running.drain(Number.POSITIVE_INFINITY);
  setTimeout(answer, 20);
  expect([(await late).body, (await drained).brokenOff]).toEqual(['late', 0]);
});

test.each([true, false])(
  'the API is found at a URL or below it: engine up at the start: %s',
  async (isUp) => {
    let isServing = isUp;
    const engine: Engine = (incoming, response) => {
      response.statusCode = !isServing ? 503 : incoming.url?.startsWith('/v1/') ? 200 : 404;
      response.end(incoming.url);
    };
    const url = await listening(engine);
    const upstream = createUpstream(url, KEY, directConnector(), [url, `${url}/v1`]);
    expect(await upstream.ask()).toBe(isUp ? 200 : 503);
    const { origin } = await proxy([{ name: 'my-app', upstream }]);
    const completion = () => ask(`${origin}/v1/completions`, { body: CHAT });
    if (!isUp) expect((await completion()).status).toBe(503);
    isServing = true;
    expect(await Promise.all([completion(), completion()])).toMatchObject([
      { status: 200, body: '/v1/completions' },
      { status: 200, body: '/v1/completions' },
    ]);
  },
);

test('a port that is in use is refused with a usage error', async () => {
  const taken = new URL(await listening(() => {}));
  const { startProxy } = await import('../../src/proxy/start-proxy.js');
  const { Metrics } = await import('../../src/proxy/metrics.js');
  const options = {
    targets: [],
    door: { origins: [] },
    metrics: new Metrics(),
    onAccess() {},
    onTrouble() {},
  };
  await expect(
    startProxy({ ...options, now: () => 0 }, { host: '127.0.0.1', port: Number(taken.port) }),
  ).rejects.toMatchObject({
    kind: 'usage',
    message: `--listen 127.0.0.1:${taken.port} cannot be used: it is in use`,
  });
});

function post(url: string, body?: string): ClientRequest {
  const sent = request(url, { method: 'POST', agent: false });
  sent.on('error', () => {});
  if (body !== undefined) sent.end(body);
  return sent;
}
