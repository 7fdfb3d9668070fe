import { type Difference, immutableDifferences } from '../../domain/immutable.js';
import { commandFor, commandLine } from '../../domain/shell-words.js';
import type { Deployment } from '../../schemas/deployment.js';
import type { DesiredDeployment } from '../file/file-schema.js';
import { createRequest } from './plan-steps.js';
import type { Refusal } from './plan-types.js';

/**
 * The refusals for properties of a deployment that differ from the file and cannot be changed.
 * @param taken the names in use in the zone, so that the commands use a free one
 */
export function immutableRefusals(
  deployment: DesiredDeployment,
  actual: Deployment,
  taken: ReadonlySet<string>,
): Refusal[] {
  const differing = immutableDifferences(actual, createRequest(deployment, 1));
  const isModel = ({ property }: Difference) => property.startsWith('model');
  const flags = differing.flatMap((one) => (isModel(one) ? [] : [`--${one.property}`, one.wanted]));
  const newName = freeName(deployment.name, taken);
  // A clone has the same model, so it does not help if the model differs.
  const clone = differing.some(isModel)
    ? []
    : [commandLine('deployment clone', [deployment.name, newName], [...flags, '-z', deployment.zone])];
  // Several deployments may be refused at once.
  const it = `${deployment.name} in ${deployment.zone}`;
  return differing.map(({ property, is, wanted }) => {
    const kind = property === 'gpu-type' || property === 'gpu-count' ? property : 'model';
    return {
      kind,
      message: `${kind} is ${is} and cannot be changed to ${wanted}`,
      waysOut: [
        `write ${property}: ${is} in the file, to keep ${it} as it is`,
        `write name: ${newName} in the file, to have a second one created beside ${it}`,
        ...clone,
      ],
    };
  });
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let number = 2;
  while (taken.has(`${name}-${number}`)) number++;
  return `${name}-${number}`;
}

/** The refusal if several deployments have the name, because it cannot be known which one is meant. */
export function ambiguousRefusal(deployment: DesiredDeployment, matches: readonly Deployment[]): Refusal {
  const ids = matches.map(({ id }) => id ?? 'without an ID');
  return {
    kind: 'ambiguous',
    message: `${matches.length} deployments have this name: ${ids.join(', ')}`,
    waysOut: ids.map((id) => commandFor('update', id, deployment.zone, '--name', 'NEW-NAME')),
  };
}

/** The refusal of a deployment without an ID, for which no request can be made. */
export const NO_ID: Refusal = {
  kind: 'no-id',
  message: 'the service does not say its ID, so nothing can be sent',
  waysOut: [],
};
