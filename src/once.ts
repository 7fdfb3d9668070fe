/** What is made when it is first asked for, and then kept: a schema, a connection, a setting that a command may not need. */
export function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
