import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TransportError } from '../../src/api/http/transport.js';
import { normalizeBaseUrl, possibleBases } from '../../src/endpoint/base-url.js';
import { createEndpoint } from '../../src/endpoint/endpoint.js';
import { EndpointError, errorWithin, refusal } from '../../src/endpoint/endpoint-error.js';
import { piece, type ReplyEvent, readPiece, serverSentData } from '../../src/endpoint/replies.js';
import { Stopwatch } from '../../src/endpoint/speed.js';
import { runs } from '../helpers/chance.js';

async function* chunks(...pieces: readonly Uint8Array[]) {
  yield* pieces;
}
async function events(...pieces: readonly Uint8Array[]): Promise<string[]> {
  const found: string[] = [];
  for await (const event of serverSentData(chunks(...pieces))) found.push(event);
  return found;
}
const bytes = (text: string) => new TextEncoder().encode(text);

describe('events of a stream', () => {
  test.each<[string, string[]]>([
    ['data: a\n\ndata: b\n\n', ['a', 'b']],
    ['data: a\r\n\r\ndata: b\r\n\r\n', ['a', 'b']],
    [': ping\n\ndata:{"x": "ü"}\n\n', ['{"x": "ü"}']],
    ['event: x\nid: 1\nretry: no\nother: y\ndata: a\n\n', ['a']],
    ['data: a\r\rdata: b\r\r', ['a', 'b']],
    ['data: a\n\ndata: b\n', ['a', 'b']],
    ['data: a\n\ndata: b', ['a']],
    ['data: not ended', []],
    ['', []],
  ])('%j are %j', async (text, expected) => {
    expect(await events(bytes(text))).toEqual(expected);
  });

  test('are the same wherever the bytes are split into chunks', async () => {
    const text = 'data: {"a":"grün \u{1f44d}"}\r\n\r\n: ping\n\ndata: b\ndata: c\n\ndata: [DONE]\n\n';
    const whole = bytes(text);
    const expected = await events(whole);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(whole.length), { maxLength: 12 }), async (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), whole.length];
        const pieces = at.slice(1).map((end, index) => whole.subarray(at[index], end));
        expect(await events(...pieces)).toEqual(expected);
      }),
      { numRuns: runs(200) },
    );
  });

  test('an event without end is refused before it fills the memory', async () => {
    const endless = Array.from({ length: 6 }, () => bytes('x'.repeat(1024 * 1024)));
    await expect(events(bytes('data: '), ...endless)).rejects.toThrow('its answer has an event without end');
  });
});

test.each<[string, object, ReplyEvent[]]>([
  ['a piece', { choices: [{ delta: { content: 'a' } }] }, [{ kind: 'text', text: 'a' }]],
  [
    'a piece beside one of another choice',
    { choices: [{ delta: { content: 'a' } }, { delta: { content: 'b' } }] },
    [{ kind: 'text', text: 'a' }],
  ],
  ['of a completion', { choices: [{ text: 'a', finish_reason: null }] }, [{ kind: 'text', text: 'a' }]],
  ['the role alone', { choices: [{ delta: { role: 'assistant', content: '' } }] }, []],
  ['thoughts', { choices: [{ delta: { reasoning_content: 'hm' } }] }, [{ kind: 'thought', text: 'hm' }]],
  ['the end', { choices: [{ delta: {}, finish_reason: 'length' }] }, [{ kind: 'end', reason: 'length' }]],
  [
    'usage',
    { choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } },
    [{ kind: 'usage', promptTokens: 3, completionTokens: 2 }],
  ],
  ['nothing known', { id: 'x', usage: null, more: {} }, []],
])('%s is read from a reply', (_, data, expected) => {
  expect(readPiece(piece.parse(data))).toEqual(expected);
});

test.each([
  [400, '{"error":{"message":"Too long.","type":"x","code":400}}', 'Too long (HTTP 400)'],
  [404, '{"error":{"message":"No model","code":"model_not_found"}}', 'No model (HTTP 404)'],
  [401, '{"error":"Unauthorized"}', 'Unauthorized (HTTP 401)'],
  [404, '{"detail":"Not Found"}', 'Not Found (HTTP 404)'],
  [
    422,
    '{"detail":[{"loc":["body","messages"],"msg":"Field required"}]}',
    'body.messages: Field required (HTTP 422)',
  ],
  [
    422,
    '{"detail":[{"loc":["body","n"],"msg":"is no number"},{"msg":"no model"}]}',
    'body.n: is no number; no model (HTTP 422)',
  ],
  [422, '', 'the request was refused as invalid (HTTP 422)'],
  [400, '{"object":"error","message":"bad"}', 'bad (HTTP 400)'],
  [502, '<html>Bad Gateway</html>', 'a gateway before the engine failed (HTTP 502)'],
  [503, '', 'it is unavailable (HTTP 503)'],
  [500, 'Internal Server Error', 'Internal Server Error (HTTP 500)'],
  [429, '{"error":{"message":" "}}', 'too many requests (HTTP 429)'],
  [500, '{"error":{"code":500},"message":"Out of memory"}', 'Out of memory (HTTP 500)'],
  [418, '[]', 'an unexpected answer (HTTP 418)'],
  [302, 'Found', 'it redirects to another address, to which the key is not sent (HTTP 302)'],
])('%i %s is reported as %s', (status, body, message) => {
  expect(refusal(status, body)).toMatchObject({ message });
});

