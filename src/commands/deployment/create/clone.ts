import * as z from 'zod/mini';
import type { Deps } from '../../../deps.js';
import { isBroken, isOwn } from '../../../domain/deployment-state.js';
import { commandFor, commandLine, scaleCommand } from '../../../domain/shell-words.js';
import { ExoError, tellNothingSent, UsageError } from '../../../errors.js';
import { deploymentShowView } from '../../../output/views/deployment.js';
import type { Raw } from '../../../program/spec.js';
import type { Deployment } from '../../../schemas/deployment.js';
import type { CreateDeploymentRequest } from '../../../schemas/requests.js';
import { chosenZone } from '../../lib/asked-zones.js';
import { type Asking, confirming } from '../../lib/confirm.js';
import { printDryRun } from '../../lib/dry-run.js';
import { find } from '../../lib/find.js';
import { newName } from '../../lib/new-name.js';
import {
  flag,
  givenFlags,
  gpusPerReplica,
  parseInput,
  rule,
  text,
  wholeNumber,
} from '../../lib/parse-input.js';
import { resultPrinter } from '../../lib/print-result.js';
import { plannedScaling } from '../change/scale-change.js';
import { creationLike } from '../create-line.js';
import { DEPLOYMENTS, subjectOf } from '../find.js';
import { readDeployment } from '../show.js';
import {
  bothRun,
  type Cloning,
  replaceQuestion,
  replaceSource,
  requireReplicas,
  sourceRuns,
} from './clone-replace.js';
import { CREATION_NAMES, createDeployment, creationFields } from './create.js';

const schema = z
  .object({
    SOURCE: text,
    'NEW-NAME': newName,
    '--gpu-count': z.optional(gpusPerReplica),
    '--gpu-type': z.optional(text),
    '--replicas': z.optional(wholeNumber(1)),
    '--replace': flag,
    '--force': flag,
    ...creationFields,
  })
  .check(
    rule(
      (given) => !given['--replace'] || !given['--no-wait'],
      '--replace and --no-wait do not go together: the source is scaled to zero only once the clone is ready',
    ),
  );
type CloneInput = z.infer<typeof schema>;

export async function run(deps: Deps, raw: Raw): Promise<void> {
  const usage =
    'usage: exo-di deployment clone SOURCE NEW-NAME [--gpu-count N] [--gpu-type FAMILY] [--replicas N] [-z ZONE]';
  const input = parseInput(schema, raw, usage);
  const print = await resultPrinter(deps, deploymentShowView, input['--no-wait']);
  const { result, cloning } = await cloneDeployment(deps, input);
  if (result.kind === 'dry-run') return;
  const { zone, source, clone } = cloning;
  const replaces = input['--replace'] && result.kind !== 'pending';
  if (replaces && result.kind === 'exists') await requireReplicas(result, cloning, input['--replicas']);
  // The clone exists already, so only the scaling of the source would be sent.
  if (replaces && input['--dry-run']) return printDryRun(deps, afterwards(cloning));
  await print(result, readDeployment, result.kind === 'created' ? 'Deployment created.' : undefined).catch(
    (error: unknown) => {
      const isBoth = replaces && result.kind === 'created' && error instanceof ExoError;
      throw isBoth ? bothRun(error, cloning) : error;
    },
  );
  if (replaces) await replaceSource(deps, cloning, input);
  deps.io.say(
    `URL and API key of ${clone} differ from those of ${source.name}:`,
    `  ${commandFor('show', clone, zone.zone)}`,
    `  ${commandFor('reveal-api-key', clone, zone.zone)}`,
  );
  if (!input['--replace'] && isBroken(source))
    deps.io.say(
      `${source.name} is in state ${source.state}, and its GPUs still count; to end that: ${scaleCommand(source.name, 0, zone.zone)}`,
    );
}

/**
 * Creates a deployment like another one, with another GPU count, GPU type or size; the page "Scaling Your Deployments"
 * names this way to a different GPU count. With --replace the source is scaled to zero afterwards. That is asked before
 * anything is sent, and the source is never deleted, so its URL and API key stay.
 * @returns the result, and what is the clone of what
 * @throws ExoError whatever `createDeployment` throws, with the source unchanged
 * @throws UsageError if a question is needed and nobody can be asked
 */
