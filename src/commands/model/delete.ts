import { DONE } from '../../api/call.js';
import * as calls from '../../api/calls/models.js';
import type { Deps } from '../../deps.js';
import type { ExoError } from '../../errors.js';
import { size } from '../../output/views/values.js';
import type { Raw } from '../../program/define.js';
import type { Model } from '../../schemas/model.js';
import { sendChange } from '../change.js';
import { type DeleteInput, deleteMany } from '../delete-many.js';
import type { FindOptions } from '../find.js';
import type { Target } from '../find-all.js';
import { follow } from '../follow.js';
import type { Deleted } from '../print-deleted.js';
import { type Found, findModel, subjectOf } from './find.js';
import { explainInUse } from './in-use.js';

export async function run(deps: Deps, raw: Raw): Promise<void> {
  const lists: FindOptions<Model>['lists'] = new Map();
  await deleteMany(deps, raw, {
    command: 'exo-di model delete',
    loss: 'the files would have to be downloaded anew',
    line: 'Model(s) deleted.',
    find: (name) => findModel(deps, name, { change: true, lists }),
    planned: ({ id, zone }) => ({ call: calls.deleteModel(id), zone: zone.zone }),
    question,
    deleteOne: (target, input) => deleteOne(deps, target, input),
  });
}

function question(targets: readonly Target<Found>[]): string[] {
  const lines = targets.map(({ name, found: { zone, entry } }) => {
    const bytes = size(entry?.['model-size']);
    return `  ${name} (${zone.zone}${bytes ? `, ${bytes}` : ''})`;
  });
  return ['This deletes the files of:', ...lines, 'To use them again they have to be downloaded anew.'];
}

async function deleteOne(
  deps: Deps,
  { name, found: { zone, id } }: Target<Found>,
  input: DeleteInput,
): Promise<Deleted> {
  const what = `delete model ${name}`;
  const first = await sendChange(deps, zone, {
    what,
    send: async () => {
      try {
        return await zone.deleteModel(id, { subject: subjectOf(name) });
      } catch (error) {
        throw await explainInUse(zone, name, error);
      }
    },
    read: (options) => zone.getModel(id, options),
    // One that is still there may be going: no state tells a deletion under way.
    isAsked: (model) => model === undefined || undefined,
    check: `exo-di model show ${id} -z ${zone.zone}`,
  });
  const doing = { what, progress: `Deleting model ${name}`, explain: (failure: ExoError) => failure };
  const operation = first && (await follow(deps, zone, first, doing, input));
  return { zone: zone.zone, id, name, operation: operation ?? DONE };
}