test('a long message of an endpoint is cut', () => {
  expect(refusal(500, 'x'.repeat(10_000)).message.length).toBeLessThan(600);
  expect(errorWithin({ choices: [] })).toBeUndefined();
  expect(errorWithin({ error: { message: 'out of memory' } })).toBeInstanceOf(EndpointError);
  expect(errorWithin({ object: 'error', message: 'out of memory', code: 500 })).toBeInstanceOf(EndpointError);
  expect(errorWithin({ object: 'chat.completion.chunk', message: 'hi' })).toBeUndefined();
});

test.each<[string, string]>([
  ['https://x.example/v1', 'https://x.example/v1'],
  ['https://x.example/v1/', 'https://x.example/v1'],
  ['https://x.example', 'https://x.example'],
  ['http://127.0.0.1:8000/v1//', 'http://127.0.0.1:8000/v1'],
  ['http://[::1]/a', 'http://[::1]/a'],
])('the base URL %s becomes %s', (given, expected) => {
  expect(normalizeBaseUrl(given, '--base-url')).toBe(expected);
});

test('the API is looked for at a URL and below it', () => {
  expect(possibleBases('https://x.example')).toEqual(['https://x.example', 'https://x.example/v1']);
  expect(possibleBases('https://x.example/v1')).toEqual(['https://x.example/v1']);
  expect(normalizeBaseUrl('http://10.0.0.1/v1', 'x', true)).toBe('http://10.0.0.1/v1');
});

describe('a stopwatch', () => {
  const say = { kind: 'text', text: 'a' } as const;
  const count = (tokens: number): ReplyEvent => ({
    kind: 'usage',
    promptTokens: 5,
    completionTokens: tokens,
  });

  test.each<[string, [number, ReplyEvent][], object | undefined]>([
    ['nothing', [], undefined],
    ['only usage', [[10, count(0)]], undefined],
    ['one token', [[500, say]], { ttftMs: 500, tokens: 1, tokensPerSecond: 2 }],
    [
      'pieces',
      [
        [100, say],
        [150, say],
        [200, say],
      ],
      { ttftMs: 100, tokens: 3, tokensPerSecond: 20 },
    ],
    [
      'pieces of several tokens, as the endpoint counts them',
      [
        [100, say],
        [200, say],
        [200, count(11)],
      ],
      { tokens: 11, tokensPerSecond: 100, promptTokens: 5 },
    ],
    [
      'all at once',
      [
        [100, say],
        [100, say],
      ],
      { ttftMs: 100, tokensPerSecond: 20 },
    ],
    [
      'no time at all',
      [
        [0, say],
        [0, say],
      ],
      { ttftMs: 0, tokensPerSecond: 2_000 },
    ],
  ])('of %s', (_, seen, expected) => {
    let time = 0;
    const watch = new Stopwatch(() => time);
    for (const [at, event] of seen) {
      time = at;
      watch.see(event);
    }
    if (expected === undefined) expect(watch.speed).toBeUndefined();
    else expect(watch.speed).toMatchObject(expected);
  });
});

