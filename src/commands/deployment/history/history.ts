import * as z from 'zod/mini';
import type { CallOptions } from '../../../api/call.js';
import type { ZoneClient } from '../../../api/zone-client.js';
import type { Deps } from '../../../deps.js';
import { type AuditEntry, operationOf, sizeOf } from '../../../domain/audit.js';
import { plural } from '../../../domain/counts.js';
import { isChanging } from '../../../domain/deployment-state.js';
import { DAY_MS, formatDuration } from '../../../domain/duration.js';
import {
  type HistoryFrame,
  type HistoryRow,
  historyRows,
  isAbout,
  type KnownDeployment,
  mayBeCreation,
} from '../../../domain/history.js';
import { addUp, gpuHours, type Window } from '../../../domain/money/gpu-time.js';
import { isoSecond, msOf } from '../../../domain/utc.js';
import { ExoError } from '../../../errors.js';
import { historyView } from '../../../output/views/history.js';
import type { Raw } from '../../../program/spec.js';
import type { DeploymentEntry } from '../../../schemas/deployment.js';
import { eventsOf, operationsOf, PIECE_MS, sinceBefore, warningIfAhead } from '../../lib/audit-events.js';
import { type FoundIn, find } from '../../lib/find.js';
import { parseInput, text } from '../../lib/parse-input.js';
import { readPrinter } from '../../lib/printers.js';
import { DEPLOYMENTS, subjectOf } from '../find.js';
import { historyOfGone } from './history-of-gone.js';

/** In how many earlier pieces of `PIECE_MS` the replicas at the beginning of the window are looked for. */
const LOOKS = 6;

const schema = (nowMs: number) =>
  z.object({ NAME: text, '--since': z._default(sinceBefore(nowMs), nowMs - 7 * DAY_MS) });

/** Prints who changed a deployment, and the GPU-hours between the changes. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const toMs = deps.clock.now();
  const usage = 'usage: exo-di deployment history NAME [--since 7d] [-z ZONE]';
  const { NAME, '--since': fromMs } = parseInput(schema(toMs), raw, usage);
  const printer = await readPrinter(deps, historyView);
  const rows = await history(deps, NAME, { fromMs, toMs });
  deps.io.out((await printer()).many(rows));
  deps.io.say(summary(rows, fromMs));
}

/**
 * The history of a deployment, or, if no list shows it any more, what the events tell about it.
 * @throws ExoError not-found if neither a list nor an event has it; credentials if the deployment exists, but the role
 * of the API key does not allow `list-events`
 */
async function history(deps: Deps, nameOrId: string, window: Window): Promise<HistoryRow[]> {
  let found: FoundIn<DeploymentEntry>;
  try {
    found = await find(deps, DEPLOYMENTS, nameOrId);
  } catch (error) {
    if (!(error instanceof ExoError) || error.kind !== 'not-found') throw error;
    return historyOfGone(deps, nameOrId, window, error);
  }
  return historyOf(deps, found, nameOrId, window);
}

async function historyOf(
  deps: Deps,
  { zone, id, entry }: FoundIn<DeploymentEntry>,
  nameOrId: string,
  { fromMs, toMs }: Window,
): Promise<HistoryRow[]> {
  const deployment =
    entry.replicas === undefined || entry['gpu-count'] === undefined
      ? await zone.getDeployment(id, { subject: subjectOf(nameOrId) })
      : entry;
  const { name, replicas, 'gpu-count': gpuCount, 'created-at': createdAt } = deployment;
  const createdMs = msOf(createdAt);
  const known = { id, name, zone: zone.zone, createdMs };
  // The only events from before its creation are refused attempts to create it; a day of these is enough.
  const period = { fromMs: Math.max(fromMs, (createdMs ?? fromMs) - DAY_MS), toMs };
  const { ours: entries, outcomes } = await eventsAbout(zone, known, period, warningIfAhead(deps));
  const begun = await beginningOf(zone, known, entries, { fromMs, replicas });
  const rows = historyRows(entries, { zone: zone.zone, toMs, gpuCount, outcomes, ...begun });
  return claimed(deps, known, rows, deployment, toMs);
}

/** A deployment's events in a period, oldest first, with its creation under another name, and their outcomes. */
async function eventsAbout(zone: ZoneClient, known: KnownDeployment, period: Window, options?: CallOptions) {
  const events = await eventsOf(zone, period, options);
  const near = events.filter((event) => isAbout(event, known) || mayBeCreation(event, known));
  const { outcomes, about } = await operationsOf(zone, near);
  return { ours: near.filter((event) => isAbout(event, known, about)), outcomes };
}

