import type { Edited } from './edit.js';
import { readConfigFile } from './file.js';
import { configPlaces, shownPath } from './paths.js';
import type { Sources } from './sources.js';
import { writeConfigFile } from './write.js';

/** What became of the file. */
export interface Updated {
  path: string;
  shown: string;
  /** It did not exist before. */
  created: boolean;
  commentsLost: boolean;
}

/**
 * Edits the configuration file that counts, or makes one: where --config or EXOSCALE_CONFIG says, else in the user's
 * configuration folder.
 * @param edit gets the text, empty for a new file, and the name to use in messages
 * @throws what reading, `edit` or writing throws; the file is as it was then.
 */
export async function updateConfigFile(
  sources: Sources,
  edit: (text: string, shown: string) => Edited,
): Promise<Updated> {
  const file = await readConfigFile(sources, { mayBeMissing: true });
  // There is always a place: the current folder at the very least.
  const [first] = configPlaces(sources);
  const path = file?.path ?? first?.path ?? '';
  const shown = file?.shown ?? shownPath(path, sources);
  const { text, commentsLost } = edit(file?.text ?? '', shown);
  const inside = (file ?? first)?.inside ?? sources.cwd;
  writeConfigFile({ path, shown, inside, text, was: file?.text });
  return { path, shown, created: file === undefined, commentsLost };
}
