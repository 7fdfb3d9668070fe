/** The system's code for an error, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** The thrown value as an error; any value can be thrown. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

const IN_WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  // Node 24 reports this instead of ENOTDIR when it makes folders.
  EEXIST: 'a part of its path is not a folder',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  ELOOP: 'its links go round in circles',
  ENAMETOOLONG: 'its name is too long',
  // A file that is mounted into a container by itself cannot be replaced there.
  EBUSY: 'it is in use, or mounted by itself and not with its folder',
};

/** Why a file could not be used, in words that fit after a colon. */
export function systemProblem(error: unknown): string {
  const code = errorCode(error);
  return (code === undefined ? undefined : IN_WORDS[code]) ?? code ?? 'it cannot be used';
}
