import { DEFAULT_WAIT_MS } from '../../api/wait.js';
import type { Plan, PlanEntry } from '../../desired/plan/plan-types.js';
import { cached } from '../../domain/cached.js';
import { isChanging } from '../../domain/deployment-state.js';
import { isoSecond } from '../../domain/utc.js';
import { ExoError, isInterruption } from '../../errors.js';
import { scaling } from '../deployment/change/scale-change.js';
import { watchChange } from '../deployment/change/wait-for-change.js';
import { whyItFailed } from '../deployment/explain/explaining.js';
import { each } from '../lib/each.js';
import { inPart, type Part, planOf } from '../plan/accounts.js';
import { bring, checkedPlan, type Round } from './bring.js';
import { type ApplyInput, type UnderWay, waitOf } from './input.js';
import { brokenError, endedRow, type Told } from './report.js';

/** What is wrong with one account's part, and known before anything is sent, is wrong with the files as a whole. */
const KNOWN_BEFORE: readonly ExoError['kind'][] = ['usage', 'not-found', 'quota'];

/**
 * Brings every account's part into its state, one after the other. With several, all are looked at before anything is
 * sent; an account that cannot be reached, or whose credentials are refused, is told at the end and stops no other.
 * @param afford called before anything is sent; throws where the plan costs too much
 * @throws ExoError what `bring` throws for the only part; for several, what is known before anything is sent
 */
export async function bringAll(
  parts: readonly Part[],
  input: ApplyInput,
  afford: (plan: Plan) => Promise<void>,
): Promise<{ rounds: Round[]; failed: ExoError[] }> {
  const [only, ...more] = parts;
  if (only && more.length === 0) {
    const round = await bring(only, input, afford);
    return { rounds: round ? [round] : [], failed: [] };
  }
  const { failed: unseen, results: seen } = await inTurn(parts, async (part) => {
    const { plan } = await checkedPlan(part.deps, part.desired, input);
    return { part, plan };
  });
  const refused = unseen.find(({ kind }) => KNOWN_BEFORE.includes(kind));
  if (refused) throw refused;
  await afford(planOf(seen));
  const { results, failed } = await inTurn(
    seen.map(({ part }) => part),
    (part) => bring(part, input),
  );
  return { rounds: results.flatMap((round) => round ?? []), failed: [...unseen, ...failed] };
}

/** What each part has come to, in their order, and how others have failed; none is begun after an interruption. */
async function inTurn<T>(
  parts: readonly Part[],
  act: (part: Part) => Promise<T>,
): Promise<{ results: T[]; failed: ExoError[] }> {
  const results: T[] = [];
  const failed: ExoError[] = [];
  for (const part of parts) {
    if (failed.some(isInterruption)) break;
    try {
      results.push(await act(part));
    } catch (error) {
      if (!(error instanceof ExoError)) throw error;
      failed.push(inPart(part, error));
    }
  }
  return { results, failed };
}

/** What has failed in one round, and what was broken before it, each with what its logs tell. */
export async function failuresOf({ part, plan, outcomes }: Round): Promise<ExoError[]> {
  const broken = plan.entries.flatMap((entry) => brokenError(entry) ?? []);
  const { results } = await each(broken, (error) => whyItFailed(part.deps, error, part.deps.clock.now()));
  return [...outcomes.flatMap(({ failed }) => failed?.error ?? []), ...results].map((error) =>
    inPart(part, error),
  );
}

/**
 * Waits for the changes under way of deployments that are reported with their size already: until those have ended,
 * nothing is done yet, and a scaling that is stuck, or taken back, must not pass for one that is over.
 * @param rows what is told of all rounds; what an earlier one has told to be under way, and has ended, is put among them
 * @returns how they have failed
 */
export async function settleUnchanged(round: Round, input: ApplyInput, rows: Told[]): Promise<ExoError[]> {
  const { deps } = round.part;
  const client = await deps.client();
  const beganAt = deps.clock.now();
  if (input.underWay) keepUnderWay(round, input.underWay, rows);
  const { failures } = await each(round.plan.entries.filter(isUnsettled), async (entry) => {
    const { zone, name, actual, desired } = entry;
    const target = { zone: client.in(zone), id: actual?.id ?? '', name, size: desired.replicas };
    const key = keyIn(round, entry);
    const left = input.underWay?.get(key);
    try {
      await watchChange(deps, scaling(target), waitOf(input));
    } catch (error) {
      // The next round looks at it again; what does not end has to be told.
      if (!left || !(error instanceof ExoError) || error.kind !== 'deadline') throw error;
      if (deps.clock.now() - left.since < DEFAULT_WAIT_MS) return;
      throw error.retold({ message: `${error.message}; under way since ${isoSecond(new Date(left.since))}` });
    }
    input.underWay?.delete(key);
    const { told } = left ?? {};
    if (told)
      rows.splice(
        rows.findIndex((row) => keyIn(round, row) === key),
        1,
        endedRow(round, told),
      );
  });
  const { results } = await each(failures, (error) => whyItFailed(deps, error, beganAt));
  return results.map((error) => inPart(round.part, error));
}

/** Reported with its size, and not at rest yet. */
const isUnsettled = ({ action, actual }: PlanEntry) =>
  action === 'none' && actual?.id !== undefined && isChanging(actual.state);

const keyIn = ({ part }: Round, { zone, name }: { zone: string; name: string }) =>
  JSON.stringify([part.account, zone, name]);

/** Keeps in mind what this round leaves under way, or finds so, and forgets what is at rest. */
function keepUnderWay(round: Round, underWay: Map<string, UnderWay>, rows: readonly Told[]): void {
  const since = round.plan.at.getTime();
  for (const entry of round.plan.entries) {
    const key = keyIn(round, entry);
    const told = rows.find((row) => row.result === 'pending' && keyIn(round, row) === key);
    if (told) underWay.set(key, { since, told });
    else if (!isUnsettled(entry)) underWay.delete(key);
    else cached(underWay, key, () => ({ since }));
  }
}
