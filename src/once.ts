/** Calls `make` the first time and then returns the same value, for values that are not always needed. */
export function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
