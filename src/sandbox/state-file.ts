import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ExoError } from '../errors.js';
import { type WorldData, worldData } from './records.js';

/**
 * Reads the world a state file holds; undefined where there is none yet.
 * @throws ExoError `usage` when the file cannot be read or is not a sandbox's state: it is never overwritten then.
 */
export function loadState(file: string): WorldData | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw unusable(file, 'cannot be read', error);
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

/** Writes beside the file and renames, so that a crash leaves the old state or the new one, never half of one. */
export function saveState(file: string, data: WorldData): void {
  const beside = `${file}.${process.pid}.tmp`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(beside, `${JSON.stringify(data)}\n`, { mode: 0o600 });
  renameSync(beside, file);
}

function unusable(file: string, why: string, cause: unknown): ExoError {
  return new ExoError('usage', `the sandbox's state file ${file} ${why}`, {
    code: 'state-file',
    hint: 'Delete the file to start with a fresh sandbox, or name another with --state.',
    cause,
  });
}
