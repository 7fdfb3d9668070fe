import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { plural } from '../../domain/gpus.js';
import { commandLine } from '../../domain/shell-words.js';
import { holdView } from '../../output/views/hold.js';
import type { Raw } from '../../program/spec.js';
import { changeHolds } from '../lib/desired/holds-file.js';
import { namedIn, oneFile } from '../lib/desired/named.js';
import { flag, parseInput, text, textOrNone } from '../lib/parse-input.js';

const schema = z
  .object({ NAME: z._default(z.array(text), []), '--all': flag, '--file': oneFile, '--zone': textOrNone })
  .check(
    z.refine(({ NAME, '--all': all }) => all !== NAME.length > 0, {
      error: 'name the deployments to release, or all of them with --all',
    }),
  );

/**
 * Ends holds before their time; the schedule decides again from the next apply on. Sends nothing, and does not read the
 * file of the desired state: a hold of what was taken out of it can be released too.
 */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseInput(schema, raw, 'usage: exo-di release NAME... -f FILE');
  const printer = await deps.printer(holdView);
  const { NAME: names, '--all': all, '--zone': zone, '--file': file } = input;
  const { before } = await changeHolds(deps, file, (holds) => {
    const ends = new Set(ended(holds.holds));
    return { ...holds, holds: holds.holds.filter((one) => !ends.has(one)) };
  });
  const released = ended(before.holds);
  if (printer.data) deps.io.out(printer.many(released.map((one) => ({ ...one, timezone: 'UTC' }))));
  else if (released.length === 0) deps.io.done('Nothing was held.');
  else
    for (const { name, zone: place, replicas, by } of released)
      deps.io.done(`Released ${name} in ${place}, held at ${plural(replicas, 'replica')} by ${by}.`);
  if (released.length > 0)
    deps.io.say(
      `The next apply follows the schedule again; to do it now: ${commandLine('apply', [], ['-f', file])}`,
    );

  function ended<H extends { name: string; zone: string }>(holds: readonly H[]): H[] {
    if (all && holds.length === 0) return [];
    return namedIn(holds, `the holds of ${file}`, { names, all, zone });
  }
}
