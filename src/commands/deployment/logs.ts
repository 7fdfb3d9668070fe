import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { logEntryView } from '../../output/views/log-entry.js';
import { visible } from '../../output/visible.js';
import type { Raw } from '../../program/define.js';
import type { LogEntry } from '../../schemas/deployment.js';
import { flag, parseInput, text, wholeNumber } from '../values.js';
import { findDeployment, subjectOf } from './find.js';
import { followLogs } from './follow-logs.js';

const DEFAULT_TAIL = 10;

const schema = z.object({
  NAME: text,
  '--tail': z._default(wholeNumber(0), DEFAULT_TAIL),
  '--follow': flag,
});

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
  const logs = { zone, id, subject: `logs of ${subjectOf(input.NAME)}`, tail: input['--tail'] };
  if (input['--follow']) return followLogs(deps, logs, print);
  const entries = (await zone.getDeploymentLogs(id, logs.tail, { subject: logs.subject })).logs;
  print(entries);
  if (entries.length === 0 && logs.tail > 0) deps.io.say(`${input.NAME} in ${zone.zone} has no log lines.`);
}
