import type { Deps, Printer } from '../../deps.js';
import type { Plan } from '../../desired/plan/plan-types.js';
import { isChanging } from '../../domain/deployment-state.js';
import { commandLine } from '../../domain/shell-words.js';
import { ExoError, isInterruption } from '../../errors.js';
import type { ApplyRow } from '../../output/views/apply.js';
import { once } from '../../schemas/once.js';
import { watchChange } from '../deployment/change/change.js';
import { scaling } from '../deployment/change/scale-change.js';
import { whyItFailed } from '../deployment/explain/explaining.js';
import { pausedLine } from '../hold/paused-line.js';
import { type Costs, costsBeside } from '../lib/cost-limit.js';
import { printDryRun } from '../lib/dry-run.js';
import { each, throwFailures } from '../lib/each.js';
import { inPart, type Part, partsOf, planOf } from '../plan/accounts.js';
import { growsByLoad } from '../plan/by-load.js';
import { readDesired } from '../plan/desired.js';
import { costChangeOf } from '../plan/plan-cost.js';
import { callOf } from '../plan/requests.js';
import { type Applied, bring, checkedPlan } from './bring.js';
import type { ApplyInput } from './input.js';
import { brokenError, lineOf, rowsOf } from './report.js';

/** Refused by --max-cost-per-hour, before anything was sent. */
const BEYOND_LIMIT = ['cost-limit', 'price-unknown'];

/** One round. @param lines takes what it has come to, a line a deployment */
export async function applyOnce(
  deps: Deps,
  input: ApplyInput,
  printer: Printer<ApplyRow>,
  lines: string[],
): Promise<void> {
  const desired = await readDesired(deps, input);
  if (desired.paused) {
    if (printer.data) deps.io.out(printer.many([]));
    return deps.io.say(pausedLine(desired.paused.file, desired.paused.pause));
  }
  const parts = partsOf(deps, desired);
  // Without a limit only what has changed is worth a price: then it is asked for beside the first request.
  const costs = once(() => costsBeside(deps, input));
  if (input['--max-cost-per-hour'] !== undefined) costs();
  let grows = false;
  const afford = async (plan: Plan) => {
    grows = growsByLoad(plan);
    if (plan.steps.length > 0) await costs().require(costChangeOf(plan), 'apply');
  };
  // What the load asks for beyond a limit must not keep the rest from being done, scaling down least of all.
  const affordably = async <T>(act: (how: ApplyInput) => Promise<T>): Promise<T> => {
    try {
      return await act(input);
    } catch (error) {
      if (!grows || !(error instanceof ExoError) || !BEYOND_LIMIT.includes(error.code)) throw error;
      return act({ ...input, isTooDear: true });
    }
  };
  if (input['--dry-run']) return affordably((how) => dryRun(deps, parts, how, { costs, afford }));
  const { rounds, failed } = await affordably((how) => bringAll(parts, how, afford));
  const rows = rounds.flatMap(({ plan, outcomes }) => rowsOf(plan, outcomes));
  const unsettled = input['--no-wait'] ? [] : await settleAll(rounds, input);
  const again = commandLine('plan', input.NAME, [
    ...input['--file'].flatMap((file) => ['-f', file]),
    ...(input['--zone'] === undefined ? [] : ['-z', input['--zone']]),
  ]);
  const plan = planOf(rounds);
  lines.push(...rows.map((row) => lineOf(row, plan)));
  print(deps, { rows, plan, again, isGoingOn: input['--every'] !== undefined }, printer);
  const isDone = rows.every(({ result }) => !['failed', 'interrupted'].includes(result));
  const cost = plan.steps.length > 0 && isDone ? await costs().of(...costChangeOf(plan).after) : undefined;
  if (cost) deps.io.say(cost.line);
  const failures = [...(await Promise.all(rounds.map(failuresOf))).flat(), ...unsettled, ...failed];
  // Whoever ends it wants to hear how to pick it up, and a script the code of a signal.
  const ended = failures.filter(isInterruption);
  const [first] = [...ended.filter(({ operationId }) => operationId !== undefined), ...ended];
  if (first) throw first;
  const incomplete = rounds.flatMap((round) => round.incomplete ?? []);
  throwFailures(deps.io, [...failures, ...incomplete], rows.length);
}

/** All rows of one run; of one that goes on only what has happened, a line each with its time. */
function print(
  deps: Deps,
  { rows, plan, again, isGoingOn }: { rows: ApplyRow[]; plan: Plan; again: string; isGoingOn: boolean },
  printer: Printer<ApplyRow>,
): void {
  const shown = isGoingOn ? rows.filter(({ result }) => result !== 'unchanged' && result !== 'absent') : rows;
  const time = isGoingOn ? `${new Date(deps.clock.now()).toISOString()} ` : '';
  if (!printer.data) for (const row of shown) deps.io.done(`${time}${lineOf(row, plan)}`, again);
  else if (!isGoingOn) deps.io.out(printer.many(shown), again);
  else for (const row of shown) deps.io.out(printer.one(row), again);
}

