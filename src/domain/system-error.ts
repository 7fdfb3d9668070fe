/** The system's name for what went wrong, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** What was thrown, which may be anything, as an error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

const IN_WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  // What Node 24 says of the same when it makes folders.
  EEXIST: 'a part of its path is not a folder',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  ELOOP: 'its links go round in circles',
  ENAMETOOLONG: 'its name is too long',
  // What is mounted alone into a container cannot be replaced there.
  EBUSY: 'it is in use, or mounted by itself and not with its folder',
};

/** Why the system let a file not be used, in words that fit after a colon. */
export function systemProblem(error: unknown): string {
  const code = errorCode(error);
  return (code === undefined ? undefined : IN_WORDS[code]) ?? code ?? 'it cannot be used';
}
