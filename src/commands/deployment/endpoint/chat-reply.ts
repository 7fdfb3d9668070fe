import type { Deps } from '../../../deps.js';
import { plural } from '../../../domain/counts.js';
import { formatDuration } from '../../../domain/duration.js';
import type { Prompt } from '../../../endpoint/endpoint.js';
import { EndpointError, NO_TEXT } from '../../../endpoint/endpoint-error.js';
import { type Speed, Stopwatch } from '../../../endpoint/speed.js';
import type { TimeLimit } from '../../../endpoint/time-limit.js';
import { UsageError } from '../../../errors.js';
import { VisibleStream } from '../../../output/visible-stream.js';
import { whyItFails } from './endpoint-errors.js';
import { patienceOf, type Reached, type Target, within } from './endpoint-target.js';

/** After this time without a token a reply is given up, in ms; `--timeout` sets another limit. */
const SILENT_MS = 5 * 60_000;

/** One message of a conversation, in the form of OpenAI's API. */
export interface Message {
  role: 'system' | 'user' | 'assistant';
  content: string | readonly Readonly<Record<string, unknown>>[];
}

/** A reply, as far as it has arrived. */
interface Said {
  text: string;
  /** Why it ended: `stop`, `length`, or empty if the engine does not tell; undefined if the user stopped it. */
  reason: string | undefined;
  speed: Speed | undefined;
}

/** The system prompt as a message; none if there is no system prompt. */
export const systemMessage = (text: string | undefined): Message[] =>
  text === undefined ? [] : [{ role: 'system', content: text }];

/** A prompt as a message. @param images URLs */
export function userMessage(text: string, images: readonly string[] = []): Message {
  if (images.length === 0) return { role: 'user', content: text };
  const parts = images.map((url) => ({ type: 'image_url', image_url: { url } }));
  return { role: 'user', content: [...parts, { type: 'text', text }] };
}

/** Calls `act` and gives up when the endpoint has been silent for too long. @param stop ends it early */
export async function unlessSilent<T>(
  deps: Deps,
  act: (limit: TimeLimit) => Promise<T>,
  stop?: AbortSignal,
): Promise<T> {
  return within(deps, await patienceOf(deps, SILENT_MS), act, { stop, silent: true });
}

/** The error for a failed reply: usage if the engine refuses the prompt, otherwise as `whyItFails`. */
export async function chatFailure(deps: Deps, error: unknown, target: Target): Promise<unknown> {
  if (!(error instanceof EndpointError) || ![400, 413, 422].includes(error.status))
    return whyItFails(deps, error, target);
  return new UsageError(`${target.placed} refuses the prompt: ${error.message}`, {
    code: 'prompt-refused',
    zone: target.zone.zone,
    cause: error,
  });
}

/**
 * Prints a reply on stdout as it arrives, followed by a line feed. On a terminal, control characters are shown instead
 * of obeyed. If the reader of stdout goes away (`| head -1`), the reply is ended.
 * @param stop ends the reply early; the text so far is returned
 * @throws EndpointError, TransportError, and the reason of the command's own signal
 */
export async function speak(
  deps: Deps,
  { endpoint }: Reached,
  prompt: Prompt,
  stop?: AbortSignal,
): Promise<Said> {
  const readerGone = new AbortController();
  deps.io.outputClosed.then(() => readerGone.abort());
  const ended = stop ? AbortSignal.any([stop, readerGone.signal]) : readerGone.signal;
  const watch = new Stopwatch(() => deps.clock.now());
  const screen = printer(deps);
  const progress = deps.io.progress('Waiting for the first word', { said: true });
  const said: Said = { text: '', reason: undefined, speed: undefined };
  let waiting = true;
  const arrived = () => {
    if (waiting) progress.stop();
    waiting = false;
  };
  try {
    const listen = async (limit: TimeLimit) => {
      for await (const event of endpoint.stream('/chat/completions', prompt, limit.signal)) {
        limit.again();
        watch.see(event);
        if (event.kind === 'end') said.reason = event.reason;
        else if (event.kind === 'thought') progress.update('Thinking');
        else if (event.kind === 'text') {
          arrived();
          said.text += event.text;
          screen.print(event.text);
        }
      }
    };
    await unlessSilent(deps, listen, ended);
    said.reason ??= '';
    if (!watch.speed) throw new EndpointError(200, NO_TEXT);
    // A script would otherwise only see an empty output.
    if (said.text === '') deps.io.warn(onlyThoughts(said.reason));
  } catch (error) {
    if (deps.signal.aborted || !ended.aborted) throw error;
  } finally {
    arrived();
    screen.end();
  }
  return { ...said, speed: watch.speed };
}

const onlyThoughts = (reason: string) =>
  reason === 'length'
    ? 'the reply was cut off while the model was still thinking: give more --max-tokens'
    : 'the reply has only thoughts, and no text';

/** Writes a text in pieces. */
function printer({ io }: Deps) {
  const shown = new VisibleStream();
  let half = '';
  let atLineStart = true;
  const write = (text: string) => {
    if (text === '') return;
    atLineStart = text.endsWith('\n');
    io.out(text);
  };
  // A surrogate pair can be split between two pieces: its first half is kept until the second arrives.
  const whole = (text: string) => {
    const all = half + text;
    half = /[\ud800-\udbff]$/.exec(all)?.[0] ?? '';
    return all.slice(0, all.length - half.length);
  };
  return {
    print: (text: string) => write(io.stdout.terminal ? shown.feed(text) : whole(text)),
    end() {
      write(io.stdout.terminal ? shown.end() : half);
      if (!atLineStart) io.out('\n');
    },
  };
}

/** Why a reply has no end. */
const CUT_OFF: ReadonlyMap<string, string> = new Map([
  ['length', '; cut off at the token limit'],
  ['content_filter', '; cut off by a content filter'],
]);

/** The token counts and the speed of a reply, on one line. */
export function spoken({ speed, reason }: Said): string {
  if (!speed) return 'The reply is empty.';
  const { ttftMs, tokensPerSecond, tokens, promptTokens } = speed;
  const counts =
    promptTokens === undefined
      ? `${plural(tokens, 'token')} out`
      : `${plural(promptTokens, 'token')} in, ${tokens} out`;
  const rate = tokensPerSecond >= 10 ? Math.round(tokensPerSecond) : Math.round(tokensPerSecond * 10) / 10;
  const then = tokens > 1 ? `, then ${rate} a second` : '';
  const end = reason === undefined ? '; stopped' : (CUT_OFF.get(reason) ?? '');
  return `${counts}; the first after ${formatDuration(ttftMs)}${then}${end}.`;
}
