import { describe, test } from 'vitest';
import { LONG_RUN } from '../helpers/chance.js';
import { launch } from '../helpers/launch.js';
import { perform } from '../helpers/perform.js';
import { CASES, type Case, FAST } from './cases.js';
import type { Ending } from './faults.js';
import { checked, reported } from './judge.js';
import { runInTls, runLaunched } from './launched.js';
import { MUTATIONS } from './mutations.js';
import type { HandshakeFault } from './relay.js';

/*
 * Faults over real sockets. The short run tries the faults in which a socket and an HTTP parser matter, with a command
 * of each kind, and the built launcher with a few of them. The long run tries every fault with every command and the
 * built launcher, as `here.test.ts` always does in virtual time.
 */
reported();

/** One command of each kind: a creation, a state that is set, a deletion, and a change that must not be repeated. */
const KINDS = ['deployment create', 'deployment scale to 0', 'deployment delete', 'api-key rotate'];
/** The faults tried with a command of each kind. */
const OF_EACH_KIND = /^(?!GET ).*=(reset-before|reset-after|cut)$/;
/** The cases that start the built launcher. */
const LAUNCHED = [
  'deployment create: reset-after',
  'deployment scale to 0: garbage',
  'deployment delete: cut',
  'api-key rotate: reset-before',
];
/** Cases tried with one command only. */
const OF_ONE = [
  'deployment create: silence-after',
  'deployment create: reset-after x*',
  'deployment scale to 0: drip',
  'deployment scale to 0: garbage',
  'deployment scale to 0: 503',
  'deployment scale to 0: GET /zone=reset',
  'deployment create: GET /ai/deployment=cut',
  'deployment scale to 0: GET /operation/{id}=silence',
];
const isChosen = ({ title, mutation, faults, world }: Case) =>
  LONG_RUN ||
  OF_ONE.includes(title) ||
  (world === FAST && KINDS.includes(mutation.title) && faults.some((fault) => OF_EACH_KIND.test(fault)));

// All cases run at once, because they mostly wait.
describe.concurrent('commands over a faulty network', () => {
  for (const [kind, cases] of Object.entries(CASES)) {
    const chosen = cases.filter(isChosen);
    describe.runIf(chosen.length > 0)(kind, () => {
      for (const one of chosen) {
        const run = LAUNCHED.includes(one.title) ? launch : perform;
        test(one.title, async () => checked(await runLaunched(one, run), one));
      }
    });
  }

  describe('a TLS handshake', () => {
    const GIVE_UP = ['--timeout', '8s'];
    const tls = (
      what: string,
      fault: HandshakeFault,
      ending: Ending,
      { flags = [], ...rest }: { flags?: readonly string[]; first?: number; last?: number } = {},
    ) =>
      MUTATIONS.filter(
        ({ title }) => title === 'deployment create' || (LONG_RUN && title === 'deployment scale to 0'),
      ).map((mutation) => ({
        title: `${what}: ${mutation.title}`,
        mutation,
        fault,
        ending,
        flags,
        connections: rest,
      }));
    const handshakes = [
      ...tls('that takes its time', 'slow', [0, 'done']),
      ...tls('that never begins', 'never', [9, 'untouched'], { flags: GIVE_UP }),
      // The first connection only reads the list of zones.
      ...tls('that never ends, after the zones', 'half', [9, 'untouched'], { flags: GIVE_UP, first: 2 }),
      ...tls('that is broken off once', 'cut', [0, 'done'], { last: 1 }),
      ...tls('that is always broken off', 'cut', [9, 'untouched']),
    ];
    for (const { title, mutation, fault, connections, flags, ending } of handshakes)
      test(title, async () => checked(await runInTls(mutation, fault, connections, flags), { ending }));
  });
});
