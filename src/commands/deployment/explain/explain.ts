import type { ZoneClient } from '../../../api/zone-client.js';
import type { Deps } from '../../../deps.js';
import { isChanging } from '../../../domain/deployment-state.js';
import { formatDuration } from '../../../domain/duration.js';
import { lastErrors, phaseOf } from '../../../domain/failures/engine-lines.js';
import { commandFor, scaleCommand } from '../../../domain/shell-words.js';
import { msOf } from '../../../domain/utc.js';
import { Ending, type Explained, failureOf } from '../../../errors.js';
import { exitCodeOf } from '../../../exit-codes.js';
import * as json from '../../../output/json-document.js';
import { safeJson } from '../../../output/json-renderer.js';
import { wrapProse } from '../../../output/prose.js';
import { type Explanation, explanationView } from '../../../output/views/explanation.js';
import { onOneLine, visible } from '../../../output/visible.js';
import type { Raw } from '../../../program/spec.js';
import type { Deployment, LogEntry } from '../../../schemas/deployment.js';
import { parseName } from '../../lib/parse-input.js';
import { onDeployment, subjectOf } from '../find.js';
import { diagnoseLogs, explainedBy, linesOf, MOST_LINES, writtenSince } from './explain-fixes.js';

/** The longest normal start, in ms: usually 3–5 minutes, for the largest models up to an hour. */
const NORMAL_MS = 60 * 60_000;

/**
 * Prints why a deployment does not serve, the line that proves it, and what to type. Exit code 7 for a cause, 8 while
 * it starts.
 */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const name = parseName(raw, 'usage: exo-di deployment explain NAME [-z ZONE]');
  const printer = await deps.printer(explanationView);
  const explanation = await onDeployment(deps, name, ({ zone, id }) =>
    explainFound(deps, { zone, id, subject: subjectOf(name) }),
  );
  if (printer.format === 'json') deps.io.out(`${safeJson(json.filled(explanationDocument, explanation))}\n`);
  else if (printer.data) deps.io.out(printer.one(explanation));
  else deps.io.out(drawn(explanation, deps.io.stdout));
  if (explanation.kind === 'starting') throw new Ending(exitCodeOf('deadline'));
  if (explanation.cause !== undefined) throw new Ending(exitCodeOf('operation-failed'));
}

/**
 * Explains a deployment by its state and its logs. The state comes first: errors in the logs of a deployment that
 * serves are no cause.
 * @param subject `deployment my-app`, for messages
 * @throws ExoError not-found
 */
export async function explainFound(
  deps: Deps,
  { zone, id, subject }: { zone: ZoneClient; id: string; subject: string },
): Promise<Explanation> {
  const deployment = await zone.getDeployment(id, { subject });
  const { name, state, replicas } = deployment;
  const about = { name, zone: zone.zone, state, evidence: [], fixes: [] };
  if (replicas === 0)
    return {
      ...about,
      kind: 'stopped',
      cause: 'it is stopped: it has no replicas',
      confidence: 'high',
      fixes: [scaleCommand(name, 1, zone.zone)],
    };
  if (state === 'ready') return { ...about, confidence: 'high' };
  // During a change, older lines were written by engines that are being replaced.
  const from = isChanging(state) ? msOf(deployment['updated-at']) : undefined;
  const all = await logsOf(deps, zone, id);
  const logs = writtenSince(all ?? [], from);
  const found = diagnoseLogs(logs);
  // During a change, an engine that was told to end only makes room for the next one.
  if (found && !(found.kind === 'shutdown-signal' && isChanging(state)))
    return { ...about, ...explainedBy(found, deployment, zone.zone) };
  const without = !all ? 'its logs could not be read' : all.length > 0 ? 'has no logs since' : 'has no logs';
  return { ...about, ...withoutCause(deps, deployment, zone.zone, linesOf(logs), without) };
}

/**
 * The explanation if no line names a cause: how far the start is, or the last errors.
 * @param without says why there are no lines, if there are none
 */
function withoutCause(
  deps: Deps,
  { name, state, 'state-details': details, 'updated-at': updatedAt }: Deployment,
  zone: string,
  lines: readonly string[],
  without: string,
): Explained {
  const since = deps.clock.now() - (msOf(updatedAt) ?? Number.NaN);
  const lasts = since >= 0 ? `, for ${formatDuration(Math.round(since / 1000) * 1000)}` : '';
  if (isChanging(state) && !(since > NORMAL_MS)) {
    const phase = phaseOf(lines);
    const doing = phase ? `: ${phase.doing} (usually ${phase.usually})` : '';
    return {
      kind: 'starting',
      cause: `it is ${state}${lasts}${doing}; 3–5 minutes are normal, longer for very large models`,
      evidence: [],
      fixes: [commandFor('wait', name, zone, '--for', 'ready')],
      confidence: 'high',
    };
  }
  return {
    kind: 'unknown',
    cause: `not known: it is in state ${state}${lasts}${details ? ` (${details})` : ''}, and ${lines.length === 0 ? without : 'its logs show no known cause'}`,
    evidence: lastErrors(lines),
    fixes: [commandFor('logs', name, zone, '--tail', '200')],
    confidence: 'none',
  };
}

/** The logs, oldest first; undefined, with a warning, if they cannot be read. */
async function logsOf(deps: Deps, zone: ZoneClient, id: string): Promise<LogEntry[] | undefined> {
  try {
    return (await zone.getDeploymentLogs(id, MOST_LINES)).logs;
  } catch (error) {
    deps.io.warn(`its logs could not be read: ${failureOf(error).message}`);
    return undefined;
  }
}

/** The JSON of `deployment explain`. */
const explanationDocument: json.Document<Explanation> = {
  name: json.text(({ name }) => name),
  zone: json.text(({ zone }) => zone),
  state: json.text(({ state }) => state),
  kind: json.textOrNone(({ kind }) => kind),
  cause: json.textOrNone(({ cause }) => cause),
  evidence: json.texts(({ evidence }) => evidence),
  fixes: json.texts(({ fixes }) => fixes),
  confidence: json.word(['high', 'low', 'none'], ({ confidence }) => confidence),
};

export const explanationJsonSchema = () => json.schemaOf(explanationDocument);

/** The explanation as text: the cause, the line that proves it, and what to type. */
function drawn(
  { name, zone, state, kind, cause, evidence, fixes }: Explanation,
  { terminal, width }: Deps['io']['stdout'],
): string {
  const line = (label: string, said: string) =>
    wrapProse(terminal ? visible(said) : said, terminal ? width : undefined, label);
  if (cause === undefined) {
    const check = commandFor('check', name, zone);
    return `${line('', onOneLine(`${name} in ${zone} is ${state}; whether it answers: ${check}`))}\n`;
  }
  const labelled = (label: string, said: string) => line(label.padEnd(10), onOneLine(said));
  const lines = [
    labelled(kind === 'starting' ? 'now' : 'cause', cause),
    ...evidence.map((one) => labelled('evidence', one)),
    ...fixes.map((one, index) => labelled(index > 0 ? 'or' : kind === 'starting' ? 'wait' : 'fix', one)),
  ];
  return `${lines.join('\n')}\n`;
}
