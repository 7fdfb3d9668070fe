import { Document, Scalar, visit } from 'yaml';
import { isOwn } from '../../domain/deployment-state.js';
import { byName } from '../../domain/order.js';
import { escapedUnits } from '../../domain/shell-words.js';
import type { Deployment } from '../../schemas/deployment.js';
import { type FileDeployment, type InferenceFileDocument, inferenceFile } from './file-schema.js';
import { asWritten } from './from-environment.js';

export interface LeftOut {
  zone: string;
  name: string;
  reason: string;
}

export interface Exported {
  /** YAML, ready to be written to a file. */
  text: string;
  leftOut: LeftOut[];
}

/**
 * The file for the present state: the organization's own deployments by zone and name, each with no more keys than it
 * needs. A plan for it and the same state has no steps; a deployment at zero gets `replicas: 0`. A deployment that the
 * file cannot describe is left out, with a comment in the text and an entry in `leftOut`.
 * @param byZone the deployments, with details from `get-deployment`: the list has no engine parameters and no version
 */
export function exportFile(byZone: ReadonlyMap<string, readonly Deployment[]>): Exported {
  const zones = [...byZone.keys()].sort();
  const [only] = zones.length === 1 ? zones : [];
  const leftOut: LeftOut[] = [];
  const deployments: FileDeployment[] = [];
  for (const zone of zones) {
    const own = (byZone.get(zone) ?? []).filter(isOwn).sort(byName);
    for (const deployment of own) {
      const twice = own.filter(({ name }) => name === deployment.name).length > 1;
      const described = twice ? 'its name is not unique in the zone' : describe(deployment, zone, only);
      if (typeof described === 'string') leftOut.push({ zone, name: deployment.name, reason: described });
      else deployments.push(described);
    }
  }
  const document: InferenceFileDocument = { ...(only === undefined ? {} : { zone: only }), deployments };
  return { text: write(document, leftOut), leftOut };
}

/** The deployment as the file has it, or the reason why it cannot be described. */
function describe(deployment: Deployment, zone: string, only: string | undefined): FileDeployment | string {
  const { name, model, replicas, 'gpu-type': gpuType, 'gpu-count': gpuCount } = deployment;
  const { 'inference-engine-parameters': params = [], 'inference-engine-version': version } = deployment;
  const candidate = {
    name,
    ...(only === undefined ? { zone } : {}),
    ...(model.name ? { 'model-name': model.name } : { 'model-id': model.id }),
    'gpu-type': gpuType,
    'gpu-count': gpuCount,
    replicas,
    ...(params.length > 0 ? { 'inference-engine-params': params } : {}),
    ...(version ? { 'inference-engine-version': version } : {}),
  };
  const unsaid = (what: string) => `the service does not say its ${what}, or a file cannot hold it`;
  if (replicas === undefined) return unsaid('replicas');
  if (!model.name && !model.id) return 'the service does not say its model';
  // Checked by the schema that reads the file, so that the file that is written can be read.
  const checked = inferenceFile.shape.deployments.safeParse([candidate]);
  const [described] = checked.data ?? [];
  const wrong = checked.error?.issues[0]?.path[1];
  return described ?? unsaid(String(wrong));
}

/** Characters that a terminal may obey, or an editor not show. In quoted texts, YAML can have their numbers instead. */
const UNSEEN = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const escapeUnseen = (text: string) => text.replaceAll(UNSEEN, escapedUnits);

function write(document: InferenceFileDocument, leftOut: readonly LeftOut[]): string {
  const yaml = new Document(document);
  visit(yaml, {
    Scalar: (key, scalar) => {
      if (key !== 'key' && typeof scalar.value === 'string') scalar.value = asWritten(scalar.value);
      const quoted = typeof scalar.value === 'string' && escapeUnseen(scalar.value) !== scalar.value;
      if (quoted) scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
  const comments = leftOut.map(
    ({ zone, name, reason }) => `# left out: ${JSON.stringify(name)} in ${JSON.stringify(zone)}: ${reason}\n`,
  );
  // Long texts are not wrapped, so that a model's name can be searched for.
  return escapeUnseen(yaml.toString({ lineWidth: 0 }) + comments.join(''));
}