describe('a stream from an endpoint', () => {
  /** An endpoint that always gives this answer. */
  const answering = (status: number, type: string, ...body: readonly Uint8Array[]) =>
    answeringWith(status, { 'content-type': type }, ...body);
  const answeringWith = (
    status: number,
    headers: Readonly<Record<string, string>>,
    ...body: readonly Uint8Array[]
  ) =>
    createEndpoint({
      transport: { open: async () => ({ status, headers, body: chunks(...body) }), close() {} },
      baseUrl: 'https://x.example/v1',
      key: 'secret-key',
    });
  const streamed = async (...events: readonly string[]) => {
    const found: ReplyEvent[] = [];
    const body = events.map((data) => bytes(`data: ${data}\n\n`));
    for await (const each of answering(200, 'text/event-stream', ...body).stream('/completions', {}))
      found.push(each);
    return found;
  };
  const said = '{"choices":[{"text":"a"}]}';
  const ended = '{"choices":[{"text":"","finish_reason":"stop"}]}';

  test('ends with [DONE], or with its reason; without either it broke off', async () => {
    expect(await streamed(said, '', '[DONE]', 'garbage')).toEqual([{ kind: 'text', text: 'a' }]);
    expect(await streamed(said, ended)).toHaveLength(2);
    await expect(streamed(said)).rejects.toThrow('the reply broke off');
  });

  test.each<[string[], string]>([
    [[said, '{"error":{"message":"out of memory at secret-key"}}'], 'out of memory at ***'],
    [[said, '{"error":{"code":500}}', '[DONE]'], 'it failed'],
    [
      [said, '{"choices":[{"text":"","finish_reason":"error"}]}', '[DONE]'],
      'the engine ended the reply with error',
    ],
    [[said, '{"choices":[{"text":"","finish_reason":"abort"}]}'], 'the engine ended the reply with abort'],
    [['{"choices":"no"}'], 'its answer to /completions is none of an OpenAI-compatible API'],
    [['{"choices":'], 'its answer is no JSON'],
  ])('%j in the middle is an error', async (events, message) => {
    await expect(streamed(...events)).rejects.toThrow(message);
  });

  test.each<[string, string | undefined]>([
    ['{"choices":[{"text":"half","finish_reason":"abort"}]}', 'the engine ended the reply with abort'],
    ['{"choices":[{"text":"","finish_reason":"error"}]}', 'the engine ended the reply with error'],
    ['{"choices":[{"text":"a","finish_reason":"length"}]}', undefined],
    ['{"choices":[{"text":"a","finish_reason":null}]}', undefined],
    ['{"choices":[{"text":"a","finish_reason":5}]}', undefined],
    ['{"choices":["odd"]}', undefined],
  ])('%s in one piece', async (answer, problem) => {
    const reply = answering(200, 'application/json', bytes(answer)).whole('/completions', {});
    if (problem === undefined) expect(await reply).toEqual(JSON.parse(answer));
    else await expect(reply).rejects.toThrow(problem);
  });

  test.each([
    '{"error":"no model for secret-key"}',
    '{"object":"error","message":"no model for secret-key"}',
  ])('an error that repeats the key with status 200, %s, is told without it', async (answer) => {
    const endpoint = answering(200, 'application/json', bytes(answer));
    for (const asked of [endpoint.models(), endpoint.whole('/completions', {})])
      await expect(asked).rejects.toThrow('no model for ***');
  });

  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
  ])('that a server on the way packs as %s is unpacked', async (coding, pack) => {
    const packed = pack(`data: ${said}\n\ndata: [DONE]\n\n`);
    const parts = [packed.subarray(0, 20), packed.subarray(20)];
    const headers = { 'content-type': 'text/event-stream', 'content-encoding': coding };
    const read = (...body: readonly Uint8Array[]) =>
      answeringWith(200, headers, ...body)
        .stream('/completions', {})
        .next();
    expect((await read(...parts)).value).toEqual({ kind: 'text', text: 'a' });
    await expect(read(...parts.slice(0, 1))).rejects.toThrow('the answer broke off');
    await expect(read(bytes(`data: ${said}\n\n`))).rejects.toThrow('the answer broke off');
  });

  test('is an error if the answer is not a stream', async () => {
    const whole = answering(200, 'application/json', bytes('{"choices":[]}')).stream('/completions', {});
    await expect(whole.next()).rejects.toThrow('it did not stream its reply');
    const page = answering(200, 'text/html', bytes('<html>')).stream('/completions', {});
    await expect(page.next()).rejects.toThrow('a web page answered in place of the engine');
  });

  test('fails only with the expected errors, whatever the bytes are', async () => {
    const json = fc.oneof(
      fc.json(),
      fc.constantFrom(said, '{"error":"secret-key"}', ': x\n', '\0'),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(200, 200, 200, 204, 302, 400, 401, 404, 500, 503),
        fc.constantFrom('text/event-stream', 'application/json', ''),
        fc.array(
          fc.oneof(
            json.map((data) => bytes(`data: ${data}\n\n`)),
            fc.uint8Array({ maxLength: 40 }),
          ),
          { maxLength: 6 },
        ),
        async (status, type, body) => {
          const endpoint = answering(status, type, ...body);
          const asking = [
            endpoint.models(),
            endpoint.whole('/completions', {}),
            (async () => {
              for await (const _ of endpoint.stream('/chat/completions', {}));
            })(),
          ];
          for (const { reason } of (await Promise.allSettled(asking)).filter(
            (one) => one.status === 'rejected',
          )) {
            expect(reason instanceof EndpointError || reason instanceof TransportError).toBe(true);
            expect(String(reason)).not.toContain('secret-key');
          }
        },
      ),
      { numRuns: runs(300) },
    );
  });
});

test('a message that is cut does not end with the beginning of the key', async () => {
  const key = 'sk-0123456789abcdefghijklmnopqrstuvwxyz';
  const said = bytes(JSON.stringify({ error: { message: `${'x'.repeat(480)}${key}` } }));
  const endpoint = createEndpoint({
    transport: {
      open: async () => ({ status: 400, headers: { 'retry-after': '7' }, body: chunks(said) }),
      close() {},
    },
    baseUrl: 'https://a.example/v1',
    key,
  });
  const failure = await endpoint.models().catch((error: unknown) => error);
  expect(failure).toMatchObject({ status: 400, retryAfterS: 7 });
  expect(String(failure)).not.toContain('sk-012');
});
