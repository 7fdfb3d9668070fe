import * as z from 'zod/mini';
import type { ZoneClient } from '../../api/client.js';
import { DONE } from '../../api/deployments.js';
import { segment } from '../../api/segment.js';
import type { Deps } from '../../deps.js';
import type { ExoError } from '../../errors.js';
import type { Raw } from '../../program/define.js';
import type { ApiKey } from '../../schemas/api-key.js';
import { sendChange } from '../change.js';
import { confirmed } from '../confirm.js';
import { printDryRun } from '../dry-run.js';
import { each, throwFailures } from '../each.js';
import { findAll, type Target } from '../find-all.js';
import { follow } from '../follow.js';
import { type Deleted, printDeleted } from '../print-deleted.js';
import { flag, parseInput, text, waitFields } from '../values.js';
import { anyZone, chooseApiKey, subjectOf } from './find.js';

const schema = z.object({
  NAME: z.array(text, { error: 'is required' }),
  '--force': flag,
  '--dry-run': flag,
  ...waitFields,
});
type DeleteInput = z.infer<typeof schema>;

export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseInput(schema, raw, 'usage: exo-di api-key delete NAME... [-f]');
  const zone = await anyZone(deps);
  const keys = await zone.listApiKeys();
  const names = [...new Set(input.NAME)];
  const targets = await findAll(deps, names, input['--force'], async (name) => chooseApiKey(keys, name));
  if (input['--dry-run']) {
    await printDryRun(
      deps,
      targets.map(({ found: { id } }) => ({
        method: 'DELETE',
        path: `/ai/api-key/${segment(id)}`,
        zone: zone.zone,
      })),
    );
    return;
  }
  if (!input['--force'] && targets.length > 0)
    await confirmed(deps, question(targets), 'exo-di api-key delete');
  const { results, failures } = await each(targets, ({ found }) => deleteOne(deps, zone, found, input));
  await printDeleted(deps, results, 'API key(s) deleted.', input['--no-wait'], false);
  throwFailures(deps.io, failures, targets.length);
}

function question(targets: readonly Target<ApiKey>[]): string {
  const lines = targets.map(({ found: { name, scope } }) => `  ${name} (scope ${scope})`);
  return [
    'This deletes the API keys:',
    ...lines,
    'Whoever uses them is locked out at once, and their values are lost for good.',
    'Delete?',
  ].join('\n');
}

async function deleteOne(
  deps: Deps,
  zone: ZoneClient,
  { id, name }: ApiKey,
  input: DeleteInput,
): Promise<Deleted> {
  const what = `delete ${subjectOf(name)}`;
  const first = await sendChange(deps, zone, {
    what,
    send: () => zone.deleteApiKey(id, { subject: subjectOf(name) }),
    read: (options) => zone.getApiKey(id, options),
    isAsked: (key) => key === undefined || undefined,
    check: `exo-di api-key show ${id}`,
  });
  const doing = { what, progress: `Deleting API key ${name}`, explain: (failure: ExoError) => failure };
  const operation = first && (await follow(deps, zone, first, doing, input));
  return { zone: zone.zone, id, name, operation: operation ?? DONE };
}
