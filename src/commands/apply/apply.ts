import type { Deps } from '../../deps.js';
import type { Printer } from '../../output/view.js';
import { type ApplyRow, applyView } from '../../output/views/apply.js';
import { printError } from '../../print-error.js';
import type { Raw } from '../../program/spec.js';
import { fileHint } from '../lib/desired/selection.js';
import { withoutProgress } from '../lib/narrowed-deps.js';
import { parseInput } from '../lib/parse-input.js';
import { repeat } from '../lib/repeat.js';
import { applyOnce } from './apply-once.js';
import { type ApplyInput, applyInput } from './input.js';
import { pinged } from './pinging.js';

/** Brings the deployments into the state the files ask for, and prints what became of each. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = {
    ...parseInput(applyInput, raw, fileHint('apply', '[NAME...] -f FILE [flags]', raw)),
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
    tell: (error) => printError(error, deps.io, { json: printer.format === 'json', at: deps.clock.now() }),
  });
}

function pingedRound(deps: Deps, input: ApplyInput, printer: Printer<ApplyRow>): Promise<void> {
  const lines: string[] = [];
  return pinged(deps, input['--ping'], lines, () => applyOnce(deps, input, printer, lines));
}

/**
 * A round between two beats: the time of each is written into a file, whether or not the round succeeds. Its age tells
 * who supervises it whether it still goes on; how well, `--ping` tells. A file that cannot be written to is a warning.
 * @param file undefined: nobody looks
 */
async function withHeartbeat(
  deps: Deps,
  file: string | undefined,
  round: () => Promise<void>,
): Promise<void> {
  if (file === undefined) return round();
  const [{ replaceFile }, { fileProblem }] = await Promise.all([
    import('../../io/files.js'),
    import('../../io/file-problem.js'),
  ]);
  const beat = () => {
    try {
      replaceFile(file, `${new Date(deps.clock.now()).toISOString()}\n`);
    } catch (error) {
      deps.io.warn(`the heartbeat ${file} could not be written: ${fileProblem(error)}`);
    }
  };
  beat();
  try {
    await round();
  } finally {
    beat();
  }
}
