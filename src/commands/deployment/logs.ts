import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { logEntryView } from '../../output/views/log-entry.js';
import { visible } from '../../output/visible.js';
import type { Raw } from '../../program/spec.js';
import type { LogEntry } from '../../schemas/deployment.js';
import { flag, integer, parseInput, text } from '../lib/parse-input.js';
import { findDeployment, subjectOf } from './find.js';
import { followLogs } from './follow-logs.js';

const DEFAULT_TAIL = 10;

const schema = z.object({
  NAME: text,
  '--tail': z._default(integer, DEFAULT_TAIL),
  '--follow': flag,
});

/** As in the reference 0 and less are the default; following, which is ours, 0 shows only what comes. */
function linesOf({ '--tail': tail, '--follow': follow }: z.infer<typeof schema>): number {
  return tail > 0 || (follow && tail === 0) ? tail : DEFAULT_TAIL;
}

/** Prints the last log lines of a deployment (`get-deployment-logs`), and those that come, when asked to. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseInput(schema, raw, 'usage: exo-di deployment logs NAME [--tail N] [--follow] [-z ZONE]');
  const printer = await deps.printer(logEntryView);
  const { terminal } = deps.io.stdout;
  // The reference prints messages alone, whatever the format; a template and JSON have time and node too.
  const line = ({ message }: LogEntry) => `${terminal ? visible(message) : message}\n`;
  const structured = printer.format === 'json' || printer.format === 'template';
  const print = (entries: readonly LogEntry[]) => {
    if (entries.length > 0) deps.io.out(entries.map(structured ? printer.one : line).join(''));
  };
  const { zone, id } = await findDeployment(deps, input.NAME, { lookUp: false });
  const logs = { zone, id, subject: `logs of ${subjectOf(input.NAME)}`, tail: linesOf(input) };
  if (input['--follow']) return followLogs(deps, logs, print);
  const entries = (await zone.getDeploymentLogs(id, logs.tail, { subject: logs.subject })).logs;
  print(entries);
  if (entries.length === 0) deps.io.say(`${input.NAME} in ${zone.zone} has no log lines.`);
}
