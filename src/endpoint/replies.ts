import { createParser } from 'eventsource-parser';
import * as z from 'zod/mini';
import { EndpointError } from './endpoint-error.js';

/* The parts of an OpenAI-compatible API's answers that are read. Everything else in them is ignored. */

const text = z.optional(z.nullable(z.string()));

const usage = z.object({
  prompt_tokens: z.optional(z.nullable(z.number())),
  completion_tokens: z.optional(z.nullable(z.number())),
});

/** A reply in one piece, of either path. It is printed as it is, so only the reason of its end is looked at. */
export const wholeReply = z.looseObject({ choices: z.array(z.unknown()).check(z.minLength(1)) });

export const modelList = z.object({
  data: z.array(z.object({ id: z.string(), root: text, max_model_len: z.optional(z.nullable(z.number())) })),
});

/** A model that an endpoint serves. */
export type ServedModel = z.infer<typeof modelList>['data'][number];

/** One event of a stream, of chat completions and of plain ones. */
export const piece = z.object({
  choices: z.optional(
    z.nullable(
      z.array(
        z.object({
          delta: z.optional(
            z.nullable(z.object({ content: text, reasoning_content: text, reasoning: text })),
          ),
          text,
          finish_reason: text,
        }),
      ),
    ),
  ),
  usage: z.optional(z.nullable(usage)),
});

/** What a stream brings, in the order in which it comes. */
export type ReplyEvent =
  /** A piece of the reply, or of the reasoning before it. */
  | { kind: 'text' | 'thought'; text: string }
  | { kind: 'usage'; promptTokens: number | undefined; completionTokens: number | undefined }
  /** Why the reply ended: `stop`; if it was cut off, `length` or `content_filter`. */
  | { kind: 'end'; reason: string };

/** What one event of a stream means. */
export function readPiece({ choices, usage: used }: z.infer<typeof piece>): ReplyEvent[] {
  const events: ReplyEvent[] = [];
  for (const { delta, text: plain, finish_reason: reason } of choices?.slice(0, 1) ?? []) {
    const thought = delta?.reasoning_content || delta?.reasoning;
    if (thought) events.push({ kind: 'thought', text: thought });
    const written = delta?.content || plain;
    if (written) events.push({ kind: 'text', text: written });
    if (reason) events.push({ kind: 'end', reason });
  }
  if (used)
    events.push({
      kind: 'usage',
      promptTokens: used.prompt_tokens ?? undefined,
      completionTokens: used.completion_tokens ?? undefined,
    });
  return events;
}

/** An event larger than this, in characters, cannot belong to a completion. */
const LARGEST_EVENT = 4 * 1024 * 1024;

/**
 * The data of server-sent events, each as soon as it is complete. The last one may lack the empty line behind it.
 * @throws EndpointError for an event that does not end
 */
export async function* serverSentData(body: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const found: string[] = [];
  let tooLarge = false;
  const parser = createParser({
    onEvent: ({ data }) => found.push(data),
    onError: ({ type }) => {
      tooLarge ||= type === 'max-buffer-size-exceeded';
    },
    maxBufferSize: LARGEST_EVENT,
  });
  const decoder = new TextDecoder();
  let isLineOver = false;
  for await (const chunk of body) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') isLineOver = /[\r\n]$/.test(text);
    parser.feed(text);
    yield* found.splice(0);
    if (tooLarge) throw new EndpointError(200, 'its answer has an event without end');
  }
  if (isLineOver) parser.feed('\n');
  yield* found;
}
