import type { Operation } from '../../schemas/operation.js';
import type { Tone, View } from '../view.js';
import { text } from './reference-values.js';

/** What `operation show`, `operation wait` and every `--no-wait` print. */
export interface OperationRow {
  zone: string;
  operation: Operation;
}

const TONES = new Map<string, Tone>([
  ['pending', 'busy'],
  ['success', 'good'],
  ['failure', 'bad'],
  ['timeout', 'bad'],
]);

/** An asynchronous operation of the service. */
export const operationView: View<OperationRow> = {
  name: 'operation',
  fields: [
    { key: 'id', go: 'ID', label: 'ID', value: (o) => o.operation.id, keep: true },
    { key: 'zone', go: 'Zone', label: 'Zone', value: (o) => o.zone, keep: true },
    {
      key: 'state',
      go: 'State',
      label: 'State',
      value: (o) => o.operation.state,
      tone: (o) => TONES.get(o.operation.state),
      keep: true,
    },
    { key: 'reason', go: 'Reason', label: 'Reason', value: (o) => text(o.operation.reason) },
    { key: 'message', go: 'Message', label: 'Message', value: (o) => text(o.operation.message), prose: true },
    {
      key: 'reference_id',
      go: 'ReferenceID',
      label: 'Reference ID',
      value: (o) => text(o.operation.reference?.id),
      keep: true,
    },
    {
      key: 'reference_link',
      go: 'ReferenceLink',
      label: 'Reference link',
      value: (o) => text(o.operation.reference?.link),
    },
    {
      key: 'reference_command',
      go: 'ReferenceCommand',
      label: 'Reference command',
      value: (o) => text(o.operation.reference?.command),
    },
  ],
};
