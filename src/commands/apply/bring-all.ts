import type { Plan } from '../../desired/plan/plan-types.js';
import { ExoError, isInterruption } from '../../errors.js';
import { inPart, type Part, planOf } from '../plan/accounts.js';
import { type Applied, bring, checkedPlan } from './bring.js';
import type { ApplyInput } from './input.js';

/** What has come of one account's part. */
export type Round = Applied & { part: Part };

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
  if (only && more.length === 0)
    return { rounds: roundOf(only, await bring(only, input, afford)), failed: [] };
  const { failed: unseen, results: seen } = await inTurn(parts, async (part) => {
    const { plan } = await checkedPlan(part.deps, part.desired, input);
    return { part, plan };
  });
  const refused = unseen.find(({ kind }) => KNOWN_BEFORE.includes(kind));
  if (refused) throw refused;
  await afford(planOf(seen));
  const { results, failed } = await inTurn(
    seen.map(({ part }) => part),
    async (part) => roundOf(part, await bring(part, input)),
  );
  return { rounds: results.flat(), failed: [...unseen, ...failed] };
}

const roundOf = (part: Part, applied: Applied | undefined): Round[] =>
  applied ? [{ part, ...applied }] : [];

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
