import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { holdView } from '../../output/views/hold.js';
import type { Raw } from '../../program/spec.js';
import { pausedLine, readHolds, sharedTimezone } from '../lib/desired/holds-file.js';
import { readFiles } from '../lib/desired/read-desired.js';
import { heldFields } from '../lib/desired/selection.js';
import { parseInput } from '../lib/parse-input.js';

const schema = z.object({ '--file': heldFields['--file'] });

/** Lists the present holds of a file, and its pause. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const { '--file': file } = parseInput(schema, raw, 'usage: exo-di hold list -f FILE');
  const printer = await deps.printer(holdView);
  const { deployments } = await readFiles(deps, [file]);
  const { holds, pause } = await readHolds(deps, file, new Date(deps.clock.now()));
  const rows = holds.map((one) => {
    const deployment = deployments.find(({ name, zone }) => name === one.name && zone === one.zone);
    if (!deployment) deps.io.warn(`${one.name} in ${one.zone} is held, but is not in ${file} any more`);
    return { ...one, timezone: deployment?.timezone ?? 'UTC' };
  });
  deps.io.out(printer.many(rows));
  if (pause) deps.io.say(pausedLine({ file, pause, timezone: sharedTimezone(deployments) }));
}
