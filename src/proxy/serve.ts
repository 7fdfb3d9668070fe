import type { IncomingMessage, ServerResponse } from 'node:http';
import { asError } from '../domain/system-error.js';
import { type Access, Exchange } from './exchange.js';
import { type Door, isPreflight, pageHeaders, preflightHeaders, refused, refusedPlace } from './guard.js';
import type { Keeper } from './keeper.js';
import type { Metrics } from './metrics.js';
import type { Pass } from './pending-requests.js';
import { readModel } from './read-model.js';
import { CLOSING, FAILED, forbidden, keyRefused, NO_TRACE, type Refusal, unreachable } from './refusals.js';
import { noSuchModel, routeOf, shownPath, type Target, targetOf } from './route.js';
import type { Upstream } from './upstream.js';

/** A deployment behind the proxy. */
export interface Served extends Target {
  upstream: Upstream;
  keeper: Keeper;
}

export interface ProxyOptions {
  targets: readonly Served[];
  door: Door;
  metrics: Metrics;
  onAccess(access: Access): void;
  /** Called with a problem that the operator of the proxy has to know of. */
  onTrouble(sentence: string): void;
  /** The time in milliseconds, counted from any fixed moment. */
  now(): number;
}

/**
 * Handles one request: checks whether the caller may ask, answers it or passes it on, and reports it to the metrics and
 * to `onAccess`.
 * @param isClosing whether the proxy is shutting down
 */
export async function serve(
  options: ProxyOptions,
  request: IncomingMessage,
  response: ServerResponse,
  isClosing: () => boolean,
): Promise<void> {
  const { metrics, onTrouble, onAccess, now } = options;
  const path = shownPath(request.url ?? '', secretsOf(options, request));
  const exchange = new Exchange(request, response, path, now);
  exchange.set(pageHeaders(request.headers, options.door));
  try {
    await answer(options, exchange, isClosing);
  } catch (error) {
    onTrouble(`a request failed: ${asError(error).message}`);
    if (response.headersSent) response.destroy();
    else exchange.refuse(FAILED);
  }
  exchange.ends();
  const { access } = exchange;
  const deployment = access.deployment ?? '';
  metrics.add('requests_total', { deployment, status: String(access.status) });
  if (access.firstMs !== undefined)
    metrics.observe('first_byte_seconds', { deployment }, access.firstMs / 1_000);
  onAccess(access);
}

/** The secrets that a logged path must not show: the proxy's token, the deployments' keys, the caller's credentials. */
function secretsOf({ door, targets }: ProxyOptions, { headers }: IncomingMessage): (string | undefined)[] {
  const sent = headers.authorization?.replace(/^\w+ +/, '');
  return [door.token, sent, ...targets.map(({ upstream }) => upstream.key)];
}

async function answer(options: ProxyOptions, exchange: Exchange, isClosing: () => boolean): Promise<void> {
  const { targets, door, metrics } = options;
  const { request } = exchange;
  const route = routeOf(request.url ?? '', targets);
  // Health comes before the door, because a load balancer that checks it has no token.
  if (route.to === 'health')
    return isClosing()
      ? exchange.answer(503, 'application/json', '{"status":"closing"}\n')
      : exchange.answer(200, 'application/json', '{"status":"ok"}\n');
  if (isAnsweredAtDoor(exchange, door)) return;
  switch (route.to) {
    case 'nobody':
      return exchange.refuse(route.refusal);
    case 'metrics':
      return exchange.answer(200, 'text/plain; version=0.0.4', metricsOf(targets, metrics));
    case 'models':
      return exchange.answer(200, 'application/json', modelsOf(route.of));
  }
  if (request.method === 'TRACE') return exchange.refuse(NO_TRACE);
  if (isClosing()) return exchange.refuse(CLOSING);
  if (route.to === 'deployment') return passOn(options, exchange, route.target, route.rest);
  exchange.continueIfAsked();
  const model = await readModel(request);
  const target = targetOf(model, targets);
  if (!target) return exchange.refuse(noSuchModel(model, targets));
  await passOn(options, exchange, target, route.rest);
}

/**
 * Refuses a caller that may not ask, and answers the CORS preflight of a page that may.
 * @returns true if the request is answered by this
 */
function isAnsweredAtDoor(exchange: Exchange, door: Door): boolean {
  const { method, headers } = exchange.request;
  const preflight = isPreflight(method, headers);
  const refusal = (preflight ? refusedPlace : refused)(headers, door);
  if (refusal) exchange.refuse(refusal);
  else if (preflight) {
    exchange.set(preflightHeaders(headers));
    exchange.answer(204, 'text/plain', '');
  }
  return refusal !== undefined || preflight;
}

/** Passes a request on as soon as its deployment serves, and records the outcome in the metrics and the access line. */
async function passOn(
  { metrics, onTrouble }: ProxyOptions,
  exchange: Exchange,
  { name, keeper, upstream }: Served,
  rest: string,
): Promise<void> {
  const { request, response, access } = exchange;
  access.deployment = name;
  const admitted = await admit(exchange, keeper);
  if (!('ended' in admitted)) return exchange.refuse(admitted);
  exchange.continueIfAsked();
  const passage = {
    request,
    response,
    onStatus(status: number) {
      exchange.begins(status);
      // Somebody may have scaled the deployment to zero or deleted it, so look before the next request comes.
      if (status >= 500 || status === 404) keeper.doubt();
    },
    onBytes(count: number) {
      access.bytes += count;
    },
  };
  try {
    const passed = await upstream.pass(passage, rest);
    switch (passed.how) {
      case 'whole':
        return;
      case 'left':
        access.note = 'left';
        return;
      case 'refused': {
        const [what, refusal] =
          passed.status === 401 ? ['', keyRefused(name)] : ['a request, or ', forbidden(name)];
        onTrouble(`deployment ${name} refuses ${what}its own API key (${passed.status})`);
        return exchange.refuse(refusal);
      }
      case 'broken':
        metrics.add('broken_total', { deployment: name });
        keeper.doubt();
        if (passed.isBegun) access.note = 'broken off';
        else exchange.refuse(unreachable(name, passed.why));
    }
  } finally {
    metrics.add('sent_bytes_total', { deployment: name }, access.bytes);
    admitted.ended();
  }
}

/**
 * Waits until a request may be passed on, or its caller goes away. Only a POST may wake the deployment: GPUs cost
 * money.
 */
async function admit({ request, response }: Exchange, keeper: Keeper): Promise<Pass | Refusal> {
  const left = new AbortController();
  const leave = () => left.abort();
  response.once('close', leave);
  try {
    return await keeper.admit(request.method === 'POST', left.signal);
  } finally {
    response.off('close', leave);
  }
}

function modelsOf(targets: readonly Target[]): string {
  const data = targets.flatMap(({ name, models }) =>
    models.map((id) => ({ id, object: 'model', created: 0, owned_by: name })),
  );
  return `${JSON.stringify({ object: 'list', data })}\n`;
}

function metricsOf(targets: readonly Served[], metrics: Metrics): string {
  for (const { name, keeper } of targets) {
    const { awake, pending, busy } = keeper.numbers;
    const labels = { deployment: name };
    metrics.set('awake', labels, awake);
    metrics.set('requests_pending', labels, pending);
    metrics.set('requests_in_flight', labels, busy);
  }
  return metrics.text();
}
