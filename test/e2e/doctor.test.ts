import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createSandbox, DEFAULT_CREDENTIAL } from '../../src/sandbox/index.js';
import { closesAtEnd } from '../helpers/closing.js';
import { launch } from '../helpers/launch.js';
import { CA_FILE, listen, type ProxyOptions, serveInTls, startProxy } from '../helpers/network.js';
import { perform } from '../helpers/perform.js';

/* `doctor` in networks that work and in broken ones. */

const opened = closesAtEnd();

const service = () => opened(serveInTls(createSandbox()));
const doctor = (
  endpoint: string,
  env: Record<string, string> = {},
  flags: readonly string[] = [],
  run = perform,
) =>
  run(
    ['doctor', '-z', 'at-vie-2', ...flags],
    { endpoint, ...DEFAULT_CREDENTIAL },
    { env: { NODE_EXTRA_CA_CERTS: CA_FILE, ...env } },
  );
const line = (stdout: string, label: string) =>
  stdout.split('\n').find((text) => text.slice(2).startsWith(label)) ?? '';

describe.concurrent('the connection to a zone', () => {
  test('directly, in TLS', async () => {
    const { port } = await service();
    const { code, stdout } = await doctor(`https://localhost:${port}/v2`, {}, ['--verbose'], launch);
    expect(code).toBe(0);
    expect(line(stdout, 'zone at-vie-2')).toMatch(
      /^✓ zone at-vie-2 {2}proxy: none; DNS: localhost is \S+.*; TLS: TLSv1\.3, certificate until 2119-12-31 by exo-di test only CA; API: answered in \d+ ms$/,
    );
  });

  // One of Node's timers that is longer than 24 days ends at once.
  test('a limit of 30 days, directly and through a proxy, is none', async () => {
    const { port: target } = await service();
    const { port } = await opened(startProxy({ target }));
    const HTTPS_PROXY = `http://127.0.0.1:${port}`;
    const direct = doctor(`https://localhost:${target}/v2`, {}, ['--timeout', '720h']);
    const proxied = doctor('https://api.exo-di.test/v2', { HTTPS_PROXY }, ['--timeout', '720h']);
    expect([(await direct).code, (await proxied).code]).toEqual([0, 0]);
  });

  test('through a proxy', async () => {
    const { port: target } = await service();
    const { port } = await opened(startProxy({ target }));
    const env = { HTTPS_PROXY: `http://me:secret-pw@127.0.0.1:${port}` };
    const { code, stdout } = await doctor('https://api.exo-di.test/v2', env, ['--verbose']);
    expect(code).toBe(0);
    expect(line(stdout, 'zone at-vie-2')).toContain(
      `proxy: through 127.0.0.1:${port} (HTTPS_PROXY); DNS: api.exo-di.test is looked up by the proxy; TLS: TLSv1.3, certificate until 2119-12-31`,
    );
    expect(stdout).not.toContain('secret-pw');
  });

  test.each<[string, Partial<ProxyOptions>, string]>([
    ['refuses', { answer: 403 }, 'refuses to connect to api.exo-di.test:443 (403)'],
    ['asks for a login', { login: 'me:pw' }, 'asks for a user name and password (407)'],
    ['hangs up', { answer: 'hang-up' }, 'the connection was lost'],
  ])('a proxy that %s', async (_, options, sentence) => {
    const { port } = await opened(startProxy({ target: 1, ...options }));
    const { code, stdout } = await doctor('https://api.exo-di.test/v2', {
      HTTPS_PROXY: `http://127.0.0.1:${port}`,
    });
    expect(code).toBe(9);
    expect(line(stdout, 'endpoint')).toContain(`✗ endpoint       proxy: the proxy 127.0.0.1:${port}`);
    expect(line(stdout, 'endpoint')).toContain(sentence);
  });

  test('a certificate that is not trusted: the variable to set is printed below', async () => {
    const { port } = await service();
    const { code, stdout } = await doctor(`https://localhost:${port}/v2`, { NODE_EXTRA_CA_CERTS: '' });
    expect(code).toBe(9);
    expect(line(stdout, 'endpoint')).toContain(
      `TLS: the certificate of localhost:${port} is from an authority this machine does not trust`,
    );
    expect(stdout).toContain('export NODE_EXTRA_CA_CERTS=/path/to/ca.pem\n');
  });

  test('a certificate that is not checked (NODE_TLS_REJECT_UNAUTHORIZED=0) is a warning', async () => {
    const { port } = await service();
    const env = { NODE_EXTRA_CA_CERTS: '', NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    const { code, stdout } = await doctor(`https://localhost:${port}/v2`, env, [], launch);
    expect(code).toBe(3);
    expect(line(stdout, 'endpoint')).toMatch(/^! .*not checked \(NODE_TLS_REJECT_UNAUTHORIZED=0\)/);
  });

  test('a host that accepts connections and never answers: the check ends at its timeout', async () => {
    const { port } = await opened(listen(createServer(() => {})));
    const { code, stdout } = await doctor(`https://localhost:${port}/v2`, {}, ['--timeout', '500ms']);
    expect(code).toBe(9);
    expect(line(stdout, 'endpoint')).toBe(`✗ endpoint       TLS: localhost:${port}: no answer in time`);
  });

  test('a login page of the network answers instead of the API', async () => {
    const page = 'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n<html>log in</html>';
    const { port } = await opened(listen(createServer((socket) => socket.end(page))));
    const { code, stdout } = await doctor(`http://127.0.0.1:${port}/v2`);
    expect(code).toBe(9);
    expect(line(stdout, 'endpoint')).toBe('✗ endpoint       API: what answers is not the API');
  });
});

test('without credentials, network and HOME, doctor still reports what it can check', async () => {
  const { code, stdout, stderr } = await perform(['doctor', '-O', 'json', '--timeout', '1s'], undefined, {
    env: { EXOSCALE_API_ENDPOINT: 'https://nothing.invalid/v2' },
  });
  expect({ code, stderr }).toEqual({
    code: 3,
    stderr: 'Asking the service\n2 checks failed.\n',
  });
  const findings: { check: string; status: string; detail: string }[] = JSON.parse(stdout);
  expect(findings.find(({ check }) => check === 'dns')?.detail).toMatch(/^nothing\.invalid: the host name /);
  expect(findings.map(({ check, status }) => `${status} ${check}`)).toEqual([
    'ok node',
    'ok configuration',
    'fail credentials',
    'skip clock',
    'ok proxy',
    'fail dns',
    'skip permission',
    'skip quota',
  ]);
});
