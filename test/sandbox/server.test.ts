import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type RunningSandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.js';
import { zoneList } from '../../src/schemas/organization.js';
import { until } from '../helpers/until.js';
import { deploymentBody, signed } from './helpers.js';

let running: RunningSandbox | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

async function start(options: SandboxOptions = {}): Promise<RunningSandbox> {
  running = await startSandbox(options);
  return running;
}

const send = ({ origin }: RunningSandbox, method: string, path: string, body?: unknown) =>
  fetch(signed(method, path, body, Date.now(), origin));
const create = (server: RunningSandbox) =>
  send(server, 'POST', '/at-vie-2/v2/ai/deployment', deploymentBody());

describe('startSandbox', () => {
  it('listens on loopback and serves every zone on one port', async () => {
    const server = await start();
    expect(server.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v2$/);
    const { zones } = zoneList().parse(await (await fetch(`${server.endpoint}/zone`)).json());
    expect(zones[1]?.['api-endpoint']).toBe(`${server.origin}/at-vie-2/v2`);
    expect((await create(server)).status).toBe(200);
    expect(server.sandbox.deployments('at-vie-2')).toHaveLength(1);
  });

  it('verifies the path as it was sent, not as a URL object normalises it', async () => {
    const server = await start();
    const path = '/v2/quota/a%2e%2e%7eb';
    const { authorization } = Object.fromEntries(signed('GET', path, undefined, Date.now()).headers);
    const status = await new Promise((resolve, reject) => {
      const { port } = new URL(server.origin);
      const request = httpRequest(
        { host: '127.0.0.1', port, path, headers: { authorization } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      request.on('error', reject).end();
    });
    expect(status).toBe(404);
  });

  it('refuses a port that is in use by its number', async () => {
    const server = await start();
    const port = Number(new URL(server.origin).port);
    await expect(startSandbox({ port })).rejects.toThrow(`port ${port} of 127.0.0.1 is already in use`);
  });

  it.each([
    ['reset-before', 0],
    ['reset-after', 1],
    ['cut', 1],
    ['cut-before', 0],
  ])('%s breaks the connection off, with %i created', async (action, count) => {
    const server = await start({ fail: [`POST /ai/deployment=${action}`] });
    const answer = create(server).then((response) => response.text());
    await expect(answer).rejects.toThrow();
    expect(server.sandbox.deployments()).toHaveLength(count);
    expect((await send(server, 'GET', '/at-vie-2/v2/quota')).status).toBe(200);
  });

  it.each([
    ['silence', ''],
    ['drip', 'HTTP/1.1 200'],
  ])('%s ends with the server', async (action, begin) => {
    const server = await start({ fail: [`GET /zone=${action}`] });
    const socket = connect(Number(new URL(server.origin).port), '127.0.0.1');
    let received = '';
    socket.on('data', (data) => {
      received += data;
    });
    socket.on('error', () => {});
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    socket.write('GET /v2/zone HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n');
    await until(() => server.sandbox.requests.length > 0 && received.startsWith(begin));
    await server.close();
    await closed;
    expect(received.startsWith(begin)).toBe(true);
    expect(received).not.toContain('zones');
  });
});
