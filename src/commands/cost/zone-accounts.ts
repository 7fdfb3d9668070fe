import type { CallOptions } from '../../api/call.js';
import type { ZoneClient } from '../../api/zone-client.js';
import { isInZone, mergeEvents } from '../../domain/audit.js';
import { isChanging, isOwn } from '../../domain/deployment-state.js';
import { accountsOf, type GpuAccount, lacksBeginning } from '../../domain/money/gpu-accounts.js';
import type { Living } from '../../domain/money/gpu-sizes.js';
import type { Window } from '../../domain/money/gpu-time.js';
import { msOf } from '../../domain/utc.js';
import type { DeploymentEntry } from '../../schemas/deployment.js';
import { eventAnswers, operationsOf, PIECE_MS } from '../lib/audit-events.js';

/** How far before the month events are searched for the size with which it begins, in pieces of `PIECE_MS`. */
const LOOKS = 3;

/**
 * The GPU usage of a zone's deployments in a period, with those that are deleted by now.
 * @param nowMs events are read until this moment, because events after the period show what existed in it, too
 * @throws ExoError credentials, naming the operation, if the role of the API key does not allow it
 */
export async function zoneAccounts(
  zone: ZoneClient,
  window: Window,
  nowMs: number,
  options: CallOptions,
): Promise<GpuAccount[]> {
  const [deployments, answers] = await Promise.all([
    zone.listDeployments(),
    eventAnswers(zone, { fromMs: window.fromMs, toMs: nowMs }, { ...options, atOnce: 1 }),
  ]);
  const living = await Promise.all(
    deployments.filter(isOwn).map(async (entry) => livingOf(await whole(zone, entry))),
  );
  for (let look = 0, toMs = window.fromMs; ; look++, toMs -= PIECE_MS) {
    const entries = mergeEvents(answers).filter(({ event }) => isInZone(event, zone.zone));
    const { outcomes, about } = await operationsOf(zone, entries);
    const accounts = accountsOf(
      { zone: zone.zone, living: living.flatMap((one) => one ?? []), entries, outcomes, about },
      window,
    );
    if (look === LOOKS || !accounts.some(lacksBeginning)) return accounts;
    answers.push(...(await eventAnswers(zone, { fromMs: toMs - PIECE_MS, toMs }, { atOnce: 1 })));
  }
}

/** The entry, or the deployment itself if the entry lacks what GPU-hours are calculated from. */
async function whole(zone: ZoneClient, entry: DeploymentEntry): Promise<DeploymentEntry> {
  const lacks =
    entry.replicas === undefined || entry['gpu-count'] === undefined || entry['gpu-type'] === undefined;
  return lacks && entry.id !== undefined ? zone.getDeployment(entry.id) : entry;
}

function livingOf(entry: DeploymentEntry): Living | undefined {
  return entry.id === undefined
    ? undefined
    : {
        id: entry.id.toLowerCase(),
        name: entry.name,
        replicas: entry.replicas,
        gpuType: entry['gpu-type'],
        gpuCount: entry['gpu-count'],
        createdMs: msOf(entry['created-at']),
        isChanging: isChanging(entry.state),
      };
}
