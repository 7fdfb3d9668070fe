import { DONE } from '../../api/call.js';
import { DEFAULT_WAIT_MS, type WaitOptions, waitForOperation } from '../../api/wait.js';
import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { asRecord } from '../../domain/json.js';
import { commandLine } from '../../domain/shell-words.js';
import { ExoError } from '../../errors.js';
import { capital } from '../../output/fields.js';
import type { Operation } from '../../schemas/operation.js';
import type { WaitInput } from './parse-input.js';

/** How messages speak of a change that is followed. */
export interface Doing {
  /** `scale deployment my-app to 3 replicas`: completes "could not …". */
  what: string;
  /** `Scaling my-app to 3 replicas`, shown as progress. */
  progress: string;
  /** It is done to a thing of the organization, which has no zone. */
  everywhere?: true | undefined;
  /** The command has already printed a line about it, so that progress need not be a line of its own. */
  said?: boolean | undefined;
  /** The ID of the changed deployment; its state details tell why an operation failed. */
  deploymentId?: string | undefined;
  /** Adds an explanation to a failed operation. Without it, the deployment's state details are read. */
  explain?(failure: ExoError): ExoError;
}

/** How to wait for an operation later, as the end of a sentence. */
export const waitForIt = (operation: string, zone: string) =>
  `wait for it with: ${commandLine('operation wait', [operation], ['-z', zone])}`;
/** The same as a line of its own. */
export const howToWait = (operation: string, zone: string) => capital(waitForIt(operation, zone));

/** How to look at something that was accepted, and whose operation is not known, as the end of a sentence. */
export const seeHowFar = (show: string) => `see how far it is with: ${show}`;

/** How long a command waits, in ms: --wait-timeout, else the account's own limit, else half an hour. */
export const waitMsOf = async (deps: Deps, wait: WaitInput): Promise<number> =>
  wait['--wait-timeout'] ?? (await deps.settings()).waitTimeoutMs ?? DEFAULT_WAIT_MS;

/** The options of a command's wait. @param what completes "could not …", for messages */
export async function waitOptions(deps: Deps, what: string, wait: WaitInput): Promise<WaitOptions> {
  return {
    clock: deps.clock,
    random: deps.random,
    signal: deps.signal,
    timeoutMs: await waitMsOf(deps, wait),
    what,
  };
}

/**
 * Waits for an operation with progress on stderr, unless told not to.
 * @returns the successful operation, or with --no-wait the operation as first answered
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
  const progress = deps.io.progress(`${doing.progress}${doing.everywhere ? '' : ` in ${zone.zone}`} …`, {
    said: doing.said,
  });
  try {
    const ended = await waitForOperation(zone, operation, await waitOptions(deps, doing.what, wait));
    // A successful operation can carry a reason, too, such as `partial`.
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
 * The same as `follow`, for a change whose object can be read instead. If the service does not know its own operation
 * (any more), or the credentials may not read operations, that tells nothing about the change. An answer without an
 * operation means done.
 * @returns the operation; undefined if it cannot be followed, so that the caller reads the object
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
      `${why} operation ${operation.id} in ${zone.zone}; checking directly whether it is done: ${doing.what}`,
    );
    return undefined;
  }
}

/** Why a failed wait tells nothing about the change itself, as the start of a sentence; undefined if it does tell. */
function whyUnknown({ kind, code }: ExoError): string | undefined {
  if (kind === 'not-found') return 'the service does not know';
  if (code === 'forbidden') return 'these credentials may not read';
  return kind === 'unexpected' ? 'the service gives no valid answer about' : undefined;
}

/** Adds the deployment's state details to a failed operation, if they can be read. */
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
