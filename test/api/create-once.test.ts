import { describe, expect, test } from 'vitest';
import { type Creation, createOnce, SEARCH_MS } from '../../src/api/create-once.js';
import { ExoError } from '../../src/errors.js';
import { fakeClock } from '../helpers/run.js';

interface Thing {
  id: string;
  name: string;
}

const OURS = { id: 'new', name: 'my-app' };
const lost = () => new ExoError('unavailable', 'the connection was lost', { code: 'outcome-unknown' });
const refused = () => new ExoError('unavailable', 'no answer (HTTP 503)');

interface Service {
  /** The error of the creation request; absent: it is answered. */
  error?: ExoError;
  /** Objects that lists show after some time, in ms. */
  later?: readonly (readonly [afterMs: number, thing: Thing])[];
  before?: readonly Thing[];
  /** For how long lists fail, in ms. */
  blindMs?: number;
  searchMs?: number;
  sentBefore?: boolean;
}

/** A creation at a service that behaves in the given way, on a fake clock. */
function at({
  error,
  later = [],
  before = [],
  blindMs = 0,
  searchMs = SEARCH_MS,
  sentBefore = false,
}: Service) {
  const clock = fakeClock();
  const start = clock.now();
  const looks: number[] = [];
  let sent = 0;
  const creation: Creation<Thing, string> = {
    what: 'deployment my-app',
    zone: 'at-vie-2',
    before: new Set(before.map(({ id }) => id)),
    async send() {
      sent += 1;
      if (error) throw error;
      return 'operation';
    },
    async list() {
      const passed = clock.now() - start;
      looks.push(passed);
      if (passed < blindMs) throw refused();
      return [...before, ...later.flatMap(([afterMs, thing]) => (afterMs <= passed ? [thing] : []))];
    },
    matches: ({ name }) => name === 'my-app',
    check: 'exo-di deployment list -z at-vie-2',
    goOn: 'exo-di deployment create my-app --again',
    remove: (id) => `exo-di deployment delete ${id}`,
  };
  return {
    created: () => createOnce(creation, { clock, searchMs, sentBefore }),
    creation,
    looks,
    sent: () => sent,
  };
}

const UNKNOWN = { exitCode: 9, code: 'outcome-unknown', zone: 'at-vie-2' };
const adopted = { kind: 'adopted', item: OURS };

describe('a creation is sent once, and', () => {
  test('a clear answer is the result', async () => {
    await expect(at({}).created()).resolves.toEqual({ kind: 'answered', answer: 'operation' });
  });

  test('a clear refusal is thrown, without a search', async () => {
    const service = at({ error: new ExoError('quota', 'too few GPUs') });
    await expect(service.created()).rejects.toMatchObject({ kind: 'quota' });
    expect(service.looks).toEqual([]);
  });

  test.each<[string, Service]>([
    ['shows at once', { later: [[0, OURS]] }],
    ['shows after 5 s', { later: [[5_000, OURS]] }],
    ['shows after 15 s', { later: [[15_000, OURS]] }],
    ['shows at the very end', { later: [[60_000, OURS]] }],
    ['shows after lists have failed', { later: [[0, OURS]], blindMs: 50_000 }],
    ['shows beside what was there before', { later: [[0, OURS]], before: [{ id: 'old', name: 'my-app' }] }],
    [
      'shows beside what is something else',
      {
        later: [
          [0, OURS],
          [0, { id: 'b', name: 'other' }],
        ],
      },
    ],
    ['shows within a shorter search', { later: [[3_000, OURS]], searchMs: 3_000 }],
    ['shows in a search without time', { later: [[0, OURS]], searchMs: 0 }],
  ])('if its answer is lost, an object that %s is taken as the created one', async (_, service) => {
    const { created, sent } = at({ error: lost(), ...service });
    await expect(created()).resolves.toEqual(adopted);
    expect(sent()).toBe(1);
  });

  test.each<[string, Service, RegExp]>([
    ['none shows', {}, /no list has shown it within 60 s, which is no proof that it does not exist$/],
    ['one shows too late', { later: [[60_001, OURS]] }, /within 60 s/],
    ['one shows after a shorter search', { later: [[3_001, OURS]], searchMs: 3_000 }, /within 3 s/],
    ['only old ones show', { before: [OURS] }, /no list has shown it/],
    ['no list answers', { blindMs: 1e9 }, /the search for it could not be finished: no answer \(HTTP 503\)$/],
  ])('if its answer is lost and %s, the error says so and what to do', async (_, service, said) => {
    const { created, sent } = at({ error: lost(), ...service });
    await expect(created()).rejects.toMatchObject({
      ...UNKNOWN,
      message: expect.stringMatching(said),
      hint: 'check that it does not exist: exo-di deployment list -z at-vie-2\nonly then go on with: exo-di deployment create my-app --again',
    });
    expect(sent()).toBe(1);
  });

  test('if its answer is lost and two objects show at once, both are named', async () => {
    const two = [OURS, { id: 'two', name: 'my-app' }];
    const later = two.map((thing) => [2_000, thing] as const);
    await expect(at({ error: lost(), later }).created()).rejects.toMatchObject({
      ...UNKNOWN,
      message: expect.stringMatching(/2 new ones match: new, two$/),
      hint: 'see what they are: exo-di deployment list -z at-vie-2\nkeep one and delete the others, as in: exo-di deployment delete two',
      details: { ids: ['new', 'two'] },
    });
  });

  test('if its name is taken, the object is searched for only if a creation was sent before', async () => {
    const error = new ExoError('conflict', 'the name is taken');
    const later = [[5_000, OURS] as const];
    await expect(at({ error, later }).created()).rejects.toBe(error);
    await expect(at({ error, later, sentBefore: true }).created()).resolves.toEqual(adopted);
  });

  test('the message says why the result is not known', async () => {
    await expect(at({ error: lost() }).created()).rejects.toThrow(
      /^it is not known whether deployment my-app was created in at-vie-2: the connection was lost; no list/,
    );
  });

  test('the search looks with growing pauses, and for the last time when the minute is over', async () => {
    const { created, looks } = at({ error: lost() });
    await expect(created()).rejects.toMatchObject(UNKNOWN);
    expect(looks).toEqual([500, 1_500, 3_500, 7_500, 15_500, 23_500, 31_500, 39_500, 47_500, 55_500, 60_000]);
  });
});

describe('interrupted before it is known whether the object was created: the error says what to check', () => {
  const reason = new ExoError('interrupted', 'interrupted');
  const expected = {
    exitCode: 130,
    code: 'outcome-unknown',
    message: 'interrupted before it was known whether deployment my-app was created in at-vie-2',
    hint: 'before trying again, check that it does not exist: exo-di deployment list -z at-vie-2',
  };
  const stopping = (creation: Partial<Creation<Thing, string>>) => {
    const stop = new AbortController();
    const end = async () => {
      stop.abort(reason);
      throw new ExoError('interrupted', 'interrupted', { code: 'outcome-unknown' });
    };
    const { creation: plain } = at({ error: lost() });
    const options = { clock: fakeClock(), signal: stop.signal, searchMs: SEARCH_MS };
    return createOnce({ ...plain, send: end, list: end, ...creation }, options);
  };

  test('while the request is on its way', async () => {
    await expect(stopping({})).rejects.toMatchObject(expected);
  });

  test('while searching for the object', async () => {
    await expect(stopping({ send: () => Promise.reject(lost()) })).rejects.toMatchObject(expected);
  });
});
