import { expect, test } from 'vitest';
import { deploymentKey } from '../../src/sandbox/api-keys.js';
import { startSandbox } from '../../src/sandbox/index.js';
import { closesAtEnd } from '../helpers/closing.js';
import { launch, start } from '../helpers/launch.js';
import { CA_FILE, serveInTls } from '../helpers/network.js';
import { perform } from '../helpers/perform.js';

/*
 * Commands that talk to a deployment's URL, where only real sockets can show the behaviour. The built program is
 * started where the test is about how it ends.
 */

const opened = closesAtEnd();
const running = await opened(startSandbox({ latency: { ttftMs: 60, tokenMs: 20 } }));
const id = running.sandbox.place({ zone: 'at-vie-2', name: 'my-app' });

const exo = (line: string, options?: Parameters<typeof launch>[2], run = perform) =>
  run(line.split(' '), running, options);

test('check measures a stream while it arrives', async () => {
  const { code, stdout, stderr } = await exo('deployment check my-app -z at-vie-2 -O json');
  expect([code, stderr]).toEqual([0, '']);
  const { ttft_ms: ttft, tokens_per_second: tps } = JSON.parse(stdout);
  expect(ttft).toBeGreaterThanOrEqual(58);
  expect(tps).toBeGreaterThan(10);
  expect(tps).toBeLessThan(100);
});

test('check reports a stream that breaks off, and a port where nothing listens', async () => {
  running.sandbox.failNext('POST /v1/chat/completions=cut');
  const [broken, nobody] = await Promise.all([
    exo('deployment check my-app -z at-vie-2'),
    exo('deployment check my-app -z at-vie-2 --base-url http://127.0.0.1:1/v1'),
  ]);
  expect([broken.code, broken.stderr]).toEqual([
    7,
    expect.stringContaining('does not answer: the connection was lost'),
  ]);
  expect([nobody.code, nobody.stderr]).toEqual([
    9,
    expect.stringContaining('cannot be reached at 127.0.0.1:1: connection refused'),
  ]);
  const traced = await exo('deployment check my-app -z at-vie-2', { env: { EXOSCALE_TRACE: '1' } });
  expect(traced.code).toBe(0);
  expect(traced.stdout + traced.stderr).not.toContain(deploymentKey(id));
});

test('chat takes its prompt from a pipe and prints the reply', async () => {
  const { code, stdout, stderr } = await exo(
    'deployment chat my-app -z at-vie-2',
    { stdin: 'Good morning\n' },
    launch,
  );
  expect([code, stdout]).toEqual([0, 'This is the sandbox: no model was asked. You wrote: Good morning\n']);
  expect(stderr).toMatch(/^2 tokens in, 12 out; the first after \d+ms, then \d+ a second\.\n$/);
});

test('Ctrl-C ends chat with 130 in the middle of a reply, and the engine stops working on it', async () => {
  running.sandbox.setLatency({ tokenMs: 60_000 });
  const command = start('deployment chat my-app Hi -z at-vie-2'.split(' '), running);
  await expect.poll(() => running.sandbox.load(id).running, { timeout: 10_000 }).toBe(1);
  command.kill('SIGINT');
  expect((await command.outcome).code).toBe(130);
  await expect.poll(() => running.sandbox.load(id).running).toBe(0);
  running.sandbox.setLatency({ tokenMs: 20 });
});

test('an endpoint in TLS is trusted through NODE_EXTRA_CA_CERTS as the service is, and not without it', async () => {
  const tls = await opened(serveInTls(running.sandbox));
  const endpoint = `https://localhost:${tls.port}/v2`;
  const command = 'deployment check my-app -z at-vie-2 -O json'.split(' ');
  const env = { NODE_EXTRA_CA_CERTS: CA_FILE };
  const trusted = await perform(command, { ...running, endpoint }, { env });
  expect(trusted.code).toBe(0);
  expect(JSON.parse(trusted.stdout).url).toBe(`https://localhost:${tls.port}/inference/at-vie-2/${id}/v1`);
  const base = ['--base-url', `https://localhost:${tls.port}/inference/at-vie-2/${id}/v1`];
  const { code, stderr } = await perform([...command, ...base], running);
  expect([code, JSON.parse(stderr).error.message]).toEqual([
    9,
    expect.stringContaining('is from an authority this machine does not trust'),
  ]);
});
