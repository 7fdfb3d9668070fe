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

const MOST_WORK = 64 * 2 ** 20;

/**
 * How much text the functions of a template go through: each call again and again, a text of a megabyte takes minutes.
 */
export class Work {
  #done = 0;

  /** Counts anew: a command may print more than once. */
  begin(): void {
    this.#done = 0;
  }

  /** @throws TemplateProblem beyond 64 MiB since it began */
  add(values: readonly unknown[]): void {
    for (const value of values) if (typeof value === 'string') this.#done += value.length;
    if (this.#done > MOST_WORK)
      throw new TemplateProblem(`the functions go through more than ${MOST_WORK / 2 ** 20} MiB of text`);
  }
}
