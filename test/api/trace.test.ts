import { describe, expect, test } from 'vitest';
import { createClient } from '../../src/api/client.js';
import { type HttpResponse, type Transport, TransportError } from '../../src/api/http/transport.js';
import { traced } from '../../src/api/trace.js';
import { fakeClock, withMyApp } from '../helpers/run.js';

const SECRET = 'the-secret-that-signs';
const TOKEN = 'hf_Token0123456789';
const HEADER = 'header-secret-0123456789';
const KEY_VALUE = 'sk-revealed-0123456789';
const ID = '00000000-0000-4000-8000-000000000001';

/** A client whose requests all get the same answer, and the text of its trace. */
function client(answer: Partial<HttpResponse> | Error) {
  const lines: string[] = [];
  const transport: Transport = {
    async send() {
      if (answer instanceof Error) throw answer;
      return { status: 200, headers: {}, body: '{}', ...answer };
    },
    close() {},
  };
  const clock = fakeClock();
  const trace = traced(transport, { write: (line) => lines.push(line), now: clock.now });
  trace.hide(SECRET);
  const vienna = createClient({
    credentials: { key: 'EXO0123456789abcdef', secret: SECRET },
    transport: trace,
    clock,
    random: () => 0,
    headers: { 'user-agent': 'exo-di/1', 'X-Gateway': HEADER, 'x-env': 'prod' },
  }).in('at-vie-2');
  return { vienna, text: () => lines.join('\n') };
}

const json = (body: unknown, status = 200): Partial<HttpResponse> => ({ status, body: JSON.stringify(body) });

test('the trace shows a request and its answer, without secrets', async () => {
  const { vienna, text } = client({
    headers: { date: 'Thu, 01 Jan 2026 00:00:00 GMT', 'set-cookie': 'session=1' },
    ...json({ models: [{ id: ID, name: 'm', state: 'ready' }] }),
  });
  await vienna.listModels();
  expect(text()).toBe(
    [
      '> GET https://api-at-vie-2.exoscale.com/v2/ai/model',
      '> user-agent: exo-di/1',
      '> X-Gateway: ***',
      '> x-env: ***',
      '> accept: application/json',
      '> authorization: EXO2-HMAC-SHA256 credential=EXO012…,expires=1767226200,signature=***',
      '< 200 to GET https://api-at-vie-2.exoscale.com/v2/ai/model after 0 ms',
      '< date: Thu, 01 Jan 2026 00:00:00 GMT',
      '< set-cookie: ***',
      `< {"models":[{"id":"${ID}","name":"m","state":"ready"}]}`,
    ].join('\n'),
  );
});

type Vienna = ReturnType<typeof client>['vienna'];
const created = { id: ID, name: 'ci', scope: 'public', value: KEY_VALUE };
const refused = (text: string) => json({ title: 'Bad Request', detail: text }, 400);
const withToken = (v: Vienna) => v.createModel({ name: 'meta-llama/x', 'huggingface-token': TOKEN });

