import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { pauseView } from '../../output/views/hold.js';
import type { Raw } from '../../program/spec.js';
import { changeHolds, FOLLOWS_SCHEDULE, sayNextApply } from '../lib/desired/holds-file.js';
import { heldFields } from '../lib/desired/selection.js';
import { parseInput } from '../lib/parse-input.js';

const schema = z.object({ '--file': heldFields['--file'] });

/** Ends a pause before its time. Sends nothing. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const { '--file': file } = parseInput(schema, raw, 'usage: exo-di resume -f FILE');
  const printer = await deps.printer(pauseView);
  const { before, again } = await changeHolds(deps, file, ({ holds }) => ({ holds }));
  const { pause } = before;
  if (printer.data) deps.io.out(printer.many(pause ? [pause] : []), again);
  else
    deps.io.done(
      pause ? `${file} is not paused any more; ${pause.by} had paused it.` : `${file} was not paused.`,
      again,
    );
  if (pause) sayNextApply(deps, FOLLOWS_SCHEDULE, file);
}
