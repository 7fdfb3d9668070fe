/**
 * The exit code and its meaning for every ending but success. The name of an ending is the `code` of a JSON error,
 * unless the error has a more precise one. Scripts depend on the numbers: no number ever gets another meaning.
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

/** The kinds of ending but success. */
export type ErrorKind = keyof typeof ENDINGS;

export const exitCodeOf = (kind: ErrorKind): number => ENDINGS[kind][0];

/** Each exit code with its meaning, sorted by number, as `help exit-codes` and the README print it. */
export const EXIT_CODE_MEANINGS: readonly (readonly [number, string])[] = [
  [0, 'done'],
  ...Object.values(ENDINGS),
];