/**
 * How the history begins: at which time (`fromMs`, in ms since the UNIX epoch), with how many replicas (`before`), and
 * with which row if no event tells that (`beginning`).
 * @param entries the deployment's events in the window, oldest first
 * @param window.replicas its replicas now
 */
async function beginningOf(
  zone: ZoneClient,
  known: KnownDeployment,
  entries: readonly AuditEntry[],
  { fromMs, replicas }: { fromMs: number; replicas: number | undefined },
): Promise<Pick<HistoryFrame, 'fromMs' | 'before' | 'beginning'>> {
  const timed = entries.filter(({ atMs }) => !Number.isNaN(atMs));
  const sizes = timed.filter((event) => sizeOf(event) !== undefined);
  if (sizes[0]?.action === 'create') return { fromMs, before: 0, beginning: undefined };
  const { createdMs } = known;
  // It was created within the window, but no event tells of that, so other events may be missing too.
  if (createdMs !== undefined && createdMs > fromMs)
    return {
      fromMs: Math.min(createdMs, timed[0]?.atMs ?? createdMs),
      before: 'unknown',
      beginning: 'create',
    };
  // If no event changes its size, it had its present size all the time. Without its time of creation that is not known,
  // because it may not have existed at the beginning of the window.
  const isUntouched = createdMs !== undefined && entries.every((event) => sizeOf(event) === undefined);
  const untouched = isUntouched ? (replicas ?? 'unknown') : undefined;
  return { fromMs, before: untouched ?? (await sizeBefore(zone, known, fromMs)), beginning: 'as before' };
}

/**
 * The replicas of a deployment at a moment, according to the last event before it that changed them.
 * @param atMs in ms since the UNIX epoch
 * @returns `unknown` if there is no such event since its creation, or as far back as `LOOKS` pieces reach
 */
async function sizeBefore(
  zone: ZoneClient,
  known: KnownDeployment,
  atMs: number,
): Promise<number | 'unknown'> {
  for (let look = 0, toMs = atMs; look < LOOKS; look++, toMs -= PIECE_MS) {
    if (known.createdMs !== undefined && toMs < known.createdMs) return 'unknown';
    const { ours, outcomes } = await eventsAbout(zone, known, { fromMs: toMs - PIECE_MS, toMs });
    const earlier = ours.filter((event) => event.atMs < atMs);
    const sizes = earlier.map((event) => sizeOf(event, outcomes.get(operationOf(event) ?? '')));
    const size = sizes.findLast((one) => one !== undefined);
    if (size !== undefined) return size;
  }
  return 'unknown';
}

/**
 * The rows, without GPU-hours from the last change of the size on if the deployment now has another size than that gave
 * it: then an event is missing, or the change has failed. Warns of that.
 */
function claimed(
  deps: Deps,
  { name, zone }: KnownDeployment,
  rows: HistoryRow[],
  { replicas, state }: Pick<DeploymentEntry, 'replicas' | 'state'>,
  toMs: number,
): HistoryRow[] {
  const timed = rows.filter((row) => !Number.isNaN(row.atMs));
  const end = timed.at(-1)?.replicas;
  if (isChanging(state) || replicas === undefined || typeof end !== 'number' || end === replicas) return rows;
  deps.io.warn(
    `the events of ${name} in ${zone} end with ${plural(end, 'replica')}, but it has ${replicas}: a change is missing among them, or has failed, so the GPU-hours since then are not known`,
  );
  const since = timed.findLast(({ entry, outcome }) => entry && sizeOf(entry, outcome) !== undefined);
  return rows.map((row) => {
    const at = timed.indexOf(row);
    if (at === -1 || row.atMs < (since?.atMs ?? row.atMs)) return row;
    return { ...row, used: { gpuMs: 0, unknownMs: (timed[at + 1]?.atMs ?? toMs) - row.atMs } };
  });
}

function summary(rows: readonly HistoryRow[], fromMs: number): string {
  const { gpuMs, unknownMs } = addUp(rows.map(({ used }) => used));
  const since = isoSecond(new Date(fromMs));
  const unknown =
    unknownMs === 0
      ? ''
      : `, and ${formatDuration(Math.max(1000, Math.round(unknownMs / 1000) * 1000))} with an unknown number of GPUs`;
  return `${gpuHours(gpuMs)} GPU-hours since ${since}${unknown}.`;
}
