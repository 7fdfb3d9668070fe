import type { Mutation, State } from './mutations.js';

/** How a command must end: its exit code, and the state of the API then. */
export type Ending = readonly [code: number, state: State];

/** A fault of the one request that changes something, and how commands of each kind must end. */
export interface FaultCase extends Readonly<Record<Mutation['repeat'], Ending>> {
  /** The fault's action, as it follows `POST /path=` for the sandbox. */
  action: string;
  /** Flags for the command, to keep the test short. */
  flags?: readonly string[];
  /** Only changes that the service makes in an operation can fail in this way. */
  operation?: true;
}

const DONE: Ending = [0, 'done'];
const UNAVAILABLE: Ending = [9, 'untouched'];
/** Long enough for two tries of a `set`, the first of them without an answer, even on a busy machine. */
const SHORT = { flags: ['--timeout', '20s'] };

/**
 * A fault that the command recovers from. It reports that the result is unknown only for a rotation, and for a creation
 * that left nothing.
 * @param performed the state that the struck request leaves
 */
const overcome = (action: string, performed: State, rest: Partial<FaultCase> = {}): FaultCase => ({
  action,
  // A creation is not sent again: that the object is not listed does not prove that the service refused it.
  create: performed === 'untouched' ? UNAVAILABLE : DONE,
  set: DONE,
  rotate: [9, performed],
  ...rest,
});
/** A fault that keeps the request from being performed, every time: the command fails and changes nothing. */
const refused = (action: string, rest: Partial<FaultCase> = {}): FaultCase => ({
  action,
  create: UNAVAILABLE,
  set: UNAVAILABLE,
  rotate: UNAVAILABLE,
  ...rest,
});
/** An answer from a machine in between. The request is not sent again; the command looks at the result instead. */
const foreign = (action: string, performed: State): FaultCase => ({
  ...overcome(action, performed),
  ...(performed === 'untouched' && { set: UNAVAILABLE }),
});
/** A refusal by the service itself, with its reason. */
const forbidden = (action: string, code: number): FaultCase => ({
  action,
  create: [code, 'untouched'],
  set: [code, 'untouched'],
  rotate: [code, 'untouched'],
});
/** An operation that fails. */
const failed = (action: string): FaultCase => ({
  action,
  create: [7, 'failed'],
  set: [7, 'untouched'],
  rotate: DONE,
  operation: true,
});

/** Faults that strike once: the command recovers, or says that the change could not be made. */
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
  // A request with a meaningless answer is not sent again: the command looks at the state instead.
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

/** Faults that strike every time: the command finds out that a change was made, or fails and leaves nothing. */
export const ALWAYS: readonly FaultCase[] = [
  refused('reset-before x*'),
  overcome('reset-after x*', 'done'),
  overcome('502-after:html x*', 'done'),
  refused('429=0 x*'),
  // Longer than the command would ever wait, so it fails at once.
  refused('429=3600 x*'),
  refused('503 x*'),
  refused('silence-before x*', { flags: ['--timeout', '8s'] }),
];

/** The request is performed but its answer lost, and the change is still under way when the command looks. */
export const UNDER_WAY: readonly { action: string; flags?: readonly string[] }[] = [
  { action: 'reset-after' },
  { action: 'cut' },
  { action: 'garbage' },
  { action: 'reset-after x*' },
  { action: 'silence-after', ...SHORT },
];

/** Faults of the reads that a change needs, as complete faults, and how the command must end. */
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
  // If the operation cannot be read, the command looks at the operation's object.
  { fault: 'GET /operation/{id}=404 x*', ending: DONE, said: /does not know operation/ },
  // Six looks in a row must fail, which takes longer than the usual wait of these tests.
  {
    fault: 'GET /operation/{id}=garbage x*',
    ending: DONE,
    flags: ['--wait-timeout', '15s'],
    said: /no valid answer about operation/,
  },
  { fault: 'GET /operation/{id}=403:policy x*', ending: DONE, said: /may not read operation/ },
];
