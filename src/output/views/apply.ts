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
  /** Of the file, where it names one. */
  account?: string | undefined;
  result: ApplyResult;
  /** Absent for what the file does not name. */
  desired?: number | undefined;
  /** What was done, in words. */
  done: readonly string[];
  pending?: { what: string; operationId: string } | undefined;
  error?: string | undefined;
  /** Replicas before the run, and as it has left them or asked for; absent where the service does not tell. */
  before?: number | undefined;
  after?: number | undefined;
  /** What decides how many there should be. */
  reason: string;
  /** `1 → 2`: what somebody else had made of it since the run before. */
  outside?: string | undefined;
  /** The last operation, where it has ended too. */
  operationId?: string | undefined;
}

/** `apply`, for programs; people read a line each. */
export const applyView: View<ApplyRow> = {
  name: 'deployment',
  fields: [
    { key: 'zone', value: ({ zone }) => zone, keep: true },
    { key: 'name', value: ({ name }) => name, keep: true },
    { key: 'result', value: ({ result }) => result, keep: true },
    { key: 'desired_replicas', label: 'Should be', type: 'number', value: ({ desired }) => desired },
    { key: 'done', value: ({ done }) => done.join('; '), prose: true },
    { key: 'pending', label: 'Under way', value: ({ pending }) => pending?.what, prose: true },
    { key: 'operation_id', label: 'Operation', value: ({ operationId }) => operationId, keep: true },
    { key: 'error', value: ({ error }) => error, prose: true },
    { key: 'before', type: 'number', value: ({ before }) => before, orNone: true },
    { key: 'after', type: 'number', value: ({ after }) => after, orNone: true },
    { key: 'reason', label: 'Why', value: ({ reason }) => reason, prose: true },
    { key: 'changed_outside', value: ({ outside }) => outside },
    { key: 'account', value: ({ account }) => account },
  ],
};
