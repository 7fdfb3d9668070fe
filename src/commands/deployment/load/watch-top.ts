import type { Deps } from '../../../deps.js';
import { ENGINE_EVERY_MS } from '../../../domain/load/load-line.js';
import { byName, byText } from '../../../domain/order.js';
import { type DeploymentLoad, figure, loadView } from '../../../output/views/load.js';
import { inOrder } from '../../lib/printers.js';
import { named, rowKey, watchRows } from '../watch/watch-rows.js';
import type { Top, TopInput } from './top.js';
import { writePrometheus } from './top-data.js';

/**
 * `deployment top --watch`: redraws on a terminal, elsewhere prints a line for each change. Between two readings only
 * numbers are kept, no log lines.
 */
export async function watchTop(deps: Deps, { '--prometheus': file }: TopInput, top: Top): Promise<void> {
  const { printer } = top;
  let warned = new Set<string>();
  await watchRows<DeploymentLoad>(deps, printer, {
    everyMs: ENGINE_EVERY_MS,
    // Data tells deployments apart by name alone, so there the old name is gone.
    key: (row) => (printer.data ? `${rowKey(row)} ${row.name}` : rowKey(row)),
    line: (row, change, before) => `${named(row, before)}: ${change === 'gone' ? 'gone' : inWords(row)}`,
    // The time of the last work changes constantly, so a change of it alone prints no line of text.
    compared: (row) => `${row.name} ${inWords(row)}`,
    draw: file === undefined ? printer.many : undefined,
    async look(before, options, tell) {
      const { rows, failures, silent = [] } = await top.look(options);
      const [first] = failures;
      if (first && failures.length >= rows.length) throw first;
      const messages = new Set(failures.map(({ message }) => message));
      for (const message of messages) if (!warned.has(message)) tell.warn(message);
      warned = messages;
      if (file === undefined) {
        // The rows of a zone that does not answer stay as they were.
        const kept = before.filter(({ zone }) => silent.some((one) => one.zone === zone));
        const all = [...rows, ...kept].sort((a, b) => byText(a.zone, b.zone) || byName(a, b));
        return { rows: await inOrder(deps, loadView(), all), silent };
      }
      await writePrometheus(deps, file, rows);
      return { rows: [], silent };
    },
  });
}

/** `3 running, 1 waiting, KV cache 12 %, 40 tokens/s in, 120 out`. */
function inWords(row: DeploymentLoad): string {
  if (row.replicas === 0) return 'stopped';
  if (row.figures === 'unknown') return `not known${row.problem === undefined ? '' : `, ${row.problem}`}`;
  const said = (key: Parameters<typeof figure>[1]) => figure(row, key) ?? '?';
  return `${said('running')} running, ${said('waiting')} waiting, KV cache ${said('kvCachePercent')}%, ${said('promptTokensPerSecond')} tokens/s in, ${said('generationTokensPerSecond')} out`;
}
