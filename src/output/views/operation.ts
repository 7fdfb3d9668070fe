import type { Operation } from '../../schemas/operation.js';
import type { Tone, View } from '../view.js';

/** What `operation show`, `operation wait` and every `--no-wait` print. */
export interface OperationRow {
  zone: string;
  operation: Operation;
}

const TONES = new Map<string, Tone>(
  Object.entries({ pending: 'busy', success: 'good', failure: 'bad', timeout: 'bad' }),
);

export const operationView: View<OperationRow> = {
  name: 'operation',
  fields: [
    { key: 'id', value: (o) => o.operation.id, keep: true },
    { key: 'zone', value: (o) => o.zone, keep: true },
    { key: 'state', value: (o) => o.operation.state, tone: (o) => TONES.get(o.operation.state), keep: true },
    { key: 'reason', value: (o) => o.operation.reason },
    { key: 'message', value: (o) => o.operation.message, prose: true },
    { key: 'reference_id', value: (o) => o.operation.reference?.id, keep: true },
    { key: 'reference_link', value: (o) => o.operation.reference?.link },
    { key: 'reference_command', value: (o) => o.operation.reference?.command },
  ],
};
