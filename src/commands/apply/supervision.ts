import * as z from 'zod/mini';
import { type PingKind, ping } from '../../api/ping.js';
import type { Deps } from '../../deps.js';

/** The longest summary in a ping, in characters: more than a run prints, and less than such services accept. */
const MOST = 10_000;

/** The value of --ping. The URL is a secret, so the error does not show it. */
export const pingAddress = z.string().check(
  z.refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
    error: 'must be an absolute http or https URL',
  }),
);

/**
 * Runs something, and reports its start and its end to a dead man's switch. The run does not wait for the first ping;
 * both are waited for after its end.
 * @param lines the results of the run, for the summary in the last ping
 */
export async function pinged(
  deps: Deps,
  url: string | undefined,
  lines: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  if (url === undefined) return work();
  const { createProductionTransport } = await import('../../api/http/production-transport.js');
  const transport = await createProductionTransport({ env: deps.env, endpoint: url, onlyReads: false });
  const tell = async (kind: PingKind, summary: string) => {
    const why = await ping(transport, url, kind, summary.slice(0, MOST));
    if (why !== undefined) deps.io.warn(`the ping of --ping did not get through: ${why}`);
  };
  const started = tell('start', '');
  let failure: unknown;
  try {
    await work();
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    const summaryLines = failure instanceof Error ? [...lines, `error: ${failure.message}`] : lines;
    await started;
    await tell(failure === undefined ? 'success' : 'fail', summaryLines.map((line) => `${line}\n`).join(''));
    transport.close();
  }
}

/**
 * Runs a round, and writes the time into a file before and after it, whether or not it succeeds. The age of the file
 * tells a supervisor whether the command still runs; `--ping` tells whether its rounds succeed. If the file cannot be
 * written, there is only a warning.
 * @param file undefined if --heartbeat is not given
 */
export async function withHeartbeat(
  deps: Deps,
  file: string | undefined,
  round: () => Promise<void>,
): Promise<void> {
  if (file === undefined) return round();
  const [{ replaceFile }, { fileProblem }] = await Promise.all([
    import('../../io/files.js'),
    import('../../io/file-problem.js'),
  ]);
  const beat = () => {
    try {
      replaceFile(file, `${new Date(deps.clock.now()).toISOString()}\n`);
    } catch (error) {
      deps.io.warn(`the heartbeat ${file} could not be written: ${fileProblem(error)}`);
    }
  };
  beat();
  try {
    await round();
  } finally {
    beat();
  }
}
