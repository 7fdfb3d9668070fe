import * as z from 'zod/mini';
import type { CallOptions } from '../../../api/call.js';
import { isPassing } from '../../../api/wait.js';
import type { Deps } from '../../../deps.js';
import { formatDuration } from '../../../domain/duration.js';
import { loadAt } from '../../../domain/load/engine-load.js';
import { ENGINE_EVERY_MS } from '../../../domain/load/load-line.js';
import type { ExoError } from '../../../errors.js';
import { filled } from '../../../output/json-document.js';
import { safeJson } from '../../../output/json-renderer.js';
import type { Printer } from '../../../output/view.js';
import { type DeploymentLoad, type LoadRow, loadView } from '../../../output/views/load.js';
import type { Raw } from '../../../program/spec.js';
import type { Quota } from '../../../schemas/organization.js';
import { priceFields } from '../../lib/cost-limit.js';
import { throwFailures } from '../../lib/each.js';
import { notAmong } from '../../lib/meant.js';
import { withFewRequests } from '../../lib/narrowed-deps.js';
import { atLeast, flag, parseInput, text, writtenFile } from '../../lib/parse-input.js';
import { chosenCurrency, pricesBeside } from '../../lib/prices.js';
import { inOrder, pickedKeys, requireOwnFormat } from '../../lib/printers.js';
import { MOST_LINES } from '../explain/explain-fixes.js';
import {
  type Chosen,
  choose,
  isGoneSince,
  type Look,
  lookAt,
  sayNoDeployments,
  sayPriceUnknown,
  throwUnseen,
} from './load-look.js';
import { loadDocument, writePrometheus } from './top-data.js';
import { flatRows, topFoot, topRow } from './top-rows.js';

/** How many log lines to ask for: a busy replica writes as many in nearly three hours. */
const TAIL = 1_000;

const schema = z.object({
  NAME: z._default(z.array(text), []),
  '--watch': flag,
  // A shorter time has at most one line of the engine.
  '--since': z.optional(atLeast(ENGINE_EVERY_MS)),
  '--prometheus': z.optional(writtenFile),
  ...priceFields,
});
export type TopInput = z.infer<typeof schema>;

