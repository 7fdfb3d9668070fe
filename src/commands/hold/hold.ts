import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import type { InferenceFile, PlacedDeployment } from '../../desired/file/file-schema.js';
import { parseUntil } from '../../desired/hold/until.js';
import { formatMoment } from '../../desired/schedule/schedule-time.js';
import { plural } from '../../domain/counts.js';
import { formatDuration } from '../../domain/duration.js';
import { atZone, commandLine } from '../../domain/shell-words.js';
import { isoSecond } from '../../domain/utc.js';
import { UsageError } from '../../errors.js';
import { type HoldRow, holdView } from '../../output/views/hold.js';
import type { Raw } from '../../program/spec.js';
import { changeHolds, sayNextApply, sharedTimezone } from '../lib/desired/holds-file.js';
import { readFiles } from '../lib/desired/read-desired.js';
import { fileFacts, heldFields, namedIn, namesOrAll } from '../lib/desired/selection.js';
import { givenFlags, parseInput, text, wholeNumber } from '../lib/parse-input.js';

const schema = z
  .object({ '--replicas': wholeNumber(0), '--until': text, ...heldFields })
  .check(namesOrAll('hold'));

/** Holds deployments of a file at a number of replicas for some time, whatever its schedule says. Sends nothing. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseInput(schema, raw, fileFacts('hold NAME... --replicas N --until TIME -f FILE', raw));
  const printer = await deps.printer(holdView);
  const { '--file': file, '--replicas': replicas } = input;
  const state = await readFiles(deps, [file]);
  const { now, by, since } = await begun(deps);
  const meant = namedIn(state.deployments, file, input);
  const made = meant.map(({ name, zone, timezone }): HoldRow => {
    const until = checkedUntil(input['--until'], now, timezone, state);
    return { name, zone, replicas, since, until, by, timezone };
  });
  const isMade = (one: { name: string; zone: string }) =>
    made.some(({ name, zone }) => name === one.name && zone === one.zone);
  const { path, before, again } = await changeHolds(deps, file, (before) => ({
    ...before,
    holds: [...before.holds.filter((one) => !isMade(one)), ...made.map(({ timezone: _, ...one }) => one)],
  }));
  if (printer.data) deps.io.out(printer.many(made), again);
  else for (const one of made) deps.io.done(heldLine(one, now), again);
  deps.io.say(`Written to ${path}.`);
  const timezone = sharedTimezone(state.deployments);
  sayNextApply(deps, 'carries it out', file, before.pause && { pause: before.pause, timezone });
  warnOfIncluded(deps, meant, input);
}

/** Warns that the hold is stored beside the including file: it does not count in others that include the same file. */
function warnOfIncluded(deps: Deps, meant: readonly PlacedDeployment[], input: z.infer<typeof schema>): void {
  const { '--file': file, '--all': all, '--zone': zone } = input;
  for (const source of new Set(meant.map((one) => one.source.file))) {
    if (source === file) continue;
    const names = meant.flatMap((one) => (one.source.file === source ? [one.name] : []));
    const flags = givenFlags(input, '--all', '--replicas', '--until');
    const command = commandLine('hold', all ? [] : names, [...flags, ...atZone(zone), '-f', source]);
    deps.io.warn(
      `${file} has ${names.join(', ')} from ${source}: other files that include that do not see this hold; they do with: ${command}`,
    );
  }
}

/** `Held my-app in at-vie-2 at 2 replicas until Fri 2026-11-27 02:00 Europe/Vienna, for 7h30m.` */
function heldLine({ name, zone, replicas, until, timezone }: HoldRow, now: Date): string {
  const end = new Date(until);
  const lasts = formatDuration(end.getTime() - now.getTime());
  return `Held ${name} in ${zone} at ${plural(replicas, 'replica')} until ${formatMoment(end, timezone)}, for ${lasts}.`;
}

/** When a hold or a pause begins, which is now in whole seconds, and who makes it. */
export async function begun(deps: Deps): Promise<{ now: Date; since: string; by: string }> {
  const now = new Date(Math.floor(deps.clock.now() / 1000) * 1000);
  return { now, since: isoSecond(now), by: await (await deps.machine()).user() };
}

/**
 * The end of a hold or a pause, from --until.
 * @throws UsageError for a text that is no time, a time in the past, or one beyond max-hold of the file
 */
export function checkedUntil(
  typed: string,
  now: Date,
  timezone: string,
  { maxHoldMs }: Pick<InferenceFile, 'maxHoldMs'>,
): string {
  const until = parseUntil(typed, now, timezone);
  if (typeof until === 'string') throw new UsageError(`--until ${until}`);
  const lasts = until.getTime() - now.getTime();
  if (maxHoldMs === undefined || lasts <= maxHoldMs) return isoSecond(until);
  const most = formatDuration(maxHoldMs);
  throw new UsageError(
    `--until ${typed} is ${formatDuration(lasts)} away, and the file allows ${most} (max-hold)`,
    { code: 'max-hold', hint: `the longest allowed: --until +${most}` },
  );
}
