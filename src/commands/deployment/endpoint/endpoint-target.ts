import { TransportError } from '../../../api/http/transport.js';
import type { Deps } from '../../../deps.js';
import { isChanging } from '../../../domain/deployment-state.js';
import { formatDuration } from '../../../domain/duration.js';
import { commandFor } from '../../../domain/shell-words.js';
import { normalizeBaseUrl, possibleBases } from '../../../endpoint/base-url.js';
import { createEndpoint, type Endpoint } from '../../../endpoint/endpoint.js';
import { EndpointError } from '../../../endpoint/endpoint-error.js';
import type { ServedModel } from '../../../endpoint/replies.js';
import { type TimeLimit, timeLimit } from '../../../endpoint/time-limit.js';
import { ExoError } from '../../../errors.js';
import type { DeploymentEntry } from '../../../schemas/deployment.js';
import { find } from '../../lib/find.js';
import { type Checked, textOrNone } from '../../lib/parse-input.js';
import { DEPLOYMENTS, type Placed, subjectOf } from '../find.js';

/** The flags of every command that speaks to an endpoint. */
export const endpointFields = { '--base-url': textOrNone, '--model': textOrNone };
export type EndpointInput = Checked<typeof endpointFields>;

/** A deployment with its URL and its key. */
export interface Target extends Placed {
  /** The known URL; the API may be at a path below it, see `reach`. */
  url: string;
  /** The URL is from --base-url, so a failure there proves nothing about the deployment. */
  isOther: boolean;
  key: string;
  /** The name of its model in the service's answer. */
  model: string | undefined;
  /** `--model` */
  wanted: string | undefined;
  /** `deployment my-app in at-vie-2` */
  placed: string;
}

/**
 * Finds a deployment, its URL and its key, without a request to the endpoint.
 * @param change a change follows, so a zone that does not answer is an error: it may have another deployment of the
 * name
 * @throws UsageError for a URL that cannot be used; if it was typed, before anything is sent
 * @throws ExoError not-found, conflict; operation-failed if the service tells no URL
 */
export async function targetOf(
  deps: Deps,
  nameOrId: string,
  input: EndpointInput,
  { change = false } = {},
): Promise<Target> {
  const { '--base-url': given, '--model': wanted } = input;
  const allowInsecure = deps.env.EXO_DI_ALLOW_HTTP === '1';
  const typed = given === undefined ? undefined : normalizeBaseUrl(given, '--base-url', allowInsecure);
  const { zone, id, entry } = await find(deps, DEPLOYMENTS, nameOrId, { change });
  const { name, model, 'deployment-url': known } = entry;
  const placed = `${subjectOf(name)} in ${zone.zone}`;
  if (typed === undefined && known === '') throw withoutUrl(placed, zone.zone, entry);
  const url = typed ?? normalizeBaseUrl(known, `the URL of ${placed}`, allowInsecure);
  const { 'api-key': key } = await zone.revealDeploymentApiKey(id, {
    subject: `the API key of ${subjectOf(name)}`,
  });
  return { name, zone, id, url, isOther: typed !== undefined, key, model: model.name, wanted, placed };
}

function withoutUrl(placed: string, zone: string, { name, state }: DeploymentEntry): ExoError {
  return new ExoError('operation-failed', `the service shows no URL of ${placed}, which is ${state}`, {
    code: 'no-url',
    zone,
    hint: isChanging(state)
      ? `wait for it with: ${commandFor('wait', name, zone, '--for', 'ready')}`
      : `look again with: ${commandFor('show', name, zone)}`,
  });
}

/** A target that has told which models it serves. */
export interface Reached extends Target {
  endpoint: Endpoint;
  /** The name of the model for requests. */
  model: string;
}

/**
 * Asks the endpoint which models it serves, and finds the path of the API below the URL.
 * @throws ExoError not-found for a model that is not served
 * @throws EndpointError, TransportError
 */
export async function reach(deps: Deps, target: Target, signal: AbortSignal): Promise<Reached> {
  const { url, key, model, wanted, placed, zone } = target;
  const transport = await deps.endpoints();
  const [first = url, other] = possibleBases(url);
  const at = async (baseUrl: string) => {
    const endpoint = createEndpoint({ transport, baseUrl, key });
    return { endpoint, served: await endpoint.models(signal) };
  };
  const { endpoint, served } = await at(first).catch((error: unknown) => {
    if (!(error instanceof EndpointError && error.status === 404) || other === undefined) throw error;
    return at(other);
  });
  const names = served.map(({ id }) => id);
  if (wanted !== undefined && !names.includes(wanted))
    throw new ExoError('not-found', `${placed} does not serve model ${JSON.stringify(wanted)}`, {
      code: 'model-not-served',
      zone: zone.zone,
      hint: names.length > 0 ? `--model can be ${names.join(', ')}` : 'it serves none',
      details: { served: names },
    });
  const chosen = wanted ?? nameToAsk(served, model);
  if (chosen === undefined) throw new EndpointError(200, 'it serves no model');
  return { ...target, endpoint, model: chosen };
}

/** The name under which the deployment's own model is served, else the first served name. */
function nameToAsk(served: readonly ServedModel[], model: string | undefined): string | undefined {
  const own =
    served.find(({ id }) => id === model) ?? served.find(({ root }) => root != null && root === model);
  return (own ?? served[0])?.id;
}

/** The time limit for an endpoint, in ms: that of `--timeout`, else `usualMs`. */
export async function patienceOf(deps: Deps, usualMs: number): Promise<number> {
  const { timeoutMs = usualMs } = await deps.settings();
  return timeoutMs < 0 ? Number.POSITIVE_INFINITY : timeoutMs;
}

/**
 * Calls `act` with a time limit.
 * @param ms the limit
 * @param how.stop ends it early
 * @param how.silent the time starts again with each token, see `TimeLimit.again`
 * @throws TransportError timeout, and the reason of the command's own signal
 */
export async function within<T>(
  deps: Deps,
  ms: number,
  act: (limit: TimeLimit) => Promise<T>,
  { stop, silent = false }: { stop?: AbortSignal | undefined; silent?: boolean } = {},
): Promise<T> {
  const limit = timeLimit(stop ? AbortSignal.any([deps.signal, stop]) : deps.signal, ms);
  try {
    return await act(limit);
  } catch (error) {
    if (deps.signal.aborted) throw deps.signal.reason;
    if (!limit.isOver) throw error;
    const time = `${silent ? 'for' : 'within'} ${formatDuration(ms)}`;
    throw new TransportError('timeout', true, `nothing came ${time}`);
  } finally {
    limit.end();
  }
}
