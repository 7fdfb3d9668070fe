import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseLoadLine } from '../../src/domain/load/load-line.js';

const PRINTED = 'Avg prompt throughput: 310.2 tokens/s, Avg generation throughput: 41.7 tokens/s, ';

/** Returns `running waiting kv in out engine`, or the kind of a line without figures. */
function told(line: string): string {
  const read = parseLoadLine(line);
  if (read?.kind === 'request' && !read.makesWork) return 'not let in';
  if (read?.kind !== 'load') return read?.kind ?? 'nothing';
  const { running, waiting, kvCachePercent, promptTokensPerSecond, generationTokensPerSecond, engine } = read;
  return [running, waiting, kvCachePercent, promptTokensPerSecond, generationTokensPerSecond, engine].join(
    ' ',
  );
}

describe('a load line', () => {
  test.each([
    [
      '0.4',
      `INFO 05-12 12:11:25 metrics.py:334] ${PRINTED}Running: 4 reqs, Swapped: 0 reqs, Pending: 0 reqs, GPU KV cache usage: 15.6%, CPU KV cache usage: 99.0%`,
      '4 0 15.6 310.2 41.7 ',
    ],
    [
      'a container’s time before it',
      `[2024-07-08 15:17:34] INFO 07-08 07:17:34 metrics.py:334] ${PRINTED}Running: 4 reqs, Swapped: 0 reqs, Pending: 0 reqs, GPU KV cache usage: 15.6%, CPU KV cache usage: 0.0%`,
      '4 0 15.6 310.2 41.7 ',
    ],
    [
      'journald before it, swapped ones wait too',
      `Sep 22 23:46:42 host1 vllm[361991]: INFO 09-22 23:46:42 metrics.py:351] ${PRINTED}Running: 16 reqs, Swapped: 2 reqs, Pending: 11 reqs, GPU KV cache usage: 87.1%, CPU KV cache usage: 0.0%.`,
      '16 13 87.1 310.2 41.7 ',
    ],
    [
      'the CPU’s cache first',
      `INFO 09-22 23:46:42 [metrics.py:351] ${PRINTED}Running: 1 reqs, Swapped: 0 reqs, Pending: 0 reqs, CPU KV cache usage: 5.0%, GPU KV cache usage: 87.1%`,
      '1 0 87.1 310.2 41.7 ',
    ],
    [
      'RFC 3339 before it',
      `2024-12-09T10:00:00.123456789Z stdout F INFO 12-09 10:00:00 metrics.py:449] ${PRINTED}Running: 1 reqs, Swapped: 0 reqs, Pending: 250 reqs, GPU KV cache usage: 1.5%, CPU KV cache usage: 0.0%.`,
      '1 250 1.5 310.2 41.7 ',
    ],
    [
      '0.8, without an engine',
      `INFO 04-10 03:35:27 [loggers.py:80] ${PRINTED}Running: 0 reqs, Waiting: 0 reqs, GPU KV cache usage: 0.0%, Prefix cache hit rate: 80.0%`,
      '0 0 0 310.2 41.7 ',
    ],
    [
      'a path in brackets',
      `(APIServer pid=1) INFO 11-19 03:35:27 [v1/metrics/loggers.py:127] Engine 000: ${PRINTED}Running: 1 reqs, Waiting: 0 reqs, GPU KV cache usage: 0.0%, Prefix cache hit rate: 80.0%`,
      '1 0 0 310.2 41.7 000',
    ],
    [
      'no bracket',
      `(APIServer pid=415) INFO 08-15 14:56:15 loggers.py:273] Engine 000: ${PRINTED}Running: 1 reqs, Waiting: 0 reqs, GPU KV cache usage: 6.1%, Prefix cache hit rate: 38.4%`,
      '1 0 6.1 310.2 41.7 000',
    ],
    [
      'a time and a bar before it',
      `2026-05-01 21:42:14.020 | (APIServer pid=1) INFO 05-01 19:42:14 [loggers.py:271] Engine 001: ${PRINTED}Running: 1 reqs, Waiting: 0 reqs, GPU KV cache usage: 2.7%, Prefix cache hit rate: 0.0%`,
      '1 0 2.7 310.2 41.7 001',
    ],
    [
      'MM cache',
      `(APIServer pid=1) INFO 11-05 09:12:31 [loggers.py:208] Engine 000: ${PRINTED}Running: 3 reqs, Waiting: 0 reqs, GPU KV cache usage: 4.4%, Prefix cache hit rate: 12.5%, MM cache hit rate: 50.0%`,
      '3 0 4.4 310.2 41.7 000',
    ],
    [
      'deferred ones are among the waiting',
      `Engine 000: ${PRINTED}Running: 0 reqs, Waiting: 3 reqs, Deferred: 1 reqs, GPU KV cache usage: 0.0%, Prefix cache hit rate: 0.0%`,
      '0 3 0 310.2 41.7 000',
    ],
    [
      'preemptions',
      `(APIServer pid=1) INFO 07-09 12:34:56 [loggers.py:271] Engine 000: ${PRINTED}Running: 48 reqs, Waiting: 31 reqs, Deferred: 2 reqs, Preemptions: 7, GPU KV cache usage: 99.6%, Prefix cache hit rate: 3.1%, Corrupted: 1 reqs, External prefix cache hit rate: 49.4%`,
      '48 31 99.6 310.2 41.7 000',
    ],
    [
      'several engines together',
      `(APIServer pid=1) INFO 07-09 12:34:56 [loggers.py:271] 2 Engines Aggregated: ${PRINTED}Running: 48 reqs, Waiting: 31 reqs, GPU KV cache usage: 9.6%, Prefix cache hit rate: 3.1%`,
      '48 31 9.6 310.2 41.7 ',
    ],
    [
      'colours',
      `\x1b[0;36m(APIServer pid=1)\x1b[0;0m \x1b[32mINFO\x1b[0m \x1b[90m01-26 09:25:37\x1b[0m \x1b[90m[loggers.py:271]\x1b[0m Engine 000: ${PRINTED}Running: 1 reqs, Waiting: 0 reqs, GPU KV cache usage: 6.1%, Prefix cache hit rate: 0.0%`,
      '1 0 6.1 310.2 41.7 000',
    ],
    [
      'elided: what is left out is not known',
      'INFO 07-28 16:06:07 ... Running: 20 reqs, Waiting: 12 reqs, Deferred: 12 reqs, ...',
      '20 12    ',
    ],
  ])('%s', (_, line, figures) => {
    expect(told(line)).toBe(figures);
  });
});

