/** A place in a template: an offset in UTF-16 units. */
export type Offset = number;

/** What is wrong with a template. Template functions do not know where they are called; their caller adds the place. */
export class TemplateProblem extends Error {
  constructor(
    message: string,
    readonly at?: Offset,
    readonly hint?: string,
  ) {
    super(message);
  }
}

/**
 * Runs something for the token at `place`. A TemplateProblem without a place gets this one.
 * @param before put in front of the message: the name of the function that failed
 * @throws TemplateProblem with its place
 */
export function at<R>(place: Offset, run: () => R, before = ''): R {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof TemplateProblem) || error.at !== undefined) throw error;
    throw new TemplateProblem(before + error.message, place, error.hint);
  }
}

const MOST_TEXT = 2 ** 20;

/**
 * Returns a text that a template made, unless it is too long: nested `with` can double a text again and again.
 * @throws TemplateProblem beyond 1 MiB
 */
export function bounded(text: string): string {
  if (text.length > MOST_TEXT) throw new TemplateProblem(`a text is longer than ${MOST_TEXT / 2 ** 20} MiB`);
  return text;
}
