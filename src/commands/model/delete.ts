import * as calls from '../../api/calls/models.js';
import type { Deps } from '../../deps.js';
import { commandLine } from '../../domain/shell-words.js';
import { size } from '../../output/views/reference-values.js';
import type { Raw } from '../../program/spec.js';
import type { Model } from '../../schemas/model.js';
import { deleteMany, type Target } from '../lib/delete-many.js';
import { deleteOne } from '../lib/delete-one.js';
import type { FindOptions } from '../lib/find.js';
import { hasId } from '../lib/look.js';
import { type Found, findModel, subjectOf } from './find.js';
import { explainInUse } from './in-use.js';

export async function run(deps: Deps, raw: Raw): Promise<void> {
  const lists: FindOptions<Model>['lists'] = new Map();
  await deleteMany(deps, raw, {
    resource: 'model',
    noun: 'model',
    loss: 'the files would have to be downloaded anew',
    find: (name) => findModel(deps, name, { change: true, lists }),
    planned: ({ id, zone }) => ({ call: calls.deleteModel(id), zone: zone.zone }),
    question,
    deleteOne: (one, { name, found: { zone, id } }, input) =>
      deleteOne(
        one,
        {
          zone,
          id,
          name,
          subject: subjectOf(name),
          send: () =>
            zone.deleteModel(id, { subject: subjectOf(name) }).catch(async (error: unknown) => {
              throw await explainInUse(zone, name, error);
            }),
          read: (options) => zone.getModel(id, options),
          isUnlisted: async (options) => !(await zone.listModels(options)).some(hasId(id)),
          check: commandLine('model show', [id], ['-z', zone.zone]),
        },
        input,
      ),
  });
}

function question(targets: readonly Target<Found>[]): string[] {
  const lines = targets.map(({ name, found: { zone, entry } }) => {
    const bytes = size(entry?.['model-size']);
    return `  ${name} (${zone.zone}${bytes ? `, ${bytes}` : ''})`;
  });
  return ['This deletes the files of:', ...lines, 'To use them again they have to be downloaded anew.'];
}
