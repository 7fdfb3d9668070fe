import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { readTyped } from '../../../src/commands/deployment/endpoint/chat-conversation.js';
import type { StreamRequest } from '../../../src/endpoint/endpoint-transport.js';
import { ownFolder } from '../../helpers/folder.js';
import { bench, lyingEndpoints, type RunOptions, streamOf } from '../../helpers/run.js';

/** A deployment that serves, and `deployment chat` with it; the requests are kept. */
function talking(options: Parameters<typeof bench>[0] = { latency: { ttftMs: 200, tokenMs: 20 } }) {
  const made = bench(options);
  const id = made.sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
  const sent: unknown[] = [];
  const endpoints = lyingEndpoints(made.sandbox, ({ body }) => {
    if (body !== undefined) sent.push(JSON.parse(body));
    return undefined;
  });
  const chat = (words: readonly string[], given: RunOptions = {}) =>
    made.exo(['deployment', 'chat', 'my-app', '-z', 'at-vie-2', ...words], { endpoints, ...given });
  return { ...made, id, chat, sent };
}

const REPLY = 'This is the sandbox: no model was asked. You wrote: ';
const image = (bytes: string) => {
  const file = join(ownFolder(), 'image');
  writeFileSync(file, bytes, 'latin1');
  return file;
};
const PNG = '\x89PNG\r\n\x1a\n rest';

describe('deployment chat with a prompt', () => {
  test('prints the reply, and tokens and speed on stderr', async () => {
    const { code, stdout, stderr } = await talking().chat(['Good morning']);
    expect([code, stdout]).toEqual([0, `${REPLY}Good morning\n`]);
    expect(stderr).toBe('2 tokens in, 12 out; the first after 200ms, then 50 a second.\n');
  });

  test('says that a content filter has cut the reply off', async () => {
    const filtered = { delta: {}, finish_reason: 'content_filter' };
    const { code, stdout, stderr } = await spoken(['How to', filtered]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'How to\n' });
    expect(stderr).toMatch(/cut off by a content filter\.\n$/);
  });

  test('-Q prints the reply alone', async () => {
    const { stdout, stderr } = await talking().chat(['Hi', '-Q']);
    expect([stdout, stderr]).toEqual([`${REPLY}Hi\n`, '']);
  });

  test.each([{ words: [] }, { words: ['-'] }])('standard input is the prompt: $words', async ({ words }) => {
    const { chat, sent } = talking();
    expect((await chat(words, { stdin: 'Say\nhi\n' })).stdout).toBe(`${REPLY}Say\nhi\n`);
    expect(sent).toMatchObject([{ messages: [{ role: 'user', content: 'Say\nhi' }] }]);
  });

  test('--system, --max-tokens, --temperature and images are sent', async () => {
    const { chat, sent } = talking();
    const flags = [
      '--system',
      'Be brief',
      '--max-tokens',
      '3',
      '--temperature',
      '0.5',
      '--image',
      image(PNG),
    ];
    const { stdout, stderr } = await chat(['Hi', ...flags], { home: '/nowhere' });
    expect(stdout).toBe('This is the\n');
    expect(stderr).toContain('cut off at the token limit');
    expect(sent).toEqual([
      {
        model: 'mistralai/Mistral-7B-Instruct-v0.3',
        messages: [
          { role: 'system', content: 'Be brief' },
          {
            role: 'user',
            content: [
              {
                type: 'image_url',
                image_url: { url: `data:image/png;base64,${Buffer.from(PNG, 'latin1').toString('base64')}` },
              },
              { type: 'text', text: 'Hi' },
            ],
          },
        ],
        max_tokens: 3,
        temperature: 0.5,
        stream: true,
        stream_options: { include_usage: true },
      },
    ]);
  });

  test('-O json fails if the answer is not a reply', async () => {
    const { chat, sandbox } = talking();
    sandbox.failNext('POST /v1/chat/completions=wrong-shape');
    const { code, stdout, stderr } = await chat(['Hi', '-O', 'json']);
    expect([code, stdout]).toEqual([7, '']);
    expect(JSON.parse(stderr).error.message).toContain(
      'does not answer: its answer to /chat/completions is none of an OpenAI-compatible API',
    );
  });

  test('-O json prints the answer unchanged', async () => {
    const { chat, sent } = talking();
    const { code, stdout, stderr } = await chat(['Hi', '-O', 'json']);
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      object: 'chat.completion',
      choices: [{ message: { content: `${REPLY}Hi` } }],
      usage: { prompt_tokens: 1, completion_tokens: 11 },
    });
    expect(sent).toMatchObject([{ stream: false }]);
  });

  test('on a terminal control characters of a reply are shown, in a pipe they are unchanged', async () => {
    const hostile = 'a\x1b[31mred\x07 \u202eb';
    const { chat } = talking();
    expect((await chat([hostile], { terminal: true })).stdout).toContain('a\\x1b[31mred\\x07 \\u202eb\n');
    expect((await chat([hostile])).stdout).toContain(hostile);
    const json = (await chat([hostile, '-O', 'json'], { terminal: true })).stdout;
    expect(json).not.toContain('\u202e');
    expect(json).toContain('\\u202e');
  });

  const reply = z.object({ error: z.object({ message: z.string(), code: z.string() }) });

  test.each<[string[], string, RunOptions]>([
    [['Hi', '--max-tokens', '0'], '--max-tokens must be a whole number of 1 or more, not "0"', {}],
    [['Hi', '--temperature', 'warm'], '--temperature must be a number from 0 to 2, not "warm"', {}],
    [['Hi', '--temperature', '2.1'], '--temperature must be a number from 0 to 2, not "2.1"', {}],
    [['Hi', '--output-template', '{{.}}'], 'a reply has no fields for --output-template', {}],
    [['Hi', '--image', image('text')], 'is not a PNG, JPEG, GIF or WebP', { home: '/nowhere' }],
    [['Hi', '--image', '/nowhere.png'], 'file "/nowhere.png" does not exist', { home: '/nowhere' }],
    [[], 'there is no prompt: standard input is empty', { stdin: ' \n' }],
    [['-O', 'json'], '-O json is for one reply: give a PROMPT, or - for standard input', { terminal: true }],
  ])('%j is refused before anything is sent', async (words, said, given) => {
    const { chat, sandbox } = talking();
    const { code, stderr } = await chat(words, given);
    expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
    expect(sandbox.requests).toEqual([]);
  });

  test('the part of a reply that arrived before it broke off is printed, exit code 7', async () => {
    const { code, stdout, stderr } = await talking({ fail: ['POST /v1/chat/completions=cut'] }).chat(['Hi']);
    expect([code, stdout]).toEqual([7, 'This is the\n']);
    expect(stderr).toContain('error: deployment my-app in at-vie-2 does not answer: the connection was lost');
  });

  test('a prompt that is too long is exit code 2, with the engine’s message', async () => {
    const { chat } = talking();
    const { code, stderr } = await chat(['Hi', '--max-tokens', '40000', '-O', 'json']);
    expect(code).toBe(2);
    expect(reply.parse(JSON.parse(stderr)).error).toMatchObject({
      code: 'prompt-refused',
      message: expect.stringMatching(
        /^deployment my-app in at-vie-2 refuses the prompt: This model's maximum context length is 32768/,
      ),
    });
  });

  test('an endpoint that does not answer is given up at --timeout', async () => {
    const { chat } = talking({ fail: ['POST /v1/chat/completions=silence'] });
    const { code, stderr } = await chat(['Hi', '--timeout', '30ms']);
    expect([code, stderr]).toEqual([7, expect.stringContaining('does not answer: nothing came for 30ms')]);
  });
});

