import type { ByIdle } from '../../desired/plan/plan-idle.js';
import { type ByLoad, describeDesired } from '../../desired/plan/plan-load.js';
import type { Plan, PlanEntry, Step } from '../../desired/plan/plan-types.js';
import type { DesiredReplicas, Why } from '../../desired/schedule/schedule.js';
import type { Change } from '../../desired/schedule/schedule-changes.js';
import { stretchText } from '../../desired/schedule/schedule-days.js';
import { isWindow, windowText } from '../../desired/schedule/window.js';
import { saidBody } from '../lib/dry-run.js';
import { callOf } from './steps.js';

/** The plan as JSON: everything the table shows, and the requests as they would be sent, without secrets. */
export function planDocument(plan: Plan, prune: boolean) {
  return {
    at: plan.at.toISOString(),
    changes: plan.steps.length,
    refused: plan.entries.filter(({ action }) => action === 'refused').length,
    deployments: plan.entries.map(entryDocument),
    families: plan.families.map(({ family, account, now, after, needed, usage, limit, free, short }) => ({
      family,
      account: account ?? null,
      gpus_now: now,
      gpus_after: after,
      gpus_needed: needed,
      usage: usage ?? null,
      limit: limit ?? null,
      free: free ?? null,
      short,
    })),
    /** Of the file's zones, but not in the file. */
    outside: plan.prunable.map(({ zone, name, account, id, gpus, deployment }) => ({
      zone,
      name,
      account: account ?? null,
      id: id ?? null,
      replicas: deployment.replicas ?? null,
      gpus,
      delete: prune && id !== undefined,
    })),
    requests: plan.steps.map(stepDocument),
  };
}

function entryDocument(entry: PlanEntry) {
  const { zone, name, action, actual, desired, gpus, steps, refusals, notes, outside, next } = entry;
  return {
    zone,
    name,
    account: entry.deployment.account ?? null,
    action,
    id: actual?.id ?? null,
    state: actual?.state ?? null,
    replicas: actual?.replicas ?? null,
    desired: desiredDocument(desired),
    gpu_type: gpus.family,
    gpus_now: gpus.now,
    gpus_after: gpus.after,
    requests: steps.map(stepDocument),
    refusals: refusals.map(({ kind, message, waysOut }) => ({ kind, message, ways_out: waysOut })),
    notes,
    changed_outside: outside
      ? { from: outside.from, to: outside.to ?? null, since: outside.since.toISOString() }
      : null,
    next_change: next ? changeDocument(next) : null,
  };
}

function changeDocument(change: Change) {
  return { at: change.at.toISOString(), ...desiredDocument(change) };
}

export function desiredDocument({
  replicas,
  why,
  load,
  idle,
}: DesiredReplicas & { load?: ByLoad; idle?: ByIdle }) {
  const { min, max } = load?.limits ?? {};
  const byLoad = load ? { kind: 'load', decision: load.decision.kind, min, max } : {};
  const byIdle = idle ? { kind: idle.kind, ...(idle.kind === 'idle' ? sinceOf(idle) : {}) } : {};
  const reason = { ...whyDocument(why), ...byLoad, ...byIdle };
  return { replicas, why: describeDesired({ why, load, idle }), reason };
}

const sinceOf = ({ since }: { since: number }) => ({ since: new Date(since).toISOString() });

function whyDocument(why: Why) {
  switch (why.kind) {
    case 'base':
      return { kind: why.kind };
    case 'schedule':
      return {
        kind: why.kind,
        index: why.index,
        ...(isWindow(why.entry) ? { window: windowText(why.entry) } : { cron: why.entry.cron ?? null }),
        timezone: why.timezone,
        ...(why.entry.on === undefined ? {} : { on: why.entry.on }),
        ...(why.entry['at-most'] === undefined ? {} : { at_most: why.entry['at-most'] }),
        ...(why.entry['at-least'] === undefined ? {} : { at_least: why.entry['at-least'] }),
        since: why.since.toISOString(),
      };
    case 'except':
      return {
        ...(why.entry.heldBy === undefined
          ? why.entry.holiday
            ? { kind: 'holiday', date: stretchText(why.entry) }
            : { kind: why.kind, index: why.index, date: stretchText(why.entry) }
          : { kind: 'hold', by: why.entry.heldBy }),
        timezone: why.timezone,
        since: why.since.toISOString(),
        until: why.until.toISOString(),
      };
  }
}

function stepDocument(step: Step) {
  const { zone, call } = callOf(step);
  const { method, path, body } = call;
  return { kind: step.kind, name: step.name, zone, method, path, body: saidBody(body) ?? null };
}
