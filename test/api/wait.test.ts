import { describe, expect, test } from 'vitest';
import { ApiError } from '../../src/api/api-error.js';
import { poll, waitForOperation } from '../../src/api/wait.js';
import { ExoError } from '../../src/errors.js';
import type { ErrorKind } from '../../src/exit-codes.js';
import type { Operation } from '../../src/schemas/operation.js';
import { fakeClock, T0 } from '../helpers/run.js';

const ID = '00000000-0000-4000-8000-00000000000a';
const operation = (state: string, more: Partial<Operation> = {}): Operation => ({ id: ID, state, ...more });
const unavailable = new ExoError('unavailable', 'no answer');

/** A zone that gives these answers about the operation in turn, and then repeats the last one. */
function zone(answers: (Operation | Error)[]) {
  let looks = 0;
  return {
    zone: 'at-vie-2',
    looks: () => looks,
    async getOperation() {
      const answer = answers[Math.min(looks++, answers.length - 1)];
      if (answer === undefined || answer instanceof Error) throw answer;
      return answer;
    },
  };
}

const HOW = { random: () => 0.5, timeoutMs: 60_000, what: 'scale deployment my-app to 0 replicas' };

const wait = (answers: (Operation | Error)[], first = operation('pending'), options = {}) => {
  const clock = fakeClock();
  const asked = zone(answers);
  return { result: waitForOperation(asked, first, { ...HOW, clock, ...options }), asked, clock };
};

describe('waiting for an operation', () => {
  test('an operation that has already ended in the first answer is not looked at again', async () => {
    const done = wait([], operation('success'));
    await expect(done.result).resolves.toMatchObject({ state: 'success' });
    expect(done.asked.looks()).toBe(0);
  });

  test.each([
    [{ reason: 'busy', message: 'no GPU left' }, ' (busy: no GPU left)'],
    [{ reason: 'busy' }, ' (busy)'],
    [{ reason: 'busy', message: '' }, ' (busy)'],
    [{}, ''],
  ])('the error of a failed operation says why, as far as it is told: %j', async (told, why) => {
    await expect(wait([], operation('failure', told)).result).rejects.toMatchObject({
      kind: 'operation-failed',
      message: `could not scale deployment my-app to 0 replicas in at-vie-2: the operation failed${why}`,
      operationId: ID,
    });
  });

  test.each([
    ['failure', 'operation-failed'],
    ['timeout', 'operation-timeout'],
  ])('%s is exit code 7', async (state, code) => {
    await expect(wait([operation('pending'), operation(state)]).result).rejects.toMatchObject({
      kind: 'operation-failed',
      code,
      exitCode: 7,
    });
  });

  test('an unknown state keeps waiting', async () => {
    await expect(wait([operation('meditating'), operation('success')]).result).resolves.toMatchObject({
      state: 'success',
    });
  });

  test('five failed looks in a row do not end the wait, and the count starts again after a good one', async () => {
    const five = Array.from({ length: 5 }, () => unavailable);
    await expect(
      wait([...five, operation('pending'), ...five, operation('success')]).result,
    ).resolves.toMatchObject({ state: 'success' });
  });

  test('six failed looks end it as unavailable, with the operation and the command to look again', async () => {
    await expect(wait([unavailable]).result).rejects.toMatchObject({
      kind: 'unavailable',
      operationId: ID,
      hint: `it may still go on; look again with: exo-di operation wait ${ID} -z at-vie-2`,
    });
  });

  test('any error other than unavailability ends the wait at once', async () => {
    const { result, asked } = wait([new ExoError('not-found', 'gone')]);
    await expect(result).rejects.toMatchObject({ kind: 'not-found' });
    expect(asked.looks()).toBe(1);
  });

  test('the deadline ends the wait on time, with exit code 8', async () => {
    const { result, clock } = wait([operation('pending')]);
    await expect(result).rejects.toMatchObject({ kind: 'deadline', exitCode: 8, operationId: ID });
    expect(clock.now() - T0).toBe(60_000);
  });

  test.each([
    ['pending', 'it goes on'],
    ['cancelled', 'its state is cancelled'],
  ])('at the deadline the hint says only what the state tells (%s)', async (state, said) => {
    await expect(wait([operation(state)]).result).rejects.toMatchObject({
      kind: 'deadline',
      hint: `${said}; wait again with: exo-di operation wait ${ID} -z at-vie-2`,
    });
  });

  test('a Retry-After is waited for before the next look', async () => {
    const asked = new ApiError('unavailable', 429, 'too many', { problems: [], retryAfterS: 45 }, {});
    const many = Array.from({ length: 3 }, () => asked);
    const { result, clock } = wait([...many, operation('success')], operation('pending'), {
      timeoutMs: 600_000,
    });
    await expect(result).resolves.toMatchObject({ state: 'success' });
    expect(clock.now() - T0).toBeGreaterThanOrEqual(3 * 45_000);
  });

  test('a clock that is set back during a look does not prolong the wait', async () => {
    const clock = fakeClock();
    let waitedMs = 0;
    const counting = {
      ...clock,
      async sleep(ms: number) {
        waitedMs += ms;
        await clock.sleep(ms);
      },
    };
    const setBack = {
      zone: 'at-vie-2',
      async getOperation() {
        if (clock.now() > T0) clock.advance(-3_600_000);
        return operation('pending');
      },
    };
    const options = { ...HOW, clock: counting };
    await expect(waitForOperation(setBack, operation('pending'), options)).rejects.toMatchObject({
      kind: 'deadline',
    });
    expect(waitedMs).toBeCloseTo(60_000);
  });

  test('if the machine slept past the deadline during a look, it looks once more', async () => {
    const clock = fakeClock();
    const asked = zone([operation('pending'), operation('success')]);
    const { getOperation } = asked;
    const asleep = {
      ...asked,
      async getOperation() {
        const answer = await getOperation();
        if (answer.state === 'pending') clock.advance(2 * 3_600_000);
        return answer;
      },
    };
    const ended = await waitForOperation(asleep, operation('pending'), { ...HOW, clock });
    expect({ state: ended.state, looks: asked.looks() }).toEqual({ state: 'success', looks: 2 });
  });

  test.each([
    ['interrupted', 130],
    ['terminated', 143],
  ] as const)(
    '%s: the error says that the operation goes on, and how to pick it up',
    async (kind, exitCode) => {
      const signal = AbortSignal.abort(new ExoError(kind, kind));
      await expect(wait([], operation('pending'), { signal }).result).rejects.toMatchObject({
        exitCode,
        message: `${kind}: no longer waiting for the service to scale deployment my-app to 0 replicas in at-vie-2; the operation goes on`,
        hint: `wait again with: exo-di operation wait ${ID} -z at-vie-2`,
      });
    },
  );
});

