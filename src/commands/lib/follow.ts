import { DONE } from '../../api/call.js';
import { DEFAULT_WAIT_MS, type WaitOptions, waitForOperation } from '../../api/wait.js';
import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { asRecord } from '../../domain/json.js';
import { commandLine } from '../../domain/shell-words.js';
import { ExoError } from '../../errors.js';
import type { Operation } from '../../schemas/operation.js';
import type { WaitInput } from './parse-input.js';

/** What is being done, in the two forms in which it is spoken of. */
export interface Doing {
  /** `scale deployment my-app to 3 replicas`: completes "could not …". */
  what: string;
  /** `Scaling my-app to 3 replicas`: while it lasts. */
  progress: string;
  /** The command has said so itself, in more words. */
  said?: boolean | undefined;
  /** The deployment it is done to, whose state details tell why it failed. */
  deploymentId?: string | undefined;
  /** Adds to a failed operation what is known of its kind; else the deployment's own account is asked for. */
  explain?(failure: ExoError): ExoError;
}

/** What takes up an operation that is not waited for. */
export const howToWait = (operation: string, zone: string) =>
  `Wait for it with: ${commandLine('operation wait', [operation], ['-z', zone])}`;

/**
 * How a command waits: until --wait-timeout, else the account's own limit, else half an hour.
 * @param what completes "could not …", for messages
 */
export async function waitOptions(
  deps: Deps,
  what: string,
  wait: Pick<WaitInput, '--wait-timeout'>,
): Promise<WaitOptions> {
  return {
    clock: deps.clock,
    random: deps.random,
    signal: deps.signal,
    timeoutMs: wait['--wait-timeout'] ?? (await deps.settings()).waitTimeoutMs ?? DEFAULT_WAIT_MS,
    what,
  };
}

/**
 * Waits for an operation with progress on stderr, unless told not to.
 * @returns the operation, ended well (or as it was first answered under --no-wait)
 * @throws ExoError operation-failed with the deployment's state details, deadline, unavailable, interrupted
 */
export async function follow(
  deps: Deps,
  zone: ZoneClient,
  operation: Operation,
  doing: Doing,
  wait: WaitInput,
): Promise<Operation> {
  if (wait['--no-wait'] && operation.state === 'pending') return operation;
  const progress = deps.io.progress(`${doing.progress} in ${zone.zone} …`, { said: doing.said });
  try {
    const ended = await waitForOperation(zone, operation, await waitOptions(deps, doing.what, wait));
    // What the service says of a success is its own sentence too: `partial` may stand there.
    const said = [ended.reason, ended.message].filter(Boolean).join(': ');
    if (said) deps.io.warn(`the service says of "${doing.what}": ${said}`);
    return ended;
  } catch (error) {
    if (!(error instanceof ExoError) || error.kind !== 'operation-failed') throw error;
    throw (
      doing.explain?.(error) ?? (await explained(zone, error, doing.deploymentId ?? operation.reference?.id))
    );
  } finally {
    progress.stop();
  }
}

/**
 * The same for what can be looked at itself: a service that does not know its own operation, or has forgotten it, or a role
 * that may not read operations, says nothing of what has become of it. What was answered without an operation is done.
 * @returns undefined then: the thing is to be looked at
 */
export async function followWhileKnown(
  deps: Deps,
  zone: ZoneClient,
  operation: Operation,
  doing: Doing,
  wait: WaitInput,
): Promise<Operation | undefined> {
  if (operation.id === DONE.id) return operation;
  try {
    return await follow(deps, zone, operation, doing, wait);
  } catch (error) {
    const why = error instanceof ExoError ? whyUnknown(error) : undefined;
    if (why === undefined) throw error;
    deps.io.warn(
      `${why} operation ${operation.id} in ${zone.zone}; what it is about is looked at itself: ${doing.what}`,
    );
    return undefined;
  }
}

/** Why a wait has told nothing of what it was for; undefined where it has, or may still. */
function whyUnknown({ kind, code }: ExoError): string | undefined {
  if (kind === 'not-found') return 'the service does not know';
  if (code === 'forbidden') return 'these credentials may not read';
  return kind === 'unexpected' ? 'the service says nothing that makes sense of' : undefined;
}

/** Adds the deployment's own account of a failed operation; best effort, the failure itself is never lost. */
async function explained(zone: ZoneClient, error: ExoError, id: string | undefined): Promise<ExoError> {
  if (id === undefined) return error;
  const deployment = await zone.getDeployment(id, { timeoutMs: 5_000 }).catch(() => undefined);
  if (!deployment) return error;
  const { state, 'state-details': stateDetails } = deployment;
  const look =
    state === 'ready' ? 'see its state: exo-di deployment show' : 'see why: exo-di deployment explain';
  return error.retold({
    message: stateDetails ? `${error.message}: ${stateDetails}` : error.message,
    hint: `${look} ${id} -z ${zone.zone}`,
    details: {
      ...asRecord(error.details),
      deployment_state: state,
      ...(stateDetails ? { state_details: stateDetails } : {}),
    },
    zone: zone.zone,
    deployment: id,
  });
}
