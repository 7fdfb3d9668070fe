import * as z from 'zod/mini';
import { readJson } from '../bodies.js';
import { engineError } from './openai-errors.js';

/*
 * The properties of OpenAI-compatible requests that the sandbox reads. It ignores unknown properties, as the engine
 * does.
 */

const count = z.nullish(z.int().check(z.gte(1)));

const common = {
  model: z.nullish(z.string()),
  stream: z.nullish(z.boolean()),
  stream_options: z.nullish(z.object({ include_usage: z.nullish(z.boolean()) })),
  max_tokens: count,
  /** An extension of the engine: the reply has at least this many tokens. */
  min_tokens: z.nullish(z.int().check(z.gte(0))),
  /** An extension of the engine: the reply ends at `max_tokens` and not before. */
  ignore_eos: z.nullish(z.boolean()),
  temperature: z.nullish(z.number().check(z.gte(0))),
};

const part = z.union([
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('image_url'), image_url: z.object({ url: z.string() }) }),
]);

const chatBody = z.object({
  ...common,
  messages: z
    .array(
      z.object({
        role: z.string(),
        content: z.nullish(z.union([z.string(), z.array(part)])),
      }),
    )
    .check(z.minLength(1)),
  max_completion_tokens: count,
});

const completionBody = z.object({
  ...common,
  prompt: z.union([z.string(), z.array(z.string()), z.array(z.int()), z.array(z.array(z.int()))]),
});

/** What a request asks for, in one form for chat and plain completions. */
export interface Asked {
  model: string | undefined;
  /** The last message or prompt, which the reply repeats. */
  last: string;
  promptTokens: number;
  maxTokens: number | undefined;
  minTokens: number;
  ignoresEnd: boolean;
  streams: boolean;
  includesUsage: boolean;
}

/** The number of tokens of a text: the sandbox counts each word as a token. */
const tokensOf = (text: string) => text.match(/\S+/g)?.length ?? 0;
/** How many tokens an image counts as. */
const IMAGE_TOKENS = 256;

/** @throws Problem 400 in the engine's shape */
export function readChat(bytes: Uint8Array): Asked {
  const body = read(chatBody, bytes);
  const contents = body.messages.map(({ content }) =>
    typeof content === 'string' ? [{ type: 'text' as const, text: content }] : (content ?? []),
  );
  const text = (parts: (typeof contents)[number]) =>
    parts.map((one) => (one.type === 'text' ? one.text : '')).join('');
  const images = contents.flat().filter(({ type }) => type === 'image_url').length;
  return {
    ...asked(body, body.max_completion_tokens ?? body.max_tokens),
    last: text(contents.at(-1) ?? []),
    promptTokens: images * IMAGE_TOKENS + contents.reduce((sum, parts) => sum + tokensOf(text(parts)), 0),
  };
}

/** @throws Problem 400 in the engine's shape */
export function readCompletion(bytes: Uint8Array): Asked {
  const body = read(completionBody, bytes);
  const prompts = typeof body.prompt === 'string' ? [body.prompt] : body.prompt;
  const last = prompts.filter((one) => typeof one === 'string').at(-1) ?? '';
  const promptTokens = prompts.reduce<number>((sum, one) => {
    if (typeof one === 'string') return sum + tokensOf(one);
    return sum + (Array.isArray(one) ? one.length : 1);
  }, 0);
  // 16 is the default of OpenAI's API for plain completions.
  return { ...asked(body, body.max_tokens ?? 16), last, promptTokens };
}

function asked(
  body: Omit<z.infer<typeof completionBody>, 'prompt'>,
  maxTokens: number | null | undefined,
): Omit<Asked, 'last' | 'promptTokens'> {
  return {
    model: body.model ?? undefined,
    maxTokens: maxTokens ?? undefined,
    minTokens: body.min_tokens ?? 0,
    ignoresEnd: body.ignore_eos === true,
    streams: body.stream === true,
    includesUsage: body.stream_options?.include_usage === true,
  };
}

function read<T extends z.ZodMiniType>(schema: T, bytes: Uint8Array): z.infer<T> {
  const body = readJson(bytes);
  if (body === undefined) throw engineError(400, 'The request body is not valid JSON.');
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw engineError(
    400,
    result.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`).join('; '),
  );
}
