import type { Deps } from '../../../deps.js';
import { plural } from '../../../domain/counts.js';
import { isChanging } from '../../../domain/deployment-state.js';
import { formatDuration } from '../../../domain/duration.js';
import { pollDelayMs } from '../../../domain/polling.js';
import { commandFor } from '../../../domain/shell-words.js';
import { ExoError } from '../../../errors.js';
import type { Known, PutOff, Service } from '../../../proxy/service.js';
import type { Upstream } from '../../../proxy/upstream.js';
import type { Deployment } from '../../../schemas/deployment.js';
import { quotasOf } from '../../lib/gpu-quota.js';
import { orStillListed } from '../../lib/look.js';
import type { WaitInput } from '../../lib/parse-input.js';
import { changeDeployment } from '../change/change.js';
import { scaling } from '../change/scale-change.js';
import { waitUntilSettled } from '../change/wait-for-change.js';
import { lookingAt, type Placed, subjectOf } from '../find.js';
import { requireRoom } from '../scale/scale-words.js';
import { ifBroken } from '../watch/watch-errors.js';
import { usedByOthers } from './used-by-others.js';

/** So often somebody may change it in between. */
const MOST_ROUNDS = 5;

/** A deployment that the proxy wakes and puts to sleep, and its URL. */
interface Woken extends Placed {
  upstream: Pick<Upstream, 'ask'>;
}

/**
 * What the proxy does at the service, by the ways of `deployment scale`: the quota comes first, the change is followed to
 * its end, and a change of somebody else is waited for.
 * @param wait how long one scaling is followed
 */
export function proxyService(deps: Deps, woken: Woken, wait: WaitInput, sleepAfterMs = 0): Service {
  const sure = <T>(act: () => Promise<T>) => unlessListed(woken, act);
  return {
    look: () => sure(() => read(woken)),
    wake: (replicas) =>
      sure(async () => {
        await haveReplicas(deps, woken, replicas, wait);
        await untilItAnswers(deps, woken, wait['--wait-timeout']);
      }),
    watch: () =>
      sure(async () => {
        const { replicas } = await settled(deps, woken, wait);
        if (replicas === 0) return 'stopped';
        await untilItAnswers(deps, woken, wait['--wait-timeout']);
        return 'serves';
      }),
    sleep: (known) => sure(() => putToSleep(deps, woken, known, wait, sleepAfterMs)),
  };
}

/** Nothing is taken for deleted while a list shows it: nobody would put it to sleep. */
async function unlessListed<T>(placed: Placed, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw await orStillListed(lookingAt(placed), error);
  }
}

async function putToSleep(
  deps: Deps,
  woken: Woken,
  known: Known,
  wait: WaitInput,
  sleepAfterMs: number,
): Promise<PutOff | undefined> {
  const used = await usedByOthers(deps, woken, known.replicas);
  if (used && deps.clock.now() - used.usedMs < sleepAfterMs) return used;
  // While the logs were read somebody may have come: who asks is not to wait for a start.
  if (known.isWanted()) return { usedMs: deps.clock.now(), why: 'a request has come' };
  try {
    const change = scaling({ ...woken, size: 0 });
    const { problem } = await changeDeployment(deps, change, wait, { whenBusy: 'refuse' });
    if (problem) throw problem;
    return undefined;
  } catch (error) {
    // What somebody has begun to change a moment ago is wanted.
    if (!(error instanceof ExoError) || error.kind !== 'conflict') throw error;
    return { usedMs: deps.clock.now(), why: error.message };
  }
}

const read = ({ zone, id, name }: Placed) => zone.getDeployment(id, { subject: subjectOf(name) });

/**
 * Sees to it that there are replicas. Whoever has scaled it, it stays as large as that: it is looked at right before, and a
 * change that somebody has begun in between is waited for and looked at again.
 */
async function haveReplicas(deps: Deps, placed: Placed, size: number, wait: WaitInput): Promise<void> {
  const { zone, name } = placed;
  for (let round = 1; ; round++) {
    const now = await settled(deps, placed, wait);
    if (now.replicas !== 0) return;
    const change = { ...placed, size, entry: now };
    await requireRoom(
      change,
      () => quotasOf(deps, zone),
      `wake deployment ${name} with ${plural(size, 'replica')}`,
    );
    try {
      const { problem } = await changeDeployment(deps, scaling(change), wait);
      if (problem) throw problem;
      return;
    } catch (error) {
      if (!(error instanceof ExoError) || error.kind !== 'conflict' || round >= MOST_ROUNDS) throw error;
      await waitUntilSettled(deps, placed, wait);
    }
  }
}

/** As it is once no change is under way. @throws ExoError operation-failed in state error */
async function settled(deps: Deps, placed: Placed, wait: WaitInput): Promise<Deployment> {
  const seen = await read(placed);
  const now = isChanging(seen.state) ? await waitUntilSettled(deps, placed, wait) : seen;
  const broken = ifBroken(placed.name, placed.zone.zone, now);
  if (broken) throw broken;
  return now;
}

/** Replicas that are ready may need a moment until their URL leads to them. @throws ExoError deadline */
async function untilItAnswers(
  { clock, random, signal }: Deps,
  { zone, name, upstream }: Woken,
  atMostMs = Number.POSITIVE_INFINITY,
): Promise<void> {
  const began = clock.now();
  for (let tries = 1; ; tries++) {
    const status = await upstream.ask();
    // A refusal is an answer, too: whoever asks is to have it.
    if (status !== undefined && status < 500) return;
    const gone = clock.now() - began;
    const delay = pollDelayMs(tries, gone, random());
    if (gone + delay > atMostMs)
      throw new ExoError(
        'deadline',
        `deployment ${name} in ${zone.zone} does not answer after ${formatDuration(atMostMs)}`,
        {
          code: 'no-answer',
          zone: zone.zone,
          hint: `see why: ${commandFor('explain', name, zone.zone)}`,
        },
      );
    await clock.sleep(delay, signal);
  }
}
