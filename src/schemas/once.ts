/** What is made when it is first asked for, and then kept. Making a schema takes time, and a command needs one or two. */
export function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
