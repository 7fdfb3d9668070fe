import { UsageError } from '../errors.js';
import type { Arranging } from './columns.js';
import type { OutputFormat, Printer, Renderer, Style, View } from './view.js';

export interface RenderOptions {
  format: OutputFormat;
  /** A Go template: overrides the format. Empty is the same as absent. */
  template?: string | undefined;
  style: Style;
  arranging?: Arranging | undefined;
}

/**
 * Makes the printer of a view in one format. Commands call this before they send a request, so that a faulty template,
 * --columns or --sort is refused first. Only the module of the chosen format is loaded.
 * @throws UsageError for a template that cannot be parsed or names a field the view does not have; for unknown columns
 */
export async function createPrinter<T>(view: View<T>, options: RenderOptions): Promise<Printer<T>> {
  const { format, template, arranging } = options;
  const facts = template ? { data: true, format: 'template' as const } : { data: format !== 'table', format };
  if (arranging?.columns === undefined && arranging?.sort === undefined)
    return { ...facts, ...(await rendererOf(view, options)) };
  if (template && arranging.columns !== undefined)
    throw new UsageError(
      '--columns and --output-template do not go together: the template says what is shown',
    );
  const { arrange } = await import('./columns.js');
  const arranged = arrange(view, arranging);
  const renderer = await rendererOf(arranged.view, options);
  if (view.grouped) return { ...facts, ...renderer };
  return { ...facts, ...renderer, many: (items) => renderer.many(arranged.sorted(items)) };
}

async function rendererOf<T>(
  view: View<T>,
  { format, template, style }: RenderOptions,
): Promise<Renderer<T>> {
  if (template)
    return (await import('./template/template-renderer.js')).templateRenderer(view, template, style);
  switch (format) {
    case 'json':
      return (await import('./json-renderer.js')).jsonRenderer(view);
    case 'text':
      return (await import('./text-renderer.js')).textRenderer(view, style);
    case 'table': {
      const [{ tableRenderer }, { painterFor }] = await Promise.all([
        import('./table.js'),
        import('./painter.js'),
      ]);
      return tableRenderer(view, style, await painterFor(style));
    }
  }
}
