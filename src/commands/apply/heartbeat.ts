import type { Deps } from '../../deps.js';

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
