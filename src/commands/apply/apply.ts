import { DEFAULT_WAIT_MS } from '../../api/wait.js';
import { steady } from '../../clock.js';
import type { Deps } from '../../deps.js';
import { costChangeOf } from '../../desired/plan/plan-quota.js';
import type { Plan } from '../../desired/plan/plan-types.js';
import { commandLine } from '../../domain/shell-words.js';
import { ExoError, isInterruption } from '../../errors.js';
import { once } from '../../once.js';
import type { Printer } from '../../output/view.js';
import { type ApplyRow, applyView } from '../../output/views/apply.js';
import type { Raw } from '../../program/spec.js';
import { type Costs, costsBeside } from '../lib/cost-limit.js';
import { pausedLine } from '../lib/desired/holds-file.js';
import { readDesired, warnOf } from '../lib/desired/read-desired.js';
import { fileFacts } from '../lib/desired/selection.js';
import { printDryRun } from '../lib/dry-run.js';
import { throwFailures } from '../lib/each.js';
import { timed, withoutProgress } from '../lib/narrowed-deps.js';
import { parseInput } from '../lib/parse-input.js';
import { repeat } from '../lib/repeat.js';
import { inPart, type Part, partsOf } from '../plan/accounts.js';
import { growsByLoad } from '../plan/by-logs.js';
import { gatherParts, planOf, tooFewIn } from '../plan/plan-parts.js';
import { undeletable } from '../plan/refuse.js';
import { checkValues, unchecked } from '../plan/refused-values.js';
import { callOf } from '../plan/steps.js';
import { checkedPlan, type Round } from './bring.js';
import { type ApplyInput, applyInput, filesAndZone, type UnderWay } from './input.js';
import { rowsOf, type Told } from './report.js';
import { bringAll, failuresOf, settleUnchanged } from './rounds.js';
import { pinged, withHeartbeat } from './supervision.js';

/** Brings the deployments into the state that the files ask for, and prints the result of each. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = {
    ...parseInput(applyInput, raw, fileFacts('apply [NAME...] -f FILE [flags]', raw)),
    typed: raw,
  };
  const printer = await deps.printer(applyView);
  const every = input['--every'];
  if (every === undefined) return pingedRound(deps, input, printer);
  // With --every the command runs until a signal ends it, so talk is not held back until the end (-O json), and only
  // changes are printed.
  deps.io.live();
  const quiet = timed(withoutProgress(deps));
  let isInPart = false;
  const onRows = (rows: readonly ApplyRow[]) => {
    isInPart = rows.some(({ result }) => result !== 'failed' && result !== 'unknown');
  };
  const goingOn = { ...input, missed: new Set<string>(), underWay: new Map<string, UnderWay>(), onRows };
  const begun = (): ApplyInput => {
    if (input['--wait-timeout'] !== undefined) return goingOn;
    const clock = steady(deps.clock);
    const end = clock.now() + Math.min(every / 2, DEFAULT_WAIT_MS);
    return { ...goingOn, leftMs: () => end - clock.now() };
  };
  const round = () => withHeartbeat(quiet, input['--heartbeat'], () => pingedRound(quiet, begun(), printer));
  await repeat(deps, every, printer.format === 'json', round, () => isInPart);
}

function pingedRound(deps: Deps, input: ApplyInput, printer: Printer<ApplyRow>): Promise<void> {
  const lines: string[] = [];
  return pinged(deps, input['--ping'], lines, () => applyOnce(deps, input, printer, lines));
}

/** The error codes of --max-cost-per-hour; such an error comes before anything is sent. */
const BEYOND_LIMIT = ['cost-limit', 'price-unknown'];

