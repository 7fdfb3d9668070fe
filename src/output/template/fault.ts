import { UsageError } from '../../errors.js';

/** Where something stands: an offset into the template, in UTF-16 units. */
export type Offset = number;

/**
 * What is wrong with a template, and where: `--output-template, column 4: …`, with the line in front if there are several.
 * Columns count characters from 1.
 */
export function fault(source: string, at: Offset, sentence: string, hint?: string): UsageError {
  const before = source.slice(0, at).split('\n');
  const line = before.length;
  const column = [...(before.at(-1) ?? '')].length + 1;
  const place = source.includes('\n') ? `line ${line}, column ${column}` : `column ${column}`;
  const problem = `--output-template, ${place}: ${sentence}`;
  return new UsageError(problem, {
    code: 'output-template',
    hint,
    details: { problems: [problem], line, column },
  });
}

/** A fault without a place yet: functions throw it, the evaluator knows where they were called. */
export class TemplateProblem extends Error {}
