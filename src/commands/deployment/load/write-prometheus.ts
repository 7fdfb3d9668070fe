import type { Deps } from '../../../deps.js';
import { UsageError } from '../../../errors.js';
import type { DeploymentLoad } from '../../../output/views/load.js';

/** Puts what was seen into a file, the old one or the new one whole at any moment. @throws UsageError when it cannot */
export async function writePrometheus(
  deps: Deps,
  file: string,
  rows: readonly DeploymentLoad[],
): Promise<void> {
  const { prometheusText } = await import('../../../output/views/prometheus.js');
  const machine = await deps.machine();
  try {
    // The node exporter is another user.
    await machine.replaceText(file, prometheusText(rows, deps.clock.now()), { readable: true });
  } catch (error) {
    const { fileProblem } = await import('../../../io/file-problem.js');
    const problem = `${file} cannot be written: ${fileProblem(error)}`;
    throw new UsageError(problem, {
      hint: 'name another with --prometheus, in a folder that exists',
      cause: error,
    });
  }
}
