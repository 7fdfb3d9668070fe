import { ApiError } from '../../../api/api-error.js';
import type { CallOptions } from '../../../api/call.js';
import type { ZoneClient } from '../../../api/zone-client.js';
import type { Deps } from '../../../deps.js';
import { cached } from '../../../domain/cached.js';
import { ExoError, failureOf, orNothing } from '../../../errors.js';
import { once } from '../../../once.js';
import type { Deployment } from '../../../schemas/deployment.js';
import type { Model } from '../../../schemas/model.js';
import type { CreateDeploymentRequest, UpdateDeploymentRequest } from '../../../schemas/requests.js';
import { writtenOf } from '../../lib/creation/thing.js';
import { otherZonesWith } from '../../lib/find.js';
import {
  type Engine,
  type Lacking,
  lackingEngine,
  lackingGpus,
  lackingModel,
  type ZoneLists,
} from '../lacking.js';

/** The time limit of lists that only serve an earlier refusal: the creation does not wait longer for them. */
const SOON = { atMostMs: 2_000 } satisfies CallOptions;

/**
 * The values to check against the zone's lists; values that are known to exist are left out. `keptVersion`: the engine
 * version that the deployment has and keeps, for which its parameters are checked.
 */
export type Wanted = Partial<CreateDeploymentRequest> & { keptVersion?: string | undefined };

/**
 * The values of an update to check. With the version that it has, the service has accepted the deployment's present
 * parameters, so only others are checked.
 * @param deployment from `get-deployment`
 * @param body only what differs from the deployment
 */
export function wantedByUpdate(deployment: Deployment, body: UpdateDeploymentRequest): Wanted {
  const { 'inference-engine-version': version, 'inference-engine-parameters': parameters = [] } = body;
  const keptVersion = deployment['inference-engine-version'];
  // Which parameters there are depends on the version, which some answers of the service do not tell.
  if (version === undefined && keptVersion === undefined) return {};
  const present = version === undefined ? (deployment['inference-engine-parameters'] ?? []) : [];
  return {
    'inference-engine-version': version,
    'inference-engine-parameters': parameters.filter((word) => !present.includes(word)),
    keptVersion,
  };
}

export type Offers = ReturnType<typeof offersOf>;

/**
 * What a zone offers. Each list is fetched when it is first needed, and then kept, so that several creations in a zone
 * share it; undefined if it may not be read.
 * @param inFile a file names the zone, so no flag replaces it
 */
export function offersOf(zone: ZoneClient, inFile = false) {
  const engines = new Map<string | undefined, Promise<Engine | undefined>>();
  const ids = new Map<string, Promise<boolean>>();
  const others = new Map<string, ZoneLists>();
  return {
    zone,
    inFile,
    ...listsOf(zone, SOON),
    engine: (version: string | undefined) =>
      cached(engines, version, () => engineOf(zone, version).catch(orNothing)),
    /** May there be a model with this ID, whatever the list says? */
    mayHaveId: (id: string) => cached(ids, id, () => mayHaveId(zone, id)),
    /** What another zone offers, for a hint. @param soon the time limit of its lists */
    elsewhere: (other: ZoneClient, soon: CallOptions) =>
      cached(others, other.zone, () => listsOf(other, soon)),
  };
}

const listsOf = (zone: ZoneClient, soon: CallOptions): ZoneLists => ({
  types: once(() => zone.listInstanceTypes(soon).catch(orNothing)),
  models: once(() => zone.listModels(soon).catch(orNothing)),
});

/**
 * Starts to fetch what a zone offers: its GPU families and models, and, if engine parameters are given, the parameters
 * of the engine.
 * @param what `create deployment my-app`, for messages
 * @returns a function that refuses values which the zone does not have. It ignores lists that are slow or may not be
 * read: the service checks the request itself. It returns the models, if they were asked for and arrived in time, and
 * says in `unread` against which lists nothing was checked.
 * @throws ExoError (from the returned function) usage, quota or not-found, with all problems at once
 */
