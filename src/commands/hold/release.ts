import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { plural } from '../../domain/counts.js';
import { holdView } from '../../output/views/hold.js';
import type { Raw } from '../../program/spec.js';
import { changeHolds, FOLLOWS_SCHEDULE, sayNextApply } from '../lib/desired/holds-file.js';
import { fileFacts, heldFields, namedIn, namesOrAll } from '../lib/desired/selection.js';
import { parseInput } from '../lib/parse-input.js';

const schema = z.object(heldFields).check(namesOrAll('release'));

/**
 * Ends holds before their time; the schedule decides again from the next apply on. Sends nothing. What the file of the
 * desired state says does not matter, so that the hold of a deployment that was removed from it can be released, too.
 */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseInput(schema, raw, fileFacts('release NAME... -f FILE', raw));
  const printer = await deps.printer(holdView);
  const { '--file': file } = input;
  const selectedOf = <H extends { name: string; zone: string }>(holds: readonly H[]): H[] =>
    input['--all'] && holds.length === 0 ? [] : namedIn(holds, `the holds of ${file}`, input);
  const { before, again } = await changeHolds(deps, file, (now) => {
    const ends = new Set(selectedOf(now.holds));
    return { ...now, holds: now.holds.filter((one) => !ends.has(one)) };
  });
  const released = selectedOf(before.holds);
  if (printer.data) deps.io.out(printer.many(released.map((one) => ({ ...one, timezone: 'UTC' }))), again);
  else if (released.length === 0) deps.io.done('Nothing was held.');
  else
    for (const { name, zone, replicas, by } of released)
      deps.io.done(`Released ${name} in ${zone}, held at ${plural(replicas, 'replica')} by ${by}.`, again);
  const { pause } = before;
  if (released.length > 0) sayNextApply(deps, FOLLOWS_SCHEDULE, file, pause && { pause, timezone: 'UTC' });
}
