import { HOUR_MS } from '../domain/duration.js';
import type { DeploymentRecord } from './records.js';

/** How many ended runs of a deployment are kept for the logs and the GPU-hours. */
const KEPT = 1_000;

/**
 * Sets a deployment's number of replicas, and records when each replica begins and ends. Scaling down stops the newest
 * replicas first.
 * @param at the time in ms @param readyAt when the n-th new replica (from 1) serves
 */
export function setReplicas(
  record: DeploymentRecord,
  replicas: number,
  at: number,
  readyAt: (n: number) => number,
): void {
  const running = record.runs.filter((run) => run.to === undefined);
  for (const run of running) if (run.replica >= replicas) run.to = at;
  for (let replica = running.length; replica < replicas; replica++) {
    record.runs.push({ replica, from: at, ready: readyAt(replica - running.length + 1) });
  }
  record.replicas = replicas;
  const ended = record.runs.filter((run) => run.to !== undefined);
  const stale = new Set(ended.slice(0, Math.max(0, ended.length - KEPT)));
  record.runs = record.runs.filter((run) => !stale.has(run));
}

/** The GPU-hours of a deployment, by the sandbox's clock: each replica counts from acceptance until it was stopped. */
export function gpuHours(record: DeploymentRecord, now: number): number {
  const ms = record.runs.reduce((sum, run) => sum + (run.to ?? now) - run.from, 0);
  return (ms * record.gpuCount) / HOUR_MS;
}
