import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningSandbox, startSandbox } from '../../src/sandbox/index.js';
import { deploymentKey } from '../../src/sandbox/secrets.js';
import { launch } from '../helpers/launch.js';

/* What only real sockets and the built program show of the commands that speak to a deployment's URL. */

let running: RunningSandbox;
let id: string;
beforeAll(async () => {
  running = await startSandbox({ latency: { ttftMs: 60, tokenMs: 20 } });
  id = running.sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
});
afterAll(() => running.close());

const exo = (line: string, options?: Parameters<typeof launch>[2]) =>
  launch(line.split(' '), running, options);

test('check measures a stream while it comes', async () => {
  const { code, stdout, stderr } = await exo('deployment check my-app -z at-vie-2 -O json');
  expect([code, stderr]).toEqual([0, '']);
  const { ttft_ms: ttft, tokens_per_second: tps } = JSON.parse(stdout);
  expect(ttft).toBeGreaterThanOrEqual(58);
  expect(tps).toBeGreaterThan(10);
  expect(tps).toBeLessThan(100);
});

test('check of a stream that breaks off, and of a port where nobody is', async () => {
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
    expect.stringContaining('is not reached at 127.0.0.1:1: connection refused'),
  ]);
  const traced = await exo('deployment check my-app -z at-vie-2', { env: { EXOSCALE_TRACE: '1' } });
  expect(traced.code).toBe(0);
  expect(traced.stdout + traced.stderr).not.toContain(deploymentKey(id));
});