type Round = Applied & { part: Part };

/** What is wrong with one account's part, and known before anything is sent, is wrong with the files as a whole. */
const KNOWN_BEFORE: readonly ExoError['kind'][] = ['usage', 'credentials', 'not-found', 'quota'];

/**
 * Brings every account's part into its state, one after the other. With several, all are looked at before anything is
 * sent; an account that cannot be reached is told at the end and stops no other.
 */
async function bringAll(
  parts: readonly Part[],
  input: ApplyInput,
  afford: (plan: Plan) => Promise<void>,
): Promise<{ rounds: Round[]; failed: ExoError[] }> {
  const [only, ...more] = parts;
  if (only && more.length === 0)
    return { rounds: [{ part: only, ...(await bring(only.deps, only.desired, input, afford)) }], failed: [] };
  const { failed: unseen, results: seen } = await inTurn(parts, async (part) => {
    const { plan } = await checkedPlan(part.deps, part.desired, input);
    return { ...part, plan };
  });
  const refused = unseen.find(({ kind }) => KNOWN_BEFORE.includes(kind));
  if (refused) throw refused;
  await afford(planOf(seen.map((part) => ({ part, plan: part.plan }))));
  const { results, failed } = await inTurn(seen, async (part) => ({
    part,
    ...(await bring(part.deps, part.desired, input)),
  }));
  return { rounds: results, failed: [...unseen, ...failed] };
}

/** What each part has come to, in their order, and how others have failed; none is begun after an interruption. */
async function inTurn<P extends Part, T>(
  parts: readonly P[],
  act: (part: P) => Promise<T>,
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
async function failuresOf({ part, plan, outcomes }: Round): Promise<ExoError[]> {
  const broken = plan.entries.flatMap((entry) => brokenError(entry) ?? []);
  const { results } = await each(broken, (error) => whyItFailed(part.deps, error, part.deps.clock.now()));
  return [...outcomes.flatMap(({ failed }) => failed?.error ?? []), ...results].map((error) =>
    inPart(part, error),
  );
}

async function settleAll(rounds: readonly Round[], input: ApplyInput): Promise<ExoError[]> {
  const settled = await Promise.all(
    rounds.map(async ({ part, plan }) =>
      (await settleUnchanged(part, plan, input)).map((one) => inPart(part, one)),
    ),
  );
  return settled.flat();
}

/**
 * Waits for the changes under way of deployments that are reported with their size already: until those have ended,
 * nothing is done yet, and a scaling that is stuck, or taken back, must not pass for one that is over.
 */
async function settleUnchanged({ deps }: Part, plan: Plan, input: ApplyInput): Promise<readonly ExoError[]> {
  const client = await deps.client();
  const changing = plan.entries.filter(
    ({ action, actual }) => action === 'none' && actual?.id !== undefined && isChanging(actual.state),
  );
  const beganAt = deps.clock.now();
  const { failures } = await each(changing, ({ zone, name, actual, desired }) => {
    const target = { zone: client.in(zone), id: actual?.id ?? '', name, size: desired.replicas };
    return watchChange(deps, scaling(target), input);
  });
  return (await each(failures, (error) => whyItFailed(deps, error, beganAt))).results;
}

async function dryRun(
  deps: Deps,
  parts: readonly Part[],
  input: ApplyInput,
  { costs, afford }: { costs: () => Costs; afford: (plan: Plan) => Promise<void> },
): Promise<void> {
  const planned = [];
  const plans: { part: Part; plan: Plan }[] = [];
  const incomplete: ExoError[] = [];
  for (const part of parts) {
    const checked = await checkedPlan(part.deps, part.desired, input).catch((error: unknown) => {
      throw inPart(part, error);
    });
    const { plan } = checked;
    plans.push({ part, plan });
    const gpuCounts = new Map(
      plan.entries.flatMap(({ steps, actual }) =>
        steps.map((step) => [step, actual?.['gpu-count']] as const),
      ),
    );
    planned.push(...plan.steps.map((step) => callOf(step, gpuCounts.get(step))));
    if (checked.incomplete) incomplete.push(checked.incomplete);
  }
  const plan = planOf(plans);
  await afford(plan);
  await printDryRun(deps, planned, { list: true });
  const cost = plan.steps.length > 0 ? await costs().ofChange(costChangeOf(plan)) : undefined;
  if (cost) deps.io.say(cost.line);
  throwFailures(deps.io, incomplete, parts.length);
}
