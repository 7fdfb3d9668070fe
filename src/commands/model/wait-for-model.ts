import { SEARCH_MS } from '../../api/create-once.js';
import { poll } from '../../api/wait.js';
import type { ZoneClient } from '../../api/zone-client.js';
import { steady } from '../../clock.js';
import type { Deps } from '../../deps.js';
import { commandLine } from '../../domain/shell-words.js';
import { ExoError, ifMissing } from '../../errors.js';
import type { Model } from '../../schemas/model.js';
import { waitOptions } from '../lib/follow.js';
import type { WaitInput } from '../lib/parse-input.js';

/** The hint after a failed download: the failed model prevents another download until it is deleted. */
export function deleteFirst(name: string, zone: string): string {
  return `before trying again delete it: ${commandLine('model delete', [name], ['-z', zone])}`;
}

export const isUsable = ({ state }: Model) => state === 'ready' || state === 'created';

/**
 * Waits until a model can be used, if the operation of its download is not known.
 * @param isNew its creation was accepted, so that its ID may not find it for a minute; the wait ends if it does not after
 * that either
 * @throws ExoError operation-failed as soon as its state is `error`, not-found, deadline, unavailable
 */
export async function waitForModel(
  deps: Deps,
  zone: ZoneClient,
  { id, name }: Pick<Model, 'id' | 'name'>,
  wait: WaitInput,
  isNew = false,
): Promise<void> {
  const what = `download model ${name}`;
  const clock = steady(deps.clock);
  let model: Model | undefined;
  /** The time when it was last seen, at first the start of the wait. */
  let presentAtMs = clock.now();
  const progress = deps.io.progress(`Downloading model ${name} in ${zone.zone} …`);
  try {
    await poll(
      await waitOptions(deps, what, wait),
      {
        zone: zone.zone,
        resume: commandLine('model create', [name], ['--if-not-exists', '-z', zone.zone]),
      },
      async () => {
        if (model?.state === 'error') throw downloadFailed(name, zone.zone);
        return model ? isUsable(model) : isNew && clock.now() - presentAtMs >= SEARCH_MS;
      },
      async (timeoutMs) => {
        model = await zone.getModel(id, { signal: deps.signal, timeoutMs }).catch((error: unknown) => {
          if (!isNew) throw error;
          return ifMissing(error);
        });
        if (model) presentAtMs = clock.now();
      },
    );
  } finally {
    progress.stop();
  }
}

/** The error for a model in the state `error`, whatever its operation says. */
export function downloadFailed(name: string, zone: string): ExoError {
  return new ExoError('operation-failed', `could not download model ${name} in ${zone}: its state is error`, {
    code: 'model-error',
    zone,
    hint: deleteFirst(name, zone),
    details: { state: 'error' },
  });
}
