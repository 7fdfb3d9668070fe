import { familyText, seriesOf } from '../../domain/prometheus.js';
import { type DeploymentLoad, figure, type LoadRow } from './load.js';

/** A metric: its name, its help text, and how to read its value from a row; undefined where the value is not known. */
type Metric = readonly [name: string, help: string, value: (row: LoadRow) => number | undefined];

const scaled = (value: number | undefined, by: number) => (value === undefined ? undefined : value / by);

/** Metrics of each replica. There are no sums: Prometheus can add. */
const OF_REPLICAS: readonly Metric[] = [
  ['running_requests', 'Requests being worked on.', (row) => figure(row, 'running')],
  ['waiting_requests', 'Requests waiting for their turn.', (row) => figure(row, 'waiting')],
  [
    'kv_cache_usage_ratio',
    'Share of the KV cache in use, 0 to 1.',
    (row) => scaled(figure(row, 'kvCachePercent'), 100),
  ],
  ['prompt_tokens_per_second', 'Tokens read from prompts.', (row) => figure(row, 'promptTokensPerSecond')],
  ['generation_tokens_per_second', 'Tokens written.', (row) => figure(row, 'generationTokensPerSecond')],
  [
    'last_active_timestamp_seconds',
    'When it last had work, as far as the logs tell.',
    (row) => scaled(row.lastActiveAt, 1_000),
  ],
];

const OF_DEPLOYMENTS: readonly Metric[] = [
  [
    'load_known',
    '1 where the logs prove what the deployment does, 0 where they do not.',
    (row) => (row.figures === 'unknown' ? 0 : 1),
  ],
  ['replicas', 'Replicas it should have.', (row) => row.replicas],
  ['gpus', 'GPUs of all its replicas.', (row) => row.gpus],
];

const COST: Metric = [
  'cost_per_hour',
  'What its GPUs cost, by list price.',
  ({ cost }) => (cost === undefined ? undefined : Number(cost)),
];

type LabelsOf = (row: LoadRow) => Record<string, string>;

/**
 * What tells each row from all others, because no series may stand in the file twice. The ID is one of them only where
 * two deployments of a zone have one name.
 */
function labelsAmong(deployments: readonly DeploymentLoad[]): LabelsOf {
  const nameOf = ({ zone, name }: LoadRow) => `${zone} ${name}`;
  const idsOfNames = new Map<string, Set<string | undefined>>();
  for (const one of deployments)
    idsOfNames.set(nameOf(one), (idsOfNames.get(nameOf(one)) ?? new Set()).add(one.id));
  const isTwin = (row: LoadRow) => (idsOfNames.get(nameOf(row))?.size ?? 0) > 1;
  return (row) => ({
    zone: row.zone,
    deployment: row.name,
    ...(row.id && isTwin(row) && { id: row.id }),
    ...(row.replica && { replica: row.replica }),
  });
}

/**
 * The metrics as text that the Prometheus node exporter reads. An unknown value is left out, never written as 0.
 * @param now when the load was read, in ms; written too, so that an alert can notice a file that is no longer updated
 */
export function prometheusText(deployments: readonly DeploymentLoad[], now: number): string {
  const name = 'exo_di_look_timestamp_seconds';
  const replicas = deployments.flatMap(({ byReplica }) => byReplica);
  const labels = labelsAmong(deployments);
  return [
    ...OF_DEPLOYMENTS.map((metric) => family(metric, deployments, labels)),
    ...OF_REPLICAS.map((metric) => family(metric, replicas, labels)),
    family(COST, deployments, (row) => ({ ...labels(row), currency: row.currency.toUpperCase() })),
    familyText({ name, type: 'gauge', help: 'When this was seen.' }, [[name, now / 1_000]]),
  ].join('');
}

/** A metric with its value for each row; empty if no row has a value. */
function family([of, help, value]: Metric, rows: readonly LoadRow[], labels: LabelsOf): string {
  const name = `exo_di_${of}`;
  const values = rows.flatMap((row): (readonly [string, number])[] => {
    const is = value(row);
    return is === undefined ? [] : [[seriesOf(name, labels(row)), is]];
  });
  return values.length === 0 ? '' : familyText({ name, type: 'gauge', help }, values);
}
