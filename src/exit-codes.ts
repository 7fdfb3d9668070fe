/**
 * The one table of exit codes, by the kinds of ending a command can have, with what each means; the names stand in JSON
 * errors as `code` unless a finer one is known. Scripts depend on the numbers: they are never reused for another meaning.
 */
const ENDINGS = {
  unexpected: [1, 'unexpected: an answer that makes no sense, or a bug'],
  usage: [2, 'usage: an invalid value, an unknown flag, or an immutable property'],
  credentials: [3, 'credentials are missing or were refused'],
  'not-found': [4, 'not found'],
  conflict: [5, 'conflict: an ambiguous name, or something that exists (twice) or is in use'],
  quota: [6, 'GPU quota or authorization: too few GPUs; over --max-cost-per-hour'],
  'operation-failed': [7, 'the operation or the deployment failed, or it does not answer'],
  deadline: [8, 'the deadline of a wait is over, the operation goes on; or it is too slow'],
  unavailable: [9, 'the API or a URL is unreachable, or what it did or costs is unknown'],
  incomplete: [10, 'incomplete: some zones failed, the rest was printed'],
  changes: [11, '`plan --detailed-exitcode`: something would change'],
  interrupted: [130, 'interrupted (Ctrl-C)'],
  terminated: [143, 'terminated (SIGTERM, SIGHUP)'],
} as const;

/** The kinds of ending that a command can have, but for done. */
export type ErrorKind = keyof typeof ENDINGS;

export const exitCodeOf = (kind: ErrorKind): number => ENDINGS[kind][0];

/** What each exit code means, in the order of the numbers, as `help exit-codes` and the README print it. */
export const EXIT_CODE_MEANINGS: readonly (readonly [number, string])[] = [
  [0, 'done'],
  ...Object.values(ENDINGS),
];
