import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, request as forward } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type RunningSandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.js';
import { LONG_RUN } from '../helpers/chance.js';
import { closesAtEnd } from '../helpers/closing.js';
import { ownFolder } from '../helpers/folder.js';
import { launch, start } from '../helpers/launch.js';
import { type Listening, listen } from '../helpers/network.js';
import { perform } from '../helpers/perform.js';
import { until } from '../helpers/until.js';

/*
 * A creation over real sockets: its answer is lost, its process is killed, or two run at once. The complete matrix of
 * faults is in `test/faults`, in virtual time.
 */
const opened = closesAtEnd();

/** A service that allows duplicate names, so that only the command can keep a deployment from being made twice. */
function service(lagS: number, options: SandboxOptions = {}): Promise<RunningSandbox> {
  const assumptions = { duplicateNames: 'allowed', visibleAfterMs: lagS * 1_000 } as const;
  return opened(startSandbox({ speed: 100_000, ...options, assumptions }));
}

const CREATE = [
  ...['deployment', 'create', 'app', '--model-name', 'mistralai/Mistral-7B-Instruct-v0.3'],
  ...['--gpu-type', 'gpua5000', '--gpu-count', '1', '-z', 'at-vie-2'],
];
const made = ({ sandbox }: RunningSandbox) => sandbox.world.data.deployments.length;
/** The records of creations that no list has shown yet. */
function written(home: string) {
  const folder = join(home, '.local', 'state', 'exo-di', 'creations');
  const records = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
  return records.filter(({ seen }) => !seen);
}

const LAGS_S = LONG_RUN ? [0, 5, 15, 60] : [0, 3];

describe.concurrent.each(LAGS_S)('a service that shows a new deployment after %i s', (lag) => {
  test('the creation is accepted but the connection is reset: the deployment is made once', async () => {
    const running = await service(lag, { fail: ['POST /ai/deployment=reset-after'] });
    const { code, stderr } = await perform(CREATE, running);
    expect({ code, made: made(running) }, stderr).toEqual({ code: 0, made: 1 });
    expect(stderr).toContain('the answer to the creation was lost, but deployment app (');
  });
});

test.concurrent('killed after the request was sent, and run again: the deployment is made once', async () => {
  const running = await service(2, { fail: ['POST /ai/deployment=silence-after'] });
  const home = ownFolder();
  const killed = start(CREATE, running, { env: { HOME: home } });
  await until(() => made(running) === 1);
  killed.kill('SIGKILL');
  await killed.outcome;
  expect(written(home)).toHaveLength(1);
  const { code, stderr } = await perform(CREATE, running, { env: { HOME: home } });
  expect({ code, made: made(running), written: written(home) }, stderr).toEqual({
    code: 0,
    made: 1,
    written: [],
  });
  expect(stderr).toMatch(
    /warning: a run on this machine sent its creation at .* and is taken as its result\n/,
  );
});

test.concurrent('two runs at once: the second waits for the first, and one deployment is made', async () => {
  const running = await service(0, { fail: ['GET /ai/deployment=slow=5000'] });
  const home = ownFolder();
  const outcomes = await Promise.all([1, 2].map(() => launch(CREATE, running, { env: { HOME: home } })));
  expect(outcomes.map(({ code }) => code).sort(), outcomes.map(({ stderr }) => stderr).join()).toEqual([
    0, 5,
  ]);
  expect({ made: made(running), written: written(home) }).toEqual({ made: 1, written: [] });
  expect(outcomes.map(({ stderr }) => stderr).join()).toContain('Waiting for another run: process ');
});

test.skipIf(process.getuid?.() === 0)(
  'a home folder that is not writable: the deployment is made, with one warning',
  { concurrent: true },
  async () => {
    const running = await service(0);
    const home = ownFolder();
    chmodSync(home, 0o500);
    const { code, stderr } = await perform(CREATE, running, { env: { HOME: home } });
    expect({ code, made: made(running) }).toEqual({ code: 0, made: 1 });
    expect(stderr.match(/^warning: .*$/gm)).toEqual([
      expect.stringContaining('among the temporary files only'),
    ]);
  },
);

test.concurrent('a home folder that does not exist: it is not made, the deployment is, with one warning', async () => {
  const running = await service(0);
  const home = ownFolder();
  const nowhere = join(home, 'not', 'there');
  const { code, stderr } = await perform(CREATE, running, { env: { HOME: nowhere } });
  expect({ code, made: made(running) }).toEqual({ code: 0, made: 1 });
  expect(stderr.match(/^warning: .*$/gm)).toEqual([
    expect.stringMatching(
      /written down among the temporary files only, so after a restart, .*there is no folder/,
    ),
  ]);
  expect(readdirSync(home)).toEqual([]);
});

test.concurrent('a load balancer cuts every second request on a connection: the creation succeeds', async () => {
  const running = await service(0);
  const careless = await opened(carelessBalancer(new URL(running.endpoint).port));
  const endpoint = running.endpoint.replace(/:\d+/, `:${careless.port}`);
  const { code, stderr } = await perform(CREATE, { ...running, endpoint });
  expect({ code, made: made(running) }, stderr).toEqual({ code: 0, made: 1 });
  expect(stderr).not.toContain('was lost');
});

/** A load balancer that closes a kept connection when a second request arrives on it, without passing that on. */
function carelessBalancer(port: string): Promise<Listening> {
  const seen = new WeakSet<object>();
  const server = createServer((incoming, answer) => {
    if (seen.has(incoming.socket)) {
      incoming.socket.destroy();
      return;
    }
    seen.add(incoming.socket);
    const { method, url, headers } = incoming;
    const passed = forward({ port, method, path: url, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    incoming.pipe(passed);
  });
  return listen(server);
}
