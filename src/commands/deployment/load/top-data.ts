import * as z from 'zod/mini';
import type { Deps } from '../../../deps.js';
import { money } from '../../../domain/money/decimal.js';
import { UsageError } from '../../../errors.js';
import { type DeploymentLoad, figure, isoOf, type LoadRow } from '../../../output/views/load.js';
import type { JsonSchema } from '../../../program/spec.js';

const number = z.nullable(z.number());
const text = z.nullable(z.string());
const figures = {
  running: number,
  waiting: number,
  kv_cache_percent: number,
  prompt_tokens_per_second: number,
  generation_tokens_per_second: number,
  last_active: text,
  known_since: text,
  gpus: number,
  cost_per_hour: text,
  currency: text,
};

/** What `deployment top -O json` prints of a deployment; null where it is not known. */
const deploymentLoad = z.object({
  name: z.string(),
  zone: z.string(),
  state: z.string(),
  replicas: number,
  ...figures,
  problem: text,
  by_replica: z.array(z.object({ replica: z.string(), ...figures })),
});

/** The JSON Schema of the list. */
export const loadJsonSchema = (): JsonSchema => z.toJSONSchema(z.array(deploymentLoad));

export function loadDocument(load: DeploymentLoad): z.infer<typeof deploymentLoad> {
  const { name, zone, state, replicas = null, problem = null } = load;
  return {
    ...{ name, zone, state, replicas },
    ...figuresOf(load),
    problem,
    by_replica: load.byReplica.map((row) => ({ replica: row.replica ?? '', ...figuresOf(row) })),
  };
}

function figuresOf(row: LoadRow) {
  return {
    running: figure(row, 'running') ?? null,
    waiting: figure(row, 'waiting') ?? null,
    kv_cache_percent: figure(row, 'kvCachePercent') ?? null,
    prompt_tokens_per_second: figure(row, 'promptTokensPerSecond') ?? null,
    generation_tokens_per_second: figure(row, 'generationTokensPerSecond') ?? null,
    last_active: isoOf(row.lastActiveAt) ?? null,
    known_since: isoOf(row.knownSince) ?? null,
    gpus: row.gpus ?? null,
    cost_per_hour: row.cost === undefined ? null : money(row.cost),
    currency: row.cost === undefined ? null : row.currency.toUpperCase(),
  };
}

/** Puts what was seen into a file, the old one or the new one whole at any moment. @throws UsageError when it cannot */
export async function writePrometheus(
  deps: Deps,
  file: string,
  rows: readonly DeploymentLoad[],
): Promise<void> {
  const { prometheusText } = await import('../../../output/views/prometheus.js');
  const machine = await deps.machine();
  try {
    // The node exporter is another user.
    await machine.replaceText(file, prometheusText(rows, deps.clock.now()), { readable: true });
  } catch (error) {
    const { fileProblem } = await import('../../../io/file-problem.js');
    const problem = `${file} cannot be written: ${fileProblem(error)}`;
    throw new UsageError(problem, {
      hint: 'name another with --prometheus, in a folder that exists',
      cause: error,
    });
  }
}
