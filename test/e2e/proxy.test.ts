import { createServer, type Server } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createSandbox, DEFAULT_CREDENTIAL, startSandbox } from '../../src/sandbox/index.js';
import { closesAtEnd } from '../helpers/closing.js';
import { LAUNCHER, launch, OTHER } from '../helpers/launch.js';
import { CA_FILE, listen, type ProxyOptions, serveInTls, startProxy } from '../helpers/network.js';
import { perform } from '../helpers/perform.js';

/*
 * Commands behind a proxy, and against a server whose certificate is from a private CA, as in the networks of
 * companies: with real sockets, real TLS, and the built launcher once for each way. `api.exo-di.test` exists only
 * behind the proxy.
 */
const LIST = 'deployment list -z at-vie-2';
const CREATE =
  'deployment create my-app --model-name a/b --gpu-type gpua5000 --gpu-count 1 -z at-vie-2 --no-wait --no-preflight';
const BEHIND_PROXY = 'https://api.exo-di.test/v2';

const opened = closesAtEnd();

/**
 * Makes a sandbox behind TLS, proxies and servers for a test, and functions that run command lines against an endpoint.
 */
async function network() {
  const sandbox = createSandbox({ speed: 10_000 });
  sandbox.place({ zone: 'at-vie-2', name: 'first', modelName: 'a/b' });
  const { port } = await opened(serveInTls(sandbox));
  return {
    sandbox,
    names: () => sandbox.deployments('at-vie-2').map(({ name }) => name),
    port,
    proxy: (options: Partial<ProxyOptions> = {}) => opened(startProxy({ target: port, ...options })),
    // A caller that finds no TLS may reset the connection.
    server: (server: Server) =>
      opened(listen(server.on('connection', (socket) => socket.on('error', () => {})))),
    run: runBy(perform),
    launched: runBy(launch),
  };
}

const runBy =
  (run: typeof launch) =>
  (line: string, endpoint: string, env: Record<string, string> = {}) =>
    run(
      line.split(' '),
      { endpoint, ...DEFAULT_CREDENTIAL },
      { env: { NODE_EXTRA_CA_CERTS: CA_FILE, ...env } },
    );

describe.concurrent('certificates', () => {
  test('NODE_EXTRA_CA_CERTS: a private CA is trusted', async () => {
    const { launched, port } = await network();
    const { code, stdout } = await launched(`${LIST} -O text`, `https://localhost:${port}/v2`);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('\tfirst\tat-vie-2\t') });
  });

  test('SSL_CERT_FILE alone: a private CA is trusted, through a proxy and by doctor too', async () => {
    const { run, launched, port, proxy } = await network();
    const env = { NODE_EXTRA_CA_CERTS: '', SSL_CERT_FILE: CA_FILE };
    const through = { ...env, HTTPS_PROXY: `http://127.0.0.1:${(await proxy()).port}` };
    const listed = { code: 0, stdout: expect.stringContaining('\tfirst\tat-vie-2\t') };
    expect(await run(`${LIST} -O text`, `https://localhost:${port}/v2`, env)).toMatchObject(listed);
    expect(await launched(`${LIST} -O text`, BEHIND_PROXY, through)).toMatchObject(listed);
    const { stdout } = await run('doctor -z at-vie-2 -O json', `https://localhost:${port}/v2`, env);
    expect(stdout).toMatch(/"check":"tls"[^}]*"status":"ok"/);
  });

  test.each([
    ['/nowhere/ca.pem', 'cannot be read: it does not exist'],
    [LAUNCHER, 'has no certificate in PEM'],
  ])('SSL_CERT_FILE=%s is refused with the reason', async (file, why) => {
    const { run, port } = await network();
    expect(await run(LIST, `https://localhost:${port}/v2`, { SSL_CERT_FILE: file })).toMatchObject({
      code: 2,
      stderr: `error: SSL_CERT_FILE: file ${JSON.stringify(file)} ${why}\n`,
    });
  });

  test('without the CA: exit code 9, and the variable to set', async () => {
    const { run, port, sandbox } = await network();
    expect(await run(CREATE, `https://localhost:${port}/v2`, { NODE_EXTRA_CA_CERTS: '' })).toMatchObject({
      code: 9,
      stderr: `error: could not list zones: the certificate of localhost:${port} is from an authority this machine does not trust; nothing was sent for deployment my-app
hint: if a proxy opens TLS here, or the authority is your own, name its certificate file (PEM):
      export NODE_EXTRA_CA_CERTS=/path/to/ca.pem
`,
    });
    expect(sandbox.requests).toEqual([]);
  });

  test('a certificate for another host is refused', async () => {
    const { run, proxy } = await network();
    const { port } = await proxy();
    const { code, stderr } = await run(LIST, 'https://exo-di.test.example/v2', {
      HTTPS_PROXY: `http://127.0.0.1:${port}`,
    });
    expect(code).toBe(9);
    expect(stderr).toContain('the certificate presented by exo-di.test.example is for another host\n');
  });

  test('a port that does not speak TLS is reported', async () => {
    const { run, server } = await network();
    const { port } = await server(createServer((socket) => socket.end('220 mail.example ESMTP\r\n')));
    const { code, stderr } = await run(LIST, `https://localhost:${port}/v2`);
    expect(code).toBe(9);
    expect(stderr).toContain(`localhost:${port} does not answer in TLS\n`);
  });
});

