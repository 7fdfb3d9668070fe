import type { Deps } from '../../../deps.js';
import { plural } from '../../../domain/counts.js';
import { formatDuration } from '../../../domain/duration.js';
import { hintingAs } from '../../../hints.js';
import { printError } from '../../../print-error.js';
import type { Access } from '../../../proxy/exchange.js';
import type { Metrics } from '../../../proxy/metrics.js';
import type { KeeperEvents } from '../../../proxy/service.js';

/** A problem is not printed again within this time, in ms. */
const TOLD_FOR_MS = 60_000;

/**
 * Prints for the operator what happens while the proxy runs, a line each, with the time.
 * @param isJson print JSON objects
 * @returns functions that print a request, a problem, and the events of one deployment
 */
export function proxyTalk({ io, clock, globals }: Deps, metrics: Metrics, isJson: boolean) {
  /** When each problem was last printed. */
  const printedAt = new Map<string, number>();
  const time = () => new Date(clock.now()).toISOString();
  const tell = (line: string) => io.say(`${time()} ${line}`);
  return {
    access({ method, path, deployment, status, bytes, tookMs, firstMs, note }: Access) {
      const [tookS, firstS] = [seconds(tookMs), firstMs === undefined ? undefined : seconds(firstMs)];
      if (isJson)
        return io.say(
          JSON.stringify({
            at: time(),
            method,
            path,
            deployment: deployment ?? null,
            status,
            bytes,
            seconds: tookS,
            first_byte_seconds: firstS ?? null,
            note: note ?? null,
          }),
        );
      const words = [method, path, deployment ?? '-', String(status), `${bytes} B`, `${tookS} s`];
      if (firstS !== undefined) words.push(`(first byte ${firstS} s)`);
      tell([...words, ...(note === undefined ? [] : [note])].join(' '));
    },
    trouble(sentence: string) {
      // Many requests can have the same problem, so it is printed once a minute.
      const now = clock.now();
      for (const [old, at] of printedAt) if (now - at >= TOLD_FOR_MS) printedAt.delete(old);
      if (printedAt.has(sentence)) return;
      printedAt.set(sentence, now);
      io.warn(sentence);
    },
    keeper(name: string, wake: number): KeeperEvents {
      const count = (family: 'wakes_total' | 'sleeps_total', outcome: string) =>
        metrics.add(family, { deployment: name, outcome });
      const failed = (error: Parameters<NonNullable<KeeperEvents['onWakeFailed']>>[0]) =>
        printError(error, io, { json: isJson, hinting: hintingAs(globals) });
      return {
        onWake: () => tell(`${name}: waking it with ${plural(wake, 'replica')}`),
        onWoken(tookMs) {
          count('wakes_total', 'done');
          tell(`${name}: it answers after ${formatDuration(Math.round(tookMs / 1_000) * 1_000)}`);
        },
        onWakeFailed(error) {
          count('wakes_total', 'failed');
          failed(error);
        },
        onSleep: () => tell(`${name}: no requests came; it is scaled to zero unless others use it`),
        onSlept() {
          count('sleeps_total', 'done');
          tell(`${name}: scaled to zero: GPU billing stops`);
        },
        onPutOff(why) {
          count('sleeps_total', 'put-off');
          tell(`${name}: it stays awake: ${why}`);
        },
        onSleepFailed(error) {
          count('sleeps_total', 'failed');
          failed(error);
        },
        onGone: () => io.warn(`deployment ${name} was deleted: requests for it are refused`),
        onBack: () => io.warn(`deployment ${name} exists after all: it only seemed to be deleted`),
      };
    },
  };
}

const seconds = (ms: number) => Math.round(ms) / 1_000;
