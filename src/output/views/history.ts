import { changeOf, whoOf } from '../../domain/audit.js';
import type { HistoryRow } from '../../domain/history.js';
import { gpuHours } from '../../domain/money/gpu-time.js';
import type { View } from '../view.js';
import { time } from './reference-values.js';

/** A number that the audit trail may not tell: then `?` in the table, and null in JSON. */
const counted = (of: (row: HistoryRow) => number | undefined) => ({
  type: 'number' as const,
  orNone: true as const,
  value: of,
  shown: (row: HistoryRow) => String(of(row) ?? '?'),
});
const replicasOf = ({ replicas }: HistoryRow) => (replicas === 'unknown' ? undefined : replicas);
function gpusOf({ replicas, gpuCount }: HistoryRow): number | undefined {
  if (replicas === 0) return 0;
  return replicas === 'unknown' || gpuCount === undefined ? undefined : replicas * gpuCount;
}
/** GPU-hours until the next event; empty if not known for all of that time: a part would look complete. */
const hoursOf = ({ used }: HistoryRow) => (used.unknownMs > 0 ? '' : gpuHours(used.gpuMs));

/** `deployment history`: one row for each event of the audit trail. */
export const historyView: View<HistoryRow> = {
  name: 'event',
  fields: [
    { key: 'time', value: timeOf, order: ({ atMs }) => (Number.isNaN(atMs) ? undefined : atMs), keep: true },
    { key: 'change', value: ({ entry, beginning }) => (entry ? changeOf(entry) : beginning) },
    { key: 'who', value: ({ entry }) => entry && whoOf(entry) },
    { key: 'source_ip', label: 'From', value: ({ entry }) => entry?.event['source-ip'], spare: 2 },
    {
      key: 'outcome',
      value: ({ outcome }) => outcome,
      shown: ({ outcome, entry }) =>
        outcome === 'refused' || outcome === 'unclear'
          ? `${outcome} (${entry?.event.status ?? ''})`
          : outcome,
      tone: ({ outcome }) => outcome && (outcome === 'done' ? 'good' : 'bad'),
      keep: true,
      spare: 3,
    },
    { key: 'replicas', ...counted(replicasOf) },
    { key: 'gpus', ...counted(gpusOf), spare: 1 },
    {
      key: 'gpu_hours',
      label: 'GPU-hours',
      value: hoursOf,
      shown: (row) => hoursOf(row) || '?',
      order: ({ used }) => (used.unknownMs > 0 ? undefined : used.gpuMs),
      align: 'right',
    },
    { key: 'zone', value: ({ zone }) => zone, table: false },
    { key: 'user', value: ({ entry }) => entry?.user, table: false },
    { key: 'key_name', label: 'Key', value: ({ entry }) => entry?.keyName, table: false },
    { key: 'api_key', value: ({ entry }) => entry?.key, table: false },
    { key: 'status', label: 'HTTP status', value: ({ entry }) => entry?.event.status, table: false },
    { key: 'handler', value: ({ entry }) => entry?.event.handler, table: false },
    { key: 'message', value: ({ entry }) => entry?.event.message, table: false },
    { key: 'uri', value: ({ entry }) => entry?.event.uri, table: false },
    { key: 'request_id', value: ({ entry }) => entry?.event['request-id'], table: false },
  ],
};

/** The event's time as the service gives it; for a first row without an event, the beginning of the period. */
function timeOf({ entry, atMs }: HistoryRow): string {
  return time(entry ? entry.event.timestamp : new Date(atMs).toISOString());
}
