import { afterAll, describe, expect, test } from 'vitest';
import { ALWAYS, type Ending, type FaultCase, ONCE, READS, UNDER_WAY } from './faults.js';
import { MUTATIONS } from './mutations.js';
import type { HandshakeFault } from './relay.js';
import { FAST, figures, run, runInTls, type Seen, SLOW, STRICT } from './run.js';

/*
 * The built launcher against a sandbox over loopback: every fault strikes the request of every command that changes
 * something, and what is in the API afterwards is counted.
 */

afterAll(() => {
  const { tried, lost, doubled } = figures;
  process.stdout.write(`\nfaults tried ${tried}, objects lost ${lost}, objects doubled ${doubled}\n`);
  expect({ lost, doubled }).toEqual({ lost: 0, doubled: 0 });
});

function check({ code, state, said, struck }: Seen, [wantedCode, wantedState]: Ending): void {
  expect({ code, state, struck }, said).toEqual({ code: wantedCode, state: wantedState, struck: true });
  expect(said).not.toMatch(/^ {4}at |<html>/m);
}

const cases = (faults: readonly FaultCase[]) =>
  MUTATIONS.flatMap((mutation) =>
    faults
      .filter(({ operation }) => !operation || mutation.operation)
      .map((fault) => ({ title: `${mutation.title}: ${fault.action}`, mutation, fault })),
  );

// All at once.
describe.concurrent('commands over a faulty network', () => {
  describe.each([
    ['every time', ALWAYS],
    ['once', ONCE],
  ] as const)('a fault of the change itself, %s', (_, faults) => {
    test.for(cases(faults))('$title', async ({ mutation, fault }) => {
      check(
        await run(mutation, [`${mutation.request}=${fault.action}`], fault.flags),
        fault[mutation.repeat],
      );
    });
  });

  describe('accepted, the answer lost, and still under way', () => {
    const performed = MUTATIONS.filter(({ operation }) => operation).flatMap((mutation) =>
      UNDER_WAY.map(({ action, flags = [] }) => ({
        title: `${mutation.title}: ${action}`,
        mutation,
        faults: [`${mutation.request}=${action}`],
        flags: mutation.lasting ? ['--no-wait', ...flags] : flags,
      })),
    );
    test.for(performed)('$title', async ({ mutation, faults, flags }) => {
      check(await run(mutation, faults, flags, SLOW), [0, 'done']);
    });

    test.for(performed.filter(({ title }) => /: reset-after$/.test(title)))(
      '$title, and the repetition refused',
      async ({ mutation, faults, flags }) => {
        check(await run(mutation, faults, flags, STRICT), [0, 'done']);
      },
    );
  });

  describe('a creation that cannot be found out', () => {
    const [create] = MUTATIONS;
    if (!create) throw new Error('there is no creation');
    /** The look before the creation is answered, none afterwards. */
    const blind = ['GET /ai/deployment=slow=0', 'GET /ai/deployment=503 x*'];

    test('is one, and what to check is said', async () => {
      const seen = await run(create, [`${create.request}=reset-after`, ...blind]);
      check(seen, [9, 'done']);
      expect(seen.said).toContain('it is not known whether deployment my-app was created in at-vie-2');
      expect(seen.said).toContain('check that it does not exist: exo-di deployment list -z at-vie-2\n');
    });

    test('is found once it is visible', async () => {
      const late = { ...FAST, assumptions: { ...FAST.assumptions, visibleAfterMs: 1_000 } };
      check(await run(create, [`${create.request}=reset-after`], [], late), [0, 'done']);
    });
  });

  describe('a fault of the reads beside a change', () => {
    const struck = MUTATIONS.filter(({ title }) => /^deployment (create|scale to 0)$/.test(title));
    const read = struck.flatMap((mutation) =>
      READS.map((given) => ({ title: `${mutation.title}: ${given.fault}`, mutation, ...given })),
    );
    test.for(read)('$title', async ({ mutation, fault, ending, flags, said }) => {
      const seen = await run(mutation, [fault], flags);
      check(seen, ending);
      if (said) expect(seen.said).toMatch(said);
    });
  });

  describe('an operation that never ends', () => {
    test.for(MUTATIONS.filter(({ operation }) => operation))('$title', async (mutation) => {
      const seen = await run(mutation, [`${mutation.request}=operation-stuck`], ['--wait-timeout', '1s']);
      check(seen, [8, 'done']);
      expect(seen.said).toMatch(/exo-di operation wait \S+ -z at-vie-2/);
    });
  });

  describe('a TLS handshake', () => {
    const GIVE_UP = ['--timeout', '2s'];
    const tls = (
      what: string,
      fault: HandshakeFault,
      ending: Ending,
      {
        flags = [],
        ...rest
      }: { flags?: readonly string[]; first?: number; last?: number; only?: RegExp } = {},
    ) =>
      MUTATIONS.filter(({ title }) => rest.only?.test(title) ?? true).map((mutation) => ({
        ...{ title: `${what}: ${mutation.title}`, mutation, fault, ending, flags, connections: rest },
      }));
    const SOME = /^deployment (create|scale to 0)$/;
    const handshakes = [
      ...tls('that takes its time', 'slow', [0, 'done']),
      ...tls('that never begins', 'never', [9, 'untouched'], { flags: GIVE_UP }),
      // The first connection only asks for the zones.
      ...tls('that never ends, after the zones', 'half', [9, 'untouched'], {
        flags: GIVE_UP,
        first: 2,
        only: SOME,
      }),
      ...tls('that is broken off once', 'cut', [0, 'done'], { last: 1, only: SOME }),
      ...tls('that is always broken off', 'cut', [9, 'untouched'], { only: SOME }),
    ];
    test.for(handshakes)('$title', async ({ mutation, fault, connections, flags, ending }) => {
      check(await runInTls(mutation, fault, connections, flags), ending);
    });
  });
});