/** A reply with one word, and then nothing until it is aborted. */
function endless({ signal }: StreamRequest) {
  async function* body() {
    yield new TextEncoder().encode('data: {"choices":[{"delta":{"content":"Once"}}]}\n\n');
    signal?.throwIfAborted();
    await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
  }
  return { status: 200, headers: { 'content-type': 'text/event-stream' }, body: body() };
}

/** A reply in these pieces, without a reason for its end. @param words flags beside the prompt */
async function spoken(
  pieces: readonly (string | Readonly<Record<string, unknown>>)[],
  given: RunOptions = {},
  words: readonly string[] = [],
) {
  const { sandbox, chat } = talking();
  const chunks = pieces.map((piece) => ({
    choices: [typeof piece === 'string' ? { delta: { content: piece } } : piece],
  }));
  const endpoints = lyingEndpoints(sandbox, ({ method }) =>
    method === 'GET' ? undefined : streamOf(...chunks),
  );
  return chat(['Hi', ...words], { endpoints, ...given });
}

test('a reply without a reason for its end, which nobody stopped, is not called stopped', async () => {
  const { code, stderr } = await spoken(['Once']);
  expect([code, stderr]).toEqual([0, '1 token out; the first after 0s.\n']);
});

test.each([
  ['length', 'the reply was cut off while the model was still thinking: give more --max-tokens'],
  ['stop', 'the reply has only thoughts, and no text'],
])('a reply that is only reasoning is warned of, even under -Q: %s', async (reason, said) => {
  const thought = { delta: { reasoning_content: 'Hm' }, finish_reason: reason };
  const { code, stdout, stderr } = await spoken([thought], {}, ['-Q']);
  expect([code, stdout, stderr]).toEqual([0, '', `warning: ${said}\n`]);
});

