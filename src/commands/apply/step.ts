import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import type { Step } from '../../desired/plan/plan-types.js';
import { isSettled } from '../../domain/deployment-state.js';
import { withoutSecrets } from '../../domain/secrets.js';
import { ExoError } from '../../errors.js';
import type { Deployment } from '../../schemas/deployment.js';
import type { Operation } from '../../schemas/operation.js';
import { changeDeployment } from '../deployment/change/change.js';
import type { Change } from '../deployment/change/one-change.js';
import { scaling } from '../deployment/change/scale-change.js';
import { updating } from '../deployment/change/update-change.js';
import { type Creating, sendCreation } from '../deployment/create/create-step.js';
import { type Offers, offersBeside, wantedByUpdate, warnOfDoubts } from '../deployment/create/offers.js';
import { deleting, requireOwnName } from '../deployment/delete.js';
import { requireName, subjectOf } from '../deployment/find.js';
import { lookAt, verdictOf } from '../deployment/load/load-look.js';
import { forgetCreation } from '../lib/creation/unseen.js';
import type { WaitInput } from '../lib/parse-input.js';
import { isDeletion } from '../lib/send-change.js';

export interface StepContext {
  deps: Deps;
  zone: ZoneClient;
  wait: WaitInput;
  creation: Pick<Creating<never>, 'again' | 'goOn'>;
  /** What the zone has, against which values are checked before they are sent; undefined if they are not checked. */
  offers: Offers | undefined;
  /** Called once the service has accepted the step, before it is waited for. */
  onSent(): void;
}

/** What became of a step. */
interface Taken {
  /** Its operation, pending or successful; absent if none is known. */
  operation?: Operation | undefined;
  /** With --no-wait: neither its operation nor its end is known. */
  isOpen?: boolean;
  /** The ID of the deployment that it has created, if that is known. */
  created?: string | undefined;
}

/**
 * Takes one step of a plan: sends its request and, without --no-wait, waits for its end.
 * @throws ExoError whatever the service says, conflict, operation-failed, deadline, unavailable, interrupted
 */
export async function takeStep(context: StepContext, step: Step): Promise<Taken> {
  const { zone } = context;
  const { name } = step;
  switch (step.kind) {
    case 'create':
      return create(context, step);
    case 'scale':
      if (step.ifIdleMs !== undefined) await requireIdle(context, step, step.ifIdleMs);
      return carry(
        context,
        scaling({ zone, id: step.id, name, size: step.to, entry: { replicas: step.from } }),
        step.byLoad && step.from,
      );
    case 'update': {
      const { deps, offers } = context;
      if (offers) {
        const wanted = wantedByUpdate(step.actual, step.changes);
        await offersBeside(deps, offers, wanted, `update ${subjectOf(name)}`)();
      }
      return carry(context, updating({ zone, id: step.id, name }, step.changes, writeAsReported));
    }
    case 'delete': {
      await requireOwnName({ zone, id: step.id, name });
      const taken = await carry(context, deleting({ zone, id: step.id, name }));
      await forgetCreation(context.deps, { kind: 'deployment', place: zone.zone, name }, step.id);
      return taken;
    }
  }
}

/**
 * Creates a deployment, after one more look at the zone: the plan may be minutes old by now, and a run on another
 * machine, which this machine's locks do not stop, may have created the deployment since.
 */
async function create(
  { deps, zone, wait, creation, offers, onSent }: StepContext,
  { name, request }: Extract<Step, { kind: 'create' }>,
): Promise<Taken> {
  let check: ReturnType<typeof offersBeside> | undefined;
  const result = await sendCreation<never>(deps, zone, request, {
    ...creation,
    dryRun: false,
    wait,
    onSent,
    besideList() {
      if (offers) check = offersBeside(deps, offers, request, `create deployment ${name}`);
    },
    async decide(taken) {
      if (!taken) {
        await warnOfDoubts(deps, request, (await check?.())?.models, zone.zone);
        return undefined;
      }
      const sentence = `deployment ${name} was not created in ${zone.zone}: a moment ago the list did not show it, now it does`;
      throw new ExoError('conflict', sentence, {
        code: 'already-exists',
        zone: zone.zone,
        hint: 'run the command again: it then continues from what exists',
      });
    },
  });
  if (result.kind === 'pending') return result;
  const { id: created, operationId: id } = result;
  if (result.kind === 'accepted') return { isOpen: true, created };
  return { operation: id === undefined ? undefined : { id, state: 'success' }, created };
}

/**
 * Sends a change. If the service refuses it because another change is under way, waits for that one and sends this one
 * again, so that it is not left to the next run.
 * @param loadAt for a scaling by load, the replicas for which it was decided: if they have changed, it is not sent
 */
async function carry(
  { deps, zone, wait, onSent }: StepContext,
  change: Change,
  loadAt?: number,
): Promise<Taken> {
  if (loadAt !== undefined) await requireUnchanged(zone, change, loadAt);
  const whenBusy = loadAt === undefined ? 'wait' : 'refuse';
  const { operation, deployment, problem } = await changeDeployment(deps, change, wait, { onSent, whenBusy });
  if (problem) throw problem;
  const isKnown = operation?.state === 'pending' || deployment !== undefined || isDeletion(change);
  return isKnown ? { operation } : { isOpen: true };
}

/** Refuses a scaling by load if somebody has changed the deployment since: it was decided for the former replicas. */
async function requireUnchanged(zone: ZoneClient, { id, name }: Change, replicas: number): Promise<void> {
  const seen = await zone.getDeployment(id, { subject: subjectOf(name) });
  requireName({ zone, id, name }, seen);
  if (seen.replicas === replicas && (isSettled(seen.state) || replicas === 0)) return;
  throw leftAsItIs(zone, name, 'has been changed meanwhile', 'run it again: it then goes by what there is');
}

/**
 * Looks at the load again right before a deployment is stopped for being idle.
 * @throws ExoError conflict if it has work; why it could not be read
 */
async function requireIdle(
  { deps, zone }: StepContext,
  { id, name }: Extract<Step, { kind: 'scale' }>,
  afterMs: number,
): Promise<void> {
  const look = await lookAt(deps, { zone, id, name });
  if ('error' in look) throw look.error;
  requireName({ zone, id, name }, look.deployment);
  const verdict = verdictOf(look, afterMs, deps.clock.now());
  if (verdict.isIdle) return;
  const hint = 'nothing was sent for this deployment; the next run looks again';
  throw leftAsItIs(zone, name, 'is not idle any more', hint, `: ${verdict.why}`);
}

function leftAsItIs({ zone }: ZoneClient, name: string, what: string, hint: string, why = ''): ExoError {
  const sentence = `deployment ${name} in ${zone} ${what}, and is left as it is${why}`;
  return new ExoError('conflict', sentence, { code: 'changed-meanwhile', zone, hint });
}

/** The hint if the service reports a value in another form than the file: every run would send the update again. */
function writeAsReported(deployment: Deployment): string {
  const reported = JSON.stringify({
    'inference-engine-params': withoutSecrets(deployment['inference-engine-parameters'] ?? []),
    'inference-engine-version': deployment['inference-engine-version'] ?? '',
  });
  return `the service reports ${reported}; write it like that in the file, or every run updates it again`;
}
