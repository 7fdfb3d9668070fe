import type { Deps } from '../../deps.js';
import type { Printer } from '../../output/view.js';
import { type ApplyRow, applyView } from '../../output/views/apply.js';
import { printError } from '../../print-error.js';
import type { Raw } from '../../program/spec.js';
import { parseInput } from '../lib/parse-input.js';
import { repeat } from '../lib/repeat.js';
import { withoutProgress } from '../lib/without-progress.js';
import { applyOnce } from './apply-once.js';
import { withHeartbeat } from './heartbeat.js';
import { type ApplyInput, applyInput } from './input.js';
import { pinged } from './pinging.js';

/** Brings the deployments into the state the files ask for, and prints what became of each. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = {
    ...parseInput(applyInput, raw, 'usage: exo-di apply [NAME...] -f FILE [flags]'),
    typed: raw,
  };
  const printer = await deps.printer(applyView);
  const every = input['--every'];
  if (every === undefined) return pingedRound(deps, input, printer);
  // What follows goes on until it is ended: nothing is held back, and only changes are worth a line.
  deps.io.live();
  const quiet = withoutProgress(deps);
  const goingOn = { ...input, missed: new Set<string>() };
  await repeat(deps, every, {
    once: () => withHeartbeat(quiet, input['--heartbeat'], () => pingedRound(quiet, goingOn, printer)),
    tell: (error) =>
      printError(error, deps.io, { json: printer.format === 'json', warnings: [], trace: undefined }),
  });
}

function pingedRound(deps: Deps, input: ApplyInput, printer: Printer<ApplyRow>): Promise<void> {
  const lines: string[] = [];
  return pinged(deps, input['--ping'], lines, () => applyOnce(deps, input, printer, lines));
}
