import type { View } from '../view.js';
import { EVERY_TIME } from './every-time.js';

/**
 * What `apply` did with a deployment. `changed`: it waited for the change to end; `pending`: it did not wait, or with
 * --every the next round goes on; `interrupted`: the user stopped the wait.
 */
export type ApplyResult =
  | 'unchanged'
  | 'changed'
  | 'pending'
  | 'failed'
  | 'interrupted'
  | 'absent'
  | 'unknown';

export interface ApplyRow {
  zone: string;
  name: string;
  /** The account that the file names for the deployment; absent where it names none. */
  account?: string | undefined;
  result: ApplyResult;
  /** The replicas that the file wants; absent for a deployment that the file does not name. */
  desired?: number | undefined;
  /** The changes that were made, in words. */
  done: readonly string[];
  /** A change whose end was not seen. `isRefused`: it is not even accepted yet. */
  pending?: { what: string; operationId?: string | undefined; isRefused?: true } | undefined;
  error?: string | undefined;
  /** The replicas before the run, and those that the run left or asked for; absent where the service does not tell. */
  before?: number | undefined;
  after?: number | undefined;
  /** What decides how many replicas there should be. */
  reason: string;
  /** `1 → 2`: how somebody else had changed the replicas since the previous run. */
  outside?: string | undefined;
  /** The last operation of the run on this deployment, whether or not it has ended. */
  operationId?: string | undefined;
  /** When it was printed, in ISO 8601; only with --every. */
  time?: string;
}

/** `apply`, in the formats for programs; people get a line of text for each deployment instead. */
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
    EVERY_TIME,
  ],
};
