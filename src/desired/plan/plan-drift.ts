import { isChanging } from '../../domain/deployment-state.js';
import type { Deployment } from '../../schemas/deployment.js';

/** What a run has last made of a deployment, as far as it is known here. */
export interface LastSet {
  /** The moment the run went by. */
  at: Date;
  replicas: number;
  /** A size that a later run has asked for, and not seen come: it may have come since. */
  sent?: number | undefined;
}

/** Somebody else has changed how many replicas there are. */
export interface ChangedOutside {
  from: number;
  /** Absent where it does not exist any more. */
  to?: number | undefined;
  /** Since the run of this moment. */
  since: Date;
}

/**
 * Whether somebody else has changed a deployment since a run of ours: it has neither the size that was brought about
 * nor one that was asked for. Nothing is said while it is changing, or where the size is not told.
 */
export function changedOutside(
  actual: Deployment | undefined,
  last: LastSet | undefined,
): ChangedOutside | undefined {
  if (last === undefined || (actual && isChanging(actual.state))) return undefined;
  if (actual !== undefined && actual.replicas === undefined) return undefined;
  const now = actual?.replicas ?? 0;
  if (now === last.replicas || now === last.sent) return undefined;
  return { from: last.replicas, to: actual && now, since: last.at };
}

/** `1 → 2` */
export function outsideText({ from, to }: Pick<ChangedOutside, 'from' | 'to'>): string {
  return `${from} → ${to ?? 'gone'}`;
}
