import * as z from 'zod/mini';
import { type PingKind, ping } from '../../api/ping.js';
import type { Deps } from '../../deps.js';

/** Far beyond any run, and within what such services take, in characters. */
const MOST = 10_000;

/** `--ping`: an address for nobody but this, so it is not shown. */
export const pingAddress = z.string().check(
  z.refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
    error: 'must be an absolute http or https URL',
  }),
);

/**
 * Runs something, and tells a dead man's switch that it begins, and how it has ended. The run waits for none of it but,
 * at its end, for the last.
 * @param lines what the run has printed, as the summary
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
    const said = failure instanceof Error ? [...lines, `error: ${failure.message}`] : lines;
    await started;
    await tell(failure === undefined ? 'success' : 'fail', said.map((line) => `${line}\n`).join(''));
    transport.close();
  }
}

/**
 * A round between two beats: the time of each is written into a file, whether or not the round succeeds. Its age tells
 * who supervises it whether it still goes on; how well, `--ping` tells. A file that cannot be written to is a warning.
 * @param file undefined: nobody looks
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
