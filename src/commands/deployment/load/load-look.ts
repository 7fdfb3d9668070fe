import type { CallOptions } from '../../../api/call.js';
import type { ZoneClient } from '../../../api/zone-client.js';
import type { Deps } from '../../../deps.js';
import { plural } from '../../../domain/counts.js';
import { isOwn } from '../../../domain/deployment-state.js';
import { totalGpus } from '../../../domain/gpus.js';
import type { EngineLoad } from '../../../domain/load/engine-load.js';
import { type IdleVerdict, judgeIdle } from '../../../domain/load/load-proof.js';
import { readLoad } from '../../../domain/load/read-load.js';
import { type Decimal, sum } from '../../../domain/money/decimal.js';
import { type Currency, costPerHour, type Prices, perHour } from '../../../domain/money/price.js';
import { byName } from '../../../domain/order.js';
import { msOf } from '../../../domain/utc.js';
import { ExoError, failureOf } from '../../../errors.js';
import type { Deployment, DeploymentEntry, LogEntry } from '../../../schemas/deployment.js';
import { type Gathered, inZone, listEveryZone } from '../../lib/asked-zones.js';
import { allOf } from '../../lib/each.js';
import { type FindOptions, find } from '../../lib/find.js';
import { orStillListed } from '../../lib/look.js';
import { withoutId } from '../../lib/meant.js';
import type { PriceAnswer } from '../../lib/prices.js';
import { diagnoseLogs, MOST_LINES } from '../explain/explain-fixes.js';
import { DEPLOYMENTS, lookingAt, type Placed, subjectOf } from '../find.js';

/** A deployment to look at. One without an ID cannot be read; it is kept here so that it is reported. */
export type Chosen = Omit<Placed, 'id'> & { id: string | undefined };

/** A deployment that was read, or the error if it could not be. */
export type Look = Seen | { chosen: Chosen; error: ExoError };

/** A deployment that was read, and its load according to its logs. */
export interface Seen {
  chosen: Placed;
  deployment: Deployment;
  load: EngineLoad;
  logs: readonly LogEntry[];
}

/** What the rows need besides the deployments. */
export interface Facts {
  /** In ms since the UNIX epoch. */
  now: number;
  prices: Prices | undefined;
  currency: Currency;
}

/** The GPUs of replicas, and their cost per hour; undefined if their number, their GPUs or the price is not known. */
export function takenBy(
  { prices, currency }: Facts,
  { 'gpu-type': family, 'gpu-count': count }: Deployment,
  replicas: number | undefined,
): { gpus: number | undefined; cost: Decimal | undefined } {
  const gpus = count === undefined || replicas === undefined ? undefined : totalGpus(count, replicas);
  if (!prices || family === undefined || gpus === undefined) return { gpus, cost: undefined };
  return { gpus, cost: costPerHour(prices.list, [{ family, gpus }], currency) };
}

/** Says why a table has no costs, unless nobody wants them. */
export function sayPriceUnknown({ io }: Deps, { prices, unwanted, why }: PriceAnswer): void {
  if (!prices && !unwanted) io.say(`Price unknown: ${why}.`);
}

/** The cost of all rows, `5.36 EUR/h`; undefined if that of any is not known. */
export function costOfAll(rows: readonly { cost?: Decimal; currency: Currency }[]): string | undefined {
  const [first] = rows;
  const costs = rows.flatMap(({ cost }) => cost ?? []);
  return first && costs.length === rows.length ? perHour(sum(costs), first.currency) : undefined;
}

/** The organization's own deployments in a zone, by name. */
export async function ownIn(zone: ZoneClient): Promise<Chosen[]> {
  const entries = [...(await zone.listDeployments())].filter(isOwn).sort(byName);
  return entries.map(({ id, name }) => ({ zone, id, name }));
}

/**
 * The named deployments, each once; without names all of the zone of -z, or of every zone.
 * @param change a change follows, so a zone that does not answer is an error: it may have another deployment of the
 * name
 * @throws ExoError not-found or conflict for a name; if all zones fail
 */