export function offersBeside(
  deps: Deps,
  offers: Offers,
  wanted: Wanted,
  what: string,
): () => Promise<{ models: readonly Model[] | undefined; unread: string | undefined }> {
  const { zone } = offers.zone;
  const { model, 'gpu-type': gpuType, 'inference-engine-version': version, keptVersion } = wanted;
  const parameters = wanted['inference-engine-parameters'] ?? [];
  const needsEngine = parameters.length > 0 || version !== undefined;
  const asked = Promise.all([
    gpuType === undefined ? undefined : offers.types(),
    model === undefined ? undefined : offers.models(),
    needsEngine ? offers.engine(version ?? keptVersion) : undefined,
  ]);
  // The failure is handled when the lists are needed; until then it must not end the process as an unhandled rejection.
  asked.catch(() => {});
  return async () => {
    const [types, models, told] = await asked;
    // That a deployment runs a version proves that it exists, whatever the service says of it now.
    const engine = version === undefined && told && 'refused' in told ? undefined : told;
    const noModel = model && models ? lackingModel(model, models, zone) : [];
    const lacking = [
      ...(gpuType !== undefined && types ? lackingGpus(gpuType, types, zone) : []),
      ...(model && noModel.length > 0 && (await mayBeThere(deps, model, offers)) ? [] : noModel),
      ...(engine ? lackingEngine(parameters, version ?? keptVersion, engine, zone) : []),
    ];
    if (lacking.length > 0) throw await refusalOf(deps, lacking, what, offers);
    const unread = [
      ...(gpuType !== undefined && !types ? ['GPU types'] : []),
      ...(model && !models ? ['models'] : []),
      ...(needsEngine && !told ? ['engine parameters'] : []),
    ];
    return { models, unread: unread.length > 0 ? unreadIn(zone, unread) : undefined };
  };
}

/**
 * Warns of what speaks against a creation that is not refused for it. What this needs is loaded only here.
 * @param models the models of the zone, if they could be read
 */
export async function warnOfDoubts(
  { io }: Deps,
  request: CreateDeploymentRequest,
  models: readonly Model[] | undefined,
  zone: string,
): Promise<void> {
  if (!models) return;
  const { doubtsOf } = await import('./doubts.js');
  for (const doubt of doubtsOf(request, models, zone)) io.warn(doubt);
}

const unreadIn = (zone: string, lists: readonly string[]) =>
  `the ${lists.join(' and ')} of ${zone}, which could not be read within ${SOON.atMostMs / 1000} s`;

/** One error for all problems; the first one decides its kind. */
async function refusalOf(
  deps: Deps,
  lacking: readonly Lacking[],
  what: string,
  { zone: { zone }, inFile, elsewhere: listsIn }: Offers,
): Promise<ExoError> {
  const hints: (string | undefined)[] = [];
  let elsewhere: string | undefined;
  for (const { hint, isIn } of lacking) {
    const zones = isIn ? await otherZonesWith(deps, zone, (other, soon) => isIn(listsIn(other, soon))) : [];
    [elsewhere] = zones;
    const toUse = inFile ? `write zone: ${elsewhere} for it in the file` : `use -z ${elsewhere}`;
    if (elsewhere !== undefined) hints.push(`it is in ${zones.join(' and ')}: ${toUse}`);
    hints.push(...hint);
  }
  const [first, ...others] = lacking;
  const inZone = elsewhere === undefined || inFile ? undefined : { typed: zone, words: [elsewhere] };
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
 * May the model exist although the list lacks it? Lists can be behind: this machine may have created it within the last
 * hour, or the service may know it by its ID.
 */
async function mayBeThere(
  deps: Deps,
  model: CreateDeploymentRequest['model'],
  { zone, mayHaveId }: Offers,
): Promise<boolean> {
  if ('id' in model) return mayHaveId(model.id);
  const { earlier } = await writtenOf(deps, { kind: 'model', place: zone.zone, name: model.name });
  return earlier !== undefined;
}

const mayHaveId = (zone: ZoneClient, id: string): Promise<boolean> =>
  zone.getModel(id, SOON).then(
    () => true,
    (error: unknown) => failureOf(error).kind !== 'not-found',
  );

/**
 * What the service says of an engine version. Only a refusal proves that it does not exist; other failures prove
 * nothing.
 */
async function engineOf(zone: ZoneClient, version: string | undefined): Promise<Engine> {
  try {
    return (await zone.getInferenceEngineHelp(version, SOON)).parameters;
  } catch (error) {
    if (version === undefined || !(error instanceof ApiError) || error.code !== 'refused-value') throw error;
    return { refused: error };
  }
}
