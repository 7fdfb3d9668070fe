import type { CallOptions } from '../../../api/call.js';
import { ApiError } from '../../../api/errors.js';
import { poll } from '../../../api/wait.js';
import type { ZoneClient } from '../../../api/zone-client.js';
import type { Deps } from '../../../deps.js';
import { isChanging, type WaitedFor } from '../../../domain/deployment-state.js';
import { isId } from '../../../domain/id.js';
import { commandLine, scaleCommand } from '../../../domain/shell-words.js';
import type { Progress } from '../../../io/io.js';
import { waitOptions } from '../../lib/follow.js';
import type { WaitInput } from '../../lib/parse-input.js';
import { locate, type Sighting } from './locate.js';
import { atDeadline, inErrorBecause, notFound, onlyListed } from './watch-errors.js';

interface Watched {
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
  const names = new Set<string>();
  let sighting: Sighting | undefined;
  let presentAt = deps.clock.now();
  let hinted = false;
  let isListed = false;
  let progress: Progress | undefined;
  const where = () => (places.length === 1 && places[0] ? places[0].zone : 'any zone');
  /** What a list says is not believed when it would end the wait: it may be behind. */
  const isDecisive = (listed: Sighting | undefined) =>
    until === 'deleted'
      ? !listed
      : listed && (listed.entry.state === 'error' || isReached(listed.entry, until));
  const show = () => deps.io.progress(`Waiting until ${name} is ${until} in ${where()} …`);
  const tell = (line: string) => {
    progress?.stop();
    deps.io.say(line);
    progress &&= show();
  };
  const look = async (timeoutMs: number) => {
    const options = { timeoutMs, signal: deps.signal };
    const listed = await locate(places, target, options, names);
    sighting = isDecisive(listed) ? await confirmed(listed, target, places, options) : listed;
    isListed = listed !== undefined;
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
      tell(`${name} has no replicas; it gets ready once scaled up: ${scaleCommand(name, 1, zone.zone)}`);
    }
  };
  const isDone = async () => {
    if (!sighting) {
      if (until === 'deleted') return true;
      if (deps.clock.now() - presentAt < (created ? SEEN_TO_BE_CREATED_MS : VISIBLE_AFTER_MS)) return false;
      throw isListed ? onlyListed(name, where()) : notFound(name, places, [...names]);
    }
    const { entry } = sighting;
    if (until === 'deleted') return false;
    if (entry.state === 'error') throw inErrorBecause(name, sighting.zone.zone, entry);
    return isReached(entry, until);
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
        looksOn: true,
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

function isReached({ state, replicas }: Sighting['entry'], until: WaitedFor): boolean {
  if (isChanging(state)) return false;
  return until === 'stopped' ? replicas === 0 : state === 'ready' && (replicas ?? 1) > 0;
}

/** The deployment itself, where its ID is known: what it says goes before what lists say. */
async function confirmed(
  listed: Sighting | undefined,
  target: string,
  places: readonly ZoneClient[],
  options: CallOptions,
): Promise<Sighting | undefined> {
  const [only, ...others] = places;
  const zone = listed?.zone ?? (others.length === 0 ? only : undefined);
  const id = listed ? listed.entry.id : isId(target) ? target : undefined;
  if (zone === undefined || id === undefined) return listed;
  try {
    return { zone, entry: await zone.getDeployment(id, options) };
  } catch (error) {
    if (error instanceof ApiError && error.kind === 'not-found' && error.isOwnWord) return undefined;
    throw error;
  }
}