test('a line cut off anywhere is read if complete enough, else unreadable, but never ignored', () => {
  const whole = `(APIServer pid=1) INFO 11-05 09:12:31 [loggers.py:208] Engine 000: ${PRINTED}Running: 3 reqs, Waiting: 10 reqs, GPU`;
  for (let length = 3; length < whole.length; length++)
    expect(told(whole.slice(0, length)), whole.slice(0, length)).toMatch(
      /^unreadable$|^3 10 {2}310\.2 41\.7 000$/,
    );
});

describe('load lines wrapped in one JSON object per line', () => {
  const line = `Engine 000: ${PRINTED}Running: 1 reqs, Waiting: 2 reqs, GPU KV cache usage: 6.1%`;

  test.each(['message', 'msg', 'log', 'event'])('are read under the key %s', (key) => {
    expect(told(JSON.stringify({ level: 'INFO', [key]: line }))).toBe('1 2 6.1 310.2 41.7 000');
  });

  test('requests and ends are recognized too, but nothing in the text of a prompt', () => {
    const of = (message: string) => told(JSON.stringify({ level: 'INFO', message }));
    expect(of('192.0.2.1:1 - "POST /v1/chat/completions HTTP/1.1" 200')).toBe('request');
    expect(of('Finished server process [1]')).toBe('end');
    expect(of(`Received request x: prompt: '${line}'`)).toBe('request');
    expect(of('Resolved architecture: X')).toBe('nothing');
    expect(told('{"level":"INFO","at":1}')).toBe('nothing');
  });

  test.each([
    ['blanks', ` { "level": "INFO", "message": ${JSON.stringify(line)} }`, '1 2 6.1 310.2 41.7 000'],
    ['logfmt', `level=info msg="${line}"`, 'unreadable'],
    ['an object within', JSON.stringify({ log: { message: line } }), 'unreadable'],
    ['a time before it', `2026-01-01T00:00:00Z stdout F ${JSON.stringify({ message: line })}`, 'unreadable'],
  ])('wrapped in another way, a line is read or unreadable, but not ignored: %s', (_, wrapped, expected) => {
    expect(told(wrapped)).toBe(expected);
  });

  test('a JSON line that is cut off is unreadable', () => {
    expect(told(JSON.stringify({ message: line }).slice(0, 40))).toBe('unreadable');
  });
});

