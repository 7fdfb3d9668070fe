import { cached } from '../../../domain/cached.js';
import { parameterValue, withParameters } from '../../../domain/engine-flags.js';
import { saidParameters } from '../../../domain/engine-parameters.js';
import { type Diagnosis, diagnose } from '../../../domain/failures/diagnosis.js';
import type { Remedy } from '../../../domain/failures/engine-failure.js';
import { unwrapped } from '../../../domain/failures/engine-lines.js';
import { GPU_COUNT } from '../../../domain/gpus.js';
import { commandFor, commandLine, scaleCommand } from '../../../domain/shell-words.js';
import type { Explained } from '../../../errors.js';
import type { Deployment, LogEntry } from '../../../schemas/deployment.js';
import { seeGpuTypes, seeParameters } from '../lacking.js';

/** Turns a diagnosis into an explanation with commands for this deployment. */
export const explainedBy = (
  { kind, cause, evidence, remedies, confidence }: Diagnosis,
  deployment: Deployment,
  zone: string,
): Explained => ({
  kind,
  cause,
  evidence: [evidence],
  confidence,
  fixes: remedies.flatMap((remedy) => fixOf(remedy, deployment, zone) ?? []),
});

/** A remedy as a command that keeps everything else of the deployment, or as words if no command does it. */
function fixOf(remedy: Remedy, deployment: Deployment, zone: string): string | undefined {
  if (typeof remedy === 'string') return remedy;
  const { name, 'inference-engine-parameters': parameters = [], 'gpu-count': count } = deployment;
  const update = (set: Readonly<Record<string, string>>) => {
    // The deployment already has these parameters, so they do not help.
    if (Object.entries(set).every(([flag, value]) => parameterValue(parameters, flag) === value))
      return undefined;
    const wanted = withParameters(parameters, set);
    return commandFor('update', name, zone, '--inference-engine-params', saidParameters(wanted));
  };
  const parallel = parameterValue(parameters, '--tensor-parallel-size');
  const clone = (gpus: number) => {
    if (parallel !== undefined && Number(parallel) !== gpus)
      return `a new deployment with ${gpus} GPUs per replica and without --tensor-parallel-size, which a clone would keep`;
    const names = [name, `${name}-${gpus}-gpus`];
    return commandLine('deployment clone', names, ['--gpu-count', String(gpus), '-z', zone]);
  };
  switch (remedy.kind) {
    case 'parameters':
      return update(remedy.set);
    case 'raise': {
      const { flag, to } = remedy;
      return Number(parameterValue(parameters, flag)) < to ? update({ [flag]: String(to) }) : undefined;
    }
    case 'lower': {
      const { flag, to, part } = remedy;
      const now = Number(parameterValue(parameters, flag));
      const less = now <= to ? now * part : to;
      // A number of requests is rounded to a whole number, a share of memory to hundredths.
      const value = Number.isInteger(to) ? Math.max(1, Math.floor(less)) : Math.round(less * 100) / 100;
      return update({ [flag]: String(value) });
    }
    case 'gpus': {
      const more = (count ?? GPU_COUNT.max) * remedy.times;
      return more > GPU_COUNT.max ? undefined : clone(more);
    }
    case 'gpu-counts': {
      // More GPUs are preferred, because fewer may have too little memory.
      const { counts } = remedy;
      const there = counts.findLast((one) => one <= (count ?? 0));
      if (parallel !== undefined && there !== undefined)
        return update({ '--tensor-parallel-size': String(there) });
      const next = counts.find((one) => one > (count ?? 0)) ?? counts.at(-1);
      return next === undefined ? undefined : clone(next);
    }
    case 'fit': {
      const { model, 'gpu-type': family } = deployment;
      const flags = ['--online', ...(family === undefined ? [] : ['--gpu-type', family])];
      const see = commandLine('model fit', [model.name ?? model.id ?? 'MODEL'], flags);
      return `another GPU count (deployment clone --gpu-count); see which counts fit: ${see}`;
    }
    case 'gpu-type':
      return `${remedy.why}, in a deployment of its own (deployment clone --gpu-type); ${seeGpuTypes(zone)}`;
    case 'restart': {
      const size = Math.max(1, deployment.replicas ?? 1);
      return `restart it: ${scaleCommand(name, 0, zone)}; ${scaleCommand(name, size, zone)}`;
    }
    case 'known-parameters':
      return `correct it; ${seeParameters(zone, deployment['inference-engine-version'])}`;
    case 'logs':
      return `read the first error above it: ${commandFor('logs', name, zone, '--tail', '1000')}`;
  }
}

/** The most log lines that are read: enough for the last start of any engine, with stack traces. */
export const MOST_LINES = 10_000;

/** The lines of the log entries, oldest first. */
export const linesOf = (logs: readonly LogEntry[]): string[] =>
  logs.flatMap(({ message }) => message.split('\n').flatMap(unwrapped));

/** The entries that are not older than a moment in ms; all of them without one. */
export const writtenSince = (logs: readonly LogEntry[], fromMs = Number.NaN) =>
  logs.filter(({ time }) => !(Date.parse(time) < fromMs));

const ENDED = 'shutdown-signal';

/**
 * Why an engine of a deployment does not serve. Each replica is judged by its own lines, because another one's success
 * proves nothing.
 */
export function diagnoseLogs(logs: readonly LogEntry[]): Diagnosis | undefined {
  const nodes = new Map<string, LogEntry[]>();
  for (const entry of logs) cached(nodes, entry.node, () => []).push(entry);
  const found = [...nodes.values()].map((entries) => diagnose(linesOf(entries)));
  // Replicas that were told to end are left out: scaling down always ends some, and that explains no failure.
  const counts = found.flatMap((one) => (one && one.kind !== ENDED ? one : []));
  const isEnded = found.every((one) => one?.kind === ENDED);
  return (
    counts.find(({ confidence }) => confidence === 'high') ?? counts[0] ?? (isEnded ? found[0] : undefined)
  );
}