/** One round. @param lines receives the results of the round, a line for each deployment */
async function applyOnce(
  deps: Deps,
  input: ApplyInput,
  printer: Printer<ApplyRow>,
  lines: string[],
): Promise<void> {
  const desired = await readDesired(deps, input);
  if (desired.pausedNow) {
    if (printer.data && input['--every'] === undefined) deps.io.out(printer.many([]));
    return deps.io.say(pausedLine(desired.pausedNow));
  }
  const parts = await partsOf(deps, desired);
  // Without a limit, prices are fetched only if the plan has steps, while the first request is sent. With a limit they
  // are fetched at once, because nothing may be sent before the cost is known.
  const costs = once(() => costsBeside(deps, input));
  if (input['--max-cost-per-hour'] !== undefined) costs();
  let grows = false;
  const afford = async (plan: Plan, what = 'apply') => {
    grows = growsByLoad(plan);
    if (plan.steps.length > 0) await costs().require(costChangeOf(plan), what);
  };
  // If the replicas that the load asks for exceed the cost limit, the plan is made again without them, so that
  // everything else is still done, above all scaling down.
  const affordably = async <T>(act: (how: ApplyInput) => Promise<T>): Promise<T> => {
    try {
      return await act(input);
    } catch (error) {
      if (!grows || !(error instanceof ExoError) || !BEYOND_LIMIT.includes(error.code)) throw error;
      return act({ ...input, tooDear: error });
    }
  };
  if (input['--dry-run']) return affordably((how) => dryRun(deps, parts, how, { costs, afford }));
  const { rounds, failed } = await affordably((how) => bringAll(parts, how, afford));
  const rows = rounds.flatMap(rowsOf);
  const inAll = async (of: (round: Round) => Promise<ExoError[]>) =>
    (await Promise.all(rounds.map(of))).flat();
  const unsettled = input['--no-wait'] ? [] : await inAll((round) => settleUnchanged(round, input, rows));
  const again = commandLine('plan', input.NAME, filesAndZone(input));
  const plan = planOf(rounds);
  lines.push(...rows.map(({ line }) => line));
  input.onRows?.(rows);
  print(deps, { rows, again, isGoingOn: input['--every'] !== undefined }, printer);
  const isDone = rows.every(({ result, error }) => result !== 'interrupted' && error === undefined);
  const { after, isGuessed } = costChangeOf(plan);
  const cost = plan.steps.length > 0 && isDone && !isGuessed ? await costs().of(...after) : undefined;
  if (cost) deps.io.say(cost.line);
  const stuck = undeletable(plan, input['--prune']);
  const incomplete = rounds.flatMap((round) =>
    round.incomplete ? inPart(round.part, round.incomplete) : [],
  );
  const failures = [...(await inAll(failuresOf)), ...unsettled, ...failed, ...stuck, ...incomplete];
  // After an interruption the interrupted step's own error is thrown, preferably one with an operation: its hint says
  // how to wait for the operation, and scripts get the exit code of the signal.
  const interruptions = failures.filter(isInterruption);
  const [first] = [...interruptions.filter(({ operationId }) => operationId !== undefined), ...interruptions];
  if (first) throw first;
  // An account whose plan could not be carried out counts as one, because its deployments have no rows.
  throwFailures(deps.io, failures, rows.length + failed.length + stuck.length);
}

/** Prints all rows; with --every only those that are worth a line, with the time. */
function print(
  deps: Deps,
  { rows, again, isGoingOn }: { rows: Told[]; again: string; isGoingOn: boolean },
  printer: Printer<ApplyRow>,
): void {
  const shown = isGoingOn ? rows.filter(({ result }) => result !== 'unchanged' && result !== 'absent') : rows;
  const time = new Date(deps.clock.now()).toISOString();
  if (!printer.data) for (const { line } of shown) deps.io.done(isGoingOn ? `${time} ${line}` : line, again);
  else if (!isGoingOn) deps.io.out(printer.many(shown), again);
  else for (const row of shown) deps.io.out(printer.one({ ...row, time }), again);
}

async function dryRun(
  deps: Deps,
  parts: readonly Part[],
  input: ApplyInput,
  { costs, afford }: { costs: () => Costs; afford: (plan: Plan) => Promise<void> },
): Promise<void> {
  const gathered = await gatherParts(parts, (part) => checkedPlan(part.deps, part.desired, input));
  const { plan, refused, doubts } = input['--no-preflight']
    ? unchecked(gathered.plan)
    : await checkValues(gathered.parts);
  // As when it is carried out, a creation that the service will refuse counts towards the limit.
  await afford(gathered.plan);
  await printDryRun(deps, plan.steps.map(callOf), { list: true });
  const cost = plan.steps.length > 0 ? await costs().ofChange(costChangeOf(plan)) : undefined;
  if (cost) deps.io.say(cost.line);
  warnOf(deps, doubts);
  const stuck = undeletable(plan, input['--prune']);
  const failures = [...gathered.incomplete, ...tooFewIn(gathered.parts), ...stuck, ...refused];
  throwFailures(deps.io, failures, gathered.plan.entries.length + stuck.length);
}
