import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import {
  DEFAULT_LATENCY,
  parseLatency,
  type RunningSandbox,
  type SandboxOptions,
  startSandbox,
} from '../../src/sandbox/index.js';
import { firstTokenMs, tokenGapMs } from '../../src/sandbox/openai/openai-law.js';
import { replyTokens } from '../../src/sandbox/openai/openai-reply.js';
import type { BenchOptions } from '../helpers/run.js';
import { virtualClock } from '../helpers/virtual-time.js';
import { MINUTE, MISTRAL, sandboxAt } from './helpers.js';

/** Makes a deployment that serves, and functions that send requests to its URL with its key. */
async function endpoint(options: BenchOptions = {}, changes: Record<string, unknown> = {}) {
  const world = sandboxAt(options);
  const id = await world.ready(changes);
  const key = (await world.get(`/ai/deployment/${id}/api-key`))['api-key'];
  const ask = (path: string, body?: unknown, bearer: unknown = key) =>
    world.sandbox.fetch(
      new Request(`http://127.0.0.1/inference/at-vie-2/${id}/v1${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${bearer}` },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
  return { ...world, id, key, ask };
}

const hello = { model: MISTRAL, messages: [{ role: 'user', content: 'Good morning' }] };
const REPLY = 'This is the sandbox: no model was asked. You wrote: Good morning';

/** The parsed events of a stream; `[DONE]` stays a string. */
async function events(answer: Response): Promise<unknown[]> {
  const lines = (await answer.text()).split('\n\n').filter(Boolean);
  return lines.map((line) => {
    const data = line.replace(/^data: /, '');
    return data === '[DONE]' ? data : JSON.parse(data);
  });
}

const refusal = z.object({
  error: z.object({ message: z.string(), param: z.null(), code: z.union([z.string(), z.number()]) }),
});
const errorOf = async (answer: Response) => refusal.parse(await answer.json()).error;

describe('the OpenAI-compatible endpoint', () => {
  it('lists its one model, with its context length', async () => {
    const { ask } = await endpoint({}, { 'inference-engine-parameters': ['--max-model-len=4096'] });
    expect(await (await ask('/models')).json()).toMatchObject({
      object: 'list',
      data: [{ id: MISTRAL, object: 'model', max_model_len: 4096 }],
    });
  });

  it('writes each request into the logs, as the engine’s server does', async () => {
    const { ask, id, clock, get } = await endpoint();
    clock.advance(MINUTE);
    await ask('/chat/completions', hello);
    await ask('/chat/completions', { ...hello, model: 'another' });
    const { logs } = await get(`/ai/deployment/${id}/logs`);
    const last = z
      .array(z.object({ time: z.string(), node: z.string(), message: z.string() }))
      .parse(logs)
      .at(-1);
    expect(last).toEqual({
      time: expect.stringMatching(/^2026-01-01T/),
      node: '00000000-0',
      message: '(APIServer pid=1) INFO:     127.0.0.1:40776 - "POST /v1/chat/completions HTTP/1.1" 200 OK',
    });
  });

  it('answers with a whole reply and its usage', async () => {
    const { ask } = await endpoint();
    expect(await (await ask('/chat/completions', hello)).json()).toMatchObject({
      object: 'chat.completion',
      model: MISTRAL,
      choices: [{ message: { role: 'assistant', content: REPLY }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 2, completion_tokens: 12, total_tokens: 14 },
    });
    const completion = await ask('/completions', { model: MISTRAL, prompt: 'Once upon', max_tokens: 2 });
    expect(await completion.json()).toMatchObject({
      object: 'text_completion',
      choices: [{ text: 'This is', finish_reason: 'length' }],
      usage: { prompt_tokens: 2, completion_tokens: 2 },
    });
  });

  it('answers with a stream, and its usage if the request asks for it', async () => {
    const { ask } = await endpoint();
    const asked = { ...hello, stream: true, stream_options: { include_usage: true }, max_tokens: 3 };
    const answer = await ask('/chat/completions', asked);
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(await events(answer)).toMatchObject([
      { object: 'chat.completion.chunk', choices: [{ delta: { role: 'assistant', content: 'This' } }] },
      { choices: [{ delta: { content: ' is' }, finish_reason: null }] },
      { choices: [{ delta: { content: ' the' } }] },
      { choices: [{ delta: {}, finish_reason: 'length' }] },
      { choices: [], usage: { prompt_tokens: 2, completion_tokens: 3, total_tokens: 5 } },
      '[DONE]',
    ]);
    const without = await events(await ask('/completions', { prompt: 'a', stream: true, max_tokens: 1 }));
    expect(without).toMatchObject([
      { object: 'text_completion', choices: [{ text: 'This' }] },
      { choices: [{ finish_reason: 'length' }] },
      '[DONE]',
    ]);
  });

  it('accepts AI API keys of its scope and of scope public, and no others', async () => {
    const { send, ready, ask, id } = await endpoint();
    const other = await ready({ name: 'other' });
    const valueFor = async (scope: string) =>
      (await send('POST', '/ai/api-key', { name: 'key', scope })).body.value;
    for (const scope of [id, 'public'])
      expect((await ask('/models', undefined, await valueFor(scope))).status).toBe(200);
    for (const wrong of [await valueFor(other), 'wrong', '']) {
      const refused = await ask('/models', undefined, wrong);
      expect(refused.status).toBe(401);
      expect(await refused.json()).toMatchObject({ error: { code: 'invalid_api_key', param: null } });
    }
  });

  it('refuses requests at zero replicas and during a cold start, with a code for each', async () => {
    const { ask, send, clock, id } = await endpoint();
    const code = async () => {
      const { status } = await ask('/models');
      return status === 200
        ? 200
        : `${status} ${(await errorOf(await ask('/chat/completions', hello))).code}`;
    };
    expect(await code()).toBe(200);
    await send('POST', `/ai/deployment/${id}/scale`, { replicas: 0 });
    clock.advance(MINUTE);
    expect(await code()).toBe('503 no_replicas');
    await send('POST', `/ai/deployment/${id}/scale`, { replicas: 1 });
    expect(await code()).toBe('503 not_ready');
    clock.advance(4 * MINUTE);
    expect(await code()).toBe(200);
  });

  it.each<[string, object, number, RegExp]>([
    ['another model', { ...hello, model: 'other' }, 404, /The model `other` does not exist/],
    ['no messages', { messages: [] }, 400, /^messages: /],
    ['no tokens', { ...hello, max_tokens: 0 }, 400, /^max_tokens: /],
    ['more than the context holds', { ...hello, max_tokens: 40_000 }, 400, /maximum context length is 32768/],
  ])('refuses %s', async (_, body, status, message) => {
    const { ask } = await endpoint();
    const answer = await ask('/chat/completions', body);
    expect(answer.status).toBe(status);
    expect((await errorOf(answer)).message).toMatch(message);
  });

  it('uses --served-model-name as the model’s name, and refuses other paths', async () => {
    const { ask } = await endpoint({}, { 'inference-engine-parameters': ['--served-model-name', 'mine'] });
    expect((await ask('/chat/completions', { ...hello, model: 'mine' })).status).toBe(200);
    expect((await ask('/chat/completions', hello)).status).toBe(404);
    expect((await ask('/nothing')).status).toBe(404);
  });

  it('shows another URL if one is set', async () => {
    const { sandbox, id } = await endpoint({ assumptions: { deploymentUrl: 'https://{id}.{zone}.example' } });
    expect(sandbox.deployments()[0]).toMatchObject({ 'deployment-url': `https://${id}.at-vie-2.example` });
  });
});

describe('a law of latency', () => {
  const law = { ...DEFAULT_LATENCY, ttftMs: 200, promptTokenMs: 0.5, tokenMs: 20, perRequestMs: 2 };

  it.each<[number, number, number]>([
    [1, 1, 20],
    [5, 1, 28],
    [8, 2, 26],
    [9, 2, 28],
  ])('with %i requests on %i replicas leaves %i ms between tokens', (running, replicas, expected) => {
    expect(tokenGapMs(law, running, replicas)).toBe(expected);
  });

  it('counts the tokens of the prompt', () => {
    expect(firstTokenMs(law, 100)).toBe(250);
  });

  it('is parsed from text', () => {
    expect(parseLatency('ttft=200ms,prompt-token=500us,token=20ms,per-request=2ms,slots=4')).toEqual({
      ...law,
      slots: 4,
    });
  });

  it.each(['', 'ttft', 'ttft=-1s', 'ttft=200', 'slots=0', 'slots=1.5', 'toString=1ms', 'ttft=1s,'])(
    'refuses %j',
    (text) => {
      expect(() => parseLatency(text)).toThrow('is no part of a law of latency');
    },
  );

  it('sets the times of replies, and requests beyond the slots wait', async () => {
    const clock = virtualClock();
    const latency = { ttftMs: 100, tokenMs: 10, perRequestMs: 5, slots: 2 };
    const { ask, sandbox, id } = await endpoint({ clock, latency });
    const body = { ...hello, max_tokens: 3, ignore_eos: true };
    const start = clock.now();
    const times = await Promise.all(
      [1, 2, 3].map(async () => {
        const answer = await ask('/chat/completions', body);
        await answer.text();
        return clock.now() - start;
      }),
    );
    // Two requests at the same time at 15 ms a token; the third one afterwards, alone.
    expect(times).toEqual([130, 130, 250]);
    expect(sandbox.load(id)).toEqual({ running: 0, waiting: 0 });
  });

  it('leaves replies the length that the request asks for', () => {
    const asked = { last: 'x', maxTokens: 20, minTokens: 0, ignoresEnd: true };
    expect(replyTokens(asked)).toMatchObject({ finish: 'length', tokens: { length: 20 } });
    expect(replyTokens({ ...asked, ignoresEnd: false })).toMatchObject({
      finish: 'stop',
      tokens: { length: 11 },
    });
    expect(replyTokens({ ...asked, ignoresEnd: false, minTokens: 15 }).tokens).toHaveLength(15);
    const last = '\u001b[31m two  blanks\n';
    expect(
      replyTokens({ last, maxTokens: undefined, minTokens: 0, ignoresEnd: false }).tokens.join(''),
    ).toMatch(last);
  });
});

describe('over a socket', () => {
  let running: RunningSandbox | undefined;
  afterEach(async () => {
    await running?.close();
    running = undefined;
  });

  async function served(options: SandboxOptions = {}) {
    const { deploymentKey } = await import('../../src/sandbox/api-keys.js');
    running = await startSandbox(options);
    const { origin, sandbox } = running;
    const id = sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
    const ask = (changes: object = {}, signal: AbortSignal | null = null) =>
      fetch(`${origin}/inference/at-vie-2/${id}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${deploymentKey(id)}` },
        body: JSON.stringify({ ...hello, stream: true, ...changes }),
        signal,
      });
    return { sandbox, id, ask };
  }

  it('each token is sent at its time, and a large prompt is taken', async () => {
    const { ask } = await served({ latency: { ttftMs: 1, tokenMs: 120 } });
    const long = [{ role: 'user', content: 'x'.repeat(2_000_000) }];
    const answer = await ask({ max_tokens: 6, messages: long });
    let pieces = 0;
    for await (const _ of answer.body ?? []) pieces += 1;
    // A busy machine may read several tokens at once, but never all six, which come 120 ms apart.
    expect(pieces).toBeGreaterThan(1);
  });

  it('a cut breaks off in the middle of an event', async () => {
    const { ask, sandbox, id } = await served({ fail: ['POST /v1/chat/completions=cut'] });
    const answer = await ask();
    let seen = '';
    const read = async () => {
      for await (const piece of answer.body ?? []) seen += new TextDecoder().decode(piece);
    };
    await expect(read()).rejects.toThrow();
    expect(seen.split('\n\n')).toHaveLength(4);
    expect(seen).not.toContain('[DONE]');
    await expect.poll(() => sandbox.load(id).running).toBe(0);
  });

  it.each([{ stream: true }, { stream: false }])(
    'a client that leaves frees its slot (%j)',
    async (changes) => {
      const { ask, sandbox, id } = await served({ latency: { ttftMs: 0, tokenMs: 60_000, slots: 1 } });
      const leaving = new AbortController();
      const gone = ask(changes, leaving.signal).then((answer) => answer.text());
      await expect.poll(() => sandbox.load(id).running).toBe(1);
      leaving.abort();
      await expect(gone).rejects.toThrow();
      await expect.poll(() => sandbox.load(id).running).toBe(0);
    },
  );

  it('a reply breaks off when its replica stops', async () => {
    const { ask, sandbox, id } = await served({ latency: { ttftMs: 0, tokenMs: 20 } });
    const answer = await ask({ ignore_eos: true, max_tokens: 1_000 });
    for (const run of sandbox.world.data.deployments[0]?.runs ?? []) run.to = 0;
    await expect(answer.text()).rejects.toThrow();
    await expect.poll(() => sandbox.load(id).running).toBe(0);
  });

  it('faults strike its paths, too', async () => {
    const fail = ['POST /v1/chat/completions=429=5', 'POST /v1/chat/completions=reset', '* /**=500 x*'];
    const { ask } = await served({ fail });
    const refused = await ask();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
    expect(await errorOf(refused)).toMatchObject({ code: 429, param: null });
    await expect(ask()).rejects.toThrow();
    expect((await ask()).status).toBe(200);
  });
});