describe.concurrent('through a proxy', () => {
  test('a proxy that sends a page instead of connecting is named', async () => {
    const { run, server } = await network();
    const { port } = await server(
      createServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\n\r\n<html>Log in'))),
    );
    const { code, stderr } = await run(LIST, 'https://api.exo-di.test/v2', {
      HTTPS_PROXY: `http://127.0.0.1:${port}`,
    });
    expect(code).toBe(9);
    expect(stderr).toContain(` through the proxy 127.0.0.1:${port} (HTTPS_PROXY)`);
    // Bun does not say what is wrong with the handshake, only that the connection has ended.
    if (!OTHER)
      expect(stderr).toBe(
        `error: could not list zones: api.exo-di.test does not answer in TLS through the proxy 127.0.0.1:${port} (HTTPS_PROXY)
hint: if api.exo-di.test is reachable without a proxy, add it to NO_PROXY
`,
      );
  });

  test.each<[string, Partial<ProxyOptions>, string, 'run' | 'launched']>([
    ['plain', {}, 'http://127.0.0.1', 'run'],
    ['without a scheme', {}, '127.0.0.1', 'run'],
    ['with a login', { login: 'me:p@ss' }, 'http://me:p%40ss@127.0.0.1', 'launched'],
    ['spoken to in TLS', { tls: true }, 'https://localhost', 'launched'],
  ])('%s: the proxy sees the host and nothing else', async (_, options, url, how) => {
    const { proxy, names, ...made } = await network();
    const { port, seen } = await proxy(options);
    const { code } = await made[how](CREATE, BEHIND_PROXY, { HTTPS_PROXY: `${url}:${port}` });
    expect({ code, names: names() }).toEqual({ code: 0, names: ['first', 'my-app'] });
    expect(new Set(seen)).toEqual(new Set(['CONNECT api.exo-di.test:443']));
  });

  test('HTTP_PROXY is used for an endpoint that is not encrypted', async () => {
    const { run, proxy } = await network();
    const plain = await opened(startSandbox());
    const { port, seen } = await proxy({ target: Number(new URL(plain.origin).port) });
    const { code } = await run(LIST, 'http://api.exo-di.test/v2', {
      EXO_DI_ALLOW_HTTP: '1',
      HTTP_PROXY: `http://127.0.0.1:${port}`,
    });
    expect({ code, seen: new Set(seen) }).toEqual({ code: 0, seen: new Set(['CONNECT api.exo-di.test:80']) });
  });

  test.each<[string, Record<string, string>]>([
    ['NO_PROXY names the host', { NO_PROXY: '.exo-di.test' }],
    ['both variables set to nothing', { https_proxy: '', HTTPS_PROXY: '' }],
  ])('%s: the proxy sees nothing', async (_, env) => {
    const { run, proxy } = await network();
    const { port, seen } = await proxy();
    const HTTPS_PROXY = `http://127.0.0.1:${port}`;
    const { code } = await run(`${LIST} --timeout 1s`, BEHIND_PROXY, { HTTPS_PROXY, ...env });
    expect({ code, seen }).toEqual({ code: 9, seen: [] });
  });

  test('an endpoint on this machine is never reached through the proxy', async () => {
    const { run, proxy, port } = await network();
    const { seen, ...started } = await proxy();
    const HTTPS_PROXY = `http://127.0.0.1:${started.port}`;
    const { code } = await run(LIST, `https://127.0.0.1:${port}/v2`, { HTTPS_PROXY });
    expect({ code, seen }).toEqual({ code: 0, seen: [] });
  });

  test('a connection that is lost after the request arrived: the deployment is found, not made twice', async () => {
    const { run, proxy, names, sandbox } = await network();
    const { port } = await proxy();
    sandbox.failNext('POST /ai/deployment=reset-after');
    const { code } = await run(CREATE, BEHIND_PROXY, { HTTPS_PROXY: `http://127.0.0.1:${port}` });
    expect({ code, names: names() }).toEqual({ code: 0, names: ['first', 'my-app'] });
  });
});

