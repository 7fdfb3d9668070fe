import type { Asked } from './openai-bodies.js';

/** A reply, whether it is sent whole or as a stream. */
export interface Reply {
  id: string;
  model: string;
  /** Seconds since the UNIX epoch. */
  created: number;
  promptTokens: number;
  tokens: readonly string[];
  finish: 'stop' | 'length';
  chat: boolean;
}

/** The greatest length of a reply, in tokens. */
const MOST_TOKENS = 100_000;

/**
 * The tokens of a reply and why it ends. Each word is a token; joined they are the text. The reply repeats the last
 * message, so that a client can be tried with any text, and has the length that the request asks for, if it does.
 */
export function replyTokens(asked: Pick<Asked, 'last' | 'maxTokens' | 'minTokens' | 'ignoresEnd'>): {
  tokens: readonly string[];
  finish: 'stop' | 'length';
} {
  const { last, minTokens, ignoresEnd } = asked;
  const most = Math.min(asked.maxTokens ?? MOST_TOKENS, MOST_TOKENS);
  const said =
    `This is the sandbox: no model was asked. You wrote: ${last}`.match(/\s*\S+\s*$|\s*\S+/g) ?? [];
  const least = ignoresEnd && asked.maxTokens !== undefined ? most : Math.min(minTokens, most);
  const filler = Array.from({ length: Math.max(0, least - said.length) }, (_, at) => ` word${at + 1}`);
  const whole = [...said, ...filler];
  const cut = whole.length > most || (ignoresEnd && asked.maxTokens !== undefined);
  return { tokens: whole.slice(0, most), finish: cut ? 'length' : 'stop' };
}

/** The body of a reply that is sent whole. */
export function wholeReply(reply: Reply): object {
  const { tokens, chat, finish } = reply;
  const text = tokens.join('');
  const said = chat ? { message: { role: 'assistant', content: text } } : { text };
  return {
    ...head(reply, false),
    choices: [{ index: 0, ...said, logprobs: null, finish_reason: finish }],
    usage: usage(reply, tokens.length),
  };
}

/** One event of a streamed reply. @param text the token; undefined in the last event, which says why the reply ends */
export function pieceOf(reply: Reply, text: string | undefined, first: boolean): object {
  const { chat, finish } = reply;
  const role = first ? { role: 'assistant' } : {};
  const said = chat ? { delta: text === undefined ? {} : { ...role, content: text } } : { text: text ?? '' };
  return {
    ...head(reply, true),
    choices: [{ index: 0, ...said, logprobs: null, finish_reason: text === undefined ? finish : null }],
  };
}

/** The event with the usage, which follows the last one if `stream_options.include_usage` is set. */
export function usagePiece(reply: Reply): object {
  return { ...head(reply, true), choices: [], usage: usage(reply, reply.tokens.length) };
}

function head({ id, chat, created, model }: Reply, piece: boolean) {
  const object = chat ? `chat.completion${piece ? '.chunk' : ''}` : 'text_completion';
  return { id, object, created, model };
}

function usage({ promptTokens }: Reply, completionTokens: number) {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}
