import type { CallOptions } from '../../../api/call.js';
import { ApiError } from '../../../api/errors.js';
import type { ZoneClient } from '../../../api/zone-client.js';
import type { Deps } from '../../../deps.js';
import type { WaitedFor } from '../../../domain/choices.js';
import { isChanging } from '../../../domain/deployment-state.js';
import { isId } from '../../../domain/id.js';
import { commandLine, scaleCommand } from '../../../domain/shell-words.js';
import type { Progress } from '../../../io/io.js';
import { locate, type Sighting } from './locate.js';
import { inErrorBecause, notFound, onlyListed } from './watch-errors.js';

/** What is waited for. */
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

/** A deployment that is looked at again and again, and what has been seen of it so far. */
export class DeploymentWatch {
  /** No operation is waited for, see `WaitFacts`. */
  readonly looksOn = true;
  /** As it was last seen; undefined where it was not to be seen. */
  sighting: Sighting | undefined;
  /** Where it may be; once it is seen, its own zone. */
  private places: readonly ZoneClient[];
  /** Its ID where that is known, else its name. */
  private target: string;
  /** The names of all that lists have shown. */
  private readonly names = new Set<string>();
  /** When it was last seen, by the clock in ms; before that, when the wait has begun. */
  private presentAtMs: number;
  private isListed = false;
  private isHinted = false;
  private progress: Progress | undefined;

  /** @param zones where it may be */
  constructor(
    private readonly deps: Deps,
    zones: readonly ZoneClient[],
    private readonly watched: Watched,
  ) {
    this.places = zones;
    this.target = watched.id ?? watched.name;
    this.presentAtMs = deps.clock.now();
  }

  /** Its zone, or `any zone` while it is looked for in several. */
  get zone(): string {
    const [only, ...others] = this.places;
    return only && others.length === 0 ? only.zone : 'any zone';
  }

  /** The command that waits on. */
  get resume(): string {
    const { name, until } = this.watched;
    const at = this.places.length === 1 ? ['-z', this.zone] : [];
    return commandLine('deployment wait', [name], ['--for', until, ...at]);
  }

  /** One look. @throws ExoError conflict when several match; a zone's failure when it may be hidden behind that */
  async look(timeoutMs: number): Promise<void> {
    const { deps, places, target } = this;
    const { name, until } = this.watched;
    const options = { timeoutMs, signal: deps.signal };
    const listed = await locate(places, target, options, this.names);
    this.sighting = this.isDecisive(listed) ? await confirmed(listed, target, places, options) : listed;
    this.isListed = listed !== undefined;
    if (!this.sighting) return;
    const { zone, entry } = this.sighting;
    this.places = [zone];
    if (places.length > 1) this.tell(`Found ${name} in ${zone.zone}.`);
    // One that is made anew under the same name is not the one whose end is waited for.
    if (until === 'deleted') this.target = entry.id ?? target;
    this.presentAtMs = deps.clock.now();
    if (until === 'ready' && entry.state === 'ready' && entry.replicas === 0 && !this.isHinted) {
      this.isHinted = true;
      this.tell(`${name} has no replicas; it gets ready once scaled up: ${scaleCommand(name, 1, zone.zone)}`);
    }
  }

  /** Has the last look shown what is waited for? @throws ExoError operation-failed in state error, not-found */
  isDone(): boolean {
    const { sighting } = this;
    const { name, until } = this.watched;
    if (until === 'deleted') return sighting === undefined;
    if (!sighting) {
      this.requireSeenLately();
      return false;
    }
    const { zone, entry } = sighting;
    if (entry.state === 'error') throw inErrorBecause(name, zone.zone, entry);
    return isReached(entry, until);
  }

  /** @throws ExoError not-found once it has not been seen for longer than a new one may take */
  private requireSeenLately(): void {
    const { name, created } = this.watched;
    const absentForMs = this.deps.clock.now() - this.presentAtMs;
    if (absentForMs < (created ? SEEN_TO_BE_CREATED_MS : VISIBLE_AFTER_MS)) return;
    throw this.isListed ? onlyListed(name, this.zone) : notFound(name, this.places, [...this.names]);
  }

  /** What a list says is not believed when it would end the wait: it may be behind. */
  private isDecisive(listed: Sighting | undefined): boolean {
    const { until } = this.watched;
    if (!listed) return until === 'deleted';
    if (until === 'deleted') return false;
    return listed.entry.state === 'error' || isReached(listed.entry, until);
  }

  showProgress(): void {
    const { name, until } = this.watched;
    this.progress = this.deps.io.progress(`Waiting until ${name} is ${until} in ${this.zone} …`);
  }

  hideProgress(): void {
    this.progress?.stop();
  }

  /** Says something above the line of progress, where there is one. */
  private tell(line: string): void {
    this.hideProgress();
    this.deps.io.say(line);
    if (this.progress) this.showProgress();
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
