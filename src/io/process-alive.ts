import { readFileSync } from 'node:fs';
import { errorCode } from '../domain/system-error.js';

/**
 * Is a process of this machine alive? Signal 0 only asks. One that may not be signalled, as another user's, is. One that has
 * ended and whose parent has not asked for its exit code yet (a zombie, in state Z) takes signals all the same; Linux tells.
 */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
  try {
    // The name stands in brackets, and can hold any character.
    const state = /\) (\w)[^)]*$/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
    return state !== 'Z' && state !== 'X';
  } catch {
    return true;
  }
}
