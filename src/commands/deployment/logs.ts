import * as z from 'zod/mini';
import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { commandFor } from '../../domain/shell-words.js';
import { ExoError } from '../../errors.js';
import { logEntryView } from '../../output/views/log-entry.js';
import { visible } from '../../output/visible.js';
import type { Raw } from '../../program/spec.js';
import type { LogEntry } from '../../schemas/deployment.js';
import { flag, integer, parseInput, text } from '../lib/parse-input.js';
import { tolerating, untilRead } from '../lib/repeat.js';
import { onDeployment, subjectOf } from './find.js';
import { advance, begin } from './log-overlap.js';

const DEFAULT_TAIL = 10;

const schema = z.object({
  NAME: text,
  '--tail': z._default(integer, DEFAULT_TAIL),
  '--follow': flag,
});

/**
 * The number of lines to show first. As in `exo`, 0 and less mean the default; with --follow, 0 shows only new lines.
 */
function linesOf({ '--tail': tail, '--follow': follow }: z.infer<typeof schema>): number {
  return tail > 0 || (follow && tail === 0) ? tail : DEFAULT_TAIL;
}

/** Prints the last log lines of a deployment (`get-deployment-logs`), and with --follow the new ones. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseInput(schema, raw, 'usage: exo-di deployment logs NAME [--tail N] [--follow] [-z ZONE]');
  const printer = await deps.printer(logEntryView);
  const { terminal } = deps.io.stdout;
  // Like `exo`, table and text print only the message; JSON and a template also have time and node.
  const line = ({ message }: LogEntry) => `${terminal ? visible(message) : message}\n`;
  const structured = printer.format === 'json' || printer.format === 'template';
  const print = (entries: readonly LogEntry[]) => {
    if (entries.length > 0) deps.io.out(entries.map(structured ? printer.one : line).join(''));
  };
  await onDeployment(deps, input.NAME, async ({ zone, id }) => {
    const logs = { zone, id, subject: `logs of ${subjectOf(input.NAME)}`, tail: linesOf(input) };
    if (input['--follow']) return followLogs(deps, logs, print);
    const { logs: entries } = await zone
      .getDeploymentLogs(id, logs.tail, { subject: logs.subject })
      .catch((error: unknown) => {
        if (!(error instanceof ExoError) || error.code !== 'too-large') throw error;
        const fewer = String(Math.ceil(logs.tail / 10));
        const command = commandFor('logs', input.NAME, zone.zone, '--tail', fewer);
        throw error.retold({ hint: `ask for fewer lines: ${command}` });
      });
    print(entries);
    if (entries.length === 0) deps.io.say(`${input.NAME} in ${zone.zone} has no log lines.`);
  });
}

/** The log to follow. */
interface FollowedLogs {
  zone: Pick<ZoneClient, 'zone' | 'getDeploymentLogs'>;
  id: string;
  /** `logs of deployment my-app`, for messages. */
  subject: string;
  /** How many of the existing lines to print first. */
  tail: number;
}

const POLL_MS = 2_000;
/**
 * The number of lines to ask for: at least enough to overlap with what was seen before, at most what an answer may
 * hold.
 */
const WINDOW = { least: 100, most: 10_000 } as const;
/** The time limit of one request with its retries, in ms. */
const LOOK_TIMEOUT_MS = 30_000;

/**
 * Prints new log lines, none twice and none left out, until the reader of stdout goes away. The service has no
 * subscription, so this asks for the last lines again and again.
 * @throws ExoError unavailable after more than five failed requests in a row; not-found; the signal's reason
 */
export async function followLogs(
  deps: Pick<Deps, 'io' | 'clock' | 'signal'>,
  { zone, id, subject, tail }: FollowedLogs,
  print: (entries: readonly LogEntry[]) => void,
): Promise<void> {
  await untilRead(deps, async (signal) => {
    const look = async (lines: number) => {
      const { logs } = await zone.getDeploymentLogs(id, lines, {
        subject,
        signal,
        timeoutMs: LOOK_TIMEOUT_MS,
      });
      return { entries: logs, full: logs.length >= lines };
    };
    let size = Math.max(WINDOW.least, tail);
    const first = await look(size);
    print(tail === 0 ? [] : first.entries.slice(-tail));
    deps.io.live();
    if (first.entries.length === 0) deps.io.say(`No ${subject} in ${zone.zone} yet; waiting for them.`);
    let memory = begin(first.entries, first.full);
    const lookOn = async () => {
      for (;;) {
        const { entries, full } = await look(size);
        const step = advance(memory, entries, full);
        if (!step.lost || !full || size >= WINDOW.most) return step;
        // More new lines than the window holds: ask for a larger window, until it overlaps with what was seen.
        size = Math.min(size * 4, WINDOW.most);
      }
    };
    const tolerated = tolerating(deps.io, () => 'asking again');
    for (;;) {
      await deps.clock.sleep(POLL_MS, signal);
      const step = await tolerated(lookOn);
      if (!step) continue;
      if (step.lost) deps.io.warn(`some ${subject} in ${zone.zone} may have been lost here`);
      print(step.fresh);
      memory = step.memory;
      size = Math.min(WINDOW.most, Math.max(WINDOW.least, step.fresh.length * 4));
    }
  });
}
