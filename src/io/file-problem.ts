import { systemProblem } from '../domain/system-error.js';
import { UnusableFile } from './files.js';

/** Why a file could not be used, in words that can follow a colon. */
export function fileProblem(error: unknown): string {
  return error instanceof UnusableFile ? error.message : systemProblem(error);
}
