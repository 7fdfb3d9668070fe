// Times whole processes, each in turn with a bare `node -e 0`: if the machine's speed changes, it changes for both.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const RSS = fileURLToPath(new URL('./rss.cjs', import.meta.url));

export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/**
 * Runs a process once, and measures the milliseconds from start to exit. Rejects if the exit code is not the expected
 * one.
 */
export function run(program, args, { env, code = 0 }) {
  return new Promise((resolve, reject) => {
    const start = process.hrtime.bigint();
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.resume();
    let printed = '';
    child.stderr.on('data', (text) => {
      printed += text;
    });
    child.on('error', reject);
    child.on('exit', (exit) => {
      const ms = Number(process.hrtime.bigint() - start) / 1e6;
      if (exit === code) resolve({ ms, printed });
      else reject(new Error(`${program} ${args.join(' ')} ended with ${exit}: ${printed}`));
    });
  });
}

/** The medians of two commands that are run in turn, and the median of the ratios of each pair. */
export async function paired(runs, first, second) {
  const times = [[], []];
  for (let i = 0; i <= runs; i++) {
    for (const [n, { program, args, ...options }] of [first, second].entries()) {
      const { ms } = await run(program, args, options);
      // The first pair is not counted: it warms up the caches of the file system.
      if (i > 0) times[n].push(ms);
    }
  }
  const ratio = median(times[0].map((ms, i) => ms / times[1][i]));
  return { ms: median(times[0]), other: median(times[1]), ratio };
}

/** The median of the peak memory of a Node program, in MiB. */
export async function peakMiB(runs, args, options) {
  const peaks = [];
  for (let i = 0; i < runs; i++) {
    const { printed } = await run(process.execPath, ['-r', RSS, ...args], options);
    peaks.push(Number(/maxRSS (\d+)/.exec(printed)?.[1]) / 1024);
  }
  return median(peaks);
}
