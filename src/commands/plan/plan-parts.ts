import { planDeployments } from '../../desired/plan/plan.js';
import type { Plan, PlanEntry } from '../../desired/plan/plan-types.js';
import { ExoError, isInterruption } from '../../errors.js';
import { DEPLOYMENTS } from '../deployment/find.js';
import { warnOfEarlier } from '../lib/creation/earlier.js';
import { wordsOf } from '../lib/kind.js';
import { inPart, type Part, toldIn } from './accounts.js';
import { refuseImpossible, tooFew } from './refuse.js';

/** @throws ExoError as `refuseImpossible`, for the first part that cannot be carried out */
export function refuseParts(parts: readonly { part: Part; plan: Plan }[]): void {
  for (const { part, plan } of parts) {
    try {
      refuseImpossible(plan);
    } catch (error) {
      throw inPart(part, error);
    }
  }
}

/** The errors of deployments that stay below the minimum that the files demand. */
export const tooFewIn = (parts: readonly { part: Part; plan: Plan }[]): ExoError[] =>
  parts.flatMap(({ part, plan }) =>
    plan.entries.flatMap((entry) => tooFew(entry) ?? []).map((error) => inPart(part, error)),
  );

const creationsIn = ({ steps }: Plan) =>
  steps.flatMap(({ kind, name, zone }) => (kind === 'create' ? [wordsOf(DEPLOYMENTS, name, zone)] : []));

/** The plans of all parts as one. */
export function planOf(parts: readonly { part: Part; plan: Plan }[]): Plan {
  const accountIn = ({ part: { account } }: (typeof parts)[number]) => ({ account });
  return {
    at: parts[0]?.plan.at ?? new Date(Number.NaN),
    entries: parts.flatMap(({ part, plan }) => plan.entries.map((entry) => entryIn(part, entry))),
    steps: parts.flatMap(({ plan }) => plan.steps),
    families: parts.flatMap((one) => one.plan.families.map((family) => ({ ...family, ...accountIn(one) }))),
    prunable: parts.flatMap((one) => one.plan.prunable.map((gone) => ({ ...gone, ...accountIn(one) }))),
  };
}

function entryIn(part: Part, { notes, refusals, ...entry }: PlanEntry): PlanEntry {
  const told = toldIn(part);
  return {
    ...entry,
    notes: notes.map(told),
    refusals: refusals.map(({ waysOut, ...refusal }) => ({ ...refusal, waysOut: waysOut.map(told) })),
  };
}

/** Errors that mean that the files are wrong: if one account's plan has one, nothing is sent for any account. */
const KNOWN_BEFORE: readonly ExoError['kind'][] = ['usage', 'not-found', 'quota'];

/** A part that could not be read, and why. */
interface FailedPart {
  part: Part;
  error: ExoError;
}

/**
 * Acts on the parts one after the other, before anything is sent; returns results and failures.
 * @throws ExoError what keeps everything from being sent: of the kinds in `KNOWN_BEFORE`, an interruption, a declined
 * question
 */
export async function inTurn<T>(
  parts: readonly Part[],
  act: (part: Part) => Promise<T>,
): Promise<{ results: T[]; failed: FailedPart[] }> {
  const results: T[] = [];
  const failed: FailedPart[] = [];
  for (const part of parts) {
    try {
      results.push(await act(part));
    } catch (error) {
      if (!(error instanceof ExoError) || isInterruption(error)) throw error;
      const failure = inPart(part, error);
      if (KNOWN_BEFORE.includes(error.kind)) throw failure;
      failed.push({ part, error: failure });
    }
  }
  return { results, failed };
}

/**
 * What is planned for a part that could not be read: nothing is sent. Its deployments stand in the plan all the same,
 * and their GPUs in its cost, as those of a zone that does not answer do.
 */
export function unread({ part, error: incomplete }: FailedPart) {
  const { file, at } = part.desired;
  const plan = planDeployments({
    desired: file.deployments,
    zones: file.zones,
    actual: new Map(),
    quotas: [],
    at,
  });
  const unseen = 'its account could not be read';
  const notes = [`${unseen}: its deployments are not known, nothing is sent`];
  return {
    part,
    plan: { ...plan, entries: plan.entries.map((one) => ({ ...one, unseen, notes })) },
    incomplete,
  };
}

/**
 * Plans every part, one after the other, joins the plans to show them, and warns of creations in doubt. As with
 * `apply`, an account that cannot be reached, or whose credentials are refused, does not stop the others: its error is
 * among `incomplete`.
 * @throws ExoError as `inTurn`, or if no part could be planned, for instance because no zone answered
 */
export async function gatherParts(
  parts: readonly Part[],
  gather: (part: Part) => Promise<{ plan: Plan; incomplete?: ExoError | undefined }>,
): Promise<{ plan: Plan; parts: { part: Part; plan: Plan }[]; incomplete: ExoError[] }> {
  const { results, failed } = await inTurn(parts, async (part) => {
    const gathered = await gather(part);
    await warnOfEarlier(part.deps, creationsIn(gathered.plan));
    return { part, ...gathered };
  });
  if (results.length === 0 && failed[0]) throw failed[0].error;
  const planned = [...results, ...failed.map(unread)];
  const incomplete = planned.flatMap((one) => (one.incomplete ? inPart(one.part, one.incomplete) : []));
  return { plan: planOf(planned), parts: planned, incomplete };
}
