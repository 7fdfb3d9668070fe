import { poll } from '../../../api/wait.js';
import { interrupted, lostSight, type WaitFacts } from '../../../api/wait-errors.js';
import type { ZoneClient } from '../../../api/zone-client.js';
import { steady } from '../../../clock.js';
import type { Deps } from '../../../deps.js';
import type { WaitedFor } from '../../../domain/choices.js';
import { atZone, commandLine, scaleCommand } from '../../../domain/shell-words.js';
import { ExoError, failureOf } from '../../../errors.js';
import type { Progress } from '../../../io/io.js';
import { unlisted } from '../../lib/find.js';
import { waitOptions } from '../../lib/follow.js';
import { notFound } from '../../lib/kind.js';
import type { WaitInput } from '../../lib/parse-input.js';
import { DEPLOYMENTS } from '../find.js';
import { isReached, lookFor, type Sighting } from './locate.js';
import { atDeadline, inErrorBecause, onlyListed } from './watch-errors.js';

/** The deployment and the state to wait for. */
interface Watched {
  /** The ID, if it is known; otherwise the deployment is found by its name. */
  id?: string | undefined;
  name: string;
  until: WaitedFor;
  /** Its creation was accepted, so it may take longer until it shows. If it never does, the wait just ends. */
  created?: boolean;
}

/** The time limit of the first look with its retries, in ms. */
const FIRST_LOOK_MS = 30_000;
/** For this time, in ms, the absence of a deployment is no failure, because a new one may not show yet. */
const VISIBLE_AFTER_MS = 15_000;
/** The same for a deployment whose creation was accepted, or may have been. */
const SEEN_TO_BE_CREATED_MS = 75_000;

/**
 * Watches the deployment itself until it is ready (with replicas), stopped (at zero replicas), or gone.
 * @param zones the zones to search; once it is found, only its own zone is asked
 * @returns the deployment as last read; undefined if it is gone, or was created and does not show
 * @throws ExoError operation-failed as soon as its state is `error`; not-found; conflict; deadline; unavailable
 */
export async function waitForDeployment(
  deps: Deps,
  zones: readonly ZoneClient[],
  { id, name, until, created }: Watched,
  wait: WaitInput,
): Promise<Sighting | undefined> {
  const { io, signal } = deps;
  const clock = steady(deps.clock);
  /** The names of all deployments that lists have shown. */
  const names = new Set<string>();
  let places = zones;
  let target = id ?? name;
  let seen: Sighting | undefined;
  /** The zone whose list showed it at the last look. */
  let listedIn: string | undefined;
  let isHinted = false;
  /** Why it is not known whether it exists, although no list shows it. */
  let inDoubt: ExoError | undefined;
  /** The time when it was last seen, at first the start of the wait. */
  let presentAtMs = clock.now();
  let progress: Progress | undefined;

  const onlyZone = () => (places.length === 1 ? places[0]?.zone : undefined);
  const where = () => onlyZone() ?? 'any zone';
  const showProgress = () => {
    progress = io.progress(`Waiting until ${name} is ${until} in ${where()} …`);
  };
  /** Prints a line above the progress line. */
  const tell = (line: string) => {
    progress?.stop();
    io.say(line);
    if (progress) showProgress();
  };

  /**
   * The deployment, if a run on this machine has created it and no list shows it yet; from then on its ID is followed.
   * @throws ExoError if it is to be gone but may exist
   */
  const createdHere = async (): Promise<Sighting | undefined> => {
    inDoubt = undefined;
    for (const zone of places) {
      const found = await unlisted(deps, DEPLOYMENTS, name, zone).catch((error: unknown) => {
        if (until === 'deleted') throw error;
        inDoubt = failureOf(error);
        return undefined;
      });
      if (!found) continue;
      target = found.id;
      return { zone, entry: found.entry };
    }
    return undefined;
  };

  const look = async (timeoutMs: number) => {
    const several = places.length > 1;
    ({ seen, listedIn } = await lookFor(places, target, until, { timeoutMs, signal }, names));
    if (!seen && !listedIn && target === name) seen = await createdHere();
    if (!seen) return;
    const { zone, entry } = seen;
    places = [zone];
    if (several) tell(`Found ${name} in ${zone.zone}.`);
    // From now on it is followed by its ID: a new deployment of the same name is not the one whose end is awaited.
    if (until === 'deleted') target = entry.id ?? target;
    presentAtMs = clock.now();
    if (until === 'ready' && entry.state === 'ready' && entry.replicas === 0 && !isHinted) {
      isHinted = true;
      tell(`${name} has no replicas; it gets ready once scaled up: ${scaleCommand(name, 1, zone.zone)}`);
    }
  };

  const isDone = async () => {
    if (until === 'deleted') return seen === undefined;
    if (!seen) {
      const absentForMs = clock.now() - presentAtMs;
      if (absentForMs < (created || inDoubt ? SEEN_TO_BE_CREATED_MS : VISIBLE_AFTER_MS)) return false;
      if (listedIn) throw onlyListed(name, listedIn, created);
      if (created) return true;
      // A name that was there is no slip, so no similar one is suggested in its place.
      const there = names.has(name) ? [] : [...names];
      throw inDoubt ?? notFound(DEPLOYMENTS, [name], onlyZone(), { there });
    }
    if (seen.entry.state === 'error') throw inErrorBecause(name, seen.zone.zone, seen.entry);
    return isReached(seen.entry, until);
  };

  const about: WaitFacts = {
    looksOn: true,
    get zone() {
      return onlyZone();
    },
    get resume() {
      return commandLine('deployment wait', [name], ['--for', until, ...atZone(onlyZone())]);
    },
  };
  const what = `have deployment ${name} ${until}`;
  try {
    await look(FIRST_LOOK_MS).catch((error: unknown) => {
      // Who has sent a change is told how to look at it again.
      const isSent = created || id !== undefined;
      if (!isSent || !(error instanceof ExoError)) throw error;
      throw signal.aborted ? interrupted(what, about, signal.reason) : lostSight(what, about, error);
    });
    showProgress();
    await poll(await waitOptions(deps, what, wait), about, isDone, look);
    return seen;
  } catch (error) {
    throw atDeadline(error, { name, zone: where(), until, listedIn }, seen);
  } finally {
    progress?.stop();
  }
}
