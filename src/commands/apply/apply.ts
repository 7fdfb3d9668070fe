import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import type { Plan } from '../../desired/plan/plan-types.js';
import { isChanging } from '../../domain/deployment-state.js';
import { commandLine } from '../../domain/shell-words.js';
import { type ExoError, isInterruption } from '../../errors.js';
import { applyView } from '../../output/views/apply.js';
import type { Raw } from '../../program/spec.js';
import { notHidingAny } from '../creation/earlier.js';
import { watchChange } from '../deployment/change.js';
import { deploymentWords } from '../deployment/create-step.js';
import { scaling } from '../deployment/scale-change.js';
import { printDryRun } from '../dry-run.js';
import { each, throwFailures } from '../each.js';
import { givenFlags } from '../given-flags.js';
import { pausedLine } from '../hold/paused-line.js';
import { type Desired, desiredFields, readDesired } from '../plan/desired.js';
import { gatherPlan } from '../plan/gather.js';
import type { LastRuns } from '../plan/last-runs.js';
import { refuseImpossible } from '../plan/refuse.js';
import { callOf } from '../plan/requests.js';
import { DEFAULT_LOCK_WAIT_MS } from '../take-turn.js';
import { duration, flag, parseInput, waitFields } from '../values.js';
import { carryOut, type Outcome } from './carry-out.js';
import { lock } from './lock.js';
import { type Permitted, permitted, withoutUnasked } from './prune.js';
import { brokenError, lineOf, rowsOf } from './report.js';

const schema = z.object({
  ...desiredFields,
  '--prune': flag,
  '--yes': flag,
  '--no-preflight': flag,
  '--again': flag,
  '--dry-run': flag,
  '--lock-timeout': z._default(duration, DEFAULT_LOCK_WAIT_MS),
  ...waitFields,
});
type ApplyInput = z.infer<typeof schema> & { typed: Raw };

interface Applied {
  plan: Plan;
  outcomes: Outcome[];
  incomplete?: ExoError | undefined;
}

/** Brings the deployments into the state the files ask for, and prints what became of each. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = { ...parseInput(schema, raw, 'usage: exo-di apply -f FILE [flags]'), typed: raw };
  const printer = await deps.printer(applyView);
  const desired = await readDesired(deps, input);
  if (desired.paused) {
    if (printer.data) deps.io.out(printer.many([]));
    return deps.io.say(pausedLine(desired.paused.file, desired.paused.pause));
  }
  if (input['--dry-run']) return dryRun(deps, desired, input);
  const { plan, outcomes, incomplete } = await apply(deps, desired, input);
  const rows = rowsOf(plan, outcomes);
  const unsettled = input['--no-wait'] ? [] : await settleUnchanged(deps, plan, input);
  const again = commandLine(
    'plan',
    [],
    input['--file'].flatMap((file) => ['-f', file]),
  );
  if (printer.data) deps.io.out(printer.many(rows), again);
  else for (const row of rows) deps.io.done(lineOf(row, plan), again);
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

/**
 * Plans from what there is and takes the plan's steps, one run at a time. The lock is held until everything has been
 * sent, not while it is waited for: a change that takes long must not keep the next run from scaling others down.
 * @throws ExoError usage and quota before anything is sent; conflict when another run is at it
 */
async function apply(deps: Deps, desired: Desired, input: ApplyInput): Promise<Applied> {
  // Asked before the lock is taken: a question left open must not hold up whoever else comes.
  const agreed: Permitted = input['--prune'] && !input['--yes'] ? await ask(deps, desired, input) : 'all';
  const { zones } = desired.file;
  const release = await lock(deps, { files: input['--file'], zones }, input['--lock-timeout']);
  try {
    // What holds now, not what held when the wait for the lock began.
    const now = input['--at'] === undefined ? { ...desired, at: new Date(deps.clock.now()) } : desired;
    const { plan, zone, runs, incomplete } = await checkedPlan(deps, now, input).catch(
      async (error: unknown) => {
        throw await notHidingAny(
          deps,
          error,
          now.file.deployments.map(({ name, zone: place }) => deploymentWords(name, place)),
        );
      },
    );
    const steps = withoutUnasked(deps, plan.steps, agreed);
    if (steps.length === 0) {
      writeDown(deps, runs, plan, []);
      return { plan, outcomes: [], incomplete };
    }
    const onAllSent = () => void release();
    const creation = { again: input['--again'], goOn: goOn(input) };
    const outcomes = await carryOut(deps, steps, { zone, wait: input, creation, onAllSent });
    writeDown(deps, runs, plan, outcomes);
    return { plan, outcomes, incomplete };
  } finally {
    await release();
  }
}

/** For the next run: what is as it should be now. What failed, or is not seen done yet, is not. */
function writeDown(deps: Deps, runs: LastRuns, { entries, at }: Plan, outcomes: readonly Outcome[]): void {
  const isOpen = ({ zone, name, action }: Plan['entries'][number]) =>
    action === 'refused' ||
    action === 'unknown' ||
    outcomes.some((one) => one.zone === zone && one.name === name && (one.failed || one.pending));
  const brought = entries
    .filter((entry) => !isOpen(entry))
    .map(({ zone, name, desired }) => ({ zone, name, replicas: desired.replicas }));
  const why = runs.write(brought, at);
  const counts = entries.some(({ deployment }) => deployment.schedule.some(({ on }) => on !== undefined));
  if (why !== undefined && counts)
    deps.io.warn(`this run could not be written down, so the next may repeat what is on: change (${why})`);
}

/** The command that goes on where it is not known whether something was created. */
const goOn = (input: ApplyInput) => unattended(input, ['--again']);

/** The same command, for where nobody is asked. */
function unattended(input: ApplyInput, flags: readonly string[] = []): string {
  const { '--at': at, '--lock-timeout': lockTimeout } = input.typed;
  return commandLine(
    'apply',
    [],
    [
      ...input['--file'].flatMap((file) => ['-f', file]),
      ...(input['--prune'] ? ['--prune', '--yes'] : []),
      ...(typeof at === 'string' ? ['--at', at] : []),
      ...(typeof lockTimeout === 'string' ? ['--lock-timeout', lockTimeout] : []),
      ...givenFlags(input, '--no-preflight', '--no-wait', '--wait-timeout'),
      ...flags,
    ],
  );
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

async function checkedPlan(deps: Deps, desired: Desired, input: ApplyInput) {
  const gathered = await gatherPlan(deps, desired, {
    prune: input['--prune'],
    quota: input['--no-preflight'] ? 'none' : 'needed',
  });
  refuseImpossible(gathered.plan);
  return gathered;
}

async function ask(deps: Deps, desired: Desired, input: ApplyInput): Promise<Permitted> {
  const { plan } = await gatherPlan(deps, desired, { prune: true, quota: 'none' });
  refuseImpossible(plan);
  return permitted(deps, plan.prunable, unattended(input));
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
