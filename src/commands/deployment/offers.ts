import type { CallOptions } from '../../api/call.js';
import { ApiError } from '../../api/errors.js';
import type { ZoneClient } from '../../api/zone-client.js';
import { unknownFlags } from '../../domain/engine-flags.js';
import { type Meant, whatIsMeant } from '../../domain/likely.js';
import { commandLine } from '../../domain/shell-words.js';
import { ExoError, isInterruption } from '../../errors.js';
import type { ErrorKind } from '../../exit-codes.js';
import type { EngineParameter, InstanceType } from '../../schemas/deployment.js';
import type { Model } from '../../schemas/model.js';
import type { CreateDeploymentRequest } from '../../schemas/requests.js';

/** How long what is only asked to refuse sooner may take, in ms: a creation does not wait for it. */
const SOON_MS = 2_000;

/** What is to be held against the zone's lists; what is left out is known to be there. */
export type Wanted = Pick<CreateDeploymentRequest, 'name'> & Partial<CreateDeploymentRequest>;

/** Something the zone does not have, and what to type instead. */
interface Lacking {
  kind: ErrorKind;
  code: string;
  message: string;
  hint: (string | undefined)[];
  meant?: Meant | undefined;
}

/**
 * Asks at once what a zone offers of what a deployment needs: its GPU families and models, and the engine's parameters
 * where some are given.
 * @param isUnderWay has this machine just sent for a model, which no list may show yet?
 * @returns refuses what the zone does not have, as far as it has answered: a list that is slow or must not be read says
 *   nothing, and the service has the last word. @throws ExoError usage, quota or not-found, with all of it
 */
export function offersBeside(
  zone: Pick<ZoneClient, 'zone' | 'listInstanceTypes' | 'listModels' | 'getInferenceEngineHelp'>,
  wanted: Wanted,
  isUnderWay: (model: string) => Promise<boolean>,
): () => Promise<void> {
  const options: CallOptions = { atMostMs: SOON_MS };
  const { name, model, 'gpu-type': gpuType, 'inference-engine-version': version } = wanted;
  const parameters = wanted['inference-engine-parameters'] ?? [];
  const asked = Promise.all([
    gpuType === undefined ? undefined : orNone(zone.listInstanceTypes(options)),
    model === undefined ? undefined : orNone(zone.listModels(options)),
    parameters.length > 0 || version !== undefined
      ? orNone(engineHelp(zone.getInferenceEngineHelp(version, options), version))
      : undefined,
  ]);
  // Heard when it is needed; until then a failure must not end the process.
  asked.catch(() => {});
  return async () => {
    const [types, models, engine] = await asked;
    const isExpected = model && 'name' in model && (await isUnderWay(model.name));
    const lacking = [
      ...(gpuType !== undefined && types ? lackingGpus(gpuType, types, zone.zone) : []),
      ...(model && models && !isExpected ? lackingModel(model, models, zone.zone) : []),
      ...(engine ? lackingEngine(parameters, version, engine, zone.zone) : []),
    ];
    const [first] = lacking;
    if (!first) return;
    const hints = lacking.flatMap(({ hint }) => hint).filter((line) => line !== undefined);
    throw new ExoError(
      first.kind,
      `cannot create deployment ${name} in ${zone.zone}: ${lacking.map(({ message }) => message).join('; ')}`,
      {
        code: first.code,
        zone: zone.zone,
        hint: hints.join('\n'),
        meant: lacking.length === 1 ? first.meant : undefined,
      },
    );
  };
}

/** What was answered; nothing where there was no answer that counts. */
async function orNone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof ExoError) || isInterruption(error)) throw error;
    return undefined;
  }
}

/** A version that is asked about and refused is none. Anything else that goes wrong says nothing of it. */
async function engineHelp(
  asked: ReturnType<ZoneClient['getInferenceEngineHelp']>,
  version: string | undefined,
): Promise<readonly EngineParameter[] | { refused: ApiError }> {
  try {
    return (await asked).parameters;
  } catch (error) {
    if (version === undefined || !(error instanceof ApiError) || error.code !== 'refused-value') throw error;
    return { refused: error };
  }
}

function lackingGpus(family: string, types: readonly InstanceType[], zone: string): Lacking[] {
  const list = commandLine('deployment instance-type', [], ['-z', zone]);
  const isOf = (type: InstanceType) => type.family.toLowerCase() === family.toLowerCase();
  const offered = types.filter(isOf);
  if (offered.some(({ authorized }) => authorized)) return [];
  const authorized = types.filter((type) => type.authorized).map((type) => type.family);
  const there =
    authorized.length > 0
      ? `GPU types to use in ${zone}: ${authorized.join(', ')}; all: ${list}`
      : `see what there is: ${list}`;
  if (offered.length > 0) {
    const message = `GPU type ${family} is there, and the organization is not authorized to use it`;
    return [{ kind: 'quota', code: 'gpu-type-not-authorized', message, hint: [there] }];
  }
  const message = `there is no GPU type ${JSON.stringify(family)}`;
  const usable = authorized.length > 0 ? authorized : types.map((type) => type.family);
  const { question, meant } = whatIsMeant(family, usable);
  return [{ kind: 'usage', code: 'gpu-type', message, hint: [question, there], meant }];
}

function lackingModel(
  wanted: CreateDeploymentRequest['model'],
  models: readonly Model[],
  zone: string,
): Lacking[] {
  const isIt = ({ id, name }: Model) =>
    'name' in wanted ? name.toLowerCase() === wanted.name.toLowerCase() : id === wanted.id.toLowerCase();
  if (models.some(isIt)) return [];
  const list = `see which models there are: ${commandLine('model list', [], ['-z', zone])}`;
  if ('id' in wanted)
    return [{ kind: 'not-found', code: 'no-model', message: `there is no model ${wanted.id}`, hint: [list] }];
  const names = models.map(({ name }) => name);
  const { question, meant } = whatIsMeant(wanted.name, names);
  const download = `download it: ${commandLine('model create', [wanted.name], ['-z', zone])}`;
  const message = `there is no model ${JSON.stringify(wanted.name)}`;
  return [{ kind: 'not-found', code: 'no-model', message, hint: [question, list, download], meant }];
}

function lackingEngine(
  parameters: readonly string[],
  version: string | undefined,
  engine: readonly EngineParameter[] | { refused: ApiError },
  zone: string,
): Lacking[] {
  const given = version === undefined ? [] : ['--inference-engine-version', version];
  const help = (flags: readonly string[]) =>
    `see which parameters there are: ${commandLine('deployment create', [], ['--inference-engine-parameter-help', ...flags, '-z', zone])}`;
  if ('refused' in engine) {
    const { sentence } = engine.refused.refusal;
    const message = `there is no inference engine version ${JSON.stringify(version)}${sentence ? ` (${sentence.replace(/\.$/, '')})` : ''}`;
    return [{ kind: 'usage', code: 'engine-version', message, hint: [help([])] }];
  }
  const unknown = unknownFlags(parameters, engine);
  const message = (flag: string) => `the inference engine has no parameter ${flag}`;
  return unknown.map(({ flag, known }, index) => ({
    ...{ kind: 'usage', code: 'engine-parameter', message: message(flag) },
    hint: [whatIsMeant(flag, known).question, index === unknown.length - 1 ? help(given) : undefined],
  }));
}
