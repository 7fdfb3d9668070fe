import type { ZoneClient } from '../../api/client.js';
import { DEFAULT_WAIT_MS, poll } from '../../api/wait.js';
import type { Deps } from '../../deps.js';
import { isChanging } from '../../domain/deployment-state.js';
import { ExoError } from '../../errors.js';
import type { DeploymentEntry } from '../../schemas/deployment.js';
import type { WaitInput } from '../values.js';

export type WaitedFor = 'ready' | 'stopped' | 'deleted';

export interface Watched {
  /** The ID where it is known, else it is looked for by name. */
  id?: string | undefined;
  name: string;
  until: WaitedFor;
}

/** A new deployment may not be visible yet: so long its absence is no failure, in ms. */
const VISIBLE_AFTER_MS = 15_000;

/**
 * Watches the deployment itself until it is ready (with replicas), stopped (at zero replicas), or gone.
 * @returns the deployment as last seen; undefined when it is gone
 * @throws ExoError operation-failed as soon as its state is `error`, not-found, conflict, deadline, unavailable
 */
export async function waitForDeployment(
  deps: Deps,
  zone: ZoneClient,
  { id, name, until }: Watched,
  wait: Pick<WaitInput, '--wait-timeout'>,
): Promise<DeploymentEntry | undefined> {
  const start = deps.clock.now();
  const what = `see deployment ${name} ${until}`;
  let entry: DeploymentEntry | undefined;
  let looked = false;
  const progress = deps.io.progress(`Waiting until ${name} is ${until} in ${zone.zone} …`);
  const look = async (timeoutMs: number) => {
    const all = await zone.listDeployments({ timeoutMs, signal: deps.signal });
    const matches = all.filter((one) =>
      id === undefined ? one.id === name || one.name === name : one.id === id,
    );
    if (matches.length > 1) throw ambiguous(name, zone.zone, matches);
    entry = matches[0];
    looked = true;
  };
  const isDone = async () => {
    if (!looked) return false;
    const waited = deps.clock.now() - start;
    if (!entry) {
      if (until === 'deleted') return true;
      if (waited < VISIBLE_AFTER_MS) return false;
      throw new ExoError('not-found', `there is no deployment ${name} in ${zone.zone}`, {
        zone: zone.zone,
        hint: `see what there is with: exo-di deployment list -z ${zone.zone}`,
      });
    }
    if (until === 'deleted') return false;
    if (entry.state === 'error') throw await inError(zone, name, entry);
    if (isChanging(entry.state)) return false;
    return until === 'stopped' ? entry.replicas === 0 : entry.state === 'ready' && (entry.replicas ?? 1) > 0;
  };
  try {
    await look(30_000);
    await poll(
      {
        clock: deps.clock,
        random: deps.random,
        signal: deps.signal,
        timeoutMs: wait['--wait-timeout'] ?? (await deps.settings()).waitTimeoutMs ?? DEFAULT_WAIT_MS,
        what,
      },
      { zone: zone.zone, resume: `exo-di deployment wait ${name} --for ${until} -z ${zone.zone}` },
      isDone,
      look,
    );
    return entry;
  } finally {
    progress.stop();
  }
}

/** The list has no state details; the deployment itself tells why it failed. */
async function inError(zone: ZoneClient, name: string, entry: DeploymentEntry): Promise<ExoError> {
  const id = entry.id ?? name;
  const deployment = await zone.getDeployment(id, { timeoutMs: 5_000 }).catch(() => undefined);
  const why = deployment?.['state-details'];
  return new ExoError(
    'operation-failed',
    `deployment ${name} in ${zone.zone} is in state error${why ? `: ${why}` : ''}`,
    {
      code: 'deployment-error',
      zone: zone.zone,
      hint: `see its logs: exo-di deployment logs ${name} -z ${zone.zone}`,
      details: { state: entry.state, ...(why ? { state_details: why } : {}) },
    },
  );
}

function ambiguous(name: string, zone: string, matches: readonly DeploymentEntry[]): ExoError {
  return new ExoError(
    'conflict',
    `${JSON.stringify(name)} is ambiguous: ${matches.length} deployments in ${zone} have that name`,
    {
      code: 'ambiguous',
      zone,
      hint: `name one by its ID: ${matches.map(({ id }) => id ?? '?').join(', ')}`,
    },
  );
}
