import type { View } from '../view.js';

/** What became of one deployment. `changed` has been waited for, `pending` has not; `interrupted` was left waiting. */
export type ApplyResult =
  | 'unchanged'
  | 'changed'
  | 'pending'
  | 'failed'
  | 'interrupted'
  | 'absent'
  | 'unknown';

/** A row of `apply`. */
export interface ApplyRow {
  zone: string;
  name: string;
  result: ApplyResult;
  /** Absent for what the file does not name. */
  desired?: number | undefined;
  /** What was done, in words. */
  done: readonly string[];
  /** What is under way, with its operation. */
  pending?: { what: string; operationId: string } | undefined;
  error?: string | undefined;
}

/** `apply`, for programs; people read a line each. */
export const applyView: View<ApplyRow> = {
  name: 'deployment',
  fields: [
    { key: 'zone', go: 'Zone', label: 'Zone', value: ({ zone }) => zone, keep: true },
    { key: 'name', go: 'Name', label: 'Name', value: ({ name }) => name, keep: true },
    { key: 'result', go: 'Result', label: 'Result', value: ({ result }) => result, keep: true },
    {
      key: 'desired_replicas',
      go: 'DesiredReplicas',
      label: 'Should be',
      type: 'number',
      value: ({ desired }) => desired ?? 0,
      keep: true,
    },
    { key: 'done', go: 'Done', label: 'Done', value: ({ done }) => done.join('; '), prose: true },
    {
      key: 'pending',
      go: 'Pending',
      label: 'Under way',
      value: ({ pending }) => pending?.what ?? '',
      prose: true,
    },
    {
      key: 'operation_id',
      go: 'OperationID',
      label: 'Operation',
      value: ({ pending }) => pending?.operationId ?? '',
      keep: true,
    },
    { key: 'error', go: 'Error', label: 'Error', value: ({ error }) => error ?? '', prose: true },
  ],
};