export async function choose(
  deps: Deps,
  names: readonly string[],
  { change = false } = {},
): Promise<Gathered<Chosen>> {
  if (names.length === 0) return listEveryZone(deps, ownIn);
  const options: FindOptions<DeploymentEntry> = { change, lists: new Map() };
  const chosen = await allOf(deps.io, [...new Set(names)], async (named): Promise<Placed> => {
    const { zone, id, entry } = await find(deps, DEPLOYMENTS, named, options);
    return { zone, id, name: entry.name };
  });
  return { items: [...new Map(chosen.map((one) => [one.id, one])).values()] };
}

/** Says that none of these zones has a deployment, and warns of those that may have been created all the same. */
export async function sayNoDeployments(deps: Deps, zones: readonly string[] = []): Promise<void> {
  const { sayNone } = await import('../../lib/creation/empty-list.js');
  const only = zones.length === 1 ? zones[0] : undefined;
  await sayNone(deps, DEPLOYMENTS, { none: `No deployments${inZone(only)}`, zones });
}

/**
 * Reads a deployment and its last log lines at the same time.
 * @param options.tail how many lines; more of them reach further back
 * @returns what was read, or the failure
 * @throws ExoError only after an interruption
 */
export async function lookAt(
  deps: Deps,
  chosen: Chosen,
  { tail = MOST_LINES, ...options }: CallOptions & { tail?: number } = {},
): Promise<Look> {
  const { zone, id, name } = chosen;
  if (id === undefined) return { chosen, error: withoutId('deployment', name, zone.zone) };
  try {
    const [deployment, { logs }] = await Promise.all([
      zone.getDeployment(id, { ...options, subject: subjectOf(name) }),
      zone.getDeploymentLogs(id, tail, { byClock: true, ...options, subject: `logs of ${subjectOf(name)}` }),
      // A 404 can also be about the logs alone, or come from a gateway: gone is what the list lacks, too.
    ]).catch(orStillListed(lookingAt({ zone, id, name })));
    const load = readLoad(logs, {
      now: deps.clock.now(),
      replicas: deployment.replicas,
      parameters: deployment['inference-engine-parameters'],
    });
    return { chosen: { zone, id, name: deployment.name }, deployment, load, logs };
  } catch (error) {
    return { chosen, error: failureOf(error) };
  }
}

/** Was a deployment that nobody has named deleted after the list was read? That is no failure. */
export const isGoneSince = (look: Look, names: readonly string[]): boolean =>
  names.length === 0 && 'error' in look && look.error.kind === 'not-found';

/**
 * Throws after the output if some deployments could not be read, and warns of each.
 * @param incomplete the error for zones that failed
 */
export function throwUnseen(
  { io }: Deps,
  failures: readonly ExoError[],
  total: number,
  incomplete: ExoError | undefined,
): void {
  for (const { message } of failures) io.warn(message);
  if (incomplete) throw incomplete;
  const [first] = failures;
  if (!first) return;
  const sentence = `${failures.length} of ${plural(total, 'deployment')} could not be read`;
  throw new ExoError('incomplete', sentence, { hint: first.hint });
}

/** The shortest time for idleness, in ms. An engine reports every ten seconds, so a shorter silence proves nothing. */
export const LEAST_IDLE_MS = 30_000;

/** Was a deployment idle for at least `afterMs`? @param now in ms since the UNIX epoch */
export function verdictOf({ deployment, load, logs }: Seen, afterMs: number, now: number): IdleVerdict {
  return judgeIdle(load, {
    now,
    afterMs,
    state: deployment.state,
    createdAt: msOf(deployment['created-at']),
    failure: failureIn(load, logs),
  });
}

/** The reason why an engine of a replica that runs does not serve; an error of a single request is none. */
export function failureIn({ replicas }: EngineLoad, logs: readonly LogEntry[]): string | undefined {
  const running = new Set(replicas.map(({ replica }) => replica));
  const found = diagnoseLogs(logs.filter(({ node }) => running.has(node)));
  return found?.role === 'requests' ? undefined : found?.cause;
}
