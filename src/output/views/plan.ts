import { describeDesired, logText } from '../../desired/plan/plan-logs.js';
import type { PlanEntry } from '../../desired/plan/plan-types.js';
import type { Why } from '../../desired/schedule/schedule.js';
import { formatMoment } from '../../desired/schedule/schedule-time.js';
import { boundText, entryText, exceptText, sizeText } from '../../desired/schedule/schedule-words.js';
import { plural } from '../../domain/counts.js';
import type { Tone, View } from '../view.js';
import { shownState } from './state.js';

/** A row of `plan`: a deployment of the file, or one outside it that is to be deleted. */
export interface PlanRow extends Pick<PlanEntry, 'zone' | 'name' | 'actual' | 'gpus' | 'next' | 'unseen'> {
  account?: string | undefined;
  action: PlanEntry['action'] | 'delete';
  /** The desired state and why; absent for a deployment that the file does not name. */
  desired?: PlanEntry['desired'] | undefined;
  /** The time zone in which the next change is shown. */
  timezone: string;
  /** The requests that would be sent, in words. */
  steps: readonly string[];
}

/** The tone of each action, and the words for those that send nothing. */
const ACTIONS: Readonly<Record<PlanRow['action'], { tone?: Tone; said?: string }>> = {
  create: { tone: 'busy', said: 'nothing: cannot be created, see below' },
  change: { tone: 'busy', said: 'nothing: cannot be updated, see below' },
  delete: { tone: 'bad' },
  refused: { tone: 'bad', said: 'refused, see below' },
  unknown: { tone: 'bad' },
  absent: { tone: 'off', said: 'nothing: created once replicas are wanted' },
  none: { said: 'nothing' },
};

/** Whether it is not known if the deployment exists. */
const isUnseen = ({ actual, action }: PlanRow) => !actual && (action === 'unknown' || action === 'refused');

/** The present state as text: `3 replicas, ready`, `does not exist`, or `unknown`. */
function present(row: PlanRow): string {
  const { actual } = row;
  if (!actual) return isUnseen(row) ? 'unknown' : 'does not exist';
  const state = shownState(actual);
  return actual.replicas === undefined ? state : `${plural(actual.replicas, 'replica')}, ${state}`;
}

/** Why the replicas should be so, in short, without the time zone, which the column of the next change names. */
function shortWhy(why: Why): string {
  if (why.kind === 'base') return 'base value';
  const since = formatMoment(why.since, why.timezone).replace(` ${why.timezone}`, '');
  if (why.kind === 'schedule')
    return `${why.entry.cron ?? entryText(why.entry)}${boundText(why.entry)}, since ${since}`;
  const { heldBy } = why.entry;
  return heldBy === undefined ? exceptText(why.entry) : `held by ${heldBy} since ${since}`;
}

/** The next change as text: `Fri 2026-03-27 20:00 Europe/Vienna: 0 replicas`; empty if there is none. */
function nextChange({ next, timezone }: PlanRow): string {
  return next ? `${formatMoment(next.at, timezone)}: ${sizeText(next)}` : '';
}

/** The GPUs before and after the plan; undefined for a deployment in a zone that did not answer. */
export const knownGpus = ({ action, gpus }: Pick<PlanRow, 'action' | 'gpus'>) =>
  action === 'unknown' ? undefined : gpus;
/** The replicas now: 0 for a deployment that does not exist; undefined if they are not known. */
const replicasNow = (row: PlanRow) => (row.actual || isUnseen(row) ? row.actual?.replicas : 0);

/** `plan`: the present state, the desired state and why, what would be sent, and the next change. */
export const planView: View<PlanRow> = {
  name: 'deployment',
  fields: [
    { key: 'zone', value: ({ zone }) => zone, keep: true },
    { key: 'name', value: ({ name }) => name, keep: true },
    { key: 'state', label: 'Is', value: ({ actual }) => actual?.state, shown: present, keep: true },
    { key: 'replicas', type: 'number', value: replicasNow, orNone: true, table: false },
    {
      key: 'desired_replicas',
      label: 'Should be',
      type: 'number',
      value: ({ desired }) => desired?.replicas,
      shown: ({ desired }) => (desired ? plural(desired.replicas, 'replica') : 'not in the file'),
      align: 'left',
      keep: true,
    },
    {
      key: 'why',
      value: ({ desired, timezone }) => (desired ? describeDesired(desired, timezone) : '--prune'),
      shown: ({ desired, timezone }) =>
        desired ? (logText(desired, timezone) ?? shortWhy(desired.why)) : '--prune',
      prose: true,
    },
    {
      key: 'action',
      label: 'Would send',
      value: ({ action }) => action,
      shown: ({ action, steps, unseen }) => {
        if (steps.length > 0) return steps.join('; ');
        return unseen === undefined ? ACTIONS[action].said : `nothing: ${unseen}`;
      },
      tone: ({ action }) => ACTIONS[action].tone,
      prose: true,
    },
    { key: 'gpu_type', value: ({ gpus }) => gpus.family, table: false },
    {
      key: 'gpus_now',
      label: 'GPUs',
      type: 'number',
      value: (row) => knownGpus(row)?.now,
      orNone: true,
      shown: (row) => {
        const { now = '?', after = '?' } = knownGpus(row) ?? {};
        return `${now === after ? now : `${now} → ${after}`} ${row.gpus.family}`;
      },
      align: 'left',
      keep: true,
    },
    {
      key: 'gpus_after',
      label: 'After',
      type: 'number',
      value: (row) => knownGpus(row)?.after,
      orNone: true,
      table: false,
    },
    { key: 'next_change', value: nextChange, prose: true },
    { key: 'account', value: ({ account }) => account, table: false },
  ],
};