/** Shows how busy deployments are, from their logs alone. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseInput(schema, raw, 'usage: exo-di deployment top [NAME…] [-z ZONE]');
  const file = input['--prometheus'];
  if (file !== undefined) requireOwnFormat(deps, '--prometheus');
  const few = withFewRequests(deps);
  const prices = pricesBeside(deps, { source: input['--prices'], printed: true });
  const top = await topOf(few, input, prices);
  if (input['--watch']) return (await import('./watch-top.js')).watchTop(few, input, top);
  const { rows, failures, zones, silent = [], incomplete } = await top.look();
  for (const { zone, message } of silent) deps.io.warn(`zone ${zone}: ${message}`);
  if (failures.length === rows.length) throwFailures(deps.io, failures, rows.length);
  if (file === undefined) deps.io.out(top.printer.many(rows));
  else await writePrometheus(deps, file, rows);
  if (rows.length === 0 && !incomplete) await sayNoDeployments(deps, zones);
  if (file === undefined && !top.isDrawn && top.printer.format === 'table')
    for (const { name, zone, problem } of rows)
      if (problem !== undefined && !failures.some(({ message }) => message === problem))
        deps.io.say(`${name} in ${zone}: not known, ${problem}`);
  if (rows.length > 0 && !top.printer.data) sayPriceUnknown(deps, await prices());
  throwUnseen(deps, failures, rows.length, incomplete);
}

export type Top = Awaited<ReturnType<typeof topOf>>;

/** How `deployment top` reads the deployments (`look`), and how it prints what it has read last (`printer`). */
async function topOf(deps: Deps, input: TopInput, asked: ReturnType<typeof pricesBeside>) {
  const { '--since': sinceMs, NAME: names } = input;
  // Both are replaced each time the deployments are read: the table has a column of costs only if prices are known, and
  // the quotas are for the bars.
  let table: Printer<LoadRow> = await deps.printer(loadView());
  let quotas: readonly Quota[] = [];
  const { format, data } = table;
  const documentOf = (row: DeploymentLoad) => pickedKeys(deps, filled(loadDocument, row));
  const named = names.length > 0 ? await choose(deps, names) : undefined;
  /** Those of the last look that may be there still, although the list lacks them: a list can be behind. */
  let known: readonly Chosen[] = [];
  const currency = chosenCurrency(deps);
  /** The output is a table on a terminal, with bars and reasons below it. */
  const isDrawn = format === 'table' && deps.io.stdout.terminal && input['--prometheus'] === undefined;
  const printer: Printer<DeploymentLoad> = {
    format,
    data,
    one: (row) =>
      format === 'json' ? `${safeJson(documentOf(row))}\n` : flatRows([row]).map(table.one).join(''),
    many(rows) {
      if (format === 'json') return `${safeJson(rows.map(documentOf))}\n`;
      const list = table.many(flatRows(rows));
      if (!isDrawn) return list;
      return list + topFoot(rows, quotas, { ...deps.io.stdout, since: saidSince(sinceMs) });
    },
  };
  return {
    isDrawn,
    printer,
    /** @returns `failures`: the errors of deployments */
    async look(options: CallOptions = {}) {
      // Whoever looks reports the zones that do not answer.
      const io = { ...deps.io, warn() {} };
      const { items, ...answers } = named ?? (await choose({ ...deps, io }, []));
      const { silent = [] } = answers;
      const missing = notAmong(known, items);
      const unlisted = new Set<Chosen>(
        missing.filter(({ zone }) => !silent.some((one) => one.zone === zone.zone)),
      );
      const failures: ExoError[] = [];
      const gone = new Set<Chosen>();
      const [rows, limits] = await Promise.all([
        Promise.all(
          [...items, ...unlisted].map(async (chosen) => {
            const seen = await lookFarEnough(deps, chosen, tailOf(sinceMs), options);
            if ('error' in seen) {
              if (isGoneSince(seen, names) || (unlisted.has(chosen) && !isPassing(seen.error))) {
                gone.add(chosen);
                return [];
              }
              failures.push(seen.error);
            }
            // The prices were requested together with the first deployments, and are awaited only now.
            const { prices } = await asked();
            return topRow(seen, sinceMs, { now: deps.clock.now(), prices, currency });
          }),
        ),
        // Without an answer there are no bars; that is no error.
        isDrawn ? items[0]?.zone.listQuotas(options).catch(() => []) : undefined,
      ]);
      const { prices, unwanted } = await asked();
      const view = loadView(!unwanted && prices !== undefined);
      table = await deps.printer(view);
      quotas = limits ?? [];
      known = [...items, ...missing].filter((chosen) => !gone.has(chosen));
      return { rows: await inOrder(deps, view, rows.flat()), failures, ...answers };
    },
  };
}

const saidSince = (ms: number | undefined) =>
  ms === undefined
    ? undefined
    : `Over the last ${formatDuration(ms)}: the highest numbers running, waiting and of the KV cache, and the mean of the tokens.`;

/**
 * Reads a deployment. Many requests make many log lines; if the lines do not reach back far enough, it asks once for
 * more.
 */
async function lookFarEnough(deps: Deps, chosen: Chosen, tail: number, options: CallOptions): Promise<Look> {
  const seen = await lookAt(deps, chosen, { ...options, tail });
  if ('error' in seen || seen.logs.length < tail || tail >= MOST_LINES) return seen;
  return loadAt(seen.load, deps.clock.now()) === 'unknown' ? lookAt(deps, chosen, options) : seen;
}

/** How many log lines a period needs: eight times those of one replica, because all replicas write into one log. */
function tailOf(sinceMs: number | undefined): number {
  const lines = sinceMs === undefined ? 0 : Math.ceil(sinceMs / ENGINE_EVERY_MS) * 8;
  return Math.min(MOST_LINES, Math.max(TAIL, lines));
}
