import * as z from 'zod/mini';
import { atZone, commandLine } from '../../domain/shell-words.js';
import type { ExoError } from '../../errors.js';
import type { ApplyRow } from '../../output/views/apply.js';
import type { Raw } from '../../program/spec.js';
import { GPU_NAMES, gpuFields } from '../lib/cost-limit.js';
import { desiredFields } from '../lib/desired/read-desired.js';
import { isPiped, pruneOfWholeZones } from '../lib/desired/selection.js';
import {
  atLeast,
  duration,
  flag,
  givenFlags,
  isGiven,
  rule,
  type WaitInput,
  writtenFile,
} from '../lib/parse-input.js';
import { DEFAULT_LOCK_WAIT_MS } from '../lib/take-turn.js';
import { pingAddress } from './supervision.js';

/** The shortest interval of --every, in ms. A shorter one would only cost requests. */
const LEAST_EVERY_MS = 10_000;

export const applyInput = z
  .object({
    ...desiredFields,
    '--prune': flag,
    '--yes': flag,
    '--again': flag,
    '--lock-timeout': z._default(duration, DEFAULT_LOCK_WAIT_MS),
    '--every': z.optional(atLeast(LEAST_EVERY_MS)),
    '--heartbeat': z.optional(writtenFile),
    '--ping': z.optional(pingAddress),
    ...gpuFields,
  })
  .check(
    pruneOfWholeZones,
    rule(
      (given) => !isGiven(given['--every']) || (!isGiven(given['--at']) && !isGiven(given['--dry-run'])),
      '--every follows the clock: it cannot be combined with --at or --dry-run',
    ),
    rule(
      (given) => !isGiven(given['--heartbeat']) || isGiven(given['--every']),
      '--heartbeat works only with --every: a single run has an exit code',
    ),
    rule(
      (given) => !isGiven(given['--ping']) || !isGiven(given['--dry-run']),
      '--ping cannot be combined with --dry-run: it would report as done what was not sent',
    ),
    rule(
      ({ '--every': every, '--file': files = [] }) => !isGiven(every) || !files.some(isPiped),
      '--every reads the files anew each time: a pipe or standard input can be read only once',
    ),
    rule(
      (given) => !isGiven(given['--every']) || !isGiven(given['--prune']) || isGiven(given['--yes']),
      '--every cannot ask: --prune needs --yes',
    ),
  );
export type ApplyInput = z.infer<typeof applyInput> & {
  /** The input as it was typed, for commands that the user can paste. */
  typed: Raw;
  /** The error of --max-cost-per-hour, if the replicas that the load asks for are left out because of it. */
  tooDear?: ExoError;
  /** With --every: the IDs of deployments that earlier rounds have not found in the files. */
  missed?: Set<string>;
  /** With --every without --wait-timeout: the changes left under way by earlier rounds, by account, zone and name. */
  underWay?: Map<string, UnderWay>;
  /** With --every: is told what has become of each deployment in a round. */
  onRows?: (rows: readonly ApplyRow[]) => void;
  /** With --every but without --wait-timeout: how long this round still waits for changes, in ms. */
  leftMs?: () => number;
};

/** A change that was still under way, or not accepted yet, when its round ended. */
export interface UnderWay {
  /** When it was first seen so, in ms since the UNIX epoch. */
  since: number;
  /** The replicas that this command asks for; absent if it has sent nothing. */
  after?: number | undefined;
  /** The row that was printed for it; absent if the service has not accepted the change from this command. */
  told?: ApplyRow;
}

/**
 * How long a change that begins now is waited for. With --every a round ends before the next one is due, however many
 * changes it has, because slow changes must not keep GPUs running that the next round scales down.
 */
export function waitOf(input: ApplyInput): WaitInput {
  return input.leftMs ? { ...input, '--wait-timeout': Math.max(1, input.leftMs()) } : input;
}

/** The flags -f and -z for a command that the user can paste. */
export const filesAndZone = ({ '--file': files, '--zone': zone }: ApplyInput) => [
  ...files.flatMap((file) => ['-f', file]),
  ...atZone(zone),
];

/** This command line with the flags that avoid every question, for pasting. @param flags additional flags */
export function unattended(input: ApplyInput, ...flags: readonly string[]): string {
  const { '--at': at, '--lock-timeout': lockTimeout } = input.typed;
  return commandLine('apply', input.NAME, [
    ...filesAndZone(input),
    ...(input['--prune'] ? ['--prune', '--yes'] : []),
    ...(typeof at === 'string' ? ['--at', at] : []),
    ...(typeof lockTimeout === 'string' ? ['--lock-timeout', lockTimeout] : []),
    ...givenFlags(input, ...GPU_NAMES),
    ...flags,
  ]);
}
