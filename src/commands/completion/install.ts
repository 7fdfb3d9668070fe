import * as z from 'zod/mini';
import { SCRIPTS } from '../../completion/scripts.js';
import { SHELLS, type Shell } from '../../completion/shells.js';
import { shownPath } from '../../config/paths.js';
import type { Sources } from '../../config/sources.js';
import type { Deps } from '../../deps.js';
import { joinWords } from '../../domain/shell-words.js';
import { ExoError, UsageError } from '../../errors.js';
import { fileProblem } from '../../io/file-problem.js';
import { completionInstallView, type InstalledCompletion } from '../../output/views/completion.js';
import type { Raw } from '../../program/spec.js';
import { flag, parseInput } from '../lib/parse-input.js';
import { flagPrinter } from '../lib/printers.js';
import { type CompletionPlace, completionPlace, ownShell } from './places.js';

const schema = z.object({
  SHELL: z.optional(
    z.enum(SHELLS, { error: `must be ${SHELLS.slice(0, -1).join(', ')} or ${SHELLS.at(-1)}` }),
  ),
  '--dry-run': flag,
  '--force': flag,
});

/**
 * Writes the completion script of a shell to where the shell looks for it, or updates the script there.
 * @throws UsageError if the shell is not known, or if there is no folder for its script
 * @throws ExoError conflict if exo-di has not written the file that is there
 */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseInput(schema, raw, 'usage: exo-di completion install [SHELL] [flags]');
  const printer = await flagPrinter(deps, completionInstallView);
  const sources = await deps.sources();
  const shell = input.SHELL ?? ownShell(sources);
  if (shell === undefined)
    throw new UsageError(`SHELL is required: ${SHELLS.join(', ')}; the variable SHELL names none of them`);
  const place = completionPlace(shell, sources);
  if (place === undefined)
    throw new UsageError(`there is no folder for the completion of ${shell}: HOME is not set`, {
      code: 'no-home',
      hint: `print the script instead: exo-di completion ${shell}`,
    });
  const { file, needs } = place;
  const old = await readIfThere(sources, file);
  if (old !== undefined && !isOurs(old) && !input['--force']) throw taken(shownPath(file, sources), shell);
  const action = input['--dry-run'] ? 'would-write' : await write(place, old, SCRIPTS[shell]);
  const has = needs && ((await readIfThere(sources, needs.file)) ?? '').includes(needs.line);
  const add = needs && !has ? { add: needs.line, addTo: needs.file } : { add: '', addTo: '' };
  const result: InstalledCompletion = { shell, file, action, ...add };
  if (printer.data) deps.io.out(printer.one(result));
  else tell(deps, result, { sources, needs });
}

/** Has exo-di written this script? The scripts of all versions contain this call. */
const isOurs = (text: string) => text.includes('exo-di complete --');

async function readIfThere({ files }: Sources, path: string): Promise<string | undefined> {
  try {
    const facts = await files.stat(path);
    if (facts === undefined) return undefined;
    if (facts.folder) return '';
    return await files.readFile(path);
  } catch {
    // A file that cannot be read counts as not written by exo-di.
    return '';
  }
}

async function write(
  { file, inside }: CompletionPlace,
  old: string | undefined,
  script: string,
): Promise<InstalledCompletion['action']> {
  if (old === script) return 'unchanged';
  const [{ dirname }, { followLinks, makeFolder, replaceFile }] = await Promise.all([
    import('node:path'),
    import('../../io/files.js'),
  ]);
  try {
    const target = followLinks(file);
    makeFolder(dirname(target), inside);
    replaceFile(target, script);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${fileProblem(error)}`, { cause: error });
  }
  return old === undefined ? 'written' : 'replaced';
}

const SAID: Readonly<Record<InstalledCompletion['action'], string>> = {
  written: 'Completion written to',
  replaced: 'Completion brought up to date in',
  unchanged: 'Completion is up to date in',
  'would-write': 'Completion would be written to',
};

/** Says what was written, what the user still has to do, that only new shells load it, and how to undo it. */
function tell(
  { io }: Deps,
  { shell, file, action, add, addTo }: InstalledCompletion,
  { sources, needs }: { sources: Sources } & Pick<CompletionPlace, 'needs'>,
): void {
  io.done(`${SAID[action]} ${shownPath(file, sources)}.`);
  if (add !== '') {
    const before = shell === 'zsh' ? ', before compinit is called' : '';
    io.say(`Add this line to ${shownPath(addTo, sources)}${before}:`);
    io.say(`  ${add}`);
  } else if (shell === 'bash') {
    io.say('The package bash-completion loads it; without that, ~/.bashrc needs the line:');
    io.say(`  source ${joinWords([file])}`);
  }
  if (action === 'would-write') return;
  io.say('It works in shells that are opened from now on.');
  const line = needs ? ` and the line in ${shownPath(needs.file, sources)}` : '';
  io.say(`To undo it, delete the file${line}: rm ${joinWords([file])}`);
}

function taken(shown: string, shell: Shell): ExoError {
  return new ExoError(
    'conflict',
    `${shown} is there already, and exo-di has not written it; it is left alone`,
    {
      code: 'not-ours',
      hint: `put it somewhere else, or replace it with: exo-di completion install ${shell} --force`,
    },
  );
}
