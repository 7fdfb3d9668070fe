import type { Asked } from './openai-bodies.js';

/** What is said of a reply, whatever way it is sent. */
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

/** No reply is longer. */
const MOST_TOKENS = 100_000;

/**
 * The words of a reply, which stand for its tokens: joined they are the text. It repeats what it was told, so that
 * a client can be tried with any text; as long as was asked for, where a length was.
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

/** The whole reply in one body. */
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

/** One event of a stream. @param text undefined in the last, which says why the reply ends */
export function pieceOf(reply: Reply, text: string | undefined, first: boolean): object {
  const { chat, finish } = reply;
  const role = first ? { role: 'assistant' } : {};
  const said = chat ? { delta: text === undefined ? {} : { ...role, content: text } } : { text: text ?? '' };
  return {
    ...head(reply, true),
    choices: [{ index: 0, ...said, logprobs: null, finish_reason: text === undefined ? finish : null }],
  };
}

/** The event after the last one, for `stream_options.include_usage`. */
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
