/** Where something stands: an offset into the template, in UTF-16 units. */
export type Offset = number;

/** What is wrong with a template. Functions do not know where they are called: their caller adds the place. */
export class TemplateProblem extends Error {
  constructor(
    message: string,
    readonly at?: Offset,
    readonly hint?: string,
  ) {
    super(message);
  }
}

/** Runs with a place, and the name of the function, for what has none. @throws TemplateProblem with its place */
export function at<R>(place: Offset, run: () => R, before = ''): R {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof TemplateProblem) || error.at !== undefined) throw error;
    throw new TemplateProblem(before + error.message, place, error.hint);
  }
}

const MOST_TEXT = 2 ** 20;

/** A text that grows: `with` can hand on one that is twice as long as before. @throws TemplateProblem beyond 1 MiB */
export function bounded(text: string): string {
  if (text.length > MOST_TEXT) throw new TemplateProblem(`a text is longer than ${MOST_TEXT / 2 ** 20} MiB`);
  return text;
}
