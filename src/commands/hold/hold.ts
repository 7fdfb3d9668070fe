import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import type { InferenceFile } from '../../desired/file/schema.js';
import { parseUntil } from '../../desired/hold/until.js';
import { formatMoment } from '../../desired/schedule/schedule-time.js';
import { formatDuration } from '../../domain/duration.js';
import { plural } from '../../domain/gpus.js';
import { commandLine } from '../../domain/shell-words.js';
import { UsageError } from '../../errors.js';
import { type HoldRow, holdView } from '../../output/views/hold.js';
import type { Raw } from '../../program/spec.js';
import { changeHolds } from '../lib/desired/holds-file.js';
import { namedIn, oneFile } from '../lib/desired/named.js';
import { readFiles } from '../lib/desired/read-desired.js';
import { flag, parseInput, text, textOrNone, wholeNumber } from '../lib/parse-input.js';

const schema = z
  .object({
    NAME: z._default(z.array(text), []),
    '--all': flag,
    '--replicas': wholeNumber(0),
    '--until': text,
    '--file': oneFile,
    '--zone': textOrNone,
  })
  .check(
    z.refine(({ NAME, '--all': all }) => all !== NAME.length > 0, {
      error: 'name the deployments to hold, or all of them with --all',
    }),
  );

/** Holds deployments of a file at a number of replicas for some time, whatever its schedule says. Sends nothing. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseInput(schema, raw, 'usage: exo-di hold NAME... --replicas N --until TIME -f FILE');
  const printer = await deps.printer(holdView);
  const file = input['--file'];
  const state = await readFiles(deps, [file]);
  const { NAME: names, '--all': all, '--zone': zone } = input;
  const meant = namedIn(state.deployments, file, { names, all, zone });
  const now = new Date(Math.floor(deps.clock.now() / 1000) * 1000);
  const by = await (await deps.machine()).user();
  const made = meant.map((deployment): HoldRow => {
    const until = checkedUntil(input['--until'], now, deployment.timezone, state);
    const { name, timezone } = deployment;
    const times = { since: isoSecond(now), until: isoSecond(until), by };
    return { name, zone: deployment.zone, replicas: input['--replicas'], ...times, timezone };
  });
  const isMade = (one: { name: string; zone: string }) =>
    made.some(({ name, zone: place }) => name === one.name && place === one.zone);
  const { path } = await changeHolds(deps, file, (before) => ({
    ...before,
    holds: [...before.holds.filter((one) => !isMade(one)), ...made.map(({ timezone: _, ...one }) => one)],
  }));
  if (printer.data) deps.io.out(printer.many(made));
  else for (const one of made) deps.io.done(heldLine(one, now));
  deps.io.say(
    `Written to ${path}. The next apply carries it out; to do it now: ${commandLine('apply', [], ['-f', file])}`,
  );
}

/** `Held my-app in at-vie-2 at 2 replicas until Fri 2026-11-27 02:00 Europe/Vienna, for 7h30m.` */
function heldLine({ name, zone, replicas, until, timezone }: HoldRow, now: Date): string {
  const end = new Date(until);
  const lasts = formatDuration(end.getTime() - now.getTime());
  return `Held ${name} in ${zone} at ${plural(replicas, 'replica')} until ${formatMoment(end, timezone)}, for ${lasts}.`;
}

/** `2026-11-27T01:00:00Z` */
export const isoSecond = (at: Date) => at.toISOString().replace(/\.\d+Z$/, 'Z');

/** @throws UsageError for a time that is none, that is over, or beyond what the file allows */
export function checkedUntil(
  typed: string,
  now: Date,
  timezone: string,
  { maxHoldMs }: Pick<InferenceFile, 'maxHoldMs'>,
): Date {
  const until = parseUntil(typed, now, timezone);
  if (typeof until === 'string') throw new UsageError(`--until ${until}`);
  const lasts = until.getTime() - now.getTime();
  if (maxHoldMs === undefined || lasts <= maxHoldMs) return until;
  const most = formatDuration(maxHoldMs);
  throw new UsageError(
    `--until ${typed} is ${formatDuration(lasts)} away, and the file allows ${most} (max-hold)`,
    { code: 'max-hold', hint: `the longest there is: --until +${most}` },
  );
}
