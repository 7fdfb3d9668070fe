import type { Deps } from '../../../deps.js';
import { plural } from '../../../domain/counts.js';
import { formatDuration } from '../../../domain/duration.js';
import type { Prompt } from '../../../endpoint/endpoint.js';
import { EndpointError, NO_TEXT } from '../../../endpoint/endpoint-error.js';
import { type Speed, Stopwatch } from '../../../endpoint/speed.js';
import type { TimeLimit } from '../../../endpoint/time-limit.js';
import { UsageError } from '../../../errors.js';
import { VisibleStream } from '../../../output/visible-stream.js';
import { patienceOf, type Reached, type Target, within } from './endpoint.js';
import { whyItFails } from './endpoint-errors.js';

/** So long nothing may come before a reply is given up, in ms; `--timeout` sets another limit. */
const SILENT_MS = 5 * 60_000;

/** One message of a conversation, as it is sent. */
export interface Message {
  role: 'system' | 'user' | 'assistant';
  content: string | readonly Readonly<Record<string, unknown>>[];
}

/** A reply as far as it came. */
interface Said {
  text: string;
  /** Why it ended, `stop` or `length`, empty where that is not told; undefined where it was stopped. */
  reason: string | undefined;
  speed: Speed | undefined;
}

/** What the model is told first, where there is something. */
export const systemMessage = (text: string | undefined): Message[] =>
  text === undefined ? [] : [{ role: 'system', content: text }];

/** @param images as URLs */
export function userMessage(text: string, images: readonly string[] = []): Message {
  if (images.length === 0) return { role: 'user', content: text };
  const parts = images.map((url) => ({ type: 'image_url', image_url: { url } }));
  return { role: 'user', content: [...parts, { type: 'text', text }] };
}

/** Does something with an endpoint until that has been silent for too long. @param stop ends it early */
export async function unlessSilent<T>(
  deps: Deps,
  act: (limit: TimeLimit) => Promise<T>,
  stop?: AbortSignal,
): Promise<T> {
  return within(deps, await patienceOf(deps, SILENT_MS), act, { stop, silent: true });
}

/** What a failed reply means. The engine's objections to a prompt are exit code 2, what it does not answer 7 with the cause. */
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
 * Prints a reply on stdout while it comes; on a terminal what would drive it is shown. It ends with a line feed.
 * Nobody is asked to go on when the reader has left (`| head -1`).
 * @param stop ends it early: what came is kept
 * @throws EndpointError, TransportError, and the reason of the command's own signal
 */
export async function speak(
  deps: Deps,
  { endpoint }: Reached,
  prompt: Prompt,
  stop?: AbortSignal,
): Promise<Said> {
  const left = new AbortController();
  deps.io.outputClosed.then(() => left.abort());
  const ended = stop ? AbortSignal.any([stop, left.signal]) : left.signal;
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
    // An empty output would be all that a script sees of it.
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
    ? 'the reply ended within its thoughts: give it more --max-tokens'
    : 'the reply has thoughts, and no text';

/** Writes pieces of a text as they come. */
function printer({ io }: Deps) {
  const shown = new VisibleStream();
  let half = '';
  let atLineStart = true;
  const write = (text: string) => {
    if (text === '') return;
    atLineStart = text.endsWith('\n');
    io.out(text);
  };
  // Halves of a character that come in two pieces would be written as two that nobody knows.
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

/** Usage and speed of a reply, in a line. */
export function spoken({ speed, reason }: Said): string {
  if (!speed) return 'Nothing was said.';
  const { ttftMs, tokensPerSecond, tokens, promptTokens } = speed;
  const counts =
    promptTokens === undefined
      ? `${plural(tokens, 'token')} out`
      : `${plural(promptTokens, 'token')} in, ${tokens} out`;
  const rate = tokensPerSecond >= 10 ? Math.round(tokensPerSecond) : Math.round(tokensPerSecond * 10) / 10;
  const then = tokens > 1 ? `, then ${rate} a second` : '';
  const cut = reason === 'length' ? '; cut off, for it has no more tokens' : '';
  const stopped = reason === undefined ? '; stopped' : '';
  return `${counts}; the first after ${formatDuration(ttftMs)}${then}${cut}${stopped}.`;
}
