import { UsageError } from '../errors.js';
import { fileProblem } from '../io/file-problem.js';
import type { FileFacts } from '../io/read-files.js';
import type { ParsedConfig } from './parse-config.js';
import { configPlaces, type Place, shownPath } from './paths.js';
import type { Sources } from './sources.js';

/** A configuration file that exists and has been read. Holds secrets: not for printing. */
export interface ConfigFile extends ParsedConfig, Place {
  /** The path for messages, with `~/…` for the home folder. */
  shown: string;
  text: string;
  mode: number;
}

interface ReadOptions {
  /** A file that is named need not exist, because the command is about to make it. */
  mayBeMissing?: boolean;
  /**
   * Called with the reason if a file that merely lies in the current folder cannot be read or understood. That file
   * then counts as missing.
   */
  passOver?: ((why: UsageError) => void) | undefined;
  /**
   * Called for a place whose file cannot be read, with the reason: `~/.config/exoscale/exoscale.toml: permission
   * denied`, or `it is a folder`.
   */
  unseen?: ((problem: string, place: Place) => void) | undefined;
  /** Checks a file that was read. If it throws, the file is treated like one that cannot be understood. */
  check?: ((file: ConfigFile) => void) | undefined;
}

/**
 * Reads the first configuration file that exists; undefined if there is none. Neither the TOML parser nor the schema is
 * loaded before a file is found.
 * @throws {UsageError} if a file that is named does not exist, or if an existing one cannot be read or understood, even
 * if the environment has the credentials: zone and endpoint may come from the file, and without them the command would
 * work in the wrong place. A file that merely lies in the current folder need not stop the command, see `passOver`.
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
  const { parseConfig } = await import('./parse-config.js');
  return { ...place, shown, text, mode, ...parseConfig(text, shown) };
}

/** Looks for the file in one place. A place that cannot be read is passed over, unless this very file is named. */
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
    if (!facts && (mayBeMissing || !place.namedBy)) return undefined;
    reason = facts ? 'it is a folder' : 'it does not exist';
  } catch (error) {
    reason = fileProblem(error);
  }
  if (!place.namedBy) {
    unseen?.(`${shown}: ${reason}`, place);
    return undefined;
  }
  throw new UsageError(`configuration file ${shown} (${place.namedBy}) cannot be read: ${reason}`);
}
