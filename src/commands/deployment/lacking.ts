import { ApiError } from '../../api/api-error.js';
import { unknownFlags } from '../../domain/engine-flags.js';
import { type Meant, whatIsMeant } from '../../domain/likely.js';
import { commandLine } from '../../domain/shell-words.js';
import type { ErrorKind } from '../../exit-codes.js';
import type { EngineParameter, InstanceType } from '../../schemas/deployment.js';
import type { Model } from '../../schemas/model.js';
import type { CreateDeploymentRequest } from '../../schemas/requests.js';

/** A value that the zone does not have, and what to type instead. */
export interface Lacking {
  kind: ErrorKind;
  code: string;
  message: string;
  hint: (string | undefined)[];
  meant?: Meant | undefined;
  /** Has another zone the value? */
  isIn?: (lists: ZoneLists) => Promise<boolean>;
}

/** The lists of a zone, each fetched when it is first needed; undefined if it could not be read. */
export interface ZoneLists {
  types(): Promise<readonly InstanceType[] | undefined>;
  models(): Promise<readonly Model[] | undefined>;
}

/** A GPU family without capitals, hyphens, underscores and blanks: the service decides which spellings it accepts. */
const bare = (family: string) => family.toLowerCase().replace(/[-_\s]/g, '');
const isFamily = (family: string) => (type: InstanceType) => bare(type.family) === bare(family);

/** What is wrong with a GPU family. @param types the zone's list; an empty one proves nothing */
export function lackingGpus(family: string, types: readonly InstanceType[], zone: string): Lacking[] {
  const offered = types.filter(isFamily(family));
  if (types.length === 0 || offered.some(({ authorized }) => authorized)) return [];
  const list = commandLine('deployment instance-type', [], ['-z', zone]);
  const authorized = types.filter((type) => type.authorized).map((type) => type.family);
  const typesHint =
    authorized.length > 0
      ? `GPU types to use in ${zone}: ${authorized.join(', ')}; all: ${list}`
      : `see what there is: ${list}`;
  const isIn = async (lists: ZoneLists) =>
    (await lists.types())?.filter(isFamily(family)).some((type) => type.authorized) ?? false;
  if (offered.length > 0) {
    const message = `GPU type ${family} exists there, but the organization is not authorized to use it`;
    return [{ kind: 'quota', code: 'gpu-type-not-authorized', message, hint: [typesHint], isIn }];
  }
  const message = `there is no GPU type ${JSON.stringify(family)}`;
  const usable = authorized.length > 0 ? authorized : types.map((type) => type.family);
  const { question, meant } = whatIsMeant(family, usable);
  return [{ kind: 'usage', code: 'gpu-type', message, hint: [question, typesHint], meant, isIn }];
}

const isModel = (wanted: string) => (model: Model) => model.name === wanted;

/** What is wrong with a model, whose name is that of Hugging Face, capitals included. @param models the zone's list */
export function lackingModel(
  model: CreateDeploymentRequest['model'],
  models: readonly Model[],
  zone: string,
): Lacking[] {
  if ('id' in model)
    return models.some(({ id }) => id === model.id)
      ? []
      : [{ ...noModel(model.id), hint: [seeModels(zone)] }];
  const { name: wanted } = model;
  if (models.some(isModel(wanted))) return [];
  const { question, meant } = whatIsMeant(
    wanted,
    models.map(({ name }) => name),
  );
  // No download is suggested for a name without an owner, which Hugging Face cannot have, nor for one that the zone has
  // in other capitals, which is a slip.
  const isThere = models.some(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  const download = wanted.includes('/') && !isThere ? downloadModel(wanted, zone) : undefined;
  return [
    {
      ...noModel(JSON.stringify(wanted)),
      hint: [question, seeModels(zone), download],
      meant,
      isIn: async (lists) => (await lists.models())?.some(isModel(wanted)) ?? false,
    },
  ];
}

const noModel = (model: string) =>
  ({ kind: 'not-found', code: 'no-model', message: `there is no model ${model}` }) as const;

const seeModels = (zone: string) =>
  `see which models there are: ${commandLine('model list', [], ['-z', zone])}`;
const downloadModel = (name: string, zone: string, flags: readonly string[] = []) =>
  `download it: ${commandLine('model create', [name], [...flags, '-z', zone])}`;
export const seeGpuTypes = (zone: string) =>
  `see which GPU types there are: ${commandLine('deployment instance-type', [], ['-z', zone])}`;
export function seeParameters(zone: string, version?: string): string {
  const of = version === undefined ? [] : ['--inference-engine-version', version];
  const help = ['--inference-engine-parameter-help', ...of, '-z', zone];
  return `see which parameters there are: ${commandLine('deployment create', [], help)}`;
}

/** The service's answer about an engine version: its parameters, or that it refuses the version. */
export type Engine = readonly EngineParameter[] | { refused: ApiError };

/** What is wrong with the engine version or its parameters. @param version the requested one, if any */
export function lackingEngine(
  parameters: readonly string[],
  version: string | undefined,
  engine: Engine,
  zone: string,
): Lacking[] {
  if ('refused' in engine) {
    const { sentence } = engine.refused.refusal;
    const message = `there is no inference engine version ${JSON.stringify(version)}${sentence ? ` (${sentence.replace(/\.$/, '')})` : ''}`;
    return [{ kind: 'usage', code: 'engine-version', message, hint: [seeParameters(zone)] }];
  }
  const unknown = unknownFlags(parameters, engine);
  return unknown.map(({ flag, known }, index) => ({
    kind: 'usage',
    code: 'engine-parameter',
    message: `the inference engine has no parameter ${flag}`,
    hint: [
      whatIsMeant(flag, known).question,
      index === unknown.length - 1 ? seeParameters(zone, version) : undefined,
    ],
  }));
}

/**
 * Adds to a creation or an update that was refused for a value the commands that list the valid values:
 * `promise.catch(withValues('at-vie-2'))`.
 * @param model of a creation
 */
export const withValues =
  (zone: string, model?: CreateDeploymentRequest['model']) =>
  (error: unknown): never => {
    if (!(error instanceof ApiError) || error.code !== 'refused-value') throw error;
    const { sentence = '', problems } = error.refusal;
    const name = model && 'name' in model ? model.name : (model?.id ?? '');
    // The model's name is removed before the search for words, because it may contain any of them.
    const said = [sentence, ...problems.map(({ field = '', text }) => `${field} ${text}`)]
      .join(' ')
      .replaceAll(name, '');
    if (/vllm|parameter|engine/i.test(said)) throw error.hinted(seeParameters(zone));
    if (/\bgpu/i.test(said)) throw error.hinted(seeGpuTypes(zone));
    if (!model || !/\bmodel\b/i.test(said)) throw error;
    // The model may be there and not ready: then the command waits for it.
    const download = 'name' in model ? `\nor ${downloadModel(name, zone, ['--if-not-exists'])}` : '';
    throw error.hinted(seeModels(zone) + download);
  };
