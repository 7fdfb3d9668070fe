import { UsageError } from '../errors.js';
import { fileProblem } from '../io/file-problem.js';
import type { FileFacts } from '../io/read-files.js';
import type { ParsedConfig } from './parse.js';
import { configPlaces, type Place, shownPath } from './paths.js';
import type { Sources } from './sources.js';

/** A configuration file that exists and has been read. Holds secrets: not for printing. */
export interface ConfigFile extends ParsedConfig, Place {
  /** The path for messages, `~/…` where it can be. */
  shown: string;
  text: string;
  mode: number;
}

/** How the file is read. */
interface ReadOptions {
  /** A file that is named need not exist, because it is about to be made. */
  mayBeMissing?: boolean;
  /** Told why a file that merely lies in the current folder cannot be read or understood; then there is none. */
  passOver?: ((why: UsageError) => void) | undefined;
  /** Told of a place that may not be looked into, and why: `~/.config/exoscale/exoscale.toml: permission denied`. */
  unseen?: ((problem: string, place: Place) => void) | undefined;
  /** Throws for a file that serves no more than one that cannot be understood. */
  check?: ((file: ConfigFile) => void) | undefined;
}

/**
 * Reads the first configuration file there is; undefined when there is none. Neither TOML nor its schema is loaded
 * before a file is found.
 * @throws {UsageError} when a file that is named does not exist, or one that exists cannot be read or understood.
 *   That holds even where the environment has the credentials: zone and endpoint could come from the file, and to
 *   go on without them would be to work in the wrong place. One that merely lies in the current folder has no
 *   such say, see `passOver`.
 */
export async function readConfigFile(
  sources: Sources,
  { mayBeMissing = false, passOver, unseen, check }: ReadOptions = {},
): Promise<ConfigFile | undefined> {
  for (const place of configPlaces(sources)) {
    const shown = shownPath(place.path, sources);
    const facts = await look(place, shown, sources, { mayBeMissing, unseen });
    if (facts === undefined) continue;
    try {
      const file = await read(place, shown, facts, sources);
      check?.(file);
      return file;
    } catch (error) {
      if (!place.inCurrentFolder || !passOver || !(error instanceof UsageError)) throw error;
      passOver(error);
    }
  }
  return undefined;
}

async function read(
  place: Place,
  shown: string,
  { mode }: FileFacts,
  { files }: Sources,
): Promise<ConfigFile> {
  const text = await files.readFile(place.path).catch((error: unknown) => {
    throw new UsageError(`configuration file ${shown} cannot be read: ${fileProblem(error)}`);
  });
  const { parseConfig } = await import('./parse.js');
  return { ...place, shown, text, mode, ...parseConfig(text, shown) };
}

/** Looks at one place. A folder that may not be entered hides its file, unless that very file is asked for. */
async function look(
  place: Place,
  shown: string,
  { files }: Sources,
  { mayBeMissing, unseen }: ReadOptions,
): Promise<FileFacts | undefined> {
  let reason: string;
  try {
    const facts = await files.stat(place.path);
    if (facts?.folder === false) return facts;
    if (!facts && mayBeMissing) return undefined;
    reason = facts ? 'it is a folder' : 'it does not exist';
  } catch (error) {
    reason = fileProblem(error);
    unseen?.(`${shown}: ${reason}`, place);
  }
  if (!place.namedBy) return undefined;
  throw new UsageError(`configuration file ${shown} (${place.namedBy}) cannot be read: ${reason}`);
}
