import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import type { DesiredDeployment } from '../../desired/file/file-schema.js';
import { needsDetails } from '../../desired/plan/plan-steps.js';
import { replicasFor } from '../../desired/schedule/standing.js';
import { plural } from '../../domain/counts.js';
import { isOwn } from '../../domain/deployment-state.js';
import { ExoError, failureOf, ifMissing } from '../../errors.js';
import type { Deployment, DeploymentEntry } from '../../schemas/deployment.js';
import { DEPLOYMENTS, lookingAt, subjectOf } from '../deployment/find.js';
import { askZones, gather } from '../lib/asked-zones.js';
import type { Desired } from '../lib/desired/read-desired.js';
import { unlisted } from '../lib/find.js';
import { readListed } from '../lib/look.js';
import { hasId } from '../lib/meant.js';
import { isNow } from './by-logs.js';
import { keyOf, type LastRuns } from './last-runs.js';

/** What exists in the zones of the files, as far as it can be seen. */
export interface InZones {
  /** The deployments by zone, without the zones that did not answer. */
  actual: ReadonlyMap<string, readonly Deployment[]>;
  /** The IDs of deployments that were found although no list shows them. */
  unlisted: ReadonlySet<string>;
  /**
   * The deployments of the files, by `keyOf`, that may exist: no list shows them, and their ID could not be asked; or
   * it does not find them, but this machine has created them, and they should have no replicas.
   */
  inDoubt: ReadonlyMap<string, ExoError>;
  /**
   * The error to end with if some zones did not answer, whose deployments are `unknown` in the plan, or if some
   * deployments could not be read.
   */
  incomplete?: ExoError | undefined;
}

/**
 * Reads what exists in the zones of the files. Warns of what could not be read, and of a clock that is ahead.
 * @param lastSet what the last run on this machine knew of each deployment
 * @throws UsageError for a zone that does not exist
 * @throws ExoError if no zone answered
 */
export async function readZones(
  deps: Deps,
  clients: readonly ZoneClient[],
  { file, at }: Pick<Desired, 'file' | 'at'>,
  lastSet: LastRuns['lastSet'],
): Promise<InZones> {
  const unread: ExoError[] = [];
  const inDoubt = new Map<string, ExoError>();
  const found = new Set<string>();
  let clockAhead: string | undefined;
  const onClockAhead = (words: string) => {
    clockAhead ??= words;
  };
  const answers = await askZones(clients, async (zone) => {
    const desiredHere = file.deployments.filter((one) => one.zone === zone.zone);
    const listed = await zone.listDeployments({ onClockAhead });
    const unseen = await unlistedIn(deps, zone, listed, desiredHere, { lastSet, at, inDoubt });
    for (const { id } of unseen) found.add(id);
    const there = [...listed, ...unseen];
    return detailed(zone, there, desiredHere, { lastSet, at, unread });
  });
  // A zone that does not exist is an error in the file, not a zone that fails to answer: nothing is planned.
  for (const answer of answers)
    if ('error' in answer && answer.error.kind === 'usage') throw inFile(answer.error, answer.zone, file);
  const { incomplete } = gather(deps, answers);
  const goesByClock = ({ schedule, except }: DesiredDeployment) => schedule.length + except.length > 0;
  if (clockAhead !== undefined && isNow(deps, at) && file.deployments.some(goesByClock))
    deps.io.warn(`${clockAhead}, and the schedules follow it: set this machine's clock right`);
  for (const { message } of unread) deps.io.warn(`${message}; only what the list shows of it is compared`);
  for (const { message } of inDoubt.values()) deps.io.warn(message);
  return {
    actual: new Map(
      answers.flatMap((answer) => ('items' in answer ? [[answer.zone.zone, answer.items] as const] : [])),
    ),
    unlisted: found,
    inDoubt,
    incomplete: incomplete
      ? new ExoError('incomplete', incomplete.message, {
          hint: 'nothing is sent to zones that do not answer; run the command again once they do',
          details: incomplete.details,
        })
      : notRead([...unread, ...inDoubt.values()], file.deployments.length),
  };
}

/** Names the first deployment of the file that is in this zone, and where it is written. */
function inFile(error: ExoError, { zone }: ZoneClient, { deployments }: Desired['file']): ExoError {
  const first = deployments.find((one) => one.zone === zone);
  if (!first) return error;
  const { file, line, column } = first.source;
  return error.retold({ message: `${file}:${line}:${column}: ${first.name}: ${error.message}` });
}

/** The error for deployments that could not be read by their ID; undefined if there are none. */
function notRead([first, ...more]: readonly ExoError[], total: number): ExoError | undefined {
  if (!first) return undefined;
  const sentence = `${more.length + 1} of ${plural(total, 'deployment')} could not be read`;
  return new ExoError('incomplete', sentence, { zone: first.zone, hint: first.hint });
}

