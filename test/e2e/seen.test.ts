import { createServer, type IncomingMessage, request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type RunningSandbox, startSandbox } from '../../src/sandbox/index.js';
import { closesAtEnd } from '../helpers/closing.js';
import { launch } from '../helpers/launch.js';
import { listen } from '../helpers/network.js';
import { begin, perform } from '../helpers/perform.js';

/** An answer instead of the service's. `performs`: the service gets the request first, and its answer is dropped. */
interface Front {
  strikes: RegExp;
  performs: boolean;
  status: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

const opened = closesAtEnd();

/**
 * Starts a service with one deployment of two replicas.
 * @returns it, and functions to run commands and see the result
 */
async function service() {
  const running = await opened(startSandbox({ speed: 10_000 }));
  running.sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 2 });
  return {
    running,
    exo: (line: string, endpoint = running.endpoint, run = perform) =>
      run([...line.split(' '), '-z', 'at-vie-2'], { ...running, endpoint }),
    replicas: () => running.sandbox.deployments('at-vie-2').map((one) => one.replicas),
  };
}

/** Starts a server between client and service that answers some requests itself. @returns its endpoint */
async function front(
  running: RunningSandbox,
  { strikes, performs, status, headers = {}, body = '' }: Front,
): Promise<string> {
  const pass = (from: IncomingMessage, answered: (answer: IncomingMessage) => void) => {
    const { method, headers: asked, url = '' } = from;
    from.pipe(request(new URL(url, running.endpoint), { method, headers: asked }, answered));
  };
  const server = createServer((from, to) => {
    const answer = () => to.writeHead(status, headers).end(body);
    if (!strikes.test(`${from.method} ${from.url}`))
      return pass(from, (passed) => passed.pipe(to.writeHead(passed.statusCode ?? 0, passed.headers)));
    return performs ? pass(from, (passed) => passed.resume().on('end', answer)) : answer();
  });
  const { port } = await opened(listen(server));
  return `http://127.0.0.1:${port}/v2`;
}

describe.concurrent('a command reports only what it has seen', () => {
  const SCALE = /^POST .*\/scale$/;
  const operation = JSON.stringify({ id: '00000000-0000-4000-8000-0000000000aa', state: 'success' });

  test.each([
    ['an empty 204', { status: 204 }, launch],
    ['an empty 202', { status: 202 }],
    ['a page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>ok</html>' }],
    ['a byte order mark', { status: 200, body: `\ufeff${operation}` }],
    ['gzip', { status: 200, headers: { 'content-encoding': 'gzip' }, body: gzipSync(operation) }],
  ])(
    'scale to zero is done but answered with %s: the command finds out',
    async (_, answer, run = perform) => {
      const { running, exo, replicas } = await service();
      const endpoint = await front(running, { strikes: SCALE, performs: true, ...answer });
      expect(await exo('deployment scale my-app 0', endpoint, run)).toMatchObject({
        code: 0,
        stderr: expect.stringContaining('GPU billing stops'),
      });
      expect(replicas()).toEqual([0]);
    },
  );

  test('interrupted while it looks whether a scaling was accepted: it says that this is not known', async () => {
    const { running } = await service();
    running.sandbox.failNext('POST /ai/deployment/{id}/scale=garbage-before');
    const scaling = begin(['deployment', 'scale', 'my-app', '0', '-z', 'at-vie-2'], running);
    await scaling.says(/checking whether it was accepted/);
    scaling.kill('SIGINT');
    const { code, stderr } = await scaling.outcome;
    expect(code).toBe(130);
    expect(stderr).toContain(
      'before it was known whether "scale deployment my-app to 0 replicas" was accepted\n',
    );
    expect(stderr).toContain('hint: running the command again is safe; see what became of it with: exo-di');
  });
});
