import type { Deps } from '../../deps.js';
import { withStuck } from '../../desired/plan/plan-quota.js';
import type { Plan, Step } from '../../desired/plan/plan-types.js';
import { isChanging } from '../../domain/deployment-state.js';
import type { ExoError } from '../../errors.js';
import { DEPLOYMENTS } from '../deployment/find.js';
import { notHidingAny } from '../lib/creation/earlier.js';
import { seeCreation } from '../lib/creation/unseen.js';
import { pausedLine } from '../lib/desired/holds-file.js';
import { type Desired, readDesired } from '../lib/desired/read-desired.js';
import { isPiped } from '../lib/desired/selection.js';
import { wordsOf } from '../lib/kind.js';
import { accountOf, takeTurn } from '../lib/take-turn.js';
import { type Part, partAgain } from '../plan/accounts.js';
import { type Gathered, gatherPlan } from '../plan/gather.js';
import { refuseImpossible } from '../plan/refuse.js';
import { sizeOf } from '../plan/steps.js';
import { carryOut, goingOn, type Outcome, outcomeOf } from './carry-out.js';
import { type EarlierEnd, endsOfEarlier, notMadeUp } from './earlier-ends.js';
import type { ApplyInput } from './input.js';
import { type Permitted, withoutUnasked } from './prune.js';

/** The result of a run for one account's part of the files. */
export interface Round {
  part: Part;
  plan: Plan;
  outcomes: Outcome[];
  /** The failures of changes that earlier runs have sent, where this run has not made up for them. */
  earlier?: readonly ExoError[];
  incomplete?: ExoError | undefined;
}

/**
 * Makes a plan from what exists and carries it out, under a lock that lets runs follow each other. The lock is held
 * until everything is sent, and not until it is done: a slow change must not keep the next run from scaling others
 * down. A run that had to wait for another one reads the files again, because they may have been corrected meanwhile.
 * @param agreed see `permitted`
 * @param afford called before anything is sent, and again before more GPUs are taken if some could not be freed; throws
 * if the plan costs too much
 * @returns undefined if after the wait the files are paused, or name no deployment of the account any more
 * @throws ExoError usage and quota before anything is sent; conflict if another run keeps the lock
 */
export async function bring(
  part: Part,
  input: ApplyInput,
  agreed: Permitted,
  afford: (plan: Plan, what?: string) => Promise<void>,
): Promise<Round | undefined> {
  const { deps, desired } = part;
  const { zones, deployments } = desired.file;
  const files = new Set([...input['--file'], ...deployments.map(({ source }) => source.file)]);
  const { release, waited } = await lock(deps, [...files], zones, input['--lock-timeout']);
  try {
    const fresh = waited ? await readAgain(part, input) : desired;
    if (fresh === undefined) return undefined;
    // Zones that were added to the files meanwhile are not locked yet, so the locks are taken again.
    if (fresh.file.zones.some((zone) => !zones.includes(zone)))
      return await release().then(() => bring({ ...part, desired: fresh }, input, agreed, afford));
    // The plan is for the time after the wait for the lock, unless --at names a moment.
    const desiredNow = input['--at'] === undefined ? { ...fresh, at: new Date(deps.clock.now()) } : fresh;
    const things = desiredNow.file.deployments.map(({ name, zone: place }) =>
      wordsOf(DEPLOYMENTS, name, place),
    );
    const { plan, runs, unlisted, incomplete } = await checkedPlan(deps, desiredNow, input).catch(
      notHidingAny(deps, things),
    );
    await afford(plan);
    warnOfLeft(deps, plan);
    const steps = withoutUnasked(deps, plan, agreed, input.missed);
    const affordMore = (stuck: readonly Outcome[]) => {
      const names = stuck.map(({ name }) => name).join(', ');
      return afford(withStuck(plan, stuck), `take more GPUs, with ${names} not scaled down`);
    };
    const onAllSent = () => void release();
    // Recorded already now: to a run that comes while this one still waits, or after it was killed, its changes would
    // look like somebody else's.
    runs.write([], askedBy(steps));
    const [outcomes, ends] = await Promise.all([
      steps.length === 0 ? [] : carryOut(deps, steps, input, { affordMore, onAllSent }),
      endsOfEarlier(deps, plan.entries, runs),
    ]);
    // Otherwise this run waits for what is under way, and reports its failure itself.
    const goesOn = input['--no-wait'] || input.leftMs !== undefined;
    await writeDown(deps, { runs, unlisted }, plan, outcomes, goesOn ? ends : []);
    return { part, plan, outcomes, earlier: notMadeUp(deps, ends, outcomes), incomplete };
  } finally {
    await release();
  }
}

/**
 * Warns of deployments that have another name by now, or for which the file names another zone. They go on as they are
 * and are billed, and with -Q nothing else tells of them.
 */
function warnOfLeft({ io }: Deps, { entries }: Plan): void {
  for (const { zone, name, action, outside, leftIn = [] } of entries) {
    for (const before of leftIn)
      io.warn(
        `the file had deployment ${name} in ${before}, and has it in ${zone} now; what runs in ${before} goes on`,
      );
    if (outside?.renamedTo === undefined) continue;
    const then = action === 'create' ? `; another ${name} is created` : '';
    io.warn(`deployment ${name} in ${zone} is now called ${outside.renamedTo}, and left as it is${then}`);
  }
}

