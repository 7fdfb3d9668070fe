import * as z from 'zod/mini';
import { DONE } from '../../api/deployments.js';
import { segment } from '../../api/segment.js';
import type { Deps } from '../../deps.js';
import type { ExoError } from '../../errors.js';
import { size } from '../../output/views/values.js';
import type { Raw } from '../../program/define.js';
import type { Model } from '../../schemas/model.js';
import { sendChange } from '../change.js';
import { confirmed } from '../confirm.js';
import { printDryRun } from '../dry-run.js';
import { each, throwFailures } from '../each.js';
import type { FindOptions } from '../find.js';
import { findAll, type Target } from '../find-all.js';
import { follow } from '../follow.js';
import { type Deleted, printDeleted } from '../print-deleted.js';
import { flag, parseInput, text, waitFields } from '../values.js';
import { type Found, findModel, subjectOf } from './find.js';
import { explainInUse } from './in-use.js';

const schema = z.object({
  NAME: z.array(text, { error: 'is required' }),
  '--force': flag,
  '--dry-run': flag,
  ...waitFields,
});
type DeleteInput = z.infer<typeof schema>;

export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseInput(schema, raw, 'usage: exo-di model delete NAME... [-f] [-z ZONE]');
  const force = input['--force'];
  const lists: FindOptions<Model>['lists'] = new Map();
  const targets = await findAll(deps, [...new Set(input.NAME)], force, (name) =>
    findModel(deps, name, { change: true, lists }),
  );
  if (input['--dry-run']) {
    await printDryRun(
      deps,
      targets.map(({ found: { zone, id } }) => ({
        method: 'DELETE',
        path: `/ai/model/${segment(id)}`,
        zone: zone.zone,
      })),
    );
    return;
  }
  if (!force && targets.length > 0) await confirmed(deps, question(targets), 'exo-di model delete');
  const { results, failures } = await each(targets, (target) => deleteOne(deps, target, input));
  await printDeleted(deps, results, 'Model(s) deleted.', input['--no-wait']);
  throwFailures(deps.io, failures, targets.length);
}

function question(targets: readonly Target<Found>[]): string {
  const lines = targets.map(({ name, found: { zone, entry } }) => {
    const bytes = size(entry?.['model-size']);
    return `  ${name} (${zone.zone}${bytes ? `, ${bytes}` : ''})`;
  });
  return [
    'This deletes the files of:',
    ...lines,
    'To use them again they have to be downloaded anew.',
    'Delete?',
  ].join('\n');
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
