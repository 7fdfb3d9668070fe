import type * as z from 'zod/mini';
import { TransportError } from '../api/http/transport.js';
import { collectedText, unpackedChunks } from '../api/http/unpack.js';
import { isSuccess } from '../api/status.js';
import { own, tryJson } from '../domain/json.js';
import { MASK } from '../domain/secrets.js';
import { VERSION } from '../version.js';
import { EndpointError, errorWithin, refusal } from './endpoint-error.js';
import type { EndpointTransport, StreamedAnswer } from './endpoint-transport.js';
import {
  modelList,
  piece,
  type ReplyEvent,
  readPiece,
  type ServedModel,
  serverSentData,
  wholeReply,
} from './replies.js';

/** What is needed to talk to an endpoint. */
export interface EndpointOptions {
  transport: EndpointTransport;
  /** Without a slash at its end, see `normalizeBaseUrl`. */
  baseUrl: string;
  /** Sent as a bearer token. It never becomes part of an error. */
  key: string;
}

/**
 * What is sent to `/chat/completions` or `/completions`, except for the properties that decide whether the reply is
 * streamed.
 */
export type Prompt = Readonly<Record<string, unknown>>;
export type PromptPath = '/chat/completions' | '/completions';

/**
 * An OpenAI-compatible API. Every call throws an `EndpointError` for an error answer, a `TransportError` if no answer
 * came, and the signal's reason.
 */
export interface Endpoint {
  readonly baseUrl: string;
  /** Lists the models that are served. */
  models(signal?: AbortSignal): Promise<ServedModel[]>;
  /** Streams a reply. Leaving the iteration early also ends the reply at the endpoint. */
  stream(path: PromptPath, prompt: Prompt, signal?: AbortSignal): AsyncGenerator<ReplyEvent, void>;
  /**
   * Asks for a reply in one piece, and returns the answer as it is. @throws EndpointError if the answer is not a reply,
   * or not a whole one
   */
  whole(path: PromptPath, prompt: Prompt, signal?: AbortSignal): Promise<unknown>;
}

/** Makes an endpoint for a URL and a key. Nothing is sent yet. */
export function createEndpoint({ transport, baseUrl, key }: EndpointOptions): Endpoint {
  const common = { authorization: `Bearer ${key}`, 'user-agent': `exo-di/${VERSION}` };
  const post = (path: PromptPath, prompt: Prompt, accept: string, signal?: AbortSignal) =>
    transport.open({
      method: 'POST',
      url: `${baseUrl}${path}`,
      headers: { ...common, accept, 'content-type': 'application/json' },
      body: JSON.stringify(prompt),
      signal,
    });
  // An endpoint may repeat the key in its error.
  const withoutKey = (error: EndpointError) =>
    error.message.includes(key)
      ? new EndpointError(error.status, error.message.replaceAll(key, MASK), error.retryAfterS)
      : error;
  const accepted = async (answer: StreamedAnswer): Promise<StreamedAnswer> => {
    if (isSuccess(answer.status)) return answer;
    // The key is masked before a long sentence is cut: otherwise the cut could leave a part of the key, which no longer
    // matches.
    const text = (await textOf(answer)).replaceAll(key, MASK);
    throw withoutKey(refusal(answer.status, text, answer.headers));
  };
  function read<T extends z.ZodMiniType>(schema: T, data: unknown, path: string): z.infer<T> {
    const result = schema.safeParse(data);
    if (result.success) return result.data;
    throw withoutKey(
      errorWithin(data) ??
        new EndpointError(200, `its answer to ${path} is none of an OpenAI-compatible API`),
    );
  }
  return {
    baseUrl,
    async models(signal) {
      const headers = { ...common, accept: 'application/json' };
      const url = `${baseUrl}/models`;
      const answer = await accepted(await transport.open({ method: 'GET', url, headers, signal }));
      return read(modelList, await json(answer), '/models').data;
    },
    async *stream(path, prompt, signal) {
      const asked = { ...prompt, stream: true, stream_options: { include_usage: true } };
      const answer = await accepted(await post(path, asked, 'text/event-stream', signal));
      if (!/^text\/event-stream\b/i.test(answer.headers['content-type'] ?? ''))
        throw withoutKey(
          errorWithin(await json(answer)) ?? new EndpointError(answer.status, 'it did not stream its reply'),
        );
      let ended = false;
      for await (const data of serverSentData(
        unpackedChunks(answer.body, answer.headers['content-encoding']),
      )) {
        if (data === '[DONE]') return;
        // An event without data only keeps the connection alive.
        if (data.trim() === '') continue;
        const event = parsed(data);
        const failed = errorWithin(event);
        if (failed) throw withoutKey(failed);
        for (const each of readPiece(read(piece, event, path))) {
          if (each.kind === 'end') requireWhole(each.reason);
          ended ||= each.kind === 'end';
          yield each;
        }
      }
      if (!ended) throw new TransportError('lost', true, 'the reply broke off');
    },
    async whole(path, prompt, signal) {
      const answer = await accepted(
        await post(path, { ...prompt, stream: false }, 'application/json', signal),
      );
      const answered = await json(answer);
      requireWhole(own(read(wholeReply, answered, path).choices[0], 'finish_reason'));
      return answered;
    },
  };
}

/** Reasons with which engines end a reply that is not whole. */
const FAILED: readonly unknown[] = ['error', 'abort'];

/** @param reason why the reply ended @throws EndpointError if the engine has failed in it */
function requireWhole(reason: unknown): void {
  if (FAILED.includes(reason)) throw new EndpointError(200, `the engine ended the reply with ${reason}`);
}

/** The JSON of an answer. @throws EndpointError if it is not JSON */
async function json(answer: StreamedAnswer): Promise<unknown> {
  return parsed(await textOf(answer));
}

function parsed(text: string): unknown {
  const data = tryJson(text);
  if (data !== undefined) return data;
  const what = /^\s*</.test(text) ? 'a web page answered in place of the engine' : 'its answer is no JSON';
  throw new EndpointError(200, what);
}

const textOf = ({ body, headers }: StreamedAnswer) => collectedText(body, headers['content-encoding']);