describe.concurrent('a proxy that refuses: exit code 9, its host is named without the login, nothing is sent', () => {
  const refused = 'the proxy HOST (HTTPS_PROXY) refuses to connect to api.exo-di.test:443 (403)';
  const asks = 'the proxy HOST (HTTPS_PROXY) asks for a user name and password (407)';
  const wrong = 'the proxy HOST (HTTPS_PROXY) does not accept its user name and password (407)';
  const bad = 'the proxy HOST (HTTPS_PROXY) could not reach api.exo-di.test:443 (502) after 5 tries';
  const login = 'http://me:secret-pw@HOST';

  test.each<[string, Partial<ProxyOptions>, string, number, string]>([
    ['forbidden', { answer: 403 }, login, 1, refused],
    ['no login given', { login: 'me:pw' }, 'http://HOST', 1, asks],
    ['a wrong login', { login: 'me:pw' }, login, 1, wrong],
    ['a 502 of its own, which may pass', { answer: 502 }, login, 5, bad],
    ['it hangs up', { answer: 'hang-up' }, login, 5, 'the proxy HOST: the connection was lost after 5 tries'],
    [
      'it does not speak HTTP',
      { answer: 'garbage' },
      login,
      5,
      'the proxy HOST: the answer is not HTTP after 5 tries',
    ],
    ['it says nothing', { answer: 'silence' }, login, 1, 'no answer in time'],
    [
      'it expects TLS although its URL is http',
      { tls: true },
      login,
      0,
      'the proxy HOST: the connection was lost after 5 tries',
    ],
  ])('%s', async (_, options, url, connects, sentence) => {
    const { run, proxy, sandbox } = await network();
    const { port, seen } = await proxy(options);
    const host = `127.0.0.1:${port}`;
    const line = options.answer === 'silence' ? `${CREATE} --timeout 1s` : CREATE;
    const { code, stderr } = await run(line, BEHIND_PROXY, { HTTPS_PROXY: url.replace('HOST', host) });
    // A failure that another try may change is that of the connection, whose other end is named.
    const to = sentence.endsWith('tries') ? ' (api.exo-di.test)' : '';
    expect({ code, error: stderr.split('\n')[0] }).toEqual({
      code: 9,
      error: `error: could not list zones${to}: ${sentence.replace('HOST', host)}; nothing was sent for deployment my-app`,
    });
    expect(stderr).not.toMatch(/secret-pw|html/);
    expect({ connects: seen.length, sent: sandbox.requests.length }).toEqual({ connects, sent: 0 });
  });

  test("the proxy's own certificate is not trusted", async () => {
    const { launched: run, proxy } = await network();
    const { port } = await proxy({ tls: true });
    const HTTPS_PROXY = `https://localhost:${port}`;
    const { code, stderr } = await run(LIST, BEHIND_PROXY, { HTTPS_PROXY, NODE_EXTRA_CA_CERTS: '' });
    expect(code).toBe(9);
    expect(stderr).toContain(`the certificate of localhost:${port} is from an authority this machine`);
  });

  test('the proxy is down', async () => {
    const { run, proxy } = await network();
    const { port, close } = await proxy();
    await close();
    const { code, stderr } = await run(LIST, BEHIND_PROXY, { HTTPS_PROXY: `http://127.0.0.1:${port}` });
    expect(code).toBe(9);
    expect(stderr).toContain(`the proxy 127.0.0.1:${port}: connection refused`);
  });

  test('a SOCKS proxy is refused with exit code 2', async () => {
    const { run } = await network();
    expect(await run(LIST, BEHIND_PROXY, { HTTPS_PROXY: 'socks5://me:secret-pw@h' })).toMatchObject({
      code: 2,
      stderr:
        'error: HTTPS_PROXY: the URL of a proxy begins with http:// or https://, not socks5\nhint: HTTPS_PROXY=http://proxy.example:3128\n',
    });
  });
});
