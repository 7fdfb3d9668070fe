import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { DAY_MS, formatDuration } from '../../domain/duration.js';
import { commandLine } from '../../domain/shell-words.js';
import { pauseView } from '../../output/views/hold.js';
import type { Raw } from '../../program/spec.js';
import { changeHolds, pausedLine, sharedTimezone } from '../lib/desired/holds-file.js';
import { readFiles } from '../lib/desired/read-desired.js';
import { heldFields } from '../lib/desired/selection.js';
import { parseInput, text } from '../lib/parse-input.js';
import { begun, checkedUntil } from './hold.js';

const schema = z.object({ '--file': heldFields['--file'], '--until': z.optional(text) });

/** Pauses a file: for some time, `apply` sends nothing for it. The command itself sends nothing either. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseInput(schema, raw, 'usage: exo-di pause -f FILE [--until TIME]');
  const printer = await deps.printer(pauseView);
  const file = input['--file'];
  const state = await readFiles(deps, [file]);
  const timezone = sharedTimezone(state.deployments);
  const { now, by, since } = await begun(deps);
  // Without --until a pause ends after a day at most: if it were forgotten, GPUs would keep running and cost money.
  const most = `+${formatDuration(Math.min(DAY_MS, state.maxHoldMs ?? DAY_MS))}`;
  const until = checkedUntil(input['--until'] ?? most, now, timezone, state);
  const pause = { since, until, by };
  const { path, again } = await changeHolds(deps, file, (before) => ({ ...before, pause }));
  if (printer.data) deps.io.out(printer.one(pause), again);
  else deps.io.done(pausedLine({ file, pause, timezone }), again);
  deps.io.say(`Written to ${path}. To end the pause before then: ${commandLine('resume', [], ['-f', file])}`);
}
