import * as z from 'zod/mini';
import { steady } from '../../../clock.js';
import type { Deps } from '../../../deps.js';
import { formatDuration } from '../../../domain/duration.js';
import { pollDelayMs } from '../../../domain/polling.js';
import type { Prompt, PromptPath } from '../../../endpoint/endpoint.js';
import { EndpointError, NO_TEXT } from '../../../endpoint/endpoint-error.js';
import { type Speed, Stopwatch } from '../../../endpoint/speed.js';
import { ExoError } from '../../../errors.js';
import { type CheckedEndpoint, checkView } from '../../../output/views/endpoint.js';
import type { Raw } from '../../../program/spec.js';
import { duration, parseInput, positiveDuration, readBy, text } from '../../lib/parse-input.js';
import { endpointFailure, tooSlow, whyItFails } from './endpoint-errors.js';
import {
  endpointFields,
  patienceOf,
  type Reached,
  reach,
  type Target,
  targetOf,
  within,
} from './endpoint-target.js';

/**
 * The time limit of one attempt, in ms, after which the deployment counts as not answering; `--timeout` sets another.
 */
const LOOK_MS = 60_000;
const MOST_TOKENS = 32;
const QUESTION = 'Count from 1 to 10.';

const rate = readBy(
  (value) => (/^\d+(\.\d+)?$/.test(value) && Number(value) > 0 ? Number(value) : undefined),
  'be a number of tokens above 0',
);

const schema = z.object({
  NAME: text,
  '--max-ttft': z.optional(positiveDuration),
  '--min-tps': z.optional(rate),
  '--retry-for': z._default(duration, 0),
  ...endpointFields,
});
type CheckInput = z.infer<typeof schema>;

/** Asks a deployment for a short reply, to test whether it answers, and fast enough. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const usage =
    'usage: exo-di deployment check NAME [--max-ttft 2s] [--min-tps 20] [--retry-for 10m] [-z ZONE]';
  const input = parseInput(schema, raw, usage);
  const printer = await deps.printer(checkView);
  const target = await targetOf(deps, input.NAME, input);
  const { checked, failure } = await lookUntilGood(deps, target, input);
  if (checked) deps.io.out(printer.one(checked));
  if (failure) throw await whyItFails(deps, failure, target);
}

/** The result of one attempt: an answer, a failure, or both if the answer is too slow. */
interface Look {
  checked?: CheckedEndpoint;
  failure?: ExoError | undefined;
}

/** Tries again, for the time of --retry-for, as long as the failure may be temporary. */
async function lookUntilGood(deps: Deps, target: Target, input: CheckInput): Promise<Look> {
  const { signal } = deps;
  const clock = steady(deps.clock);
  const started = clock.now();
  const limitMs = input['--retry-for'];
  const asking = () => deps.io.progress(`Asking ${target.placed}`, { said: true });
  let progress = asking();
  try {
    for (let tries = 1; ; tries++) {
      const look = await lookOnce(deps, target, input);
      const elapsed = clock.now() - started;
      const delay = Math.max(pollDelayMs(tries, elapsed, deps.random()), retryAfterMs(look));
      if (!look.failure || !mayPass(look.failure) || elapsed + delay > limitMs) return look;
      if (tries === 1) {
        // The progress line is stopped first, so that the message has a line of its own.
        progress.stop();
        deps.io.say(
          `${look.failure.message}; asking again${Number.isFinite(limitMs) ? `, for ${formatDuration(limitMs)} at most` : ' until it does'}.`,
        );
        progress = asking();
      }
      progress.update(`Asking ${target.placed} again: ${look.failure.message}`);
      await clock.sleep(delay, signal);
    }
  } finally {
    progress.stop();
  }
}

/** How long the endpoint asks to wait (Retry-After), in ms. An earlier request would only lengthen its queue. */
function retryAfterMs({ failure }: Look): number {
  return failure?.cause instanceof EndpointError ? (failure.cause.retryAfterS ?? 0) * 1_000 : 0;
}

const mayPass = ({ code }: ExoError) => ['no-answer', 'endpoint-unreachable', 'too-slow'].includes(code);

async function lookOnce(deps: Deps, target: Target, input: CheckInput): Promise<Look> {
  try {
    const checked = await within(deps, await patienceOf(deps, LOOK_MS), async ({ signal }) => {
      const reached = await reach(deps, target, signal);
      const { ttftMs, tokensPerSecond, tokens } = await tinyReply(deps, reached, signal);
      return {
        name: target.name,
        zone: target.zone.zone,
        url: reached.endpoint.baseUrl,
        model: reached.model,
        tokens,
        ttftMs: Math.round(ttftMs),
        tokensPerSecond: Math.round(tokensPerSecond * 10) / 10,
      };
    });
    return { checked, failure: tooSlow(target, checked, input) };
  } catch (error) {
    const failure = endpointFailure(error, target);
    if (failure instanceof ExoError) return { failure };
    throw failure;
  }
}

/** Asks for a short reply; a model without a chat template is asked for a completion instead. */
async function tinyReply(deps: Deps, { endpoint, model }: Reached, signal: AbortSignal): Promise<Speed> {
  const common = { model, max_tokens: MOST_TOKENS, temperature: 0 };
  const timed = async (path: PromptPath, asked: Prompt) => {
    const watch = new Stopwatch(() => deps.clock.now());
    for await (const event of endpoint.stream(path, { ...common, ...asked }, signal)) watch.see(event);
    if (!watch.speed) throw new EndpointError(200, NO_TEXT);
    return watch.speed;
  };
  try {
    return await timed('/chat/completions', { messages: [{ role: 'user', content: QUESTION }] });
  } catch (error) {
    if (!(error instanceof EndpointError && [400, 404].includes(error.status))) throw error;
    return timed('/completions', { prompt: QUESTION });
  }
}