/**
 * Reads the part of the files again; undefined if they are paused now or name nothing of the account any more. Standard
 * input and pipes can be read only once, and are taken as they were.
 */
async function readAgain(part: Part, input: ApplyInput): Promise<Desired | undefined> {
  const { deps, desired } = part;
  if (input['--file'].some(isPiped)) return desired;
  const read = await readDesired(deps, input);
  if (read.pausedNow) {
    deps.io.say(pausedLine(read.pausedNow));
    return undefined;
  }
  return partAgain(part, read);
}

/**
 * Records for later runs which deployments are now as the file says, and forgets the creations of those that a list
 * shows. Of those that failed or are not done yet, only the size that was asked for is recorded.
 */
async function writeDown(
  deps: Deps,
  { runs, unlisted }: Pick<Gathered, 'runs' | 'unlisted'>,
  { entries }: Plan,
  outcomes: readonly Outcome[],
  ends: readonly EarlierEnd[],
): Promise<void> {
  const brought = entries.flatMap((entry) => {
    const { zone, name, action, desired, actual } = entry;
    const { created, failed, pending } = outcomeOf(outcomes, entry) ?? {};
    if (action === 'refused' || action === 'unknown' || failed || pending) return [];
    const isUnderWay = action === 'none' && actual !== undefined && isChanging(actual.state);
    const open = ends.find((end) => end.entry === entry && !end.failure)?.open;
    return [{ zone, name, replicas: desired.replicas, id: actual?.id ?? created, isUnderWay, open }];
  });
  for (const { zone: place, name, actual: { id } = {} } of entries)
    if (id !== undefined && !unlisted.has(id))
      await seeCreation(deps, { kind: 'deployment', place, name }, id);
  const unfinished = outcomes.flatMap(({ pending, failed }) => {
    const step = pending?.step ?? failed?.step;
    const operation =
      pending && 'operation' in pending ? pending.operation?.id : failed && goingOn(failed.error);
    return step ? askedBy([step], operation) : [];
  });
  const deleted = outcomes.flatMap(({ failed, steps: [step] }) =>
    step?.kind === 'delete' && !failed ? step.id : [],
  );
  const why = runs.write(brought, unfinished, new Set(deleted));
  const counts = entries.some(
    ({ deployment: { idle, schedule } }) => idle !== undefined || schedule.some(({ on }) => on !== undefined),
  );
  if (why !== undefined && counts)
    deps.io.warn(
      `this run could not be recorded, so the next run may repeat entries with on: change, or wake idle deployments (${why})`,
    );
}

/** What steps ask for, as records have it. @param operation of a step whose end is not seen */
function askedBy(steps: readonly Step[], operation?: string) {
  return steps.flatMap((step) => {
    if (step.kind === 'delete') return [];
    const { zone, name } = step;
    const replicas = sizeOf(step);
    if (step.kind === 'create') return [{ zone, name, replicas }];
    const from = step.kind === 'scale' ? step.from : step.actual.replicas;
    const open = operation === undefined ? undefined : { operation, id: step.id, replicas };
    return [{ zone, name, replicas, from, open }];
  });
}

/** The plan for one account's part. @throws ExoError if it cannot be carried out as a whole, see `refuseImpossible` */
export async function checkedPlan(deps: Deps, desired: Desired, input: ApplyInput) {
  const gathered = await gatherPlan(deps, desired, {
    prune: input['--prune'],
    quota: input['--no-preflight'] ? 'none' : 'needed',
    tooDear: input.tooDear,
  });
  refuseImpossible(gathered.plan);
  return gathered;
}

/**
 * Takes a lock for every file in every zone and for the account whose API key is used, so that runs that share any of
 * these combinations follow each other.
 * @param files the named files, and the included files that have deployments
 * @returns `release`, which may be called several times, and whether another run held one of the locks first
 * @throws ExoError conflict (code `locked`), naming the run that holds one, if they are not free in time
 */
async function lock(
  deps: Deps,
  files: readonly string[],
  zones: readonly string[],
  waitMs: number,
): Promise<{ release: () => Promise<void>; waited: boolean }> {
  const machine = await deps.machine();
  const [account, paths] = await Promise.all([
    accountOf(deps),
    Promise.all(files.map(async (file) => (isPiped(file) ? '-' : machine.realPath(file)))),
  ]);
  const keys = paths.flatMap((path) => zones.map((zone) => JSON.stringify([...account, zone, path])));
  const hint = 'run the command again once the other run has ended, or wait longer with --lock-timeout';
  const { release, waited, full, unlocked } = await takeTurn(deps, keys, { waitMs, hint });
  if (full !== undefined) deps.io.warn(`${full}; the lock is kept elsewhere`);
  // The run goes on without a lock: otherwise a full disk would keep GPUs running that should be scaled down.
  if (unlocked !== undefined)
    deps.io.warn(`no lock could be taken (${unlocked}): make sure that no other run is under way`);
  return { release, waited };
}
