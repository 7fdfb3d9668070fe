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
import { offersBeside } from '../deployment/create/offers.js';
import { deleting } from '../deployment/delete.js';
import { subjectOf } from '../deployment/find.js';
import { IDLE_TAIL, lookAt, verdictOf } from '../deployment/load/load-look.js';
import type { WaitInput } from '../lib/parse-input.js';

export interface StepContext {
  deps: Deps;
  zone: ZoneClient;
  wait: WaitInput;
  creation: Pick<Creating<never>, 'again' | 'goOn'> & { preflight: boolean };
  /** Called once the service has accepted the step, before it is waited for. */
  onSent(): void;
}

/**
 * Takes one step of a plan: sends its request and waits for what it began, unless told not to.
 * @returns its operation, which is pending or has ended well; undefined where none is known
 * @throws ExoError whatever the service says, conflict, operation-failed, deadline, unavailable, interrupted
 */
export async function takeStep(context: StepContext, step: Step): Promise<Operation | undefined> {
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
    case 'update':
      return carry(context, updating({ zone, id: step.id, name }, step.changes, writeAsReported));
    case 'delete':
      return carry(context, deleting({ zone, id: step.id, name }));
  }
}

/**
 * What there is in the zone is looked at once more right before: the plan may be minutes old when its turn comes, and
 * another machine, whose lock is not ours, may have created it since.
 */
async function create(
  { deps, zone, wait, creation, onSent }: StepContext,
  { name, request }: Extract<Step, { kind: 'create' }>,
): Promise<Operation | undefined> {
  let offers: ReturnType<typeof offersBeside> | undefined;
  const result = await sendCreation<never>(deps, zone, request, {
    ...creation,
    dryRun: false,
    wait,
    onSent,
    besideList() {
      if (creation.preflight) offers = offersBeside(deps, zone, request, `create deployment ${name}`);
    },
    async decide(taken) {
      if (!taken) {
        await offers?.();
        return undefined;
      }
      const sentence = `deployment ${name} was created in ${zone.zone} by someone else meanwhile`;
      throw new ExoError('conflict', sentence, {
        code: 'already-exists',
        zone: zone.zone,
        hint: 'run it again: it then goes on from what there is',
      });
    },
  });
  return result.kind === 'pending' ? result.operation : undefined;
}

/**
 * When the service refuses a change because another is under way, that one is waited for and it is sent once more: the
 * state the file asks for must not have to wait for the next run.
 */
async function carry(
  { deps, zone, wait, onSent }: StepContext,
  change: Change,
  loadAt?: number,
): Promise<Operation | undefined> {
  if (loadAt !== undefined) await requireUnchanged(zone, change, loadAt);
  const whenBusy = loadAt === undefined ? 'wait' : 'refuse';
  const { operation, problem } = await changeDeployment(deps, change, wait, { onSent, whenBusy });
  if (problem) throw problem;
  return operation;
}

/** What the load asks for is for what there was: it is no answer to what somebody else has made of it since. */
async function requireUnchanged(zone: ZoneClient, { id, name }: Change, replicas: number): Promise<void> {
  const seen = await zone.getDeployment(id, { subject: subjectOf(name) });
  if (seen.replicas === replicas && (isSettled(seen.state) || replicas === 0)) return;
  throw leftAsItIs(zone, name, 'has been changed meanwhile', 'run it again: it then goes by what there is');
}

/** A second look right before the request: what has got work since is left as it is. */
async function requireIdle(
  { deps, zone }: StepContext,
  { id, name }: Extract<Step, { kind: 'scale' }>,
  afterMs: number,
): Promise<void> {
  const look = await lookAt(deps, { zone, id, name }, IDLE_TAIL);
  const verdict = verdictOf(look, afterMs, deps.clock.now());
  if (verdict.isIdle) return;
  const hint = 'nothing was sent for it; the next run looks again';
  throw leftAsItIs(zone, name, 'is not idle any more', hint, `: ${verdict.why}`);
}

function leftAsItIs({ zone }: ZoneClient, name: string, what: string, hint: string, why = ''): ExoError {
  const sentence = `deployment ${name} in ${zone} ${what}, and is left as it is${why}`;
  return new ExoError('conflict', sentence, { code: 'changed-meanwhile', zone, hint });
}

/** A value that the service reports otherwise than the file writes it would be sent again by every run: say so. */
function writeAsReported(deployment: Deployment): string {
  const said = JSON.stringify({
    'inference-engine-params': withoutSecrets(deployment['inference-engine-parameters'] ?? []),
    'inference-engine-version': deployment['inference-engine-version'] ?? '',
  });
  return `the service reports ${said}; write it like that in the file, or every run updates it again`;
}
