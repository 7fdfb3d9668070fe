import type { Deps } from '../deps.js';
import { describeTotal, totalGpus } from '../domain/gpus.js';

/** A request that is shown instead of sent. */
export interface PlannedRequest {
  method: string;
  path: string;
  zone: string;
  body?: unknown;
  /** GPUs per replica and replicas afterwards, where they are known. */
  gpus?: { count: number; replicas: number } | undefined;
}

/**
 * Prints the requests of --dry-run: one JSON document under -O json, else the lines a person reads.
 * @param options.list a JSON array also where there is only one, for commands that have any number of them
 */
export async function printDryRun(
  deps: Deps,
  requests: readonly PlannedRequest[],
  { list = false } = {},
): Promise<void> {
  const json = (await deps.settings()).outputFormat === 'json';
  deps.io.say('Dry run: nothing was sent.');
  if (json) {
    const documents = requests.map(({ method, path, zone, body, gpus }) => ({
      method,
      path,
      zone,
      body: body ?? null,
      ...(gpus ? { total_gpus: totalGpus(gpus.count, gpus.replicas) } : {}),
    }));
    deps.io.out(`${JSON.stringify(documents.length === 1 && !list ? documents[0] : documents)}\n`);
    return;
  }
  for (const { method, path, zone, body, gpus } of requests) {
    deps.io.out(`${method} ${path} (zone ${zone})\n`);
    if (body !== undefined) deps.io.out(`${JSON.stringify(body, undefined, 2)}\n`);
    if (gpus) deps.io.out(`${describeTotal(gpus.count, gpus.replicas)}\n`);
  }
}
