import { describe, expect, test } from 'vitest';
import { TransportError } from '../../../src/api/http/transport.js';
import type { EndpointTransport } from '../../../src/endpoint/endpoint-transport.js';
import { deploymentKey } from '../../../src/sandbox/api-keys.js';
import { beforeSleep, bench, lyingEndpoints, type RunOptions } from '../../helpers/run.js';

const LAW = { ttftMs: 200, tokenMs: 20 };

/** A deployment that serves, and a function that runs `deployment check`. */
function checked(options: Parameters<typeof bench>[0] = { latency: LAW }) {
  const made = bench(options);
  const id = made.sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
  const check = (flags = '', given: RunOptions = {}) =>
    made.exo(`deployment check my-app -z at-vie-2 ${flags}`, given);
  /** The requests to the endpoint. */
  const asked = () =>
    made.sandbox.requests.flatMap(({ path }) =>
      path.startsWith('/inference/') ? [path.split('/v1')[1]] : [],
    );
  return { ...made, id, check, asked };
}

describe('deployment check', () => {
  test('prints the model and how fast it answers, without the key', async () => {
    const { check, asked, id } = checked();
    const { code, stdout, stderr } = await check('-O json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      name: 'my-app',
      zone: 'at-vie-2',
      url: `http://127.0.0.1:8787/inference/at-vie-2/${id}/v1`,
      model: 'mistralai/Mistral-7B-Instruct-v0.3',
      ttft_ms: 200,
      tokens_per_second: 50,
      tokens: 15,
    });
    expect(asked()).toEqual(['/models', '/chat/completions']);
    expect(stdout + stderr).not.toContain(deploymentKey(id));
  });

  test('prints a table for people', async () => {
    const { stdout } = await checked().check();
    expect(stdout).toMatch(/First token +\| +200 ms/);
    expect(stdout).toMatch(/Tokens a second +\| +50/);
  });

  test.each<[string, number, string]>([
    ['--max-ttft 200ms --min-tps 50', 0, ''],
    [
      '--max-ttft 199ms',
      8,
      'deployment my-app in at-vie-2 is too slow: the first token came after 200ms, later than 199ms',
    ],
    ['--min-tps 50.1', 8, 'is too slow: 50 tokens a second are less than 50.1'],
    ['--min-tps 60 --max-ttft 0.1s', 8, 'later than 100ms, and 50 tokens a second are less than 60'],
  ])('%s ends with %i', async (flags, expected, said) => {
    const { code, stdout, stderr } = await checked().check(flags);
    expect(code).toBe(expected);
    expect(stderr).toContain(said);
    expect(stdout).toContain('200 ms');
  });

  test.each<[string, string]>([
    ['--min-tps 0', '--min-tps must be a number of tokens above 0, not "0"'],
    ['--min-tps fast', '--min-tps must be a number of tokens above 0, not "fast"'],
    ['--max-ttft 2', '--max-ttft cannot be read: "2" has no unit: write 2s or 2m'],
    ['--max-ttft 0', '--max-ttft must be more than 0'],
    ['--base-url ftp://x/v1', '--base-url: a URL of an endpoint starts with https://, not ftp://'],
    ['--base-url x', '--base-url: "x" is not a URL like https://example.com/v1'],
    ['--base-url http://example.com/v1', 'http://example.com is not encrypted, and requests carry the key'],
    ['--base-url https://a@example.com', '--base-url: the URL must not have a user name or password'],
    ['--base-url https://:b@example.com', '--base-url: the URL must not have a user name or password'],
    ['--base-url https://example.com/v1?a', '--base-url: the URL must end with its path, without ? or #'],
  ])('%s is refused before anything is sent', async (flags, said) => {
    const { check, sandbox } = checked();
    const { code, stderr } = await check(flags);
    expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
    expect(sandbox.requests).toEqual([]);
  });

  test('at zero replicas: the cause and the command to start it, exit code 7', async () => {
    const { check, sandbox } = checked();
    for (const record of sandbox.world.data.deployments) Object.assign(record, { replicas: 0, runs: [] });
    const { code, stdout, stderr } = await check();
    expect([code, stdout]).toEqual([7, '']);
    expect(stderr).toContain(
      [
        'error: deployment my-app in at-vie-2 does not answer: Deployment my-app has no replicas (HTTP 503)',
        'cause     it is stopped: it has no replicas',
        'fix       exo-di deployment scale my-app 1 -z at-vie-2',
      ].join('\n'),
    );
    const { error } = JSON.parse((await check('-O json')).stderr);
    expect(error).toMatchObject({ code: 'no-answer', exit_code: 7, zone: 'at-vie-2' });
    expect(error.explanation).toMatchObject({ kind: 'stopped' });
  });

  test('a refused key is exit code 3, and is not tried again', async () => {
    const { check, asked } = checked({ fail: ['GET /v1/models=401 x*'] });
    const { code, stderr } = await check('--retry-for 10m');
    expect(code).toBe(3);
    expect(stderr).toMatch(/deployment my-app in at-vie-2 refuses its API key: .* \(HTTP 401\)/);
    expect(asked()).toEqual(['/models']);
  });

  test.each<[string, string]>([
    ['POST /v1/chat/completions=cut', 'does not answer: the connection was lost'],
    ['POST /v1/chat/completions=503:html', 'does not answer: it is unavailable (HTTP 503)'],
    ['POST /v1/chat/completions=garbage', 'does not answer: its answer is no JSON'],
    [
      'GET /v1/models=wrong-shape',
      'does not answer: its answer to /models is none of an OpenAI-compatible API',
    ],
    ['GET /v1/models=html', 'does not answer: a gateway before the engine failed (HTTP 502)'],
    ['GET /v1/models=429', 'does not answer: The sandbox was told to fail this request (HTTP 429)'],
    [
      'GET /v1/models=302',
      'does not answer: it redirects to another address, to which the key is not sent (HTTP 302)',
    ],
  ])('%s is exit code 7', async (fault, said) => {
    const { code, stderr } = await checked({ fail: [fault] }).check();
    expect([code, stderr]).toEqual([7, expect.stringContaining(said)]);
  });

  test.each([
    ['429=300', 'it asks you to wait: try again in 5m'],
    ['429', 'it asks you to wait: '],
  ])('too many requests (%s): the hint is to try later, and the logs are not read', async (fault, said) => {
    const { check, sandbox } = checked({ fail: [`POST /v1/chat/completions=${fault}`] });
    const { code, stderr } = await check();
    expect([code, stderr]).toEqual([7, expect.stringContaining(`\nhint: ${said}`)]);
    expect(sandbox.requests.filter(({ path }) => path.endsWith('/logs'))).toEqual([]);
  });

  test('an endpoint that does not answer is given up at the limit of one look', async () => {
    const { code, stderr } = await checked({ fail: ['GET /v1/models=silence'] }).check('--timeout 30ms');
    expect([code, stderr]).toEqual([7, expect.stringContaining('does not answer: nothing came within 30ms')]);
  });

  test('an endpoint that cannot be reached is exit code 9', async () => {
    const endpoints: EndpointTransport = {
      open: () => Promise.reject(new TransportError('connect', false, 'connection refused')),
      close() {},
    };
    const { code, stderr } = await checked().check('', { endpoints });
    expect(code).toBe(9);
    expect(stderr).toContain(
      'deployment my-app in at-vie-2 cannot be reached at 127.0.0.1:8787: connection refused',
    );
    expect(stderr).toContain('exo-di deployment show my-app -z at-vie-2');
  });

  test('--retry-for tries again until it answers, and no longer than that', async () => {
    const { check, asked } = checked({ latency: LAW, fail: ['GET /v1/models=503 x2'] });
    expect((await check('--retry-for 1m')).code).toBe(0);
    expect(asked()).toEqual(['/models', '/models', '/models', '/chat/completions']);

    const never = checked({ latency: LAW, fail: ['GET /v1/models=503 x*'] });
    const before = never.clock.now();
    expect((await never.check('--retry-for 1m')).code).toBe(7);
    expect(never.clock.now() - before).toBeGreaterThan(50_000);
    expect(never.clock.now() - before).toBeLessThanOrEqual(60_000);
  });

  test('a clock that is set back does not prolong --retry-for', async () => {
    const { check, clock, asked } = checked({ latency: LAW, fail: ['GET /v1/models=503 x*'] });
    let sleeps = 0;
    beforeSleep(clock, () => {
      if (++sleeps === 2) clock.advance(-3_600_000);
    });
    expect((await check('--retry-for 1m')).code).toBe(7);
    expect(asked().length).toBeLessThan(30);
  });

  test.each(['429=20', '503=20'])('--retry-for respects Retry-After: %s', async (fault) => {
    const { check, clock, asked } = checked({ latency: LAW, fail: [`GET /v1/models=${fault}`] });
    const before = clock.now();
    expect((await check('--retry-for 1m')).code).toBe(0);
    expect(clock.now() - before).toBeGreaterThanOrEqual(20_000);
    expect(asked()).toEqual(['/models', '/models', '/chat/completions']);
  });

  test('a Retry-After beyond --retry-for ends it at once', async () => {
    const { check, clock, asked } = checked({ latency: LAW, fail: ['POST /v1/chat/completions=429=300'] });
    const before = clock.now();
    const { code, stderr } = await check('--retry-for 1m');
    expect({ code, asked: asked().length }).toEqual({ code: 7, asked: 2 });
    expect(clock.now() - before).toBeLessThan(5_000);
    expect(stderr).toContain('(HTTP 429)');
  });

  test('--retry-for -1s tries without limit, and names none', async () => {
    const { check } = checked({ latency: LAW, fail: ['GET /v1/models=503 x2'] });
    const { code, stderr } = await check('--retry-for -1s');
    expect(code).toBe(0);
    expect(stderr).toContain('; asking again until it does.');
  });

  test('the model is the served one, or the given one if several are served', async () => {
    const { exo, sandbox } = checked();
    const record = sandbox.world.data.deployments[0];
    if (record) record.engineParameters = ['--served-model-name=mine'];
    const check = (more: string) => exo(`deployment check my-app -z at-vie-2 -O json ${more}`);
    expect(JSON.parse((await check('')).stdout).model).toBe('mine');
    expect((await check('--model mine')).code).toBe(0);
    const { code, stderr } = await check('--model other');
    expect(code).toBe(4);
    expect(JSON.parse(stderr).error).toMatchObject({
      message: 'deployment my-app in at-vie-2 does not serve model "other"',
      hint: '--model can be mine',
      details: { served: ['mine'] },
    });
  });

  test('the API is also looked for below /v1 of a URL without it', async () => {
    const { check, sandbox, id } = checked();
    sandbox.override(id, { 'deployment-url': `http://127.0.0.1:8787/inference/at-vie-2/${id}` });
    const { code, stdout } = await check('-O json');
    expect([code, JSON.parse(stdout).url]).toEqual([0, expect.stringMatching(/\/v1$/)]);
  });

  test.each([
    ['creating', 'wait for it with: exo-di deployment wait my-app --for ready -z at-vie-2'],
    ['ready', 'look again with: exo-di deployment show my-app -z at-vie-2'],
  ])('a deployment without a URL, in state %s', async (state, hint) => {
    const { check, sandbox, id } = checked();
    sandbox.override(id, { state, 'deployment-url': '' });
    expect(await check()).toEqual({
      code: 7,
      stdout: '',
      stderr: `error: the service shows no URL of deployment my-app in at-vie-2, which is ${state}\nhint: ${hint}\n`,
    });
    expect((await check('--base-url http://127.0.0.1:8787')).stderr).not.toContain('no URL');
  });

  test('a failure at another URL is not explained by the logs of the deployment', async () => {
    const { check, sandbox } = checked();
    const { code, stderr } = await check('--base-url http://127.0.0.1:8787');
    expect(code).toBe(7);
    expect(stderr).toContain(
      'hint: is http://127.0.0.1:8787 its URL? See: exo-di deployment show my-app -z at-vie-2',
    );
    expect(sandbox.requests.map(({ path }) => path)).not.toContainEqual(expect.stringMatching(/logs$/));
  });

  test('EXOSCALE_TRACE shows the requests, without the key and the texts', async () => {
    const { check, id } = checked();
    const { stderr } = await check('', { env: { EXOSCALE_TRACE: '1' } });
    expect(stderr).toMatch(/> GET \S+\/v1\/models\n< 200 to GET \S+\/v1\/models after 0 ms/);
    expect(stderr).toMatch(/> POST \S+\/chat\/completions \(\d+ bytes\)/);
    expect(stderr).not.toContain(deploymentKey(id));
  });

  test('a model without a chat template is checked with a plain completion', async () => {
    const { check, asked } = checked({ fail: ['POST /v1/chat/completions=400'] });
    expect((await check()).code).toBe(0);
    expect(asked()).toEqual(['/models', '/chat/completions', '/completions']);
  });

  test('an answer that repeats the key does not show it', async () => {
    const { check, sandbox, id } = checked();
    const endpoints = lyingEndpoints(sandbox, ({ headers }) => {
      const body = JSON.stringify({ error: { message: `no such key: ${headers.authorization}` } });
      async function* chunks() {
        yield new TextEncoder().encode(body);
      }
      return { status: 401, headers: { 'content-type': 'application/json' }, body: chunks() };
    });
    const { stderr } = await check('', { endpoints });
    expect(stderr).toContain('no such key: Bearer ***');
    expect(stderr).not.toContain(deploymentKey(id));
  });
});
