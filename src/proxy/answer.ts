import type { IncomingMessage, ServerResponse } from 'node:http';
import { asError } from '../domain/system-error.js';
import { type Door, refused } from './guard.js';
import type { Keeper } from './keeper.js';
import type { Metrics } from './metrics.js';
import { readModel } from './read-model.js';
import { CLOSING, openAiError, type Refusal } from './refusal.js';
import { noSuchModel, routeOf, shownPath, type Target, targetOf } from './route.js';
import type { Upstream } from './upstream.js';

/** A deployment behind the proxy. */
export interface Served extends Target {
  upstream: Upstream;
  keeper: Keeper;
}

/** A request that was answered, for the line that tells of it. Neither headers nor bodies, and no secret in its path. */
export interface Access {
  method: string;
  path: string;
  /** The deployment; undefined where it came to none. */
  deployment: string | undefined;
  status: number;
  bytes: number;
  tookMs: number;
  /** Until the first byte of the answer. */
  firstMs: number | undefined;
  /** What went wrong: the code of a refusal, `left`, `broken off`. */
  note: string | undefined;
}

export interface ProxyOptions {
  targets: readonly Served[];
  door: Door;
  metrics: Metrics;
  onAccess(access: Access): void;
  /** Something that whoever runs the proxy has to know. */
  onTrouble(sentence: string): void;
  /** Milliseconds, from any beginning. */
  now(): number;
}

/** Answers one request, from the door to the line that tells of it. @param isClosing whether the proxy ends */
export async function serve(
  options: ProxyOptions,
  request: IncomingMessage,
  response: ServerResponse,
  isClosing: () => boolean,
): Promise<void> {
  const began = options.now();
  const access: Access = {
    method: request.method ?? '',
    path: shownPath(request.url ?? '', secretsOf(options, request)),
    ...{ deployment: undefined, status: 0, bytes: 0, tookMs: 0, firstMs: undefined, note: undefined },
  };
  response.once('error', () => {});
  const refuse = (refusal: Refusal) => {
    access.note = refusal.code;
    access.status = refusal.status;
    if (response.destroyed) return;
    const { retryAfterS } = refusal;
    response.writeHead(refusal.status, {
      'content-type': 'application/json',
      ...(retryAfterS !== undefined && { 'retry-after': String(retryAfterS) }),
      ...(refusal.status === 401 && { 'www-authenticate': 'Bearer' }),
    });
    response.end(openAiError(refusal));
  };
  const local = (status: number, type: string, body: string) => {
    access.status = status;
    access.bytes = Buffer.byteLength(body);
    response.writeHead(status, { 'content-type': type }).end(request.method === 'HEAD' ? '' : body);
  };
  try {
    await answerTo(options, { request, response, access, refuse, local, isClosing, began });
  } catch (error) {
    options.onTrouble(`a request failed: ${asError(error).message}`);
    if (response.headersSent) response.destroy();
    else
      refuse({ status: 500, code: 'proxy_error', message: 'the proxy failed; what is known is in its log' });
  }
  access.tookMs = options.now() - began;
  const deployment = access.deployment ?? '';
  options.metrics.add('requests_total', { deployment, status: String(access.status) });
  if (access.firstMs !== undefined && access.deployment !== undefined)
    options.metrics.observe('first_byte_seconds', { deployment }, access.firstMs / 1_000);
  options.onAccess(access);
}

/** What a path must not show: the proxy's token, the deployments' keys, and what this caller has sent as its own. */
function secretsOf({ door, targets }: ProxyOptions, { headers }: IncomingMessage): (string | undefined)[] {
  const sent = headers.authorization?.replace(/^\w+ +/, '');
  return [door.token, sent, ...targets.map(({ upstream }) => upstream.key)];
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  access: Access;
  refuse(refusal: Refusal): void;
  local(status: number, type: string, body: string): void;
  isClosing(): boolean;
  began: number;
}

async function answerTo(options: ProxyOptions, exchange: Exchange): Promise<void> {
  const { request, refuse, local } = exchange;
  const { targets, door, metrics } = options;
  const route = routeOf(request.url ?? '', targets);
  if (route.to === 'health')
    return exchange.isClosing()
      ? local(503, 'application/json', '{"status":"closing"}\n')
      : local(200, 'application/json', '{"status":"ok"}\n');
  const why = refused(request.headers, door);
  if (why) return refuse(why);
  if (route.to === 'nobody') return refuse(route.refusal);
  if (route.to === 'metrics') return local(200, 'text/plain; version=0.0.4', metricsOf(targets, metrics));
  if (route.to === 'models') return local(200, 'application/json', modelsOf(targets));
  if (exchange.isClosing()) return refuse(CLOSING);
  if (route.to === 'deployment') return passOn(options, exchange, route.target, route.rest);
  continueIfAsked(exchange);
  const model = await readModel(request);
  const target = targetOf(model, targets);
  if (!target) return refuse(noSuchModel(model, targets));
  await passOn(options, exchange, target, route.rest);
}

async function passOn(
  { metrics, onTrouble, now }: ProxyOptions,
  exchange: Exchange,
  { name, keeper, upstream }: Served,
  rest: string,
): Promise<void> {
  const { request, response, access, refuse, began } = exchange;
  access.deployment = name;
  const left = new AbortController();
  const leave = () => left.abort();
  response.once('close', leave);
  const admitted = await keeper.admit(request.method === 'POST', left.signal);
  response.off('close', leave);
  if (!('ended' in admitted)) return refuse(admitted);
  continueIfAsked(exchange);
  try {
    const passed = await upstream.pass(
      { request, response, rest },
      {
        onStatus(status) {
          access.status = status;
          access.firstMs = now() - began;
          // Maybe somebody has scaled it to zero, or deleted it: the next request is to know.
          if (status >= 500 || status === 404) keeper.look();
          if (status === 403) onTrouble(`deployment ${name} refuses its own API key (403)`);
        },
        onBytes(count) {
          access.bytes += count;
        },
      },
    );
    if (passed.how === 'left') access.note = 'left';
    if (passed.how === 'key refused') {
      onTrouble(`deployment ${name} refuses its own API key (401)`);
      refuse({
        status: 502,
        code: 'upstream_key_refused',
        message: `deployment ${name} refuses the API key that this proxy has for it; restart the proxy if it has a new one`,
      });
    }
    if (passed.how !== 'broken') return;
    metrics.add('broken_total', { deployment: name });
    keeper.look();
    if (passed.isBegun) access.note = 'broken off';
    else
      refuse({
        status: 502,
        code: 'upstream_unreachable',
        message: `deployment ${name} did not answer: ${passed.why}`,
        retryAfterS: 1,
      });
  } finally {
    metrics.add('sent_bytes_total', { deployment: name }, access.bytes);
    admitted.ended();
  }
}

function continueIfAsked({ request, response }: Exchange): void {
  if (request.headers.expect !== undefined && !response.headersSent) response.writeContinue();
  delete request.headers.expect;
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
