import type { Call } from '../../api/call.js';
import type { Deps } from '../../deps.js';
import { describeTotal, totalGpus } from '../../domain/gpus.js';
import { asRecord } from '../../domain/json.js';
import { type Cost, costKeys } from '../../domain/money/price.js';
import { MASK, withoutSecrets } from '../../domain/secrets.js';
import { safeJson } from '../../output/json-renderer.js';
import { wrapProse } from '../../output/prose.js';

/** A call that is shown instead of sent. */
export interface PlannedCall {
  call: Call<unknown>;
  zone: string;
  /** GPUs per replica and replicas after the call, if they are known. */
  gpus?: { count: number; replicas: number } | undefined;
  /** The cost after the call, if it is asked for. */
  cost?: Cost | undefined;
}

/**
 * Prints the calls of --dry-run: one JSON document with -O json, else lines of text.
 * @param options.list print a JSON array even for one call, for commands that can have any number of them
 */
export async function printDryRun(
  deps: Deps,
  calls: readonly PlannedCall[],
  { list = false } = {},
): Promise<void> {
  const json = (await deps.settings()).outputFormat === 'json';
  deps.io.say('Dry run: nothing was sent.');
  if (json) {
    const documents = calls.map(({ call: { method, path, body }, zone, gpus, cost }) => ({
      method,
      path,
      zone,
      body: saidBody(body) ?? null,
      ...(gpus ? { total_gpus: totalGpus(gpus.count, gpus.replicas) } : {}),
      ...costKeys(cost),
    }));
    deps.io.out(`${safeJson(documents.length === 1 && !list ? documents[0] : documents)}\n`);
    return;
  }
  for (const { call, zone, gpus, cost } of calls) {
    deps.io.out(`${call.method} ${call.path} (zone ${zone})\n`);
    if (call.body !== undefined) deps.io.out(`${safeJson(saidBody(call.body), 2)}\n`);
    if (gpus) deps.io.out(`${describeTotal(gpus.count, gpus.replicas)}\n`);
    if (cost) deps.io.out(`${wrapProse(cost.line, deps.io.stdout.width)}\n`);
  }
}

const PARAMETERS = 'inference-engine-parameters';
const TOKEN = 'huggingface-token';
const isText = (value: unknown): value is string => typeof value === 'string';

/** A request body without its token and secret parameters, because a dry run is often printed into a log. */
export function saidBody(body: unknown): unknown {
  const said = asRecord(body);
  if (!said) return body;
  const parameters = said[PARAMETERS];
  return {
    ...said,
    ...(said[TOKEN] === undefined ? {} : { [TOKEN]: MASK }),
    ...(Array.isArray(parameters) && parameters.every(isText)
      ? { [PARAMETERS]: withoutSecrets(parameters) }
      : {}),
  };
}
