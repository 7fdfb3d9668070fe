import type { LogEntry } from '../../src/schemas/deployment.js';

export const NOON = Date.parse('2026-11-26T12:00:00Z');
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;

/** The line that an engine writes about its load; `out` is tokens per second. */
export const figures = (
  running: number,
  { waiting = 0, out = 10 * running, kv = 5 * running, engine = '000' } = {},
) =>
  `Engine ${engine}: Avg prompt throughput: 0.0 tokens/s, Avg generation throughput: ${out}.0 tokens/s, Running: ${running} reqs, Waiting: ${waiting} reqs, GPU KV cache usage: ${kv}.0%`;

/** Other lines that an engine writes. */
export const SAID = {
  zeros: figures(0),
  start: 'INFO:     Application startup complete.',
  end: 'INFO:     Application shutdown complete.',
  answer: 'INFO:     10.0.0.1:1 - "POST /v1/chat/completions HTTP/1.1" 200 OK',
  probe: 'INFO:     10.0.0.1:1 - "GET /health HTTP/1.1" 200 OK',
  error: '(APIServer pid=1) ERROR 11-26 11:59:00 [async_llm.py:1] something is wrong',
  begin: '(APIServer pid=1) INFO 11-26 11:59:00 [utils.py:302] vLLM API server version 0.19.1',
  failed: 'INFO:     10.0.0.1:1 - "POST /v1/chat/completions HTTP/1.1" 500 Internal Server Error',
  refused: 'INFO:     10.0.0.1:1 - "POST /v1/chat/completions HTTP/1.1" 400 Bad Request',
  unknown: 'INFO:     10.0.0.1:1 - "POST /v1/chat/completions HTTP/1.1" 404 Not Found',
  killed: 'Killed',
  mute: '(ApiServer_0 pid=9) WARNING 11-26 11:59:00 [loggers.py:1056] AsyncLLM created with api_server_count more than 1; disabling stats logging to avoid incomplete stats.',
  cut: 'Engine 000: Avg prompt throughput: 31',
} as const;

const FIGURES = /^(?<running>\d+)\/(?<waiting>\d+)(?:@(?<out>\d+))?(?:%(?<kv>\d+))?(?:#(?<engine>\d+))?$/;

function message(word: string): string {
  const said = Object.entries(SAID).find(([name]) => name === word)?.[1];
  const { running, waiting, out, kv, engine } = FIGURES.exec(word)?.groups ?? {};
  if (said === undefined && running === undefined) throw new Error(`an engine does not say ${word}`);
  const number = (digits: string | undefined) => (digits === undefined ? undefined : Number(digits));
  return (
    said ?? figures(Number(running), { waiting: Number(waiting), out: number(out), kv: number(kv), engine })
  );
}

/**
 * Log lines from a short text: `90 start, 61b 4/2` means that replica a started 90 units before noon, and that 61 units
 * before noon replica b had four requests running and two waiting. Suffixes: `@8` tokens per second, `%30` KV cache,
 * `#001` the number of the engine, for replicas with several.
 */
export function engineLog(text: string, unitMs: number): LogEntry[] {
  return (text === '' ? [] : text.split(', ')).map((line) => {
    const [, ago, node = '', word = ''] = /^(-?[\d.]+)([a-z]?) (\S+)$/.exec(line) ?? [];
    if (ago === undefined) throw new Error(`${line} is no line of logs`);
    return {
      time: new Date(NOON - Number(ago) * unitMs).toISOString(),
      node: node || 'a',
      message: message(word),
    };
  });
}
