import type { Deps } from '../../deps.js';
import { freesGpus } from '../../desired/plan/plan-steps.js';
import type { Step } from '../../desired/plan/plan-types.js';
import { cached } from '../../domain/cached.js';
import { own } from '../../domain/json.js';
import { ExoError, failureOf } from '../../errors.js';
import type { Operation } from '../../schemas/operation.js';
import { type Offers, offersOf } from '../deployment/create/offers.js';
import { whyItFailed } from '../deployment/explain/explaining.js';
import { each } from '../lib/each.js';
import { withoutProgress } from '../lib/narrowed-deps.js';
import { type ApplyInput, unattended, waitOf } from './input.js';
import { takeStep } from './step.js';

/** The result for one deployment. */
export interface Outcome {
  zone: string;
  name: string;
  /** All its steps in the plan. */
  steps: Step[];
  done: Step[];
  /**
   * The last step that was sent, if its end was not seen, with its operation if that is known; or, with --every, a step
   * that the service does not accept while another change is under way.
   */
  pending?: { step: Step; operation?: Operation } | { step: Step; refused: ExoError };
  /** The step that failed, and why; later steps were not sent. */
  failed?: { step: Step; error: ExoError };
  /** The operation of the last step with a known one, whether it has ended or not. */
  operationId?: string | undefined;
  /** The ID of the deployment, if this run has created it and knows the ID. */
  created?: string | undefined;
}

/** The result for a deployment that the file names; a deletion is of one that it does not. */
export const outcomeOf = (
  outcomes: readonly Outcome[],
  { zone, name }: { zone: string; name: string },
): Outcome | undefined =>
  outcomes.find(
    (one) => one.zone === zone && one.name === name && one.steps.every(({ kind }) => kind !== 'delete'),
  );

/** The operation of a change that was accepted, and whose wait has ended before it; undefined for other errors. */
export const goingOn = ({ kind, operationId }: ExoError): string | undefined =>
  kind === 'operation-failed' ? undefined : operationId;

interface CarryOutOptions {
  /** Called before GPUs are taken although steps that free some have failed. @throws ExoError if it costs too much */
  affordMore(stuck: readonly Outcome[]): Promise<void>;
  /** Called once everything is sent, perhaps several times. Changes may still be under way then. */
  onAllSent(): void;
}

/**
 * Carries out the steps of a plan: first those that free GPUs, then the others. If others need GPUs, the first ones are
 * waited for even with --no-wait, so that the freed GPUs are there. The steps of one deployment follow each other;
 * several deployments are changed at the same time. If one fails, the others go on.
 */
export async function carryOut(
  deps: Deps,
  steps: readonly Step[],
  input: ApplyInput,
  { affordMore, onAllSent }: CarryOutOptions,
): Promise<Outcome[]> {
  const client = await deps.client();
  const creation = { again: input['--again'], goOn: unattended(input, '--again') };
  // Another round follows (--every), so a change that is still under way after the wait is not a failure.
  const goesOn = input.leftMs !== undefined;
  const works = byDeployment(steps);
  const offers = new Map<string, Offers>();
  const unsent = new Set(steps);
  const crossOff = (gone: readonly Step[]) => {
    for (const step of gone) unsent.delete(step);
    if (unsent.size === 0) onAllSent();
  };
  const changes = steps.length === 1 ? 'the change' : `${steps.length} changes`;
  const progress = deps.io.progress(`${input['--no-wait'] ? 'Sending' : 'Waiting for'} ${changes} …`);
  const beganAt = deps.clock.now();
  let done = 0;
  const quiet = withoutProgress(deps);

  const take = async (work: Outcome, part: readonly Step[], waits: boolean) => {
    for (const step of part) {
      const isLast = step === work.steps.at(-1);
      const wait = { ...waitOf(input), '--no-wait': input['--no-wait'] && isLast && !waits };
      try {
        const onSent = () => crossOff([step]);
        const zone = client.in(step.zone);
        // The lists of a zone are read once for all its creations.
        const offered = input['--no-preflight']
          ? undefined
          : cached(offers, step.zone, () => offersOf(zone, true));
        const context = { deps: quiet, zone, wait, creation, offers: offered, onSent };
        const { operation, isOpen, created } = await takeStep(context, step);
        work.operationId = operation?.id ?? work.operationId;
        work.created = created;
        if (isOpen || operation?.state === 'pending') work.pending = { step, operation };
        else work.done.push(step);
        progress.update(`${++done} of ${steps.length} changes done`);
      } catch (error) {
        if (!(error instanceof ExoError)) throw error;
        const { kind, operationId } = error;
        if (operationId) work.operationId = operationId;
        if (goesOn && kind === 'deadline' && operationId)
          work.pending = { step, operation: { id: operationId, state: 'pending' } };
        else if (goesOn && step.kind !== 'delete' && isNotAcceptedYet(error))
          work.pending = { step, refused: error };
        else work.failed = { step, error: await whyItFailed(deps, error, beganAt) };
        crossOff(work.steps.slice(work.steps.indexOf(step)));
        return;
      }
    }
  };
  const takesGpus = (step: Step) => !freesGpus(step) && step.kind !== 'update';
  const waits = steps.some(takesGpus);
  try {
    await each(works, (work) => take(work, work.steps.filter(freesGpus), waits));
    const stuck = works.filter(({ failed }) => failed);
    const dear = waits && stuck.length > 0 ? await affordMore(stuck).catch(failureOf) : undefined;
    await each(works, async (work) => {
      if (work.failed || work.pending) return;
      const others = work.steps.filter((step) => !freesGpus(step));
      const step = dear && others.find(takesGpus);
      if (!dear || !step) return take(work, others, false);
      const message = `deployment ${work.name} in ${work.zone} is left as it is: ${dear.message}`;
      work.failed = { step, error: dear.retold({ message }) };
      crossOff(work.steps);
    });
  } finally {
    progress.stop();
  }
  return works;
}

/** Did the service refuse the change, because of another one, for as long as the round may last? */
const isNotAcceptedYet = ({ kind, details }: ExoError) =>
  kind === 'deadline' && own(details, 'accepted') === false;

/** Groups steps by deployment. Deletions are grouped by ID, because two deployments can have the same name. */
function byDeployment(steps: readonly Step[]): Outcome[] {
  const works = new Map<string, Outcome>();
  for (const step of steps) {
    const { zone, name } = step;
    const key = JSON.stringify([zone, name, step.kind === 'delete' ? step.id : '']);
    cached(works, key, () => ({ zone, name, steps: [], done: [] })).steps.push(step);
  }
  return [...works.values()];
}