test.each([false, true])(
  'a character that arrives in two halves is written whole (terminal: %s)',
  async (terminal) => {
    const printed: string[] = [];
    const onWrite = (stream: string, text: string) => {
      // Compared as bytes.
      if (stream === 'stdout') printed.push(Buffer.from(text).toString());
    };
    await spoken(['a\ud83d', '\ude00b', '\ud83d'], { terminal, onWrite });
    expect(printed.join('')).toBe(terminal ? 'a😀b\\ud83d\n' : 'a😀b\ufffd\n');
  },
);

describe('a conversation', () => {
  /** Types these lines, one at each question. */
  const typed = (...keys: string[]) => ({ typed: keys });

  test('remembers what was said, until Ctrl-D', async () => {
    const { chat, sent } = talking();
    const { code, stdout, stderr } = await chat([], typed('One\r', 'Two\r', '\x04'));
    expect([code, stdout]).toEqual([0, `${REPLY}One\n${REPLY}Two\n`]);
    expect(stderr).toContain('mistralai/Mistral-7B-Instruct-v0.3, deployment my-app in at-vie-2.');
    expect(sent).toMatchObject([
      { messages: [{ content: 'One' }] },
      { messages: [{ content: 'One' }, { role: 'assistant', content: `${REPLY}One` }, { content: 'Two' }] },
    ]);
  });

  test('/system, /clear, /help and an unknown command', async () => {
    const { chat, sent } = talking();
    const lines = [
      'One\r',
      '/clear\r',
      '/system Be brief\r',
      '/system\r',
      '/help\r',
      '/foo\r',
      'Two\r',
      '/exit\r',
    ];
    const { code, stderr } = await chat([], typed(...lines));
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /Forgotten\.[\s\S]*Be brief\n[\s\S]*\/clear {8}forget[\s\S]*There is no command \/foo; \/help lists them\./,
    );
    expect(sent.at(-1)).toMatchObject({
      messages: [{ role: 'system', content: 'Be brief' }, { content: 'Two' }],
    });
    expect(sent).toHaveLength(2);
    expect((await chat(['-Q'], typed('/help\r', '/exit\r'))).stderr).toContain('/clear        forget');
  });

  test('a failed reply is reported and forgotten, and the conversation goes on', async () => {
    const { chat, sent } = talking({
      fail: ['POST /v1/chat/completions=503', 'POST /v1/chat/completions=cut'],
    });
    const { code, stderr } = await chat([], typed('One\r', 'Two\r', 'Three\r', '\x04'));
    expect(code).toBe(0);
    expect(stderr).toContain('warning: deployment my-app in at-vie-2 does not answer');
    expect(sent.at(-1)).toMatchObject({ messages: [{ content: 'Three' }] });
  });

  test('/quit ends it too', async () => {
    const { code, stdout } = await talking().chat([], typed('/quit\r', 'One\r'));
    expect([code, stdout]).toEqual([0, '']);
  });

  test('a key that is refused ends it', async () => {
    const { chat } = talking({ fail: ['POST /v1/chat/completions=401'] });
    expect((await chat([], typed('One\r', '\x04'))).code).toBe(3);
  });

  test('Ctrl-C stops the reply, not the program; the part that arrived is kept', async () => {
    const { sandbox, chat, sent } = talking();
    let replies = 0;
    const endpoints = lyingEndpoints(sandbox, (request) => {
      if (request.method === 'GET') return undefined;
      sent.push(JSON.parse(request.body ?? ''));
      return replies++ === 0 ? endless(request) : undefined;
    });
    const run = await chat([], { ...typed('One\r', 'Two\r', '\x04'), endpoints, interrupts: /^Once/ });
    expect([run.code, run.stdout]).toEqual([0, `Once\n${REPLY}Two\n`]);
    expect(run.stderr).toContain('1 token out; the first after 0s; stopped.');
    expect(sent.at(-1)).toMatchObject({
      messages: [{ content: 'One' }, { role: 'assistant', content: 'Once' }, { content: 'Two' }],
    });
  });
});

test.each([
  ['Hello', undefined, 'Hello'],
  ['  ', undefined, ''],
  [' /clear', undefined, '/clear'],
  ['/clear ', '/clear', ''],
  ['/system', '/system', ''],
  ['/system  You are\na bird', '/system', 'You are\na bird'],
  ['/etc/passwd is a file', undefined, '/etc/passwd is a file'],
  ['/what now', '/what', 'now'],
])('%j is command %j and text %j', (line, command, text) => {
  expect(readTyped(line)).toEqual({ command, text });
});
