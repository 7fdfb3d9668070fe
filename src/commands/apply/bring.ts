import type { Deps } from '../../deps.js';
import type { Plan } from '../../desired/plan/plan-types.js';
import { commandLine } from '../../domain/shell-words.js';
import type { ExoError } from '../../errors.js';
import { DEPLOYMENTS } from '../deployment/find.js';
import { COST_NAMES } from '../lib/cost-limit.js';
import { notHidingAny } from '../lib/creation/earlier.js';
import { pausedLine } from '../lib/desired/holds-file.js';
import { type Desired, readDesired } from '../lib/desired/read-desired.js';
import { wordsOf } from '../lib/find.js';
import { givenFlags } from '../lib/parse-input.js';
import { type Part, partAgain } from '../plan/accounts.js';
import { gatherPlan } from '../plan/gather.js';
import type { LastRuns } from '../plan/last-runs.js';
import { refuseImpossible } from '../plan/refuse.js';
import { sizeOf } from '../plan/steps.js';
import { carryOut, type Outcome } from './carry-out.js';
import { type ApplyInput, filesAndZone } from './input.js';
import { lock } from './lock.js';
import { askToPrune, type Permitted, withoutUnasked } from './prune.js';

/** What a run has come to. */
export interface Applied {
  plan: Plan;
  outcomes: Outcome[];
  incomplete?: ExoError | undefined;
}

/**
 * Plans from what there is and takes the plan's steps, one run at a time. The lock is held until everything has been
 * sent, not while it is waited for: a change that takes long must not keep the next run from scaling others down.
 * Whoever had to wait for another run reads the files anew: what they said before may be what somebody has corrected since.
 * @param afford called before anything is sent; throws where the plan costs too much
 * @returns undefined when there is nothing to do any more: the files were paused meanwhile, or name nothing of the account's
 * @throws ExoError usage and quota before anything is sent; conflict when another run is at it
 */
export async function bring(
  part: Part,
  input: ApplyInput,
  afford: (plan: Plan) => Promise<void> = async () => {},
): Promise<Applied | undefined> {
  const { deps, desired } = part;
  // Asked before the lock is taken: a question left open must not hold up whoever else comes.
  const agreed: Permitted = input['--prune'] && !input['--yes'] ? await ask(deps, desired, input) : 'all';
  const { zones, deployments } = desired.file;
  const files = new Set([...input['--file'], ...deployments.map(({ source }) => source.file)]);
  const { release, waited } = await lock(deps, [...files], zones, input['--lock-timeout']);
  try {
    const fresh = waited ? await readAgain(part, input) : desired;
    if (fresh === undefined) return undefined;
    // Zones that have come into the files are not locked.
    if (fresh.file.zones.some((zone) => !zones.includes(zone)))
      return await release().then(() => bring({ ...part, desired: fresh }, input, afford));
    // What holds now, not what held when the wait for the lock began.
    const now = input['--at'] === undefined ? { ...fresh, at: new Date(deps.clock.now()) } : fresh;
    const { plan, zone, runs, incomplete } = await checkedPlan(deps, now, input).catch(
      async (error: unknown) => {
        throw await notHidingAny(
          deps,
          error,
          now.file.deployments.map(({ name, zone: place }) => wordsOf(DEPLOYMENTS, name, place)),
        );
      },
    );
    await afford(plan);
    const steps = withoutUnasked(deps, plan, agreed, input.missed);
    const goOn = unattended(input, '--again');
    const creation = { again: input['--again'], goOn, preflight: !input['--no-preflight'] };
    const how = { zone, wait: input, creation, onAllSent: () => void release() };
    const outcomes = steps.length === 0 ? [] : await carryOut(deps, steps, how);
    writeDown(deps, runs, plan, outcomes);
    return { plan, outcomes, incomplete };
  } finally {
    await release();
  }
}

/** A part of the files as they are by now; undefined where nothing is left to be done. Standard input cannot change. */
async function readAgain(part: Part, input: ApplyInput): Promise<Desired | undefined> {
  const { deps, desired } = part;
  if (input['--file'].includes('-')) return desired;
  const read = await readDesired(deps, input);
  if (read.pausedNow) {
    deps.io.say(pausedLine(read.pausedNow.file, read.pausedNow.pause));
    return undefined;
  }
  return partAgain(part, read);
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
  const asked = outcomes.flatMap(({ zone, name, pending, failed }) => {
    const step = pending?.step ?? failed?.step;
    const replicas = step && sizeOf(step);
    return replicas === undefined ? [] : [{ zone, name, replicas }];
  });
  const why = runs.write(brought, asked, at);
  const counts = entries.some(({ deployment }) => deployment.schedule.some(({ on }) => on !== undefined));
  if (why !== undefined && counts)
    deps.io.warn(`this run could not be written down, so the next may repeat what is on: change (${why})`);
}

/** The same command, for where nobody is asked. @param flags those it takes besides */
function unattended(input: ApplyInput, ...flags: readonly string[]): string {
  const { '--at': at, '--lock-timeout': lockTimeout } = input.typed;
  return commandLine('apply', input.NAME, [
    ...filesAndZone(input),
    ...(input['--prune'] ? ['--prune', '--yes'] : []),
    ...(typeof at === 'string' ? ['--at', at] : []),
    ...(typeof lockTimeout === 'string' ? ['--lock-timeout', lockTimeout] : []),
    ...givenFlags(input, '--no-preflight', ...COST_NAMES, '--no-wait', '--wait-timeout'),
    ...flags,
  ]);
}

/** @throws ExoError for what cannot be carried out as a whole */
export async function checkedPlan(deps: Deps, desired: Desired, input: ApplyInput) {
  const gathered = await gatherPlan(deps, desired, {
    prune: input['--prune'],
    quota: input['--no-preflight'] ? 'none' : 'needed',
    isTooDear: input.isTooDear,
  });
  refuseImpossible(gathered.plan);
  return gathered;
}

async function ask(deps: Deps, desired: Desired, input: ApplyInput): Promise<Permitted> {
  const { plan } = await gatherPlan(deps, desired, { prune: true, quota: 'none' });
  refuseImpossible(plan);
  return askToPrune(deps, plan.prunable, unattended(input));
}
