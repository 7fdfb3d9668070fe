/**
 * A schema that is made when it is first asked for, and then kept. Making one takes time, and a command understands
 * one or two of the answers there are.
 */
export function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
