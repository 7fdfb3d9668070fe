import { operationFailed } from '../../api/wait-errors.js';
import type { Deps } from '../../deps.js';
import type { PlanEntry } from '../../desired/plan/plan-types.js';
import { commandFor } from '../../domain/shell-words.js';
import { type ExoError, orNothing } from '../../errors.js';
import type { Brought } from '../../io/run-records.js';
import { SEE_MS } from '../deployment/change/one-change.js';
import { scaling } from '../deployment/change/scale-change.js';
import { subjectOf } from '../deployment/find.js';
import { each } from '../lib/each.js';
import type { LastRuns } from '../plan/last-runs.js';
import { type Outcome, outcomeOf } from './carry-out.js';

/** A change of which an earlier run has not seen the end. */
export interface EarlierEnd {
  entry: PlanEntry;
  open: NonNullable<Brought['open']>;
  /** Absent while it is under way, or if its operation cannot be read. */
  failure?: ExoError;
}

/**
 * Reads what became of the changes of which earlier runs have not seen the end. The service undoes a change that fails,
 * and the next run sends it again: without this look nobody would learn that a scaling to zero fails every time.
 * @returns those that have failed or may be under way
 */
export async function endsOfEarlier(
  deps: Deps,
  entries: readonly PlanEntry[],
  runs: LastRuns,
): Promise<EarlierEnd[]> {
  const all = entries.flatMap((entry): EarlierEnd[] => {
    const open = runs.open(entry);
    return open !== undefined && open.id === entry.actual?.id ? [{ entry, open }] : [];
  });
  if (all.length === 0) return [];
  const client = await deps.client();
  const { results } = await each(all, async (end): Promise<EarlierEnd[]> => {
    const { zone: place, name } = end.entry;
    const { operation: id, id: deployment, replicas } = end.open;
    const zone = client.in(place);
    const seen = await zone.getOperation(id, { timeoutMs: SEE_MS }).catch(orNothing);
    if (seen?.state === 'success') return [];
    if (seen?.state !== 'failure' && seen?.state !== 'timeout') return [end];
    const what =
      replicas === undefined
        ? `update ${subjectOf(name)}`
        : scaling({ zone, id: deployment, name, size: replicas }).what;
    const failed = operationFailed(what, place, seen);
    const hint = `see what was sent, and how it ended, with: ${commandFor('history', name, place)}`;
    return [{ ...end, failure: failed.retold({ message: `an earlier run ${failed.message}`, hint }) }];
  });
  return results.flat();
}

/** The failures of changes that this run has sent again, without seeing the end. It warns of the others. */
export function notMadeUp(
  { io }: Deps,
  ends: readonly EarlierEnd[],
  outcomes: readonly Outcome[],
): ExoError[] {
  return ends.flatMap(({ entry, failure }) => {
    if (failure === undefined) return [];
    if (outcomeOf(outcomes, entry)?.pending) return [failure];
    io.warn(failure.message);
    return [];
  });
}
