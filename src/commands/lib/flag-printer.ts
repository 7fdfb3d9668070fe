import { checkOutputFormat } from '../../config/values.js';
import type { Deps, Printer } from '../../deps.js';
import { UsageError } from '../../errors.js';
import type { View } from '../../output/view.js';

/**
 * The printer of commands that have to work whatever stands in the configuration file: only flags count.
 * @throws UsageError for a format or template that cannot be used
 */
export async function flagPrinter<T>(deps: Deps, view: View<T>): Promise<Printer<T>> {
  const { outputFormat = 'table' } = deps.globals;
  const template = deps.globals.outputTemplate || undefined;
  const problems: string[] = [];
  const format = checkOutputFormat({ value: outputFormat, from: 'flag --output-format' }, problems);
  if (format === undefined) throw new UsageError(problems);
  const { createRenderer } = await import('../../output/render.js');
  const renderer = await createRenderer(view, {
    format,
    template,
    style: deps.io.stdout,
    arranging: deps.globals,
  });
  return {
    ...renderer,
    data: template !== undefined || format !== 'table',
    format: template ? 'template' : format,
  };
}
