import type { Deps } from '../../../deps.js';
import { commandFor } from '../../../domain/shell-words.js';
import type { Printer } from '../../../output/view.js';
import { type AutoscaleRow, autoscaleView } from '../../../output/views/autoscale.js';
import type { Raw } from '../../../program/spec.js';
import { printDryRun } from '../../lib/dry-run.js';
import { howToWait } from '../../lib/follow.js';
import { timed, withoutProgress } from '../../lib/narrowed-deps.js';
import { parseInput } from '../../lib/parse-input.js';
import { repeat } from '../../lib/repeat.js';
import { type AutoscaleFlags, autoscaleInput } from './autoscale-input.js';
import { autoscaleOnce, lineOf } from './autoscale-once.js';

/** Scales a deployment by the load that its logs report, once or with --every again and again. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const usage = 'usage: exo-di deployment autoscale NAME --max N [--min N] [-z ZONE]';
  const flags = parseInput(autoscaleInput, raw, usage);
  const printer = await deps.printer(autoscaleView);
  const every = flags['--every'];
  if (every === undefined) return once(deps, flags, printer);
  // With --every the output is printed at once, and a line that has not changed is printed only the first time.
  deps.io.live();
  const quiet = timed(withoutProgress({ ...deps, io: { ...deps.io, say: () => {} } }));
  let lastPrinted = '';
  await repeat(deps, every, printer.format === 'json', async () => {
    const before = lastPrinted;
    // After a failure, which is reported, the same line is printed again.
    lastPrinted = '';
    const { row } = await autoscaleOnce(quiet, flags);
    const isSame = row.result === 'unchanged' && row.kind === before;
    if (row.result === 'unchanged') lastPrinted = row.kind;
    if (!isSame) print(deps, { ...row, time: new Date(deps.clock.now()).toISOString() }, printer);
  });
}

async function once(deps: Deps, flags: AutoscaleFlags, printer: Printer<AutoscaleRow>): Promise<void> {
  const { row, planned, words } = await autoscaleOnce(deps, flags);
  print(deps, row, printer);
  if (planned && !printer.data) await printDryRun(deps, [planned]);
  else if (planned) deps.io.say('Dry run: nothing was sent.');
  deps.io.say(...words);
  if (row.result === 'accepted' && row.operationId !== undefined)
    deps.io.say(howToWait(row.operationId, row.zone));
}

/** Prints a decision, with --every after its time. */
function print(deps: Deps, row: AutoscaleRow, printer: Printer<AutoscaleRow>): void {
  const shown = commandFor('show', row.name, row.zone);
  if (printer.data) deps.io.out(printer.one(row), shown);
  else deps.io.done([row.time, lineOf(row)].filter(Boolean).join(' '), shown);
}
