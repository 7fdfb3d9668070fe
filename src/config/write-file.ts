import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ExoError, UsageError } from '../errors.js';
import { fileProblem } from '../io/file-problem.js';
import { followLinks, makeFolder, replaceFile, UnusableFile } from '../io/files.js';
import { decodeText } from '../io/text.js';
import { noFile } from './account.js';
import type { Edited } from './edit.js';
import { readConfigFile } from './file.js';
import { configPlaces, shownPath } from './paths.js';
import type { Sources } from './sources.js';
import { requireEditable } from './trust.js';

/** The result of an edit. */
interface Updated {
  path: string;
  /** Its name for messages. */
  shown: string;
  /** The text before, undefined if there was no file, and the text now. */
  was: string | undefined;
  text: string;
  commentsLost: boolean;
}

/**
 * The configuration file that is used, or the place where a new one is made: the one that --config or EXOSCALE_CONFIG
 * names, else the one in the user's configuration folder.
 * @throws UsageError as reading does, or if this place cannot be looked into
 * @throws ExoError credentials if somebody else may have written it, see `requireEditable`
 */
export async function fileToEdit(sources: Sources) {
  // There is always a place, at least the current folder.
  const [first] = configPlaces(sources);
  let hidden: string | undefined;
  const file = await readConfigFile(sources, {
    mayBeMissing: true,
    unseen(problem, { path }) {
      if (path === first?.path) hidden = problem;
    },
  });
  if (!file && hidden) throw new UsageError(noFile(hidden));
  if (file) await requireEditable(sources, file);
  const path = file?.path ?? first?.path ?? '';
  const shown = file?.shown ?? shownPath(path, sources);
  return { path, shown, text: file?.text, inside: (file ?? first)?.inside ?? sources.cwd };
}

/**
 * Edits the configuration file, or makes one, see `fileToEdit`.
 * @param edit gets the text, empty for a new file, and the name to use in messages
 * @throws what reading, `edit` or writing throws; the file is then unchanged.
 */
export async function updateConfigFile(
  sources: Sources,
  edit: (text: string, shown: string) => Edited,
): Promise<Updated> {
  const { path, shown, text: was, inside } = await fileToEdit(sources);
  const updated = { path, shown, was, ...edit(was ?? '', shown) };
  writeConfigFile(updated, inside);
  return updated;
}

/**
 * Writes a configuration file whole or not at all: it writes a temporary file beside it, flushes that to the disk and
 * renames it. Only the owner can read the file (0600) and enter a new folder (0700). A symbolic link stays, and the
 * file that it points to is replaced. If the file is no longer as it was before the edit, nothing is overwritten.
 * @param inside the folder that has to exist already; those below it are made
 * @throws {ExoError} `usage` if it cannot be written, `conflict` if somebody else has changed it meanwhile; the old
 * file is then unchanged, and no temporary file is left.
 */
export function writeConfigFile(
  { path, shown, text, was }: Omit<Updated, 'commentsLost'>,
  inside: string,
): void {
  try {
    const target = followLinks(path);
    makeFolder(dirname(target), inside);
    const before = () => {
      if (current(target) === was) return;
      throw new ExoError('conflict', `configuration file ${shown} was changed by somebody else meanwhile`, {
        hint: 'Nothing was written. Run the command again.',
        code: 'config-changed',
      });
    };
    replaceFile(target, text, { flush: true, before });
  } catch (error) {
    if (error instanceof ExoError) throw error;
    throw new ExoError('usage', `configuration file ${shown} cannot be written: ${fileProblem(error)}`, {
      code: 'config-not-written',
      cause: error,
    });
  }
}

function current(target: string): string | undefined {
  const facts = statSync(target, { throwIfNoEntry: false });
  if (facts?.isFile() === false) throw new UnusableFile('it is not a regular file');
  return facts && decodeText(readFileSync(target));
}
