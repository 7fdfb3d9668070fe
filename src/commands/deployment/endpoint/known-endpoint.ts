import { TransportError } from '../../../api/http/transport.js';
import type { Deps } from '../../../deps.js';
import { wordProblem } from '../../../domain/one-word.js';
import { EndpointError } from '../../../endpoint/endpoint-error.js';
import { ExoError } from '../../../errors.js';
import { visible } from '../../../output/visible.js';
import { type EndpointInput, reach, type Target, targetOf, within } from './endpoint-target.js';

/** The time limit for asking the deployment, in ms. Without an answer, the service's own values are used. */
const ASKING_MS = 5_000;

/**
 * The URL, key and model name of a deployment. It asks the deployment itself; without an answer it takes the service's
 * values and warns. With both --base-url and --model nothing is asked.
 * @throws ExoError not-found; conflict; unexpected if a value is empty or has characters that a terminal obeys or hides
 */
export async function knownEndpoint(deps: Deps, nameOrId: string, input: EndpointInput) {
  const target = await targetOf(deps, nameOrId, input);
  const isTold = target.isOther && target.wanted !== undefined;
  const reached = isTold ? undefined : await ask(deps, target);
  const baseUrl = reached?.endpoint.baseUrl ?? target.url;
  const model = reached?.model ?? target.wanted ?? target.model;
  if (model === undefined || model === '' || model !== visible(model))
    throw unwritable(target, 'the name of its model', '--model NAME');
  if (wordProblem(target.key) !== undefined) throw unwritable(target, 'its API key');
  return { target, baseUrl, apiKey: target.key, model };
}

async function ask(deps: Deps, target: Target) {
  try {
    return await within(deps, ASKING_MS, ({ signal }) => reach(deps, target, signal));
  } catch (error) {
    if (!(error instanceof EndpointError || error instanceof TransportError)) throw error;
    deps.io.warn(
      `${target.placed} does not say which model it serves (${error.message}): URL and model are those of the service`,
    );
    return undefined;
  }
}

function unwritable({ placed, zone }: Target, what: string, flag?: string): ExoError {
  return new ExoError('unexpected', `${placed}: ${what} is empty, or has hidden characters`, {
    zone: zone.zone,
    hint: flag && `name another with ${flag}`,
  });
}
