import type { Deps } from '../../../deps.js';
import { money } from '../../../domain/money/decimal.js';
import { UsageError } from '../../../errors.js';
import * as json from '../../../output/json-document.js';
import { type DeploymentLoad, figure, isoOf, type LoadRow } from '../../../output/views/load.js';

const figures: json.Document<LoadRow> = {
  running: json.numberOrNone((row) => figure(row, 'running')),
  waiting: json.numberOrNone((row) => figure(row, 'waiting')),
  kv_cache_percent: json.numberOrNone((row) => figure(row, 'kvCachePercent')),
  prompt_tokens_per_second: json.numberOrNone((row) => figure(row, 'promptTokensPerSecond')),
  generation_tokens_per_second: json.numberOrNone((row) => figure(row, 'generationTokensPerSecond')),
  last_active: json.textOrNone(({ lastActiveAt }) => isoOf(lastActiveAt)),
  known_since: json.textOrNone(({ knownSince }) => isoOf(knownSince)),
  gpus: json.numberOrNone(({ gpus }) => gpus),
  cost_per_hour: json.textOrNone(({ cost }) => cost && money(cost)),
  currency: json.textOrNone(({ cost, currency }) => cost && currency.toUpperCase()),
};

/** What `deployment top -O json` prints of a deployment; null where it is not known. */
export const loadDocument: json.Document<DeploymentLoad> = {
  name: json.text(({ name }) => name),
  zone: json.text(({ zone }) => zone),
  state: json.text(({ state }) => state),
  replicas: json.numberOrNone(({ replicas }) => replicas),
  ...figures,
  problem: json.textOrNone(({ problem }) => problem),
  by_replica: json.listOf(({ byReplica }: DeploymentLoad) => byReplica, {
    replica: json.text(({ replica = '' }) => replica),
    ...figures,
  }),
};

export const loadJsonSchema = () => json.schemaOf(loadDocument);

/**
 * Writes the figures into a file, which a reader sees either old or new, never half.
 * @throws UsageError if it cannot be written
 */
export async function writePrometheus(
  deps: Deps,
  file: string,
  rows: readonly DeploymentLoad[],
): Promise<void> {
  const { prometheusText } = await import('../../../output/views/prometheus.js');
  const machine = await deps.machine();
  try {
    // Readable for all, because the node exporter runs as another user.
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
