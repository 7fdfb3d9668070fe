import * as z from 'zod/mini';
import { DEFAULT_WAIT_MS } from '../../api/wait.js';
import { commandLine } from '../../domain/shell-words.js';
import type { ApplyRow } from '../../output/views/apply.js';
import type { Raw } from '../../program/spec.js';
import { COST_NAMES, costFields } from '../lib/cost-limit.js';
import { desiredFields } from '../lib/desired/read-desired.js';
import { pruneOfWholeZones } from '../lib/desired/selection.js';
import {
  atLeast,
  duration,
  flag,
  givenFlags,
  isGiven,
  rule,
  type WaitInput,
  waitFields,
  writtenFile,
} from '../lib/parse-input.js';
import { DEFAULT_LOCK_WAIT_MS } from '../lib/take-turn.js';
import { pingAddress } from './supervision.js';

/** More often than this nothing changes, in ms. */
const LEAST_EVERY_MS = 10_000;

export const applyInput = z
  .object({
    ...desiredFields,
    '--prune': flag,
    '--yes': flag,
    '--no-preflight': flag,
    '--again': flag,
    '--dry-run': flag,
    '--lock-timeout': z._default(duration, DEFAULT_LOCK_WAIT_MS),
    '--every': z.optional(atLeast(LEAST_EVERY_MS)),
    '--heartbeat': z.optional(writtenFile),
    '--ping': z.optional(pingAddress),
    ...costFields,
    ...waitFields,
  })
  .check(
    pruneOfWholeZones,
    rule(
      (given) => !isGiven(given['--every']) || (!isGiven(given['--at']) && !isGiven(given['--dry-run'])),
      '--every goes on with the time: it cannot be combined with --at or --dry-run',
    ),
    rule(
      (given) => !isGiven(given['--heartbeat']) || isGiven(given['--every']),
      '--heartbeat is for --every: a single run has an exit code',
    ),
    rule(
      ({ '--every': every, '--file': files = [] }) => !isGiven(every) || !files.includes('-'),
      '--every reads the files anew each time: standard input can be read only once',
    ),
    rule(
      (given) => !isGiven(given['--every']) || !isGiven(given['--prune']) || isGiven(given['--yes']),
      '--every asks nobody: --prune needs --yes',
    ),
  );
/** Checked, and as it was typed, for commands that are to be pasted. */
export type ApplyInput = z.infer<typeof applyInput> & {
  typed: Raw;
  /** With what the load would add it costs too much: that is left away. */
  isTooDear?: true;
  /** Under --every: what rounds before have not found in the files, by ID. */
  missed?: Set<string>;
  /** Under --every without --wait-timeout: what rounds before have left under way, by zone and name. */
  underWay?: Map<string, UnderWay>;
};

/** A change that a round has not seen end. */
export interface UnderWay {
  /** When it was first seen under way, in ms. */
  since: number;
  /** What was told of it; absent where nobody here has sent it. */
  told?: ApplyRow;
}

/**
 * How long changes are waited for. A round that others follow is over before the next is due: one slow change must not keep
 * GPUs running that the next round scales down. What frees GPUs is waited for first, and then the rest, so half each.
 */
export function waitOf(input: ApplyInput): WaitInput {
  const { '--every': every, underWay } = input;
  if (every === undefined || !underWay) return input;
  return { ...input, '--wait-timeout': Math.min(every / 2, DEFAULT_WAIT_MS) };
}

/** The files, and the zone, of a command that is to be pasted. */
export const filesAndZone = ({ '--file': files, '--zone': zone }: ApplyInput) => [
  ...files.flatMap((file) => ['-f', file]),
  ...(zone === undefined ? [] : ['-z', zone]),
];

/** The same command, for where nobody is asked. @param flags those it takes besides */
export function unattended(input: ApplyInput, ...flags: readonly string[]): string {
  const { '--at': at, '--lock-timeout': lockTimeout } = input.typed;
  return commandLine('apply', input.NAME, [
    ...filesAndZone(input),
    ...(input['--prune'] ? ['--prune', '--yes'] : []),
    ...(typeof at === 'string' ? ['--at', at] : []),
    ...(typeof lockTimeout === 'string' ? ['--lock-timeout', lockTimeout] : []),
    ...givenFlags(input, '--no-preflight', ...COST_NAMES, '--no-wait', '--wait-timeout'),
    ...flags,
  ]);
}
