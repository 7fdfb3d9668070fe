import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { fileWarnings } from '../../desired/file/warnings.js';
import {
  reportOf,
  type ScheduleReport,
  type ScheduleRow,
  scheduleFrame,
  scheduleRow,
} from '../../desired/schedule/drawn/schedule-report.js';
import { givesWay } from '../../desired/schedule/schedule-words.js';
import { plural } from '../../domain/counts.js';
import { UsageError } from '../../errors.js';
import { filled } from '../../output/json-document.js';
import { safeJson } from '../../output/json-renderer.js';
import { wrapProse } from '../../output/prose.js';
import { drawSchedule } from '../../output/schedule-drawing.js';
import { scheduleView } from '../../output/views/schedule.js';
import { visible } from '../../output/visible.js';
import type { Raw } from '../../program/spec.js';
import { priceFields } from '../lib/cost-limit.js';
import { pausedLine } from '../lib/desired/holds-file.js';
import { desiredFields, readDesired, warnOf } from '../lib/desired/read-desired.js';
import { fileFacts } from '../lib/desired/selection.js';
import { flag, parseInput, wholeNumber } from '../lib/parse-input.js';
import { chosenCurrency, pricesBeside } from '../lib/prices.js';
import { flagPrinter, requireOwnFormat } from '../lib/printers.js';
import { costLine, scheduleCost } from './schedule-cost.js';
import { scheduleDocument } from './schedule-document.js';

const WEEK = 7;
const MOST_DAYS = 366;
/**
 * The most changes that are shown: more than one deployment has in a year if it changes every minute. Three times as
 * many do not fit into memory.
 */
const MOST_CHANGES = 600_000;

const schema = z.object({
  ...desiredFields,
  '--days': z._default(wholeNumber(1, MOST_DAYS), WEEK),
  '--ics': flag,
  ...priceFields,
});

/** Draws what the files ask for over some days, and counts GPU-hours. Sends nothing. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const usage = 'schedule show [NAME...] -f FILE [--days N] [--at TIME]';
  const input = parseInput(schema, raw, fileFacts(usage, raw));
  if (input['--ics']) requireOwnFormat(deps, '--ics');
  // Only the output format is needed from the settings, so a configuration file that cannot be read does not matter.
  const printer = await deps.settings().then(
    () => deps.printer(scheduleView),
    () => flagPrinter(deps, scheduleView),
  );
  const isPriced = !input['--ics'] && (printer.format === 'json' || !printer.data);
  const costs = isPriced ? pricesBeside(deps, { source: input['--prices'], printed: true }) : undefined;
  const { file, written, others, at, paused } = await readDesired(deps, input);
  warnOf(deps, fileWarnings(written, at, others));
  if (paused) deps.io.say(pausedLine(paused));
  const frame = scheduleFrame(file.deployments, { at, days: input['--days'] });
  const rows: ScheduleRow[] = [];
  for (const deployment of file.deployments) {
    // A year with many entries takes seconds. In between, a signal such as Ctrl-C gets its turn.
    await new Promise((resolve) => setImmediate(resolve));
    deps.signal.throwIfAborted();
    rows.push(scheduleRow(frame, deployment));
    requireFew(rows, input['--days']);
  }
  const report = reportOf(frame, rows);
  const priced = rows.length > 0 ? await costs?.() : undefined;
  const cost = priced && scheduleCost(report, priced, chosenCurrency(deps));
  const paid = priced && costLine(cost, priced, report.dates.length);
  if (input['--ics']) {
    const { scheduleCalendar } = await import('../../desired/schedule/drawn/schedule-ics.js');
    deps.io.out(scheduleCalendar(report, { from: at, now: new Date(deps.clock.now()) }));
  } else if (printer.format === 'json')
    deps.io.out(`${safeJson(filled(scheduleDocument, { ...report, cost }))}\n`);
  else if (printer.data) deps.io.out(printer.many(report.rows));
  else
    deps.io.out(
      (await drawn(deps, report, { at, atName: input['--at'] ? 'at' : 'now' })) +
        remarkLines(rows, deps.io.stdout) +
        (paid ? `${wrapProse(paid, deps.io.stdout.width)}\n` : ''),
    );
}

/** @throws UsageError for more changes than can be shown */
function requireFew(rows: readonly ScheduleRow[], days: number): void {
  const changes = rows.reduce((sum, { timeline }) => sum + timeline.length, 0);
  if (changes <= MOST_CHANGES) return;
  throw new UsageError(
    `the replicas change more than ${MOST_CHANGES} times in ${plural(days, 'day')}: too often to be shown`,
    { hint: 'show fewer days (--days), or only some deployments (schedule show NAME)' },
  );
}

/** Lines below the drawing, about deployments that can have more or fewer replicas than it shows. */
function remarkLines(rows: readonly ScheduleRow[], { terminal, width }: Deps['io']['stdout']): string {
  return rows
    .flatMap(({ name, byLoad, timeline }) => [
      ...(byLoad
        ? [
            `${name}: the load decides, from ${byLoad.min} to ${plural(byLoad.max, 'replica')}; the drawing and the counts show only what the file says.`,
          ]
        : []),
      ...(timeline.some(givesWay)
        ? [`${name}: at-most and at-least are drawn and counted as the number they name.`]
        : []),
    ])
    .map((said) => `${terminal ? wrapProse(visible(said), width) : visible(said)}\n`)
    .join('');
}

/** The report as a chart on a terminal, which alone loads the modules for it, else as plain lines. */
async function drawn(
  { io: { stdout } }: Deps,
  report: ScheduleReport,
  moment: { at: Date; atName: 'at' | 'now' },
): Promise<string> {
  if (!stdout.terminal) return drawSchedule(report);
  const [{ scheduleChart }, { painterFor }] = await Promise.all([
    import('../../output/schedule-chart.js'),
    import('../../output/painter.js'),
  ]);
  const { width = 80, ascii } = stdout;
  return scheduleChart(report, { ...moment, width, ascii, paint: await painterFor(stdout) });
}
