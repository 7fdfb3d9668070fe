import { plural } from '../../../domain/counts.js';
import { formatDuration } from '../../../domain/duration.js';
import { gpus } from '../../../domain/gpus.js';
import { sum } from '../../../domain/load/load-line.js';
import { perHour } from '../../../domain/money/price.js';
import { commandLine, scaleCommand } from '../../../domain/shell-words.js';
import type { IdleRow } from '../../../output/views/idle.js';
import { howToWait } from '../../lib/follow.js';
import { costOfAll } from './load-look.js';

/** The question of --all. @param now in ms since the UNIX epoch */
export function question(idle: readonly IdleRow[], now: number): string[] {
  const lines = idle.map((row) => `  ${row.name} (${idleFor(row, now)}${saves(row)})`);
  return [`This scales ${plural(idle.length, 'deployment')} to zero:`, ...lines, 'Scale?'];
}

/** `idle for 57m` */
const idleFor = ({ since = 0 }: IdleRow, now: number) =>
  `idle for ${formatDuration(Math.floor((now - since) / 60_000) * 60_000 || now - since)}`;

/** `, 2 GPUs, 2.68 EUR/h` */
function saves({ gpus: taken, cost, currency }: IdleRow): string {
  const said = [...(taken === undefined ? [] : [gpus(taken)]), ...(cost ? [perHour(cost, currency)] : [])];
  return said.map((one) => `, ${one}`).join('');
}

/** The last lines: what is, or could be, saved per hour, and the commands for it. */
export function summary(rows: readonly IdleRow[], afterMs: number): string[] {
  const after = formatDuration(afterMs);
  const sent = rows.filter(({ status }) => status === 'asleep' || status === 'accepted');
  if (sent.length > 0) return whatSleeps(sent);
  // Failures are printed as errors.
  if (rows.some(({ status }) => status === 'failed')) return [];
  const idle = rows.filter(({ status }) => status === 'idle');
  if (idle.length === 0)
    return rows.length === 0 ? [] : [`No deployment has provably been idle for ${after}.`];
  // One command for each zone, because a name may exist in several.
  const commands = [...new Set(idle.map(({ zone }) => zone))].map((zone) => {
    const names = idle.filter((row) => row.zone === zone).map(({ name }) => name);
    return commandLine('deployment idle', names, ['--for', after, '--scale-to-zero', '-z', zone]);
  });
  return [
    `${plural(idle.length, 'deployment')} idle for ${after} or longer: ${sumOf(idle)} could be saved per hour.`,
    ...commands.map((command) => `Put to sleep with: ${command}`),
  ];
}

/**
 * The deployments that are at zero, those whose scaling was accepted, and the commands to wait for and to wake them.
 */
function whatSleeps(sent: readonly IdleRow[]): string[] {
  const slept = sent.filter(({ status }) => status === 'asleep');
  const accepted = sent.filter(({ status }) => status === 'accepted');
  const lines: string[] = [];
  if (slept.length > 0)
    lines.push(`${plural(slept.length, 'deployment')} put to sleep: ${sumOf(slept)} saved per hour.`);
  if (accepted.length > 0) {
    const [their, theyAre] = accepted.length === 1 ? ['its', 'it is'] : ['their', 'they are'];
    lines.push(
      `${plural(accepted.length, 'deployment')} on ${their} way to zero: ${sumOf(accepted)} saved per hour once ${theyAre} there.`,
    );
  }
  for (const { operationId, zone } of accepted)
    if (operationId !== undefined) lines.push(howToWait(operationId, zone));
  return [
    ...lines,
    ...sent.map(({ name, zone, replicas = 1 }) => `Wake it with: ${scaleCommand(name, replicas, zone)}`),
  ];
}

/** `2 GPUs (2.68 EUR/h)`; `at least 2 GPUs` if the GPUs of some are not known. */
function sumOf(rows: readonly IdleRow[]): string {
  const known = rows.flatMap((row) => row.gpus ?? []);
  if (known.length === 0) return 'an unknown number of GPUs';
  const cost = costOfAll(rows);
  return `${known.length < rows.length ? 'at least ' : ''}${gpus(sum(known))}${cost ? ` (${cost})` : ''}`;
}
