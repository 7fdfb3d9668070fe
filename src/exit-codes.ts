/**
 * The one table of exit codes, by the kinds of ending a command can have; these names stand in JSON errors as `code` unless
 * a finer one is known. Scripts depend on the numbers: they are never reused for another meaning.
 */
export const EXIT_CODES = {
  unexpected: 1,
  usage: 2,
  credentials: 3,
  'not-found': 4,
  conflict: 5,
  quota: 6,
  'operation-failed': 7,
  deadline: 8,
  unavailable: 9,
  incomplete: 10,
  changes: 11,
  interrupted: 130,
  terminated: 143,
} as const;
/** The kinds of ending that a command can have, but for done. */
export type ErrorKind = keyof typeof EXIT_CODES;

/** What each exit code means, in the order of the numbers, as `help exit-codes` and the README print it. */
export const EXIT_CODE_MEANINGS: readonly (readonly [number, string])[] = [
  [0, 'done'],
  [EXIT_CODES.unexpected, 'unexpected: an answer that makes no sense, or a bug'],
  [EXIT_CODES.usage, 'usage: an invalid value, an unknown flag, or an immutable property'],
  [EXIT_CODES.credentials, 'credentials are missing or were refused'],
  [EXIT_CODES['not-found'], 'not found'],
  [EXIT_CODES.conflict, 'conflict: an ambiguous name, or something that exists (twice) or is in use'],
  [EXIT_CODES.quota, 'GPU quota or authorization: too few GPUs; over --max-cost-per-hour'],
  [EXIT_CODES['operation-failed'], 'the operation or the deployment failed, or it does not answer'],
  [EXIT_CODES.deadline, 'the deadline of a wait is over, the operation goes on; or it is too slow'],
  [EXIT_CODES.unavailable, 'the API or a URL is unreachable, or what it did or costs is unknown'],
  [EXIT_CODES.incomplete, 'incomplete: some zones failed, the rest was printed'],
  [EXIT_CODES.changes, '`plan --detailed-exitcode`: something would change'],
  [EXIT_CODES.interrupted, 'interrupted (Ctrl-C)'],
  [EXIT_CODES.terminated, 'terminated (SIGTERM, SIGHUP)'],
];