test('waiting for a state, without an operation, never says that an operation goes on', async () => {
  const options = { clock: fakeClock(), random: () => 0.5, timeoutMs: 5_000, what: 'have it stopped' };
  const about = { zone: 'at-vie-2', looksOn: true, resume: 'exo-di deployment wait my-app' } as const;
  const looking = (signal?: AbortSignal) =>
    poll(
      { ...options, signal },
      about,
      async () => false,
      async () => {},
    );
  await expect(looking()).rejects.toMatchObject({ hint: 'wait again with: exo-di deployment wait my-app' });
  const stopped = AbortSignal.abort(new ExoError('interrupted', 'interrupted'));
  await expect(looking(stopped)).rejects.toThrow(
    /^interrupted: no longer waiting for the service to have it stopped in at-vie-2$/,
  );
});

describe('a look that is refused', () => {
  const refused = (kind: ErrorKind, status: number) =>
    new ApiError(kind, status, 'could not read the operation', { problems: [] }, {});
  const nonsense = new ExoError('unexpected', 'the answer is not JSON');

  test('answers that make no sense do not end the wait, like answers that do not come', async () => {
    const { result, asked } = wait([nonsense, nonsense, operation('success')]);
    await expect(result).resolves.toMatchObject({ state: 'success' });
    expect(asked.looks()).toBe(3);
  });

  test.each([
    ['credentials', 403, 3],
    ['not-found', 404, 4],
    // These codes would say that nothing was sent.
    ['usage', 400, 9],
    ['conflict', 409, 9],
    ['quota', 412, 9],
  ] as const)('%s ends the wait at once, with the command to look again', async (kind, status, exitCode) => {
    const { result, asked } = wait([refused(kind, status)]);
    await expect(result).rejects.toMatchObject({
      exitCode,
      operationId: ID,
      message:
        'could not wait any longer for the service to scale deployment my-app to 0 replicas in at-vie-2: could not read the operation',
      hint: `it may still go on; look again with: exo-di operation wait ${ID} -z at-vie-2`,
    });
    expect(asked.looks()).toBe(1);
  });
});

test('a look may take 30 s, near the deadline what is left of the wait, and one second at least', async () => {
  const clock = fakeClock();
  const end = clock.now() + 40_000;
  const limits: number[] = [];
  const lefts: number[] = [];
  const waiting = poll(
    { clock, random: () => 0.5, timeoutMs: 40_000, what: 'have it stopped' },
    { zone: 'at-vie-2', looksOn: true, resume: 'exo-di deployment wait my-app' },
    async () => false,
    async (timeoutMs) => {
      limits.push(timeoutMs);
      lefts.push(end - clock.now());
    },
  );
  await expect(waiting).rejects.toMatchObject({ kind: 'deadline' });
  expect(limits[0]).toBe(30_000);
  const near = lefts.filter((left) => left < 30_000 && left > 1_000);
  expect(near.length).toBeGreaterThan(3);
  expect(limits.slice(-near.length - 1)).toEqual([...near, 1_000]);
});

test('a look at an operation is not sent again by itself, because the next look asks anyway', async () => {
  const options: unknown[] = [];
  const looked = {
    zone: 'at-vie-2',
    async getOperation(_: string, given: object = {}) {
      options.push(given);
      return operation('success');
    },
  };
  await waitForOperation(looked, operation('pending'), { ...HOW, clock: fakeClock() });
  expect(options).toMatchObject([{ polled: true, timeoutMs: 30_000 }]);
});
