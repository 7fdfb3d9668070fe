import { DEFAULT_WAIT_MS } from '../../api/wait.js';
import type { Plan, PlanEntry } from '../../desired/plan/plan-types.js';
import { cached } from '../../domain/cached.js';
import { plural } from '../../domain/counts.js';
import { isChanging } from '../../domain/deployment-state.js';
import { commandLine } from '../../domain/shell-words.js';
import { isoSecond } from '../../domain/utc.js';
import { ExoError, isInterruption } from '../../errors.js';
import type { ApplyRow } from '../../output/views/apply.js';
import { hintOf } from '../../print-error.js';
import { scaling } from '../deployment/change/scale-change.js';
import { watchChange } from '../deployment/change/wait-for-change.js';
import { whyItFailed } from '../deployment/explain/explaining.js';
import { each } from '../lib/each.js';
import { withoutProgress, withoutTalk } from '../lib/narrowed-deps.js';
import { inPart, type Part } from '../plan/accounts.js';
import { inTurn, planOf, unread } from '../plan/plan-parts.js';
import { bring, checkedPlan, type Round } from './bring.js';
import { type ApplyInput, type UnderWay, waitOf } from './input.js';
import { permitted } from './prune.js';
import { endedRow, failedRow, type Told, unmetError } from './report.js';

/**
 * Brings the parts of all accounts into the desired state. If there are several, all plans are made, and all questions
 * asked, before anything is sent. Then the accounts do not wait for each other, because a slow change of one must not
 * keep GPUs of another running. An account that cannot be reached, or is refused, does not stop the others.
 * @param afford as for `bring`
 * @returns the rounds, also those of accounts that could not be read, and the other failures of whole accounts
 * @throws ExoError for a single part as `bring`; for several, as `inTurn`, and those of `afford`
 */
export async function bringAll(
  parts: readonly Part[],
  input: ApplyInput,
  afford: (plan: Plan, what?: string) => Promise<void>,
): Promise<{ rounds: Round[]; failed: ExoError[] }> {
  const [only, ...more] = parts;
  if (only && more.length === 0) {
    try {
      const round = await bring(only, input, await permitted(only, input), afford);
      return { rounds: round ? [round] : [], failed: [] };
    } catch (error) {
      throw isInterruption(error) ? error : inPart(only, error);
    }
  }
  const { failed: unseen, results: seen } = await inTurn(parts, async (part) => {
    const { plan } = await checkedPlan(withoutTalk(part.deps), part.desired, input);
    return { part, plan };
  });
  const unreadRounds = unseen.map((one) => ({ ...unread(one), outcomes: [] }));
  const planned = [...seen, ...unreadRounds];
  await afford(planOf(planned));
  const { failed: unasked, results: asked } = await inTurn(
    seen.map(({ part }) => part),
    async (part) => ({ part, agreed: await permitted(part, input) }),
  );
  const [first] = asked;
  const progress = first?.part.deps.io.progress(`Applying to ${plural(asked.length, 'account')} …`);
  const { results, failures } = await each(asked, async ({ part, agreed }) => {
    const quiet = { ...part, deps: withoutProgress(part.deps) };
    try {
      return await bring(quiet, input, agreed, async (plan, what) => {
        // The plans of all accounts are affordable; only a failure within one makes that a new question.
        if (what === undefined) return;
        await afford(planOf(planned.map((one) => (one.part === part ? { part, plan } : one))), what);
      });
    } catch (error) {
      throw inPart(part, error);
    }
  }).finally(() => progress?.stop());
  return {
    rounds: [...results.flatMap((round) => round ?? []), ...unreadRounds],
    failed: [...unasked.map(({ error }) => error), ...failures],
  };
}

/** The failures of a round, with those of deployments left broken or too small, and the causes from their logs. */
export async function failuresOf(round: Round): Promise<ExoError[]> {
  const { part, plan, outcomes, earlier = [] } = round;
  const unmet = plan.entries.flatMap((entry) => unmetError(entry) ?? []);
  const { results } = await each(unmet, (error) => whyItFailed(part.deps, error, part.deps.clock.now()));
  return [...outcomes.flatMap(({ failed }) => failed?.error ?? []), ...earlier, ...results].map((error) =>
    inPart(part, fixedInFile(round, error)),
  );
}

/**
 * Adds to a failure that is mended by an update of engine parameters that they belong in the file, if it has some: the
 * next run sends what the file has.
 */
function fixedInFile({ plan }: Round, error: ExoError): ExoError {
  const fixes = error.explanation?.fixes ?? [];
  const undone = plan.entries.find(({ zone, name, deployment }) => {
    const update = commandLine('deployment update', [name], ['--inference-engine-params']);
    const isFix = zone === error.zone && fixes.some((fix) => fix.startsWith(`${update} `));
    return isFix && deployment['inference-engine-params'] !== undefined;
  });
  if (undone === undefined) return error;
  const hint = `write the parameters of ${undone.name} in the file, too: the next run undoes an update that is made only by hand`;
  return error.retold({ hint: [hintOf(error), hint].filter(Boolean).join('\n') });
}