describe('other lines', () => {
  const SERVED = '"POST /v1/chat/completions HTTP/1.1"';
  test.each([
    [
      'cut off',
      `INFO 05-12 12:11:25 [loggers.py:271] Engine 000: Avg prompt throughput: 310.2 tok`,
      'unreadable',
    ],
    [
      'cut off after what runs',
      `INFO 05-12 12:11:25 [loggers.py:271] Engine 000: ${PRINTED}Running: 3 reqs, Wai`,
      'unreadable',
    ],
    [
      'another unit',
      'INFO 05-12 12:11:25 [x.py:1] Avg prompt throughput: many, Running: several',
      'unreadable',
    ],
    ['an answer', `(APIServer pid=1) INFO:     172.31.0.1:37016 - ${SERVED} 200 OK`, 'request'],
    ['an answer to IPv6', `INFO: ::1:59242 - ${SERVED} 200 OK`, 'request'],
    [
      'an answer that failed',
      `INFO:     172.22.0.188:49602 - ${SERVED} 500 Internal Server Error`,
      'request',
    ],
    ['an answer to who asked wrongly', `INFO:     172.22.0.188:49602 - ${SERVED} 400 Bad Request`, 'request'],
    [
      'a request that came in',
      "INFO 01-31 19:05:39 logger.py:37] Received request chatcmpl-57: prompt: 'hi'",
      'request',
    ],
    [
      'a prompt that reads like figures',
      `INFO 01-31 19:05:39 logger.py:37] Received request chatcmpl-57: prompt: '${PRINTED}Running: 0 reqs, Waiting: 0 reqs'`,
      'request',
    ],
    [
      'an answer that is cut off',
      'INFO:     127.0.0.1:34636 - "POST /v1/completions HTTP/1.1" 20',
      'request',
    ],
    ['one cut off in its path', 'INFO:     127.0.0.1:34636 - "POST /v1/comp', 'request'],
    ['a probe', 'INFO:     127.0.0.1:34636 - "GET /health HTTP/1.1" 200 OK', 'nothing'],
    ['no access', `INFO:     127.0.0.1:34636 - ${SERVED} 401 Unauthorized`, 'not let in'],
    ['another model', `INFO:     127.0.0.1:34636 - ${SERVED} 404 Not Found`, 'not let in'],
    [
      'the second line of V0',
      'INFO 11-16 10:37:50 metrics.py:465] Prefix cache hit rate: GPU: 94.87%, CPU: 0.00%',
      'nothing',
    ],
    [
      'speculation',
      '(APIServer pid=1) INFO 05-07 04:56:17 [metrics.py:101] SpecDecoding metrics: Mean acceptance length: 2.63, Accepted throughput: 76.80 tokens/s, Drafted throughput: 235.49 tokens/s',
      'nothing',
    ],
    ['a start', '(APIServer pid=1) INFO:     Application startup complete.', 'start'],
    ['an end', '(APIServer pid=1) INFO:     Application shutdown complete.', 'end'],
    ['an error', '(APIServer pid=1) ERROR 04-19 15:30:52 [async_llm.py:500] EngineDeadError', 'trouble'],
    ['an error’s last line', 'torch.OutOfMemoryError: CUDA out of memory.', 'trouble'],
    ['a crash without a word', '!!!!!!! Segfault encountered !!!!!!!', 'trouble'],
    ['an end by the system', 'vllm-1 exited with code 137', 'trouble'],
    ['a warning', '(APIServer pid=1) WARNING 04-19 15:30:52 [envs.py:1785] Unknown variable', 'nothing'],
  ])('%s', (_, line, kind) => {
    expect(told(line)).toBe(kind);
  });
});

const EXAMPLES = fileURLToPath(new URL('../../../shared/api/vllm/load-lines.txt', import.meta.url));

test.skipIf(!existsSync(EXAMPLES))('every example of real engines is read completely', () => {
  const lines = readFileSync(EXAMPLES, 'utf8')
    .split('\n')
    .filter((line) => !line.startsWith('#') && /Running: \d/.test(line));
  expect(lines.length).toBeGreaterThan(12);
  for (const line of lines) {
    expect(parseLoadLine(line), line).toMatchObject({
      kind: 'load',
      running: Number(/Running: (\d+)/.exec(line)?.[1]),
    });
    if (line.includes('...')) continue;
    expect(told(line), line).not.toMatch(/ {2}(?=\S)|undefined/);
  }
});
