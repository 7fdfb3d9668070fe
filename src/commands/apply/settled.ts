import { poll } from '../../api/wait.js';
import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { isChanging } from '../../domain/deployment-state.js';
import { commandLine } from '../../domain/shell-words.js';
import type { WaitInput } from '../values.js';
import { waitOptions } from '../wait-options.js';

/** The first look with its retries, in ms. */
const FIRST_LOOK_MS = 30_000;

/**
 * Waits until no change of a deployment is under way, whoever has begun it.
 * @throws ExoError not-found, deadline, unavailable, the signal's reason
 */
export async function waitUntilSettled(
  deps: Deps,
  zone: ZoneClient,
  { id, name }: { id: string; name: string },
  wait: Pick<WaitInput, '--wait-timeout'>,
): Promise<void> {
  const read = async (timeoutMs: number) =>
    (await zone.getDeployment(id, { timeoutMs, signal: deps.signal, subject: `deployment ${name}` })).state;
  let state = await read(FIRST_LOOK_MS);
  await poll(
    await waitOptions(deps, `see the change of deployment ${name} end`, wait),
    { zone: zone.zone, resume: commandLine('deployment show', [name], ['-z', zone.zone]) },
    async () => !isChanging(state),
    async (timeoutMs) => {
      state = await read(timeoutMs);
    },
  );
}
