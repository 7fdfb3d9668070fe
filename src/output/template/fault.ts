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

/** What a template may do before it is taken for one that does not end; a list of 10,000 rows stays far below. */
const MOST_STEPS = 1_000_000;
const MOST_OUTPUT = 16 * 2 ** 20;
/** A single text, in UTF-16 units. */
const MOST_TEXT = 2 ** 20;
/** So much text costs as much as a step. */
const UNITS_PER_STEP = 64;

/** A limit was met, whatever the data are. */
export class TooMuch extends TemplateProblem {}

/** What is left of time, output and memory for all rows of one command: a template may loop, and a loop may double. */
export class Budget {
  /** Set when a limit was met. */
  spent = false;
  #steps = MOST_STEPS;
  #output = MOST_OUTPUT;

  /** @throws TooMuch when a template has had its time @param units length of the texts it works on */
  step(units = 0): void {
    this.#steps -= 1 + units / UNITS_PER_STEP;
    if (this.#steps < 0) throw new TooMuch(`the template does not end within ${MOST_STEPS} steps`);
  }

  /** @throws TooMuch when a template has printed too much */
  print(text: string): string {
    this.#output -= text.length;
    if (this.#output < 0) throw new TooMuch(`the template prints more than ${MOST_OUTPUT / 2 ** 20} MiB`);
    return text;
  }
}

/** A text that grows. @throws TooMuch beyond what one may hold */
export function bounded(text: string): string {
  if (text.length > MOST_TEXT) throw new TooMuch(`a text is longer than ${MOST_TEXT / 2 ** 20} MiB`);
  return text;
}
