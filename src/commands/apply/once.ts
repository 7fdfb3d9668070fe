import type { Deps, Printer } from '../../deps.js';
import type { Plan } from '../../desired/plan/plan-types.js';
import { isChanging } from '../../domain/deployment-state.js';
import { commandLine } from '../../domain/shell-words.js';
import { type ExoError, isInterruption } from '../../errors.js';
import type { ApplyRow } from '../../output/views/apply.js';
import { watchChange } from '../deployment/change.js';
import { scaling } from '../deployment/scale-change.js';
import { printDryRun } from '../dry-run.js';
import { each, throwFailures } from '../each.js';
import { pausedLine } from '../hold/paused-line.js';
import { type Desired, readDesired } from '../plan/desired.js';
import { callOf } from '../plan/requests.js';
import { bring, checkedPlan } from './bring.js';
import type { ApplyInput } from './input.js';
import { brokenError, lineOf, rowsOf } from './report.js';

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
  if (input['--dry-run']) return dryRun(deps, desired, input);
  const { plan, outcomes, incomplete } = await bring(deps, desired, input);
  const rows = rowsOf(plan, outcomes);
  const unsettled = input['--no-wait'] ? [] : await settleUnchanged(deps, plan, input);
  const again = commandLine('plan', input.NAME, [
    ...input['--file'].flatMap((file) => ['-f', file]),
    ...(input['--zone'] === undefined ? [] : ['-z', input['--zone']]),
  ]);
  lines.push(...rows.map((row) => lineOf(row, plan)));
  print(deps, { rows, plan, again, isGoingOn: input['--every'] !== undefined }, printer);
  const failures = [
    ...outcomes.flatMap(({ failed }) => failed?.error ?? []),
    ...plan.entries.flatMap((entry) => brokenError(entry) ?? []),
    ...unsettled,
  ];
  // Whoever ends it wants to hear how to pick it up, and a script the code of a signal.
  const ended = failures.filter(isInterruption);
  const [first] = [...ended.filter(({ operationId }) => operationId !== undefined), ...ended];
  if (first) throw first;
  throwFailures(deps.io, incomplete ? [...failures, incomplete] : failures, rows.length);
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

/**
 * Waits for the changes under way of deployments that are reported with their size already: until those have ended,
 * nothing is done yet, and a scaling that is stuck, or taken back, must not pass for one that is over.
 */
async function settleUnchanged(deps: Deps, plan: Plan, input: ApplyInput): Promise<readonly ExoError[]> {
  const client = await deps.client();
  const changing = plan.entries.filter(
    ({ action, actual }) => action === 'none' && actual?.id !== undefined && isChanging(actual.state),
  );
  const { failures } = await each(changing, ({ zone, name, actual, desired }) => {
    const target = { zone: client.in(zone), id: actual?.id ?? '', name, size: desired.replicas };
    return watchChange(deps, scaling(target), input);
  });
  return failures;
}

async function dryRun(deps: Deps, desired: Desired, input: ApplyInput): Promise<void> {
  const { plan, incomplete } = await checkedPlan(deps, desired, input);
  const gpuCounts = new Map(
    plan.entries.flatMap(({ steps, actual }) => steps.map((step) => [step, actual?.['gpu-count']] as const)),
  );
  const planned = plan.steps.map((step) => callOf(step, gpuCounts.get(step)));
  await printDryRun(deps, planned, { list: true });
  if (incomplete) throw incomplete;
}
