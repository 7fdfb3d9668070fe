import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { formatDuration } from '../../domain/duration.js';
import { plural } from '../../domain/gpus.js';
import { pollDelayMs } from '../../domain/polling.js';
import { commandLine } from '../../domain/shell-words.js';
import { ExoError } from '../../errors.js';
import type { Service } from '../../proxy/keeper.js';
import type { Upstream } from '../../proxy/upstream.js';
import { quotasOrNone, requireQuota } from '../gpu-quota.js';
import type { WaitInput } from '../values.js';
import { changeDeployment } from './change.js';
import { subjectOf } from './find.js';
import { scaling } from './scale-change.js';

/** A deployment that the proxy wakes and puts to sleep, and its URL. */
export interface Woken {
  zone: ZoneClient;
  id: string;
  name: string;
  upstream: Pick<Upstream, 'ask'>;
}

/**
 * What the proxy does at the service, by the ways of `deployment scale`: the quota comes first, the change is followed to
 * its end, and a change of somebody else is waited for.
 * @param wait how long one scaling is followed
 */
export function proxyService(deps: Deps, { zone, id, name, upstream }: Woken, wait: WaitInput): Service {
  const read = () => zone.getDeployment(id, { subject: subjectOf(name) });
  const scaleTo = async (size: number) => {
    const { problem } = await changeDeployment(deps, scaling({ zone, id, name, size }), wait, {
      whenBusy: 'wait',
    });
    if (problem) throw problem;
  };
  return {
    async look() {
      const { replicas } = await read();
      return { replicas };
    },
    async wake(replicas) {
      const { replicas: from, 'gpu-count': gpuCount, 'gpu-type': gpuType } = await read();
      if (from === 0) {
        if (gpuCount !== undefined && gpuType !== undefined) {
          const resize = (fits: number) =>
            commandLine('deployment scale', [name, String(fits)], ['-z', zone.zone]);
          const what = `wake deployment ${name} with ${plural(replicas, 'replica')}`;
          const quotas = await quotasOrNone(zone, deps.io.warn);
          requireQuota({ gpuType, gpuCount, from, to: replicas }, quotas, what, zone.zone, resize);
        }
        await scaleTo(replicas);
      }
      await untilItAnswers(deps, { zone, name, upstream }, wait['--wait-timeout']);
    },
    sleep: () => scaleTo(0),
  };
}

/** Replicas that are ready may need a moment until their URL leads to them. @throws ExoError deadline */
async function untilItAnswers(
  { clock, random, signal }: Deps,
  { zone, name, upstream }: Omit<Woken, 'id'>,
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
          ...{ code: 'no-answer', zone: zone.zone },
          hint: `see why: ${commandLine('deployment explain', [name], ['-z', zone.zone])}`,
        },
      );
    await clock.sleep(delay, signal);
  }
}
