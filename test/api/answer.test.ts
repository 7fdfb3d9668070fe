import { describe, expect, test } from 'vitest';
import type { Call, CallOptions } from '../../src/api/call.js';
import * as apiKeys from '../../src/api/calls/api-keys.js';
import * as deployments from '../../src/api/calls/deployments.js';
import * as models from '../../src/api/calls/models.js';
import { getOperation } from '../../src/api/calls/organization.js';
import { createClient } from '../../src/api/client.js';
import type { HttpResponse } from '../../src/api/http/transport.js';
import { ExoError } from '../../src/errors.js';
import { fakeClock } from '../helpers/run.js';

const ID = '00000000-0000-4000-8000-000000000001';
const CREATION = { name: 'a', model: { name: 'm' }, 'gpu-type': 'gpua5000', 'gpu-count': 1, replicas: 1 };
const CHANGES: readonly Call<unknown>[] = [
  deployments.createDeployment(CREATION),
  deployments.updateDeployment(ID, { name: 'b' }),
  deployments.scaleDeployment(ID, { replicas: 0 }),
  deployments.deleteDeployment(ID),
  models.createModel({ name: 'm' }),
  models.deleteModel(ID),
  apiKeys.createApiKey({ name: 'k', scope: 'public' }),
  apiKeys.updateApiKey(ID, { name: 'l' }),
  apiKeys.deleteApiKey(ID),
  apiKeys.rotateApiKey(ID),
];

/** Sends a call to a service that gives these answers in turn, and returns the error. */
async function failureOf(
  call: Call<unknown>,
  answers: readonly (readonly [status: number, body: string])[],
  options: CallOptions = {},
) {
  const remaining = [...answers];
  const client = createClient({
    credentials: { key: 'EXO123', secret: 'top-secret' },
    clock: fakeClock(),
    random: () => 0,
    transport: {
      async send(): Promise<HttpResponse> {
        const [status, body] = remaining.shift() ?? [503, ''];
        return { status, headers: {}, body };
      },
      close() {},
    },
  });
  const failure = await client
    .in('at-vie-2')
    .send(call, options)
    .catch((error: unknown) => error);
  if (!(failure instanceof ExoError)) throw new Error('it should have failed', { cause: failure });
  return failure;
}

const UNREADABLE: readonly [status: number, body: string, what: RegExp][] = [
  [204, '', /was answered with HTTP 204, but the answer is empty$/],
  [202, '', /HTTP 202, but the answer is empty$/],
  [200, ' \r\n', /is empty$/],
  [200, '<!DOCTYPE html><p>Welcome to the hotel', /HTTP 200, but the answer is a web page$/],
  [200, '<html>ok</html>', /is a web page$/],
  [200, 'OK', /is not JSON$/],
  [200, '{"state":', /is not JSON$/],
  [200, '{}', /makes no sense at /],
  [201, '[]', /makes no sense at /],
  [200, 'null', /makes no sense at /],
];

describe.each(CHANGES.map((call) => [call.operation, call] as const))('%s', (_, call) => {
  test.each(UNREADABLE)(
    'answered with %i %j: it is not known whether it was done',
    async (status, body, what) => {
      const failure = await failureOf(call, [[status, body]]);
      expect(failure).toMatchObject({ exitCode: 9, code: 'outcome-unknown', zone: 'at-vie-2' });
      expect(failure.message).toMatch(what);
      expect(failure.message).not.toMatch(/could not|hotel/);
    },
  );
});

const FOREIGN: readonly [status: number, body: string][] = [
  [301, ''],
  [302, '<html>Sign in</html>'],
  [303, '{"moved":true}'],
  [307, ''],
  [400, '<html>Bad request</html>'],
  [401, '<!doctype html><p>Who are you?'],
  [403, '<html>Blocked by policy</html>'],
  [404, ''],
  [409, '<html>no</html>'],
  [410, 'Gone'],
  [460, ''],
  [499, ''],
];

describe.each(CHANGES.map((call) => [call.operation, call] as const))('%s', (_, call) => {
  test.each(FOREIGN)(
    'answered with %i %j by something in between: it is not known whether it was done',
    async (status, body) => {
      const failure = await failureOf(call, [[status, body]]);
      expect(failure).toMatchObject({ exitCode: 9, code: 'outcome-unknown' });
      expect(failure.message).toContain(`(HTTP ${status})`);
    },
  );

  test.each([
    [400, 'bad name', 2],
    [401, '', 3],
    [403, 'Invalid request signature', 3],
    [409, '{"message":"busy"}', 5],
    [410, '{"message":"gone"}', 4],
    [423, 'locked', 5],
    [418, '{}', 1],
  ])('answered with %i %j by the service: it was not done', async (status, body, exitCode) => {
    const failure = await failureOf(call, [[status, body]]);
    expect(failure.exitCode).toBe(exitCode);
    expect(failure.code).not.toBe('outcome-unknown');
  });
});