describe('no secret is written to the trace', () => {
  test.each<[string, (vienna: Vienna) => Promise<unknown>, Partial<HttpResponse> | Error]>([
    ['a Hugging Face token', withToken, json({ id: ID, state: 'success' })],
    ['a token that an error repeats', withToken, refused(`token ${TOKEN} was not accepted`)],
    ['a token repeated in plain text', withToken, { status: 500, body: `panic: ${TOKEN}` }],
    ['a token repeated in a URL', withToken, refused(`https://hf.co/?token=${encodeURIComponent(TOKEN)}`)],
    ['the secret, should it ever come back', (v) => v.listModels(), refused(`secret is ${SECRET}`)],
    ['a custom header that comes back', (v) => v.listModels(), { status: 403, body: `denied: ${HEADER}` }],
    ['a created key', (v) => v.createApiKey({ name: 'ci', scope: 'public' }), json(created)],
    ['a revealed key', (v) => v.revealApiKey(ID), json({ value: KEY_VALUE })],
    ['a rotated key', (v) => v.rotateApiKey(ID), json({ value: KEY_VALUE })],
    ["a deployment's key", (v) => v.revealDeploymentApiKey(ID), json({ 'api-key': KEY_VALUE })],
    ['a key under a new name', (v) => v.revealApiKey(ID), json({ value: 'x', 'new-name': KEY_VALUE })],
    ['a key in a list', (v) => v.revealApiKey(ID), json({ values: [{ text: KEY_VALUE }] })],
    ['a key that is the whole answer', (v) => v.revealApiKey(ID), json(KEY_VALUE)],
    ['a key in an answer that was cut off', (v) => v.revealApiKey(ID), { body: `{"value":"${KEY_VALUE}` }],
    ['a key where none is expected', (v) => v.listModels(), { body: `garbage {"api-key": "${KEY_VALUE}` }],
    ['a key in the error of a connection', withToken, new TransportError('lost', true, `lost ${TOKEN}`)],
    [
      "a proxy's password",
      (v) => v.listModels(),
      new TransportError('connect', false, `http://user:${TOKEN}@proxy.example:3128 is down`),
    ],
  ])('%s', async (_, act, answer) => {
    const { vienna, text } = client(answer);
    await act(vienna).catch(() => {});
    expect(text()).toContain('***'); // there was something to hide
    for (const secret of [SECRET, TOKEN, HEADER, KEY_VALUE]) expect(text()).not.toContain(secret);
    expect(text()).not.toMatch(/signature=(?!\*\*\*)/);
  });

  test('nor to the message of an error', async () => {
    for (const answer of [
      refused(`token ${TOKEN} is wrong`),
      { status: 400, body: `${HEADER} ${SECRET} ${TOKEN}` },
    ]) {
      const error: unknown = await withToken(client(answer).vienna).catch((caught: unknown) => caught);
      const { message } = error instanceof Error ? error : new Error('no error');
      expect(message).toContain('***');
      for (const secret of [SECRET, TOKEN, HEADER]) expect(message).not.toContain(secret);
    }
  });
});

describe('the trace of a failure says whether the service can have got the request', () => {
  test.each([
    [false, 'nothing was sent'],
    [true, 'the request may have arrived'],
  ])('sent: %s', async (sent, words) => {
    const { vienna, text } = client(new TransportError('timeout', sent, 'no answer in time'));
    await vienna.listModels().catch(() => {});
    expect(text()).toContain(
      `< nothing to GET https://api-at-vie-2.exoscale.com/v2/ai/model after 0 ms: no answer in time (${words})`,
    );
  });
});

test('a very long body is cut', async () => {
  const { vienna, text } = client(json({ models: [], more: 'x'.repeat(100_000) }));
  await vienna.listModels();
  expect(text()).toMatch(/… \(80\d+ more characters\)$/);
});

describe('EXOSCALE_TRACE', () => {
  const { exo, sandbox, id } = withMyApp();
  sandbox.override(id, { 'state-details': 'red\u001b[31m\u009b2J' });
  const show = (trace: string) =>
    exo('deployment show my-app -z at-vie-2 -O json', { env: { EXOSCALE_TRACE: trace } });

  test('1: requests and answers go to stderr, data still to stdout', async () => {
    const { code, stdout, stderr } = await show('1');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'my-app' });
    expect(stderr.match(/^> GET .*/gm)).toEqual([
      '> GET http://127.0.0.1:8787/v2/zone',
      '> GET http://127.0.0.1:8787/at-vie-2/v2/ai/deployment',
      `> GET http://127.0.0.1:8787/at-vie-2/v2/ai/deployment/${id}`,
    ]);
    expect(stderr).not.toContain(sandbox.world.credentials[0]?.secret);
  });

  test('control sequences are shown, not obeyed', async () => {
    const { stderr } = await show('1');
    expect(stderr).toContain('red\\u001b[31m\\x9b2J');
    expect(stderr.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  });

  test.each(['', '0', 'false'])('%j: nothing is traced', async (off) => {
    expect((await show(off)).stderr).toBe('');
  });

  test('an error has a stack trace only with EXOSCALE_TRACE=1', async () => {
    const failing = (trace: string) => exo('deployment show nothing', { env: { EXOSCALE_TRACE: trace } });
    expect((await failing('1')).stderr).toMatch(/\n {4}at /);
    expect((await failing('0')).stderr).not.toMatch(/\n {4}at /);
  });
});
