import { joinWords } from '../../domain/shell-words.js';
import type { Deployment } from '../../schemas/deployment.js';
import type { DesiredDeployment } from '../file/schema.js';
import type { Refusal } from './plan-types.js';

/**
 * What of a deployment differs from the file and cannot be changed: GPU count and GPU type are set at creation (the
 * page "Scaling Your Deployments"), and `update-deployment` has no model. What the service does not say is no difference.
 * @param taken names that are in use in the zone, so that the commands name a free one
 */
export function immutableRefusals(
  deployment: DesiredDeployment,
  actual: Deployment,
  taken: ReadonlySet<string>,
): Refusal[] {
  const differing = differences(deployment, actual);
  const flags = differing.flatMap(({ kind, wanted }) => (kind === 'model' ? [] : [`--${kind}`, wanted]));
  const newName = freeName(deployment.name, taken);
  // A clone keeps the model, so it is no way to another one.
  const clone = differing.some(({ kind }) => kind === 'model')
    ? []
    : [
        joinWords([
          ...['exo-di', 'deployment', 'clone', deployment.name, newName],
          ...flags,
          ...['-z', deployment.zone],
        ]),
      ];
  return differing.map(({ kind, label, is, wanted }) => ({
    kind,
    message: `${kind} is ${is} and cannot be changed to ${wanted}`,
    waysOut: [
      `write ${label}: ${is} in the file, to keep the deployment as it is`,
      `write name: ${newName} in the file, to have a second one created beside it`,
      ...clone,
    ],
  }));
}

interface Difference {
  kind: 'gpu-count' | 'gpu-type' | 'model';
  /** The key in the file. */
  label: string;
  is: string;
  wanted: string;
}

/** IDs and families are the same in either case; a model's name is case-sensitive. */
function differences(deployment: DesiredDeployment, actual: Deployment): Difference[] {
  const { model, 'gpu-type': isType, 'gpu-count': isCount } = actual;
  const { 'model-id': id, 'model-name': name, 'gpu-type': type, 'gpu-count': count } = deployment;
  return [
    ...differ('model', 'model-id', model.id?.toLowerCase(), id?.toLowerCase()),
    ...differ('model', 'model-name', model.name, name),
    ...differ('gpu-type', 'gpu-type', isType?.toLowerCase(), type.toLowerCase()),
    ...differ('gpu-count', 'gpu-count', isCount?.toString(), count.toString()),
  ];
}

/** What one side does not say cannot differ. */
function differ(kind: Difference['kind'], label: string, is?: string, wanted?: string): Difference[] {
  return is === undefined || wanted === undefined || is === wanted ? [] : [{ kind, label, is, wanted }];
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let number = 2;
  while (taken.has(`${name}-${number}`)) number++;
  return `${name}-${number}`;
}

/** Several deployments of one name: which one is meant cannot be known. */
export function ambiguousRefusal(deployment: DesiredDeployment, matches: readonly Deployment[]): Refusal {
  const ids = matches.map(({ id }) => id ?? 'without an ID');
  return {
    kind: 'ambiguous',
    message: `${matches.length} deployments have this name: ${ids.join(', ')}`,
    waysOut: ids.map((id) =>
      joinWords(['exo-di', 'deployment', 'update', id, '--name', 'NEW-NAME', '-z', deployment.zone]),
    ),
  };
}

/** Without an ID no request can be made for it. */
export function noIdRefusal(): Refusal {
  return { kind: 'no-id', message: 'the service does not say its ID, so nothing can be sent', waysOut: [] };
}
