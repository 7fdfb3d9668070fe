import { readFileSync, statSync } from 'node:fs';
import { dirname, parse, resolve } from 'node:path';
import { errorCode } from '../domain/system-error.js';
import { ExoError } from '../errors.js';
import { fileProblem } from '../io/file-problem.js';
import { followLinks, makeFolder, replaceFile, UnusableFile } from '../io/files.js';
import { decodeText } from '../io/text.js';
import { type WorldData, worldData } from './records.js';

/**
 * Reads the data from a state file; undefined if the file does not exist yet.
 * @throws ExoError `usage` if the file cannot be read or is not a sandbox's state, so that it is not overwritten
 */
export function loadState(file: string): WorldData | undefined {
  let text: string;
  try {
    // Reading a device such as /dev/zero, or a pipe that nobody writes to, may never end.
    const facts = statSync(file);
    if (facts.isCharacterDevice()) throw new UnusableFile('it is a device');
    if (facts.isFIFO()) throw new UnusableFile('it is a pipe');
    text = decodeText(readFileSync(file));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw unusable(file, `cannot be read: ${fileProblem(error)}`, error);
  }
  try {
    const parsed = worldData.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    throw unusable(
      file,
      `does not fit at ${parsed.error.issues[0]?.path.join('.') || 'its top'}`,
      parsed.error,
    );
  } catch (error) {
    throw error instanceof ExoError ? error : unusable(file, 'is not JSON', error);
  }
}

/**
 * Writes the data. A crash leaves the old file or the new one, never a part of one.
 * @throws ExoError `usage` when the file cannot be written
 */
export function saveState(file: string, data: WorldData): void {
  try {
    const target = followLinks(resolve(file));
    makeFolder(dirname(target), parse(target).root);
    replaceFile(target, `${JSON.stringify(data)}\n`);
  } catch (error) {
    throw unusable(file, `cannot be written: ${fileProblem(error)}`, error);
  }
}

function unusable(file: string, why: string, cause: unknown): ExoError {
  return new ExoError('usage', `the sandbox's state file ${file} ${why}`, {
    code: 'state-file',
    hint: 'Delete the file to start with a fresh sandbox, or name another with --state.',
    cause,
  });
}
