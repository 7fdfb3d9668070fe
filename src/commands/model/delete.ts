import { ApiError } from '../../api/api-error.js';
import * as calls from '../../api/calls/models.js';
import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { isId } from '../../domain/id.js';
import { commandLine } from '../../domain/shell-words.js';
import { ExoError } from '../../errors.js';
import { size } from '../../output/views/reference-values.js';
import type { Raw } from '../../program/spec.js';
import type { Model } from '../../schemas/model.js';
import { deleteMany, type Target } from '../lib/delete-many.js';
import { deleteOne } from '../lib/delete-one.js';
import { type FindOptions, type FoundIn, find } from '../lib/find.js';
import { hasId } from '../lib/meant.js';
import { MODELS } from './find.js';

export async function run(deps: Deps, raw: Raw): Promise<void> {
  const lists: FindOptions<Model>['lists'] = new Map();
  await deleteMany(deps, raw, {
    kind: MODELS,
    loss: 'the files would have to be downloaded again',
    find: (name) => find(deps, MODELS, name, { change: true, lists }),
    call: calls.deleteModel,
    question,
    deleteOne: (one, { name, found }, input) => {
      const explain = (error: unknown) => explainInUse(found.zone, name, error);
      return deleteOne(
        one,
        { ...found, name, kind: MODELS, call: calls.deleteModel(found.id), explain },
        input,
      );
    },
  });
}

function question(targets: readonly Target<FoundIn<Model>>[]): string[] {
  const lines = targets.map(({ name, found: { zone, entry } }) => {
    const bytes = size(entry?.['model-size']);
    return `  ${name} (${zone.zone}${bytes ? `, ${bytes}` : ''})`;
  });
  return ['This deletes the files of:', ...lines, 'To use them again they have to be downloaded again.'];
}

/**
 * The error to throw if the deletion was refused because deployments use the model (`delete-model`: 412 with
 * `deployments` and no sentence). It names them and says what to do. Any other error is returned as it is.
 */
async function explainInUse(zone: ZoneClient, name: string, error: unknown): Promise<unknown> {
  const refusal = refusalOf(error);
  if (!refusal) return error;
  const users = await named(zone, refusal.refusal.deployments ?? []);
  const names = users.map((user) => user.name);
  const list = `see which deployments use it: ${commandLine('deployment list', [], ['-z', zone.zone])}`;
  // Without deployments and with a sentence, the reason may be another, so the sentence is kept.
  if (names.length === 0 && refusal.refusal.sentence !== undefined) return refusal.hinted(list);
  const by = names.length === 0 ? 'deployments' : `${plural(names)} ${names.join(', ')}`;
  return new ExoError('conflict', `model ${name} in ${zone.zone} is in use by ${by}; it was not deleted`, {
    code: 'in-use',
    zone: zone.zone,
    request: refusal.request,
    hint:
      names.length === 0
        ? list
        : `delete ${names.length === 1 ? 'it' : 'them'} first, which loses URL and API key: ${commandLine('deployment delete', names, ['-z', zone.zone])}`,
    details: { deployments: users },
    cause: error,
  });
}

const plural = (names: readonly string[]) => (names.length === 1 ? 'deployment' : 'deployments');

/** The refusal in an error or its causes: after an earlier try without answer it is the cause of another error. */
function refusalOf(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error.status === 412 && error.isOwnWord ? error : undefined;
  return error instanceof ExoError ? refusalOf(error.cause) : undefined;
}

/** The deployments of a refusal. Whether it lists IDs or names is not known; IDs get names from the zone's list. */
async function named(
  zone: ZoneClient,
  users: readonly string[],
): Promise<{ id?: string | undefined; name: string }[]> {
  const deployments = users.some(isId) ? await zone.listDeployments().catch(() => []) : [];
  return users.map((user) => {
    if (!isId(user)) return { name: user };
    const entry = deployments.find(hasId(user));
    return { id: user, name: entry?.name ?? user };
  });
}
