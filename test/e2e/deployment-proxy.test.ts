import { connect } from 'node:net';
import { expect, test, vi } from 'vitest';
import { deploymentKey } from '../../src/sandbox/api-keys.js';
import { startSandbox } from '../../src/sandbox/index.js';
import { closesAtEnd } from '../helpers/closing.js';
import { start } from '../helpers/launch.js';
import { begin, perform } from '../helpers/perform.js';

/* `deployment proxy` with real sockets and the sandbox's endpoint; the built program is started once. */

const chat = (model: string) =>
  JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello there' }] });

const opened = closesAtEnd();

async function proxied(line: string, replicas: number, { quota = 8, run = begin, speed = 6_000 } = {}) {
  const running = await opened(startSandbox({ speed, quotas: { gpua5000: quota } }));
  const id = running.sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas });
  const proxy = run(
    `deployment proxy my-app --listen 127.0.0.1:0 -z at-vie-2 ${line}`.split(' ').filter(Boolean),
    running,
  );
  const said = await proxy.says(/Listening on http:\/\/127\.0\.0\.1:\d+/);
  const [, origin = ''] = /Listening on (http:\/\/[\d.:]+)/.exec(said) ?? [];
  const ask = async (path: string, body?: string) => {
    const signal = AbortSignal.timeout(30_000);
    const reply = await fetch(
      `${origin}${path}`,
      body === undefined ? { signal } : { method: 'POST', body, signal },
    );
    return { status: reply.status, headers: reply.headers, text: await reply.text() };
  };
  const scalings = () =>
    running.sandbox.requests.flatMap(({ path }) => (path.endsWith('scale') ? [path] : []));
  const replicasNow = () => running.sandbox.deployments('at-vie-2')[0]?.replicas;
  const end = async () => {
    proxy.kill('SIGTERM');
    return proxy.outcome;
  };
  return { running, id, proxy, origin, ask, scalings, replicasNow, end };
}

test('the proxy adds the key, passes replies on, logs each request, and ends with 0 on SIGTERM', async () => {
  const { id, ask, end } = await proxied('', 1, { run: start });
  const reply = await ask('/v1/chat/completions', chat('mistralai/Mistral-7B-Instruct-v0.3'));
  expect([reply.status, JSON.parse(reply.text).choices[0].message.role]).toEqual([200, 'assistant']);
  expect(JSON.parse((await ask('/v1/models')).text)).toMatchObject({
    data: [{ id: 'mistralai/Mistral-7B-Instruct-v0.3', owned_by: 'my-app' }],
  });
  expect((await ask('/healthz')).status).toBe(200);
  expect((await ask('/metrics')).text).toContain(
    'exo_di_proxy_requests_total{deployment="my-app",status="200"} 1',
  );
  const { code, stdout, stderr } = await end();
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^export OPENAI_BASE_URL=http:\/\/127\.0\.0\.1:\d+\/v1\nexport OPENAI_API_KEY=none\n$/,
  );
  expect(stderr).toMatch(
    /Z POST \/v1\/chat\/completions my-app 200 \d+ B [\d.]+ s \(first byte [\d.]+ s\)\n/,
  );
  expect(stderr).toContain('The proxy has ended.\n');
  expect(stdout + stderr).not.toContain(deploymentKey(id));
});

test('many requests at zero replicas cause one scaling, and all of them are answered', async () => {
  const { ask, scalings, end } = await proxied('--wake 1', 0);
  const replies = await Promise.all(
    Array.from({ length: 20 }, () => ask('/v1/chat/completions', chat('any, for there is one'))),
  );
  // With one deployment the proxy does not look at the model: the engine answers that it does not have it.
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([404]));
  expect(scalings()).toHaveLength(1);
  const { code, stderr } = await end();
  expect(code).toBe(0);
  expect(stderr).toMatch(/my-app: waking it with 1 replica\n/);
  expect(stderr).toMatch(/my-app: it answers after /);
});

test('a wake that the quota does not allow: the caller gets a 503 with the reason, the operator an error', async () => {
  const { ask, scalings, end } = await proxied('--wake 2', 0, { quota: 1 });
  const reply = await ask('/v1/chat/completions', chat('m'));
  expect(reply.status).toBe(503);
  expect(reply.headers.get('retry-after')).toMatch(/^\d+$/);
  const { error } = JSON.parse(reply.text);
  expect(error).toMatchObject({ type: 'server_error', code: 'gpu_quota' });
  expect(error.message).toContain('the quota for gpua5000 is too small');
  expect(scalings()).toEqual([]);
  const { stderr } = await end();
  expect(stderr).toContain('error: cannot wake deployment my-app with 2 replicas in at-vie-2');
});

