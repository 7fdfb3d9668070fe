import { describe, expect, test } from 'vitest';
import { type Creation, createOnce } from '../../src/api/create-once.js';
import { ExoError } from '../../src/errors.js';
import { fakeClock } from '../helpers/run.js';

interface Thing {
  id: string;
  name: string;
}

const unclear = () => new ExoError('unavailable', 'the connection was lost', { code: 'outcome-unknown' });

/** A service whose creations end as told, in turn: does the thing come to be, and does the answer arrive? */
function service(
  turns: { made: boolean; answer: 'ok' | Error; visibleAfterLooks?: number }[],
  lists: Thing[] = [],
) {
  let sent = 0;
  let looks = 0;
  const hidden: { thing: Thing; from: number }[] = [];
  const creation: Creation<Thing, string> = {
    what: 'deployment my-app',
    zone: 'at-vie-2',
    before: new Set(lists.map(({ id }) => id)),
    async create() {
      const turn = turns[sent++];
      if (!turn) throw new Error('sent more often than foreseen');
      if (turn.made)
        hidden.push({
          thing: { id: `new-${sent}`, name: 'my-app' },
          from: looks + (turn.visibleAfterLooks ?? 0),
        });
      if (turn.answer !== 'ok') throw turn.answer;
      return 'operation';
    },
    async list() {
      looks++;
      return [...lists, ...hidden.filter(({ from }) => looks > from).map(({ thing }) => thing)];
    },
    id: ({ id }) => id,
    matches: ({ name }) => name === 'my-app',
    check: 'exo-di deployment list -z at-vie-2',
  };
  return { creation, sent: () => sent, made: () => hidden.length };
}

const create = ({ creation }: ReturnType<typeof service>) => createOnce(creation, { clock: fakeClock() });

describe('creating exactly once', () => {
  test('a clear answer is taken', async () => {
    const s = service([{ made: true, answer: 'ok' }]);
    await expect(create(s)).resolves.toEqual({ kind: 'answered', answer: 'operation' });
  });

  test('a clear refusal is thrown and not repeated', async () => {
    const s = service([{ made: false, answer: new ExoError('quota', 'too few GPUs') }]);
    await expect(create(s)).rejects.toMatchObject({ kind: 'quota' });
    expect(s.sent()).toBe(1);
  });

  test('answer lost, thing made: adopted, not made again', async () => {
    const s = service([{ made: true, answer: unclear() }]);
    await expect(create(s)).resolves.toMatchObject({ kind: 'adopted', item: { id: 'new-1' } });
    expect(s.made()).toBe(1);
  });

  test('answer lost, thing made but visible only seconds later: still adopted', async () => {
    const s = service([{ made: true, answer: unclear(), visibleAfterLooks: 2 }]);
    await expect(create(s)).resolves.toMatchObject({ kind: 'adopted' });
    expect(s.made()).toBe(1);
  });

  test('answer lost, nothing made: sent again', async () => {
    const s = service([
      { made: false, answer: unclear() },
      { made: true, answer: 'ok' },
    ]);
    await expect(create(s)).resolves.toEqual({ kind: 'answered', answer: 'operation' });
    expect({ sent: s.sent(), made: s.made() }).toEqual({ sent: 2, made: 1 });
  });

  test('sent again, and the name is taken by our own late one: adopted', async () => {
    const conflict = new ExoError('conflict', 'name exists');
    const s = service([
      { made: true, answer: unclear(), visibleAfterLooks: 3 },
      { made: false, answer: conflict },
    ]);
    await expect(create(s)).resolves.toMatchObject({ kind: 'adopted', item: { id: 'new-1' } });
    expect(s.made()).toBe(1);
  });

  test('what existed before is never adopted', async () => {
    const s = service(
      [
        { made: false, answer: unclear() },
        { made: true, answer: 'ok' },
      ],
      [{ id: 'old', name: 'my-app' }],
    );
    await expect(create(s)).resolves.toMatchObject({ kind: 'answered' });
  });

  test('it gives up after three creations that made nothing: exit 9 with what to check', async () => {
    const s = service(Array.from({ length: 3 }, () => ({ made: false, answer: unclear() })));
    await expect(create(s)).rejects.toMatchObject({
      exitCode: 9,
      hint: 'before trying again, check that it does not exist: exo-di deployment list -z at-vie-2',
    });
    expect(s.sent()).toBe(3);
  });

  test('when it cannot be found out it stops: exit 9, nothing is sent again', async () => {
    const s = service([{ made: true, answer: unclear() }]);
    s.creation.list = async () => {
      throw new ExoError('unavailable', 'no answer');
    };
    await expect(create(s)).rejects.toMatchObject({ exitCode: 9, code: 'outcome-unknown' });
    expect(s.sent()).toBe(1);
  });

  test('when two new ones match it stops: someone else made one too', async () => {
    const s = service([{ made: true, answer: unclear() }]);
    s.creation.list = async () => [
      { id: 'a', name: 'my-app' },
      { id: 'b', name: 'my-app' },
    ];
    await expect(create(s)).rejects.toMatchObject({ exitCode: 9 });
  });
});

describe('interrupted before it was known whether it exists', () => {
  const reason = new ExoError('interrupted', 'interrupted');
  const expected = {
    exitCode: 130,
    code: 'outcome-unknown',
    message: 'interrupted before it was known whether deployment my-app was created in at-vie-2',
    hint: 'before trying again, check that it does not exist: exo-di deployment list -z at-vie-2',
  };

  test('with the request on its way', async () => {
    const stop = new AbortController();
    const { creation } = service([]);
    const create = async () => {
      stop.abort(reason);
      throw new ExoError('interrupted', 'interrupted', { code: 'outcome-unknown' });
    };
    const creating = createOnce({ ...creation, create }, { clock: fakeClock(), signal: stop.signal });
    await expect(creating).rejects.toMatchObject(expected);
  });

  test('while looking for it', async () => {
    const stop = new AbortController();
    const { creation } = service([{ made: true, answer: unclear() }]);
    const list = async () => {
      stop.abort(reason);
      throw reason;
    };
    const creating = createOnce({ ...creation, list }, { clock: fakeClock(), signal: stop.signal });
    await expect(creating).rejects.toMatchObject(expected);
  });
});

test('sent again, and the first comes to light after all: both are named, not passed over', async () => {
  const s = service([
    { made: true, answer: unclear(), visibleAfterLooks: 4 },
    { made: true, answer: 'ok' },
  ]);
  await expect(create(s)).rejects.toMatchObject({
    kind: 'conflict',
    code: 'doubled',
    hint: expect.stringContaining('new-1, new-2'),
  });
});
