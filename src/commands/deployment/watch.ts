import { poll } from '../../api/wait.js';
import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { isChanging } from '../../domain/deployment-state.js';
import { commandLine } from '../../domain/shell-words.js';
import type { Progress } from '../../io/io.js';
import type { WaitInput } from '../values.js';
import { waitOptions } from '../wait-options.js';
import { locate, type Sighting } from './locate.js';
import { atDeadline, inError, notFound, scaleUp } from './watch-errors.js';

export const WAITED_FOR = ['ready', 'stopped', 'deleted'] as const;
export type WaitedFor = (typeof WAITED_FOR)[number];

export interface Watched {
  /** The ID where it is known, else it is looked for by name. */
  id?: string | undefined;
  name: string;
  until: WaitedFor;
  /** Its creation was accepted: that it is not to be seen yet is the service's doing. */
  created?: boolean;
}

/** A new deployment may not be visible yet: so long its absence is no failure, in ms. */
const VISIBLE_AFTER_MS = 15_000;
/** The same for one of which it is known that it was created. */
const SEEN_TO_BE_CREATED_MS = 75_000;
/** The first look with its retries, in ms. */
const FIRST_LOOK_MS = 30_000;

/**
 * Watches the deployment itself until it is ready (with replicas), stopped (at zero replicas), or gone.
 * @param zones where it may be; once it is seen, only its own zone is asked
 * @returns the deployment as last seen; undefined when it is gone
 * @throws ExoError operation-failed as soon as its state is `error`, not-found, conflict, deadline, unavailable
 */
export async function waitForDeployment(
  deps: Deps,
  zones: readonly ZoneClient[],
  { id, name, until, created = false }: Watched,
  wait: Pick<WaitInput, '--wait-timeout'>,
): Promise<Sighting | undefined> {
  let places = zones;
  let target = id ?? name;
  let sighting: Sighting | undefined;
  let presentAt = deps.clock.now();
  let hinted = false;
  let progress: Progress | undefined;
  const where = () => (places.length === 1 && places[0] ? places[0].zone : 'any zone');
  const show = () => deps.io.progress(`Waiting until ${name} is ${until} in ${where()} …`);
  const tell = (line: string) => {
    progress?.stop();
    deps.io.say(line);
    progress &&= show();
  };
  const look = async (timeoutMs: number) => {
    sighting = await locate(places, target, { timeoutMs, signal: deps.signal });
    if (!sighting) return;
    const { zone, entry } = sighting;
    const searched = places.length > 1;
    places = [zone];
    if (searched) tell(`Found ${name} in ${zone.zone}.`);
    // One that is made anew under the same name is not the one whose end is waited for.
    if (until === 'deleted') target = entry.id ?? target;
    presentAt = deps.clock.now();
    if (until === 'ready' && entry.state === 'ready' && entry.replicas === 0 && !hinted) {
      hinted = true;
      tell(`${name} has no replicas; it gets ready once scaled up: ${scaleUp(name, zone.zone)}`);
    }
  };
  const isDone = async () => {
    if (!sighting) {
      if (until === 'deleted') return true;
      if (deps.clock.now() - presentAt < (created ? SEEN_TO_BE_CREATED_MS : VISIBLE_AFTER_MS)) return false;
      throw notFound(name, places);
    }
    const { entry } = sighting;
    if (until === 'deleted') return false;
    if (entry.state === 'error') throw await inError(name, sighting);
    if (isChanging(entry.state)) return false;
    return until === 'stopped' ? entry.replicas === 0 : entry.state === 'ready' && (entry.replicas ?? 1) > 0;
  };
  try {
    await look(FIRST_LOOK_MS);
    progress = show();
    await poll(
      await waitOptions(deps, `have deployment ${name} ${until}`, wait),
      {
        get zone() {
          return where();
        },
        get resume() {
          return commandLine(
            'deployment wait',
            [name],
            ['--for', until, ...(places.length === 1 ? ['-z', where()] : [])],
          );
        },
      },
      isDone,
      look,
    );
    return sighting;
  } catch (error) {
    throw atDeadline(error, `${name} in ${where()}`, until, sighting);
  } finally {
    progress?.stop();
  }
}
