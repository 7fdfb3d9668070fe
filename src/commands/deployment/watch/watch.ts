import { poll } from '../../../api/wait.js';
import type { ZoneClient } from '../../../api/zone-client.js';
import type { Deps } from '../../../deps.js';
import { waitOptions } from '../../lib/follow.js';
import type { WaitInput } from '../../lib/parse-input.js';
import { DeploymentWatch, type Watched } from './deployment-watch.js';
import type { Sighting } from './locate.js';
import { atDeadline } from './watch-errors.js';

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
  watched: Watched,
  wait: Pick<WaitInput, '--wait-timeout'>,
): Promise<Sighting | undefined> {
  const { name, until } = watched;
  const watch = new DeploymentWatch(deps, zones, watched);
  try {
    await watch.look(FIRST_LOOK_MS);
    watch.showProgress();
    await poll(
      await waitOptions(deps, `have deployment ${name} ${until}`, wait),
      watch,
      async () => watch.isDone(),
      (timeoutMs) => watch.look(timeoutMs),
    );
    return watch.sighting;
  } catch (error) {
    throw atDeadline(error, `${name} in ${watch.zone}`, until, watch.sighting);
  } finally {
    watch.hideProgress();
  }
}
