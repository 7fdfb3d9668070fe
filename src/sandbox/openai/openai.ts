import { parameterValue } from '../../domain/engine-flags.js';
import { apiKeyValue, deploymentKey } from '../api-keys.js';
import type { Connection } from '../connection.js';
import type { Api, Ctx } from '../http.js';
import type { DeploymentRecord } from '../records.js';
import type { World } from '../world.js';
import { type Asked, readChat, readCompletion } from './openai-bodies.js';
import { engineError, gatewayError } from './openai-errors.js';
import { servingRuns } from './openai-load.js';
import { pieceOf, type Reply, replyTokens, usagePiece, wholeReply } from './openai-reply.js';

/** The largest request body that an endpoint accepts, in bytes. It is large because bodies can contain images. */
export const MOST_PROMPT_BYTES = 64_000_000;
/** The engine's context length if `--max-model-len` is not set, in tokens. */
const CONTEXT_TOKENS = 32_768;

/**
 * Adds what answers at a deployment's URL: the engine's OpenAI-compatible API, with streaming, usage, and times by a
 * law (`openai-law.ts`). There is no model: replies repeat the request's text. A request needs the deployment's key and
 * a replica that serves; at zero replicas and during a cold start it gets a 503, each with its own code.
 */
export function openAiRoutes(api: Api): void {
  const path = '/inference/:zone/:id/v1';
  api.get(`${path}/models`, (c) => {
    const record = serving(c);
    const id = servedName(record);
    const created = Math.floor(record.createdAt / 1_000);
    const model = { id, object: 'model', created, owned_by: 'vllm', root: record.model.name, parent: null };
    return c.json({ object: 'list', data: [{ ...model, max_model_len: contextTokens(record) }] });
  });
  api.post(`${path}/chat/completions`, (c) => answer(c, true, readChat));
  api.post(`${path}/completions`, (c) => answer(c, false, readCompletion));
  api.all(`${path}/*`, (c) => {
    serving(c);
    return c.json({ detail: 'Not Found' }, 404);
  });
}

/** @throws Problem 401, 404, 503 of the gateway, 400, 404 of the engine */
async function answer(c: Ctx, chat: boolean, read: (bytes: Uint8Array) => Asked): Promise<Response> {
  const record = serving(c);
  const asked = read(c.get('body'));
  const { world, now } = c.get('call');
  const model = servedName(record);
  if (asked.model !== undefined && asked.model !== model)
    throw engineError(404, `The model \`${asked.model}\` does not exist.`);
  const left = contextTokens(record) - asked.promptTokens;
  if (left < (asked.maxTokens ?? 1)) throw tooLong(record, asked);
  const made = replyTokens({ ...asked, maxTokens: asked.maxTokens ?? left });
  const { promptTokens } = asked;
  const id = `${chat ? 'chatcmpl' : 'cmpl'}-${world.engines.nextReply()}`;
  const reply: Reply = { ...made, id, model, created: Math.floor(now / 1_000), promptTokens, chat };
  const stop = new AbortController();
  const pieces = world.engines.reply(world, record, {
    prompt: promptTokens,
    tokens: reply.tokens,
    signal: AbortSignal.any([c.req.raw.signal, stop.signal]),
  });
  const tell = () => {
    const replica = servingRuns(world, record)[0]?.replica ?? 0;
    const path = `/v1/${chat ? 'chat/completions' : 'completions'}`;
    world.load.answered(record.id, { at: world.clock.now(), replica, path });
  };
  if (asked.streams) {
    tell();
    return stream({ reply, pieces, stop, usage: asked.includesUsage, cut: c.env.connection });
  }
  let step = await pieces.next();
  while (!step.done) step = await pieces.next();
  if (!step.value) throw stopped(record);
  tell();
  return c.json(wholeReply(reply));
}

interface Streamed {
  reply: Reply;
  pieces: AsyncGenerator<string, boolean>;
  /** Aborted to end the reply if the client stops reading. */
  stop: AbortController;
  usage: boolean;
  cut: Connection | undefined;
}

/** The reply as server-sent events. The stream breaks off if the last replica is stopped meanwhile. */
function stream({ reply, pieces, stop, usage, cut }: Streamed): Response {
  const encoder = new TextEncoder();
  const event = (data: string) => encoder.encode(`data: ${data}\n\n`);
  let first = true;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const step = await pieces.next().catch(() => undefined);
        // The client has gone.
        if (!step) return;
        if (!step.done) {
          controller.enqueue(event(JSON.stringify(pieceOf(reply, step.value, first))));
          first = false;
          return;
        }
        if (!step.value) return cut?.breakOff(controller);
        controller.enqueue(event(JSON.stringify(pieceOf(reply, undefined, false))));
        if (usage) controller.enqueue(event(JSON.stringify(usagePiece(reply))));
        controller.enqueue(event('[DONE]'));
        controller.close();
      },
      cancel: () => {
        stop.abort();
        return pieces.return(false).then(undefined, () => undefined);
      },
    },
    { highWaterMark: 0 },
  );
  const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' };
  return new Response(body, { headers });
}

/** The deployment that a request is for. @throws Problem 401 for a wrong key, 404, 503 while no replica serves */
function serving(c: Ctx): DeploymentRecord {
  const { world } = c.get('call');
  const record = world.data.deployments.find(
    ({ id, zone }) => id === c.req.param('id') && zone === c.req.param('zone'),
  );
  if (!record) throw gatewayError(404, 'deployment_not_found', 'No such deployment');
  const [, bearer] = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
  if (bearer === undefined || !keysOf(world, record).includes(bearer))
    throw gatewayError(401, 'invalid_api_key', 'Incorrect API key provided');
  if (servingRuns(world, record).length === 0) throw stopped(record);
  return record;
}

/**
 * The keys that a deployment accepts: its own key, the AI API keys whose scope is this deployment, and those whose scope
 * is `public`, which is "for all deployments" (`create-ai-api-key-request`).
 */
function keysOf({ data }: World, { id }: DeploymentRecord): string[] {
  const others = data.apiKeys.filter(({ scope }) => scope === id || scope === 'public');
  return [deploymentKey(id), ...others.map(apiKeyValue)];
}

function stopped({ name, replicas }: DeploymentRecord) {
  return replicas === 0
    ? gatewayError(503, 'no_replicas', `Deployment ${name} has no replicas`)
    : gatewayError(503, 'not_ready', `Deployment ${name} has no replica that serves yet`);
}

function tooLong(record: DeploymentRecord, { promptTokens, maxTokens }: Asked) {
  const context = contextTokens(record);
  const wanted = promptTokens + (maxTokens ?? 1);
  return engineError(
    400,
    `This model's maximum context length is ${context} tokens. However, you requested ${wanted} tokens (${promptTokens} in the messages, ${maxTokens ?? 1} in the completion). Please reduce the length of the messages or completion.`,
  );
}

/** The name under which the engine serves its model: the model's own, unless `--served-model-name` sets another. */
function servedName(record: DeploymentRecord): string {
  return parameterValue(record.engineParameters, '--served-model-name') ?? record.model.name;
}

function contextTokens(record: DeploymentRecord): number {
  return Number(parameterValue(record.engineParameters, '--max-model-len')) || CONTEXT_TOKENS;
}