/** The moment for which the zones are read, and what earlier runs knew. */
type ReadFor = Pick<LastRuns, 'lastSet'> & Pick<Desired, 'at'>;

/**
 * The deployments of a zone. Some are also read by their ID: those whose engine parameters, version or load the plan
 * needs, because the list has no engine parameters and no version; those that should have zero replicas and are listed
 * with zero, because the list may be out of date and GPUs that still run cost money; and those that a run on this
 * machine has given another size than is listed. One that cannot be read does not keep the others running: what only it
 * itself tells is not compared, and zero is sent to it.
 * @param options.unread receives the failure where something is not compared
 */
async function detailed(
  zone: ZoneClient,
  entries: readonly DeploymentEntry[],
  desired: readonly DesiredDeployment[],
  { lastSet, at, unread }: ReadFor & { unread: ExoError[] },
): Promise<Deployment[]> {
  const named = new Map(desired.map((one) => [one.name, one]));
  const detailOf = async (entry: DeploymentEntry): Promise<Deployment> => {
    const { id, name } = entry;
    const one = isOwn(entry) ? named.get(name) : undefined;
    if (one === undefined || id === undefined) return entry;
    const compares = needsDetails(one) || one.autoscale !== undefined || one.idle !== undefined;
    const mayRun = entry.replicas === 0 && replicasFor(one, at, { replicas: 0 }).replicas === 0;
    const last = lastSet(one);
    const wasSet = last && (last.sent ?? last.replicas);
    const isOther = wasSet !== undefined && wasSet !== entry.replicas;
    if (!compares && !mayRun && !isOther) return entry;
    try {
      return await readListed(lookingAt({ zone, id, name }));
    } catch (error) {
      const failure = failureOf(error);
      if (compares) unread.push(failure);
      return asListed(entry, one, mayRun);
    }
  };
  return Promise.all(entries.map(detailOf));
}

/**
 * The deployments of the file that the list of their zone lacks, and that are found by the ID that an earlier run on
 * this machine has seen or created. Taken for missing, one would be created a second time, or run on where none should.
 * One that has another name now was renamed.
 * @param options.inDoubt receives one whose ID could not be asked, and one that should have no replicas, was created
 * here, and is not found by its ID either
 */
async function unlistedIn(
  deps: Deps,
  zone: ZoneClient,
  listed: readonly DeploymentEntry[],
  desired: readonly DesiredDeployment[],
  { lastSet, at, inDoubt }: ReadFor & { inDoubt: Map<string, ExoError> },
): Promise<(Deployment & { id: string })[]> {
  const found = await Promise.all(
    desired.map(async (one) => {
      if (listed.some(({ name }) => name === one.name)) return [];
      const last = lastSet(one)?.id;
      // One that is listed under another name was renamed.
      const id = last !== undefined && listed.some(hasId(last)) ? undefined : last;
      const seen = await byId(one, zone, id).catch((error: unknown) => ({ unread: failureOf(error) }));
      if (seen && 'unread' in seen) {
        const { unread } = seen;
        const sentence = `no list shows ${subjectOf(one.name)} in ${zone.zone}, but it may exist: ${unread.message}`;
        inDoubt.set(keyOf(one), unread.retold({ message: sentence }));
        return [];
      }
      if (seen)
        deps.io.say(
          `The list of ${zone.zone} lacks ${subjectOf(seen.name)}; it was found by its ID ${seen.id}.`,
        );
      if (seen?.name === one.name) return [seen];
      const made = await unlisted(deps, DEPLOYMENTS, one.name, zone).catch((error: unknown) => {
        // With more replicas the creation itself finds out what became of the earlier one.
        if (replicasFor(one, at, { replicas: 0 }).replicas === 0) inDoubt.set(keyOf(one), failureOf(error));
      });
      return [...(seen ? [seen] : []), ...(made ? [{ ...made.entry, id: made.id }] : [])];
    }),
  );
  // Two names of the file can lead to one deployment, which was renamed from the one to the other.
  return [...new Map(found.flat().map((one) => [one.id, one])).values()];
}

/** A deployment, by its ID; undefined if the service does not know it. */
async function byId({ name }: DesiredDeployment, zone: ZoneClient, id: string | undefined) {
  const seen = id && (await zone.getDeployment(id, { subject: subjectOf(name) }).catch(ifMissing));
  return seen ? { ...seen, id } : undefined;
}

/**
 * A deployment that could not be read, as far as the list tells: without the moment of its last change the load decides
 * nothing, and with the engine of the file nothing is updated.
 * @param mayRun its listed zero replicas are not believed
 */
function asListed(entry: DeploymentEntry, one: DesiredDeployment, mayRun: boolean): Deployment {
  return {
    ...entry,
    replicas: mayRun ? undefined : entry.replicas,
    'updated-at': undefined,
    'inference-engine-parameters': one['inference-engine-params'],
    'inference-engine-version': one['inference-engine-version'],
  };
}
