import { steady } from '../../../clock.js';
import type { Deps } from '../../../deps.js';
import { plural } from '../../../domain/counts.js';
import { isChanging } from '../../../domain/deployment-state.js';
import { formatDuration } from '../../../domain/duration.js';
import { lastActiveAt } from '../../../domain/load/engine-load.js';
import { pollDelayMs } from '../../../domain/polling.js';
import { commandFor } from '../../../domain/shell-words.js';
import { ExoError, failureOf } from '../../../errors.js';
import type { Known, PutOff, Service } from '../../../proxy/service.js';
import type { Upstream } from '../../../proxy/upstream.js';
import type { Deployment } from '../../../schemas/deployment.js';
import { orStillListed } from '../../lib/look.js';
import type { WaitInput } from '../../lib/parse-input.js';
import { changeDeployment } from '../change/change.js';
import { scaling } from '../change/scale-change.js';
import { scaleUnlessChanged } from '../change/scale-unless-changed.js';
import { waitUntilSettled } from '../change/wait-for-change.js';
import { lookingAt, type Placed, subjectOf } from '../find.js';
import { lookAt } from '../load/load-look.js';
import { requireRoom } from '../scale/scale-words.js';
import { ifBroken } from '../watch/watch-errors.js';

/** How often `wake` tries again because somebody else has begun a change in between. */
const MOST_ROUNDS = 5;

/** A deployment that the proxy wakes and puts to sleep, with the connection to its URL. */
interface Woken extends Placed {
  upstream: Pick<Upstream, 'ask'>;
}

/**
 * The proxy's requests to the service. They work like `deployment scale`: the quota is checked first, the change is
 * followed to its end, and a change by somebody else is waited for.
 * @param wait how long one scaling is followed
 * @param sleepAfterMs --sleep-after, in ms
 */
export function proxyService(deps: Deps, woken: Woken, wait: WaitInput, sleepAfterMs = 0): Service {
  // A deployment that a list still shows is not taken for deleted: nobody would put it to sleep any more.
  const sure = <T>(acting: Promise<T>) => acting.catch(orStillListed(lookingAt(woken)));
  return {
    look: () => sure(read(woken)),
    wake: (replicas) => sure(wake(deps, woken, replicas, wait)),
    watch: () => sure(watch(deps, woken, wait)),
    sleep: (known) => sure(putToSleep(deps, woken, known, wait, sleepAfterMs)),
  };
}

async function wake(deps: Deps, woken: Woken, replicas: number, wait: WaitInput): Promise<void> {
  await haveReplicas(deps, woken, replicas, wait).catch((error: unknown) => unlessServing(woken, error));
  await untilItAnswers(deps, woken, wait['--wait-timeout']);
}

async function watch(deps: Deps, woken: Woken, wait: WaitInput): Promise<'stopped' | 'serves'> {
  const { replicas } = await settled(deps, woken, wait);
  if (replicas === 0) return 'stopped';
  await untilItAnswers(deps, woken, wait['--wait-timeout']);
  return 'serves';
}

async function putToSleep(
  deps: Deps,
  woken: Woken,
  known: Known,
  wait: WaitInput,
  sleepAfterMs: number,
): Promise<PutOff | undefined> {
  const used = await usedByOthers(deps, woken, known.replicas);
  if (used && used.agoMs < sleepAfterMs) return used;
  // A request may have arrived while the logs were read; scaling to zero now would make it wait for a start.
  if (known.isWanted()) return { agoMs: 0, why: 'a request has come' };
  const { problem, inUse } = await scaleUnlessChanged(deps, { ...woken, size: 0 }, known, wait);
  if (problem) throw problem;
  return inUse === undefined ? undefined : { agoMs: 0, why: inUse };
}

/** How many log lines are searched for requests by others. */
const TAIL = 1_000;

/**
 * How long ago the deployment was last used other than through this proxy: somebody changes it, has scaled it, or its
 * logs show that the engines had work. Logs that cannot be read, or that report nothing, prove nothing.
 * @param known the number of replicas that the proxy has seen last
 * @returns undefined if no use is known
 * @throws ExoError not-found
 */
async function usedByOthers(
  deps: Deps,
  chosen: Placed,
  known: number | undefined,
): Promise<PutOff | undefined> {
  // `byClock: false` reads the logs even if this machine's clock is wrong: without them the deployment would be put to
  // sleep.
  const look = await lookAt(deps, chosen, { tail: TAIL, byClock: false });
  if ('error' in look) {
    if (look.error.kind === 'not-found') throw look.error;
    return undefined;
  }
  const { state, replicas } = look.deployment;
  if (isChanging(state)) return { agoMs: 0, why: `a change of it is under way: it is ${state}` };
  if (known !== undefined && replicas !== undefined && replicas !== known && replicas > 0)
    return { agoMs: 0, why: `somebody has scaled it to ${plural(replicas, 'replica')}` };
  const usedMs = lastActiveAt(look.load);
  if (usedMs === undefined) return undefined;
  return { agoMs: deps.clock.now() - usedMs, why: 'its logs show requests of others' };
}

const read = ({ zone, id, name }: Placed) => zone.getDeployment(id, { subject: subjectOf(name) });

/**
 * Scales the deployment up if it is at zero. It is read right before: if somebody else has scaled it, it stays at that
 * size. A change that somebody begins in between is waited for, then it is read again.
 */
async function haveReplicas(deps: Deps, placed: Woken, size: number, wait: WaitInput): Promise<void> {
  const { name } = placed;
  for (let round = 1; ; round++) {
    const now = await settled(deps, placed, wait);
    // It was last seen at zero. Where the service does not tell its replicas now, its URL shows whether it has some.
    const hasSome = now.replicas === undefined ? await serves(placed) : now.replicas > 0;
    if (hasSome) return;
    const change = { ...placed, size, entry: now };
    await requireRoom(deps, change, `wake deployment ${name} with ${plural(size, 'replica')}`);
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

/**
 * Waits until no change is under way.
 * @returns the deployment
 * @throws ExoError operation-failed if its state is `error`
 */
async function settled(deps: Deps, placed: Placed, wait: WaitInput): Promise<Deployment> {
  const seen = await read(placed);
  const now = isChanging(seen.state) ? await waitUntilSettled(deps, placed, wait) : seen;
  const broken = ifBroken(placed.name, placed.zone.zone, now);
  if (broken) throw broken;
  return now;
}

/** Does the deployment's URL answer with success? At zero replicas something else may answer there with a refusal. */
async function serves({ upstream }: Woken): Promise<boolean> {
  const status = (await upstream.ask()) ?? 0;
  return status >= 200 && status < 300;
}

/**
 * Passes over the failure of a wake if the deployment serves: the service may be unreachable while the replicas run.
 * @throws the failure, if it does not serve or was deleted; the signal's reason
 */
async function unlessServing(woken: Woken, error: unknown): Promise<void> {
  const failure = failureOf(error);
  if (failure.kind === 'not-found' || !(await serves(woken))) throw failure;
}

/** Waits until the URL answers, which can be some time after the replicas are ready. @throws ExoError deadline */
async function untilItAnswers(
  { clock: system, random, signal }: Deps,
  { zone, name, upstream }: Woken,
  atMostMs = Number.POSITIVE_INFINITY,
): Promise<void> {
  const clock = steady(system);
  const began = clock.now();
  for (let tries = 1; ; tries++) {
    const status = await upstream.ask();
    // A refusal is an answer, too, and is passed on to the caller.
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