/**
 * Waits for deployments that already show the desired size while their change is still under way. Without the wait, a
 * scaling that gets stuck, or that the service undoes, would be reported as done.
 * @param rows the rows of all accounts. The row of a change that an earlier round has left under way, and that has
 * ended, is replaced by its result, and so is one whose wait has failed.
 * @returns the failures
 */
export async function settleUnchanged(round: Round, input: ApplyInput, rows: Told[]): Promise<ExoError[]> {
  const { deps } = round.part;
  const client = await deps.client();
  const beganAt = deps.clock.now();
  if (input.underWay) keepUnderWay(round, input.underWay, rows);
  const { failures } = await each(round.plan.entries.filter(isUnsettled), async (entry) => {
    const { zone, name, actual, desired } = entry;
    const change = scaling({ zone: client.in(zone), id: actual?.id ?? '', name, size: desired.replicas });
    const key = keyIn(round, entry);
    const earlier = input.underWay?.get(key);
    try {
      await watchChange(deps, change, waitOf(input));
    } catch (error) {
      if (!(error instanceof ExoError)) throw error;
      if (!earlier || input.leftMs === undefined || error.kind !== 'deadline') {
        changeRow(round, rows, entry, (row) => failedRow(round, row, error));
        throw error;
      }
      // The next round looks again. Only a change that is under way for too long is an error.
      const since = sinceLong(round, earlier);
      if (since === undefined) return;
      throw error.retold({ message: `not done since ${since}: ${change.what} in ${zone}` });
    }
    input.underWay?.delete(key);
    const told = earlier?.told;
    if (told) changeRow(round, rows, entry, () => endedRow(round, told));
  });
  const { results } = await each([...failures, ...refusedForLong(round, input)], (error) =>
    whyItFailed(deps, error, beganAt),
  );
  return results.map((error) => inPart(round.part, fixedInFile(round, error)));
}

/** The errors of changes that the service has not accepted in any round for half an hour. */
function refusedForLong(round: Round, { underWay }: ApplyInput): ExoError[] {
  return round.outcomes.flatMap((outcome) => {
    const known = underWay?.get(keyIn(round, outcome));
    const since = known && sinceLong(round, known);
    if (since === undefined || !outcome.pending || !('refused' in outcome.pending)) return [];
    const { refused } = outcome.pending;
    return [refused.retold({ message: `not accepted since ${since}: ${refused.message}` })];
  });
}

/** When a change was first seen under way, if that is half an hour ago or longer. */
function sinceLong({ part }: Round, { since }: UnderWay): string | undefined {
  return part.deps.clock.now() - since < DEFAULT_WAIT_MS ? undefined : isoSecond(new Date(since));
}

/** Does the deployment show the desired size while its change is still under way? */
const isUnsettled = ({ action, actual }: PlanEntry) =>
  action === 'none' && actual?.id !== undefined && isChanging(actual.state);

/** Has a deployment come to rest with the size that a change asked for? */
const showsResult = ({ action, actual }: PlanEntry, { after }: ApplyRow) =>
  action === 'none' && actual?.id !== undefined && actual.state !== 'error' && actual.replicas === after;

const keyIn = ({ part }: Round, { zone, name }: { zone: string; name: string }) =>
  JSON.stringify([part.account, zone, name]);

/** The place of a deployment's row. Another account may have a deployment of the same name in the same zone. */
const rowAt = ({ part: { account } }: Round, rows: readonly Told[], { zone, name }: PlanEntry) =>
  rows.findIndex((row) => row.account === account && row.zone === zone && row.name === name);

function changeRow(round: Round, rows: Told[], entry: PlanEntry, change: (row: Told) => Told): void {
  const at = rowAt(round, rows, entry);
  const row = rows[at];
  if (row) rows[at] = change(row);
}

/**
 * Remembers the changes that this round leaves or finds under way, and forgets those that have ended. A change may also
 * have ended between two rounds; if the deployment then shows the size that was asked for, it is done.
 * @param rows as for `settleUnchanged`
 */
function keepUnderWay(round: Round, underWay: Map<string, UnderWay>, rows: Told[]): void {
  const since = round.plan.at.getTime();
  // A zone that does not answer tells nothing about its changes.
  for (const entry of round.plan.entries.filter(({ action }) => action !== 'unknown')) {
    const key = keyIn(round, entry);
    const told = rows[rowAt(round, rows, entry)];
    if (told?.result === 'pending') {
      const { after, pending } = told;
      const earlier = underWay.get(key);
      const accepted = pending?.isRefused ? {} : { told };
      underWay.set(key, {
        since: earlier?.after === after ? (earlier?.since ?? since) : since,
        after,
        ...accepted,
      });
    } else if (isUnsettled(entry)) cached(underWay, key, () => ({ since }));
    else {
      const earlier = underWay.get(key)?.told;
      if (earlier && showsResult(entry, earlier))
        changeRow(round, rows, entry, () => endedRow(round, earlier));
      underWay.delete(key);
    }
  }
}
