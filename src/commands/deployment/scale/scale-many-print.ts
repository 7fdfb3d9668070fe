import type { Deps } from '../../../deps.js';
import { plural } from '../../../domain/counts.js';
import { commandLine } from '../../../domain/shell-words.js';
import type { ExoError } from '../../../errors.js';
import type { Printer } from '../../../output/view.js';
import type { DeploymentDetails } from '../../../output/views/deployment.js';
import type { OperationRow } from '../../../output/views/operation.js';
import { each } from '../../lib/each.js';
import { waitForIt } from '../../lib/follow.js';
import type { Changed } from '../change/one-change.js';
import type { Target } from './scale-many-targets.js';

/** The outcome for one deployment; `unchanged` if it already had the size, so that nothing was sent. */
export interface Scaled extends Changed {
  target: Target;
  unchanged?: boolean;
}

/** Exactly one of the two is set: `operations` with --no-wait, otherwise `objects`. */
interface Printers {
  objects: Printer<DeploymentDetails> | undefined;
  operations: Printer<OperationRow> | undefined;
}

/**
 * Prints the outcome of each deployment: its operation, the deployment itself (read now if the change has not read it),
 * or a line of text.
 * @returns the failures of deployments that could not be read
 */
export async function printScaled(
  deps: Deps,
  scaled: readonly Scaled[],
  { objects, operations }: Printers,
): Promise<ExoError[]> {
  const again = commandLine('deployment list', []);
  if (operations?.data) {
    const rows = scaled.flatMap(({ target, operation }) =>
      operation ? [{ zone: target.zone.zone, operation }] : [],
    );
    deps.io.out(operations.many(rows), again);
    return [];
  }
  if (!objects?.data) {
    for (const one of scaled) if (!one.problem) deps.io.done(line(one), again);
    return [];
  }
  const { results: rows, failures } = await each(scaled, async ({ target: { zone, id }, deployment }) => ({
    zone: zone.zone,
    deployment: deployment ?? (await zone.getDeployment(id)),
  }));
  deps.io.out(objects.many(rows), again);
  return failures;
}

/** `my-app in at-vie-2: scaled 1 → 3` */
function line({ target: { name, zone, size, entry }, operation, deployment, unchanged }: Scaled): string {
  const subject = `${name} in ${zone.zone}`;
  if (unchanged) return `${subject}: already has ${plural(size, 'replica')}`;
  const change = entry.replicas === size ? `to ${size}` : `${entry.replicas ?? '?'} → ${size}`;
  return operation?.state === 'pending'
    ? `${subject}: scale ${change} is under way; ${waitForIt(operation.id, zone.zone)}`
    : `${subject}: ${deployment ? 'scaled' : 'the service has accepted to scale'} ${change}`;
}
