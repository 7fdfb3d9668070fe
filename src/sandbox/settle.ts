import { settleStart } from './faults/fail-start.js';
import type { ChangeRecord, DeploymentRecord, ModelRecord, WorldData } from './records.js';
import { setReplicas } from './replicas.js';
import { closeAccount } from './usage-report.js';

/**
 * Finishes all changes and downloads that are due by now. There are no timers: this runs before each request, so that
 * everything follows from the clock, and a sandbox that was stopped for an hour continues an hour later.
 */
export function settle(data: WorldData, now: number): void {
  for (const record of data.deployments) {
    if (record.change && record.change.until <= now) finishChange(data, record, record.change);
  }
  for (const record of data.models) {
    if (record.download && record.download.until <= now) finishDownload(record, record.download);
  }
}

function finishChange(data: WorldData, record: DeploymentRecord, change: ChangeRecord): void {
  record.change = undefined;
  record.updatedAt = change.until;
  settleStart(record, change.startFails);
  if (change.startFails) return;
  if (change.outcome !== 'success') takeBack(record, change);
  else if (change.kind === 'delete') {
    closeAccount(data, record, change.from);
    data.deployments = data.deployments.filter((other) => other !== record);
    data.apiKeys = data.apiKeys.filter((key) => key.scope !== record.id);
  }
}

/**
 * Undoes a failed change: a failed creation leaves a deployment in state `error`, others leave what was there before.
 */
function takeBack(record: DeploymentRecord, { kind, until, before }: ChangeRecord): void {
  if (kind === 'create') record.failed = 'The deployment could not be started';
  if (kind === 'scale') setReplicas(record, before.replicas, until, () => until);
  if (kind === 'update') {
    const { name, engineParameters, engineVersion } = before;
    Object.assign(record, { name, engineParameters, engineVersion });
  }
}

function finishDownload(record: ModelRecord, { outcome, until }: NonNullable<ModelRecord['download']>): void {
  record.download = undefined;
  record.updatedAt = until;
  if (outcome !== 'success') record.failed = 'The model could not be downloaded';
}