test('wrong flags are refused before any request is sent', async () => {
  const running = await opened(startSandbox());
  const exo = (line: string) => perform(line.split(' '), running);
  const outcomes = await Promise.all([
    exo('deployment proxy my-app --listen 0.0.0.0:0'),
    exo('deployment proxy my-app --listen here --wake 0 --sleep-after 5s --allow-origin chat.example'),
    exo('deployment proxy a a --listen here'),
    exo('deployment proxy --token='),
    exo('deployment proxy my-app --sleep-after -5m'),
  ]);
  expect(outcomes.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2]);
  const [open = '', wrong = '', twice = '', empty = '', never = ''] = outcomes.map(({ stderr }) => stderr);
  expect(open).toContain('--listen 0.0.0.0:0: others could send requests there, with your key');
  for (const flag of ['--listen', '--wake', '--sleep-after', '--allow-origin']) expect(wrong).toContain(flag);
  expect(twice).toMatch(/--listen must be .*; a deployment is named twice/);
  expect(never).toContain('--sleep-after must be 1m or more');
  // An empty --token is refused, not ignored: a variable for it may be unset, and without a token anybody could ask.
  expect(empty).toContain('NAME is required; --token must not be empty');
  expect(running.sandbox.requests).toEqual([]);
});

test.for([
  ['EXO_DI_PROXY_TOKEN ends with a line feed', '', 'secret-token\n'],
  ['EXO_DI_PROXY_TOKEN is blank', '', ' '],
  ['--token has a blank in it', 'secret token', 'other'],
] as const)(
  'a token that no caller could send is refused: %s',
  async ([problem, flag, EXO_DI_PROXY_TOKEN]) => {
    const running = await opened(startSandbox());
    const line = ['deployment', 'proxy', 'my-app', ...(flag ? ['--token', flag] : [])];
    const { code, stderr } = await perform(line, running, { env: { EXO_DI_PROXY_TOKEN } });
    expect(code).toBe(2);
    expect(stderr).toMatch(new RegExp(`^error: ${problem}\nhint: callers send it as their API key: `));
    expect(stderr).not.toContain('secret');
    expect(running.sandbox.requests).toEqual([]);
  },
);

test('one deployment given by name and by ID is refused, because two keepers would scale it', async () => {
  const running = await opened(startSandbox());
  const id = running.sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
  const line = `deployment proxy my-app ${id} --sleep-after 1m --listen 127.0.0.1:0 -z at-vie-2`;
  expect(await perform(line.split(' '), running)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('deployment my-app in at-vie-2 is named twice'),
  });
});

test('ended while it wakes a deployment: it warns that nothing puts the deployment to sleep now', async () => {
  const { ask, scalings, end } = await proxied('--wake 1 --sleep-after 30m', 0, { speed: 1 });
  const reply = ask('/v1/chat/completions', chat('m'));
  await vi.waitUntil(() => scalings().length === 1, 20_000);
  const { code, stderr } = await end();
  expect((await reply).status).toBe(503);
  expect(code).toBe(0);
  expect(stderr).toContain(
    'warning: deployment my-app keeps its replicas, and the proxy no longer scales it to zero: exo-di deployment scale my-app 0 -z at-vie-2\n',
  );
  // A second signal ends the wait for the requests under way, and the program.
  expect(stderr.indexOf('no longer scales it to zero')).toBeLessThan(stderr.indexOf('proxy_closing'));
});

test('a proxy whose terminal goes away ends with 143 and says so, also under nohup', async () => {
  const { proxy } = await proxied('', 1);
  proxy.kill('SIGHUP');
  const { code, stderr } = await proxy.outcome;
  expect(code).toBe(143);
  expect(stderr).toContain(
    'error: the terminal went away\nhint: the proxy has ended; to go on without a terminal, run it with setsid or under systemd: nohup is not enough\n',
  );
});

test.each([
  ['SIGTERM', 'error: terminated\n'],
  ['SIGHUP', 'error: the terminal went away\nhint: the proxy has ended; to go on without a terminal, '],
] as const)(
  '%s, and a request that does not end within --drain: it is broken off, exit code 143',
  async (signal, error) => {
    const { proxy, origin, ask } = await proxied('--drain 100ms', 1);
    const caller = connect(Number(new URL(origin).port), '127.0.0.1').on('error', () => {});
    caller.write('POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{');
    await vi.waitFor(async () =>
      expect((await ask('/metrics')).text).toContain('in_flight{deployment="my-app"} 1'),
    );
    proxy.kill(signal);
    const { code, stderr } = await proxy.outcome;
    expect(code).toBe(143);
    expect(stderr).toContain('warning: 1 request had not ended in time and was broken off\n');
    expect(stderr).toContain(error);
  },
);
