import { createParser } from 'eventsource-parser';
import * as z from 'zod/mini';
import { EndpointError } from './endpoint-error.js';

/* What is read of the answers of an OpenAI-compatible API; everything else in them is left alone. */

const text = z.optional(z.nullable(z.string()));

const usage = z.object({
  prompt_tokens: z.optional(z.nullable(z.number())),
  completion_tokens: z.optional(z.nullable(z.number())),
});

/** A reply in one piece, of either path: what is in it is printed as it is. */
export const wholeReply = z.looseObject({ choices: z.array(z.unknown()).check(z.minLength(1)) });

export const modelList = z.object({
  data: z.array(z.object({ id: z.string(), root: text, max_model_len: z.optional(z.nullable(z.number())) })),
});

/** A model that an endpoint serves. */
export type ServedModel = z.infer<typeof modelList>['data'][number];

/** One event of a stream, of chat as of plain completions. */
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

/** What comes of a stream, in the order it comes. */
export type ReplyEvent =
  /** A piece of the reply, or of the thoughts before it. */
  | { kind: 'text' | 'thought'; text: string }
  | { kind: 'usage'; promptTokens: number | undefined; completionTokens: number | undefined }
  /** `stop`, or why it ended early: `length`. */
  | { kind: 'end'; reason: string };

/** What one event of a stream says. */
export function readPiece({ choices, usage: used }: z.infer<typeof piece>): ReplyEvent[] {
  const events: ReplyEvent[] = [];
  for (const { delta, text: plain, finish_reason: reason } of choices?.slice(0, 1) ?? []) {
    const thought = delta?.reasoning_content || delta?.reasoning;
    if (thought) events.push({ kind: 'thought', text: thought });
    const said = delta?.content || plain;
    if (said) events.push({ kind: 'text', text: said });
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

/** An event larger than this is none of a completion, in characters. */
const LARGEST_EVENT = 4 * 1024 * 1024;

/** The data of server-sent events, each as soon as it is whole. @throws EndpointError for one without end */
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
  for await (const chunk of body) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* found.splice(0);
    if (tooLarge) throw new EndpointError(200, 'its answer has an event without end');
  }
}
