/**
 * Makes the two functions that read a text of the file: one returns what is wrong with it, the other what it means.
 * @param read what a text means, or a sentence about what is wrong with it
 */
export function reader<T extends object>(read: (text: string) => T | string) {
  return {
    /** What is wrong with a text; undefined if it is sound. */
    problemOf(text: string): string | undefined {
      const found = read(text);
      return typeof found === 'string' ? found : undefined;
    },
    /** What a sound text means. @throws SyntaxError for any other */
    sound(text: string): T {
      const found = read(text);
      if (typeof found === 'string') throw new SyntaxError(found);
      return found;
    },
  };
}
