import type { CallOptions } from '../../../api/call.js';
import { ApiError } from '../../../api/errors.js';
import type { ZoneClient } from '../../../api/zone-client.js';
import type { Deps } from '../../../deps.js';
import { ExoError, failureOf, orNothing } from '../../../errors.js';
import type { Model } from '../../../schemas/model.js';
import type { CreateDeploymentRequest } from '../../../schemas/requests.js';
import { creationKey } from '../../lib/creation/thing.js';
import { otherZonesWith } from '../../lib/find.js';
import { type Engine, type Lacking, lackingEngine, lackingGpus, lackingModel } from './lacking.js';

/** How long what is only asked to refuse sooner may take, in ms: a creation does not wait for it. */
const SOON: CallOptions = { atMostMs: 2_000 };

/** What is to be held against the zone's lists; what is left out is known to be there. */
export type Wanted = Partial<CreateDeploymentRequest>;

/**
 * Asks at once what a zone offers of what a deployment needs: its GPU families and models, and the engine's parameters
 * where some are given.
 * @param what `create deployment my-app`
 * @returns refuses what the zone does not have, as far as it has answered: a list that is slow or must not be read says
 *   nothing, and the service has the last word; the models, where they were asked for and told. @throws ExoError usage, quota or not-found, with all of it
 */
export function offersBeside(
  deps: Deps,
  zone: ZoneClient,
  wanted: Wanted,
  what: string,
): () => Promise<readonly Model[] | undefined> {
  const { model, 'gpu-type': gpuType, 'inference-engine-version': version } = wanted;
  const parameters = wanted['inference-engine-parameters'] ?? [];
  const asked = Promise.all([
    gpuType === undefined ? undefined : zone.listInstanceTypes(SOON).catch(orNothing),
    model === undefined ? undefined : zone.listModels(SOON).catch(orNothing),
    parameters.length > 0 || version !== undefined ? engineOf(zone, version).catch(orNothing) : undefined,
  ]);
  // Heard when it is needed; until then a failure must not end the process.
  asked.catch(() => {});
  return async () => {
    const [types, models, engine] = await asked;
    const noModel = model && models ? lackingModel(model, models, zone.zone) : [];
    const lacking = [
      ...(gpuType !== undefined && types ? lackingGpus(gpuType, types, zone.zone) : []),
      ...(model && noModel.length > 0 && (await mayBeThere(deps, zone, model)) ? [] : noModel),
      ...(engine ? lackingEngine(parameters, version, engine, zone.zone) : []),
    ];
    if (lacking.length > 0) throw await refusalOf(deps, lacking, zone.zone, what);
    return models;
  };
}

/** All of it in one error; the first decides of the kind. */
async function refusalOf(
  deps: Deps,
  lacking: readonly Lacking[],
  zone: string,
  what: string,
): Promise<ExoError> {
  const hints: (string | undefined)[] = [];
  let elsewhere: string | undefined;
  for (const { hint, isIn } of lacking) {
    const zones = isIn ? await otherZonesWith(deps, zone, isIn) : [];
    [elsewhere] = zones;
    if (elsewhere !== undefined) hints.push(`it is in ${zones.join(' and ')}: use -z ${elsewhere}`);
    hints.push(...hint);
  }
  const [first, ...others] = lacking;
  const inZone = elsewhere === undefined ? undefined : { typed: zone, words: [elsewhere] };
  return new ExoError(
    first?.kind ?? 'usage',
    `cannot ${what} in ${zone}: ${lacking.map(({ message }) => message).join('; ')}`,
    {
      code: first?.code,
      zone,
      hint: hints,
      meant: others.length === 0 ? (first?.meant ?? inZone) : undefined,
    },
  );
}

/**
 * Lists may be behind: a model that this machine has sent for within the hour and not seen since, or that the service
 * knows by its ID, need not be listed.
 */
async function mayBeThere(
  deps: Deps,
  zone: ZoneClient,
  model: CreateDeploymentRequest['model'],
): Promise<boolean> {
  if ('name' in model) {
    const records = await (await deps.machine()).creations();
    const key = await creationKey(deps, { kind: 'model', place: zone.zone, name: model.name });
    return records.find(key) !== undefined;
  }
  return zone.getModel(model.id, SOON).then(
    () => true,
    (error: unknown) => failureOf(error).kind !== 'not-found',
  );
}

/** A version that is asked about and refused is none. Anything else that goes wrong says nothing of it. */
async function engineOf(zone: ZoneClient, version: string | undefined): Promise<Engine> {
  try {
    return (await zone.getInferenceEngineHelp(version, SOON)).parameters;
  } catch (error) {
    if (version === undefined || !(error instanceof ApiError) || error.code !== 'refused-value') throw error;
    return { refused: error };
  }
}