async function cloneDeployment(deps: Deps, input: CloneInput) {
  const confirm = await confirming(deps, await askingToReplace(deps, input));
  const { SOURCE: typed, 'NEW-NAME': clone } = input;
  const { zone, id } = await find(deps, DEPLOYMENTS, typed, { change: true });
  const read = await zone
    .getDeployment(id, { subject: subjectOf(typed) })
    .catch(tellNothingSent(subjectOf(clone)));
  const source = { ...read, id };
  const cloning = { zone, source, clone };
  if (isOwn(source) && clone === source.name) throw itself(source.name, zone.zone);
  const request = creationOf(source, input, zone.zone);
  if (source.replicas !== 0) await confirm(replaceQuestion(cloning));
  if (source.replicas === 0 && input['--replicas'] === undefined)
    deps.io.say(`${source.name} has no replicas; the clone begins with 1 (another number with --replicas).`);
  const result = await createDeployment(deps, zone, request, input, {
    // Everything else exists in this zone, because the source uses it.
    wanted: request['gpu-type'] === source['gpu-type'] ? {} : { 'gpu-type': request['gpu-type'] },
    followedBy: input['--replace'] ? afterwards(cloning) : [],
    goOn: commandAgain(input, zone.zone, [...(input['--replace'] ? ['-f'] : []), '--again']),
  }).catch((error: unknown) => {
    if (!(error instanceof ExoError) || !input['--replace']) throw error;
    if (error.code === 'already-exists' && !input['--if-not-exists'] && source.replicas !== 0)
      throw error.retold({
        message: `${error.message}; ${source.name} is not scaled to zero`,
        hint: [error.hint, `if it is the clone, go on with: ${commandAgain(input, zone.zone, GOING_ON)}`],
      });
    throw MADE.includes(error.code) ? bothRun(error, cloning) : sourceRuns(error, cloning);
  });
  return { result, cloning };
}

/** The error for a source named as its own clone: with --replace it would be scaled to zero, and nobody be served. */
const itself = (name: string, zone: string) =>
  new ExoError('conflict', `deployment ${name} in ${zone} cannot be its own clone; nothing was sent`, {
    code: 'already-exists',
    zone,
    hint: 'give the clone another name',
  });

/** An existing clone counts only if it is as asked for. */
const GOING_ON = ['--if-not-exists', '-f'];

/** Error codes of a creation that has nevertheless made a clone. */
const MADE: readonly (string | undefined)[] = ['doubled', 'not-as-asked', 'deployment-error'];

/** The request that creates a copy of the source; the engine parameters are copied unchanged. */
function creationOf(source: Deployment, input: CloneInput, zone: string): CreateDeploymentRequest {
  const { model } = source;
  const gpuType = input['--gpu-type'] ?? source['gpu-type'];
  const gpuCount = input['--gpu-count'] ?? source['gpu-count'];
  const missing = [
    ...(model.name || model.id ? [] : ['its model']),
    ...(gpuType === undefined ? ['its GPU type (give --gpu-type)'] : []),
    ...(gpuCount === undefined ? ['its GPU count (give --gpu-count)'] : []),
  ];
  if (gpuType === undefined || gpuCount === undefined || missing.length > 0) {
    const what = `deployment ${source.name} in ${zone} cannot be cloned`;
    throw new UsageError(`${what}: the service does not say ${missing.join(' and ')}`, { zone });
  }
  const { replicas, ...like } = creationLike(source, input['NEW-NAME'], gpuCount);
  return { ...like, 'gpu-type': gpuType, replicas: input['--replicas'] ?? replicas };
}

async function askingToReplace(deps: Deps, input: CloneInput): Promise<Asking | undefined> {
  if (!input['--replace'] || input['--force'] || input['--dry-run']) return undefined;
  const zone = await chosenZone(deps);
  return {
    command: commandAgain(input, zone ?? 'ZONE', ['-f']),
    zone,
    loss: `${input.SOURCE} would be scaled to zero once the clone is ready, and requests to its URL would fail`,
  };
}

/** The command as it was typed, with its zone. @param flags further flags */
function commandAgain(input: CloneInput, zone: string, flags: readonly string[]): string {
  const names = ['--gpu-count', '--gpu-type', '--replicas', '--replace', ...CREATION_NAMES] as const;
  const given = givenFlags(input, ...names);
  return commandLine('deployment clone', [input.SOURCE, input['NEW-NAME']], [...given, '-z', zone, ...flags]);
}

/** The request after the creation, for --dry-run. */
const afterwards = ({ zone, source: { id } }: Cloning) => [plannedScaling({ zone, id, size: 0 })];
