import type { Mutation, State } from './mutations.js';

/** How a command may end: its exit code, and what the API then holds. */
export type Ending = readonly [code: number, state: State];

/** A fault of the one request that changes something, and how commands of each kind have to end. */
export interface FaultCase extends Readonly<Record<Mutation['repeat'], Ending>> {
  /** As the sandbox is told: what stands behind `POST /path=`. */
  action: string;
  /** Flags the command gets, to keep the test short. */
  flags?: readonly string[];
  /** Only what the service does in an operation can fail in this way. */
  operation?: true;
}

const DONE: Ending = [0, 'done'];
const UNAVAILABLE: Ending = [9, 'untouched'];
/** Two tries of a `set` fit in, the first of which may say nothing; on a busy machine too. */
const SHORT = { flags: ['--timeout', '20s'] };

/** The command gets over it, or says that it cannot be told: of a rotation always, of a creation that left nothing. */
const overcome = (action: string, performed: State, rest: Partial<FaultCase> = {}): FaultCase => ({
  action,
  // A creation is not sent again; that there is none is no proof that it was not accepted.
  create: performed === 'untouched' ? UNAVAILABLE : DONE,
  set: DONE,
  rotate: [9, performed],
  ...rest,
});
/** Nothing was performed, and nothing was done. */
const refused = (action: string, rest: Partial<FaultCase> = {}): FaultCase => ({
  action,
  create: UNAVAILABLE,
  set: UNAVAILABLE,
  rotate: UNAVAILABLE,
  ...rest,
});
/** Somebody on the way has answered, who is not asked again: what came of it is looked at. */
const foreign = (action: string, performed: State): FaultCase => ({
  ...overcome(action, performed),
  ...(performed === 'untouched' && { set: UNAVAILABLE }),
});
/** The service has said no, and why. */
const forbidden = (action: string, code: number): FaultCase => ({
  action,
  create: [code, 'untouched'],
  set: [code, 'untouched'],
  rotate: [code, 'untouched'],
});
const failed = (action: string): FaultCase => ({
  action,
  create: [7, 'failed'],
  set: [7, 'untouched'],
  rotate: DONE,
  operation: true,
});

/** Once: the command gets over it, or says that it could not be done. */
export const ONCE: readonly FaultCase[] = [
  overcome('reset-before', 'untouched'),
  overcome('reset-after', 'done'),
  overcome('cut', 'done'),
  overcome('429=0', 'done', { rotate: DONE }),
  overcome('500', 'untouched'),
  overcome('500-after', 'done'),
  overcome('502:html', 'untouched'),
  overcome('502-after:html', 'done'),
  overcome('503', 'untouched'),
  overcome('garbage', 'done', { rotate: [9, 'done'] }),
  // An answer that makes no sense is not asked for again: the state decides.
  overcome('garbage-before', 'untouched', { set: [9, 'untouched'], rotate: [9, 'untouched'] }),
  overcome('wrong-shape', 'done', { rotate: [9, 'done'] }),
  overcome('missing-fields', 'done', { rotate: [9, 'done'] }),
  overcome('silence-before', 'untouched', SHORT),
  overcome('silence-after', 'done', SHORT),
  overcome('drip', 'done', SHORT),
  overcome('slow=200', 'done', { rotate: DONE }),
  overcome('408', 'untouched'),
  overcome('504-after:empty', 'done'),
  foreign('302', 'untouched'),
  foreign('302-after:html', 'done'),
  foreign('404:html', 'untouched'),
  foreign('404-after:html', 'done'),
  foreign('403-after:html', 'done'),
  foreign('409-after:html', 'done'),
  forbidden('400', 2),
  forbidden('401', 3),
  forbidden('403:policy', 3),
  forbidden('422:schema', 2),
  failed('operation-failure'),
  failed('operation-failure-at-once'),
  failed('operation-timeout'),
];

/** Every time: what was performed is found out, what was not is an error and leaves nothing. */
export const ALWAYS: readonly FaultCase[] = [
  refused('reset-before x*'),
  overcome('reset-after x*', 'done'),
  overcome('502-after:html x*', 'done'),
  refused('429=0 x*'),
  // Longer than anyone would wait: said at once.
  refused('429=3600 x*'),
  refused('503 x*'),
  refused('silence-before x*', { flags: ['--timeout', '8s'] }),
];

/** Performed, the answer lost, and the change still under way when the command looks. */
export const UNDER_WAY: readonly { action: string; flags?: readonly string[] }[] = [
  { action: 'reset-after' },
  { action: 'cut' },
  { action: 'garbage' },
  { action: 'reset-after x*' },
  { action: 'silence-after', ...SHORT },
];

/** Faults of the reads beside a change, as whole faults, and how the command ends. */
export const READS: readonly { fault: string; ending: Ending; flags?: readonly string[]; said?: RegExp }[] = [
  ...['reset', '502:html', '429=0', 'cut', 'garbage'].flatMap((action) => [
    { fault: `GET /zone=${action}`, ending: DONE },
    { fault: `GET /ai/deployment=${action}`, ending: DONE },
    { fault: `GET /operation/{id}=${action}`, ending: DONE },
  ]),
  { fault: 'GET /ai/deployment=silence', ending: DONE, ...SHORT },
  { fault: 'GET /operation/{id}=silence', ending: DONE, ...SHORT },
  { fault: 'GET /operation/{id}=garbage x2', ending: DONE },
  { fault: 'GET /ai/deployment=503 x*', ending: UNAVAILABLE },
  { fault: 'GET /ai/deployment=garbage x*', ending: [1, 'untouched'] },
  { fault: 'GET /ai/deployment=wrong-shape x*', ending: [1, 'untouched'] },
  { fault: 'GET /ai/deployment=drip x*', ending: UNAVAILABLE, flags: ['--timeout', '8s'] },
  // Where nothing is known of the operation, what it is about is looked at.
  { fault: 'GET /operation/{id}=404 x*', ending: DONE, said: /does not know operation/ },
  // Six looks in a row have to fail, which takes longer than a creation has in a test.
  {
    fault: 'GET /operation/{id}=garbage x*',
    ending: DONE,
    flags: ['--wait-timeout', '15s'],
    said: /nothing that makes sense of operation/,
  },
  { fault: 'GET /operation/{id}=403:policy x*', ending: DONE, said: /may not read operation/ },
];