const REPEATED = CHANGES.filter(({ repeat }) => repeat === 'safe');

describe.each(REPEATED.map((call) => [call.operation, call] as const))('%s, sent again', (_, call) => {
  test.each([400, 401, 403, 409, 412, 418])(
    'refused with %i after a lost answer: it is not known whether the first try was done',
    async (status) => {
      const failure = await failureOf(call, [
        [502, ''],
        [status, '{}'],
      ]);
      expect(failure).toMatchObject({ code: 'outcome-unknown', exitCode: 9 });
      expect(failure.message).toContain(`(HTTP ${status})`);
    },
  );
});

test('a read whose answers are all unreadable fails with exit code 1', async () => {
  const empty = Array.from({ length: 5 }, () => [204, ''] as const);
  const failure = await failureOf(deployments.getDeployment(ID), empty);
  expect(failure).toMatchObject({ exitCode: 1, code: 'unexpected-answer' });
  expect(failure.message).toMatch(/^could not read deployment .* is empty$/);
});

test.each([
  [401, '<!doctype html><p>Who are you?', 'unavailable', 'a web page answered in place of the service'],
  [403, '<html>Blocked by policy</html>', 'unavailable', 'a web page answered in place of the service'],
  [403, '', 'credentials', 'this is forbidden for these credentials'],
  [403, 'Blocked by policy', 'credentials', 'Blocked by policy'],
])(
  'a read that is answered with %i %j: the credentials are to blame only if the service may have refused them',
  async (status, body, kind, words) => {
    const failure = await failureOf(deployments.getDeployment(ID), [[status, body]]);
    expect(failure).toMatchObject({ kind, message: expect.stringContaining(`: ${words} (HTTP ${status})`) });
    expect(failure.hint).toBe(kind === 'unavailable' ? 'see what answers there: exo-di doctor' : undefined);
  },
);

describe('interrupted', () => {
  const interrupted = new ExoError('interrupted', 'interrupted');
  const scale = (call: Call<unknown>, status: number) => {
    const controller = new AbortController();
    const clock = fakeClock();
    const client = createClient({
      credentials: { key: 'EXO123', secret: 'top-secret' },
      clock: {
        now: clock.now,
        sleep: async (ms, signal) => {
          controller.abort(interrupted);
          return clock.sleep(ms, signal);
        },
      },
      signal: controller.signal,
      transport: { send: async () => ({ status, headers: {}, body: '' }), close() {} },
    });
    return client.in('at-vie-2').send(call);
  };

  test('between two tries of a change: the error says that the first may have been done', async () => {
    await expect(scale(deployments.scaleDeployment(ID, { replicas: 0 }), 502)).rejects.toMatchObject({
      exitCode: 130,
      code: 'outcome-unknown',
      message: expect.stringMatching(/^interrupted while trying to scale .*: it may have been done$/),
      hint: 'running the command again is safe',
    });
  });

  test('while a creation is on its way: the error says to check before it is tried again', async () => {
    const stop = new AbortController();
    const client = createClient({
      credentials: { key: 'EXO123', secret: 'top-secret' },
      signal: stop.signal,
      transport: {
        async send() {
          stop.abort(interrupted);
          throw interrupted;
        },
        close() {},
      },
    });
    await expect(client.in('at-vie-2').createApiKey({ name: 'k', scope: 'public' })).rejects.toMatchObject({
      exitCode: 130,
      code: 'outcome-unknown',
      hint: 'check whether it was done before you try again',
    });
  });

  test.each([
    ['a change that was turned away', deployments.scaleDeployment(ID, { replicas: 0 }), 429],
    ['a read', deployments.getDeployment(ID), 502],
  ])('between two tries of %s: nothing has been done', async (_, call, status) => {
    await expect(scale(call, status)).rejects.toBe(interrupted);
  });
});

test.each(['<html>Maintenance</html>', '', '{"name":', 'ok'])(
  'a read that is answered with %j is sent again',
  async (page) => {
    const failure = await failureOf(deployments.getDeployment(ID), [
      [200, page],
      [400, '{"message":"the next answer"}'],
    ]);
    expect(failure.message).toContain('the next answer');
  },
);

test('a read that polls is not sent again, because its caller asks again anyway', async () => {
  const failure = await failureOf(getOperation(ID), [[200, '<html>Maintenance</html>']], {
    polled: true,
  });
  expect(failure.message).toBe(
    `could not read operation ${ID} in at-vie-2: the answer to get-operation is a web page`,
  );
});

test('a read whose JSON answer makes no sense is not sent again', async () => {
  const failure = await failureOf(deployments.getDeployment(ID), [
    [200, '{}'],
    [400, '{"message":"the next answer"}'],
  ]);
  expect(failure.message).toMatch(/makes no sense at /);
});
