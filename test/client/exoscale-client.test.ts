import { getEventListeners } from 'node:events';
import { createServer } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import v8 from 'node:v8';
import { describe, expect, test, vi } from 'vitest';
import { type HttpResponse, type Transport, TransportError } from '../../src/api/http/transport.js';
import { asClient } from '../../src/client/failure.js';
import * as client from '../../src/client/index.js';
import { createSandbox, DEFAULT_CREDENTIAL, type SandboxOptions } from '../../src/sandbox/index.js';
import { ids } from '../helpers/chance.js';
import { listen } from '../helpers/network.js';
import { fakeClock, sandboxTransport } from '../helpers/run.js';
import { type Answer, json, listing, lying, named } from '../helpers/service.js';

const BODY = {
  name: 'my-app',
  model: { name: 'mistralai/Mistral-7B-Instruct-v0.3' },
  'gpu-type': 'gpua5000',
  'gpu-count': 1,
  replicas: 1,
};

const ENDPOINT = 'http://127.0.0.1:8787/v2';

type Options = Partial<client.ExoscaleClientOptions> & SandboxOptions & { lies?: Answer };

/** A client of a sandbox on a fake clock, with options for both. @param lies answers in place of the sandbox */
function setup({ lies = () => undefined, ...options }: Options = {}) {
  const clock = fakeClock();
  const sandbox = createSandbox({ clock, speed: 1, idSource: ids(), ...options });
  const shared = { endpoint: ENDPOINT, transport: lying(sandboxTransport(sandbox), lies), clock, ...options };
  const made = (own: Options = {}) => new client.ExoscaleClient({ ...DEFAULT_CREDENTIAL, ...shared, ...own });
  const exoscale = made();
  /** The zone of another client of the same program. */
  const another = (own?: Options) => made(own).zone('at-vie-2');
  const changes = () => sandbox.requests.filter(({ method }) => method !== 'GET').length;
  return { clock, sandbox, exoscale, vienna: exoscale.zone('at-vie-2'), another, changes };
}

/** The error of a rejected promise. */
const failure = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'nothing was thrown',
    (error: unknown) => error,
  );

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe('zones and deployments', () => {
  test('reading the list of zones of another endpoint counts into the timeout', async () => {
    const silent: Transport = {
      send: async ({ timeoutMs = 0, signal }) => {
        await clock.sleep(timeoutMs, signal);
        throw new TransportError('timeout', true, 'no answer in time');
      },
      close() {},
    };
    const { clock, exoscale, vienna } = setup({ transport: silent });
    const id = '00000000-0000-4000-8000-000000000000';
    for (const asked of [
      () => vienna.listDeployments({ timeoutMs: 300 }),
      () => all(exoscale.deployments({ timeoutMs: 300 })),
      () => vienna.waitForOperation(id, { timeoutMs: 300 }),
      () => vienna.waitUntilReady(id, { timeoutMs: 300 }),
    ]) {
      // Another call, with more time, is already reading the list.
      const other = failure(vienna.listModels());
      const begun = clock.now();
      expect(await failure(asked())).toBeInstanceOf(client.UnavailableError);
      expect(clock.now() - begun).toBeLessThan(60_000);
      await other;
    }
  });

  test.each([0, -1, Number.NaN])('the timeout %d is refused', async (ms) => {
    const { exoscale, vienna, sandbox } = setup();
    const operation = '00000000-0000-4000-8000-000000000000';
    for (const asked of [
      () => vienna.listDeployments({ timeoutMs: ms }),
      () => all(exoscale.deployments({ timeoutMs: ms })),
      () => vienna.createDeployment(BODY, { searchMs: ms }),
      () => vienna.waitForOperation(operation, { timeoutMs: ms }),
    ])
      expect(await failure(asked())).toBeInstanceOf(client.InvalidRequestError);
    expect(() => setup({ timeoutMs: ms })).toThrow(client.InvalidRequestError);
    expect(sandbox.requests).toEqual([]);
  });

  test('zones are an async iterable, in order of their names', async () => {
    const { exoscale } = setup();
    const names = (await all(exoscale.zones())).map(({ name }) => name);
    expect(names).toContain('at-vie-2');
    expect(names).toEqual([...names].sort());
  });

  test('deployments of all zones come with their zone, public ones left out', async () => {
    const { exoscale, sandbox } = setup();
    sandbox.place({ zone: 'at-vie-2', name: 'one' });
    sandbox.place({ zone: 'de-fra-1', name: 'two' });
    const found = await all(exoscale.deployments());
    expect(found.map(({ name, zone }) => `${name} ${zone}`).sort()).toEqual(['one at-vie-2', 'two de-fra-1']);
  });

  test('a zone that fails throws after the deployments of the others', async () => {
    const { exoscale, sandbox } = setup({
      lies: ({ url }) => (url.includes('de-fra-1') ? json({ message: 'Down' }, 400) : undefined),
    });
    sandbox.place({ zone: 'at-vie-2', name: 'one' });
    const found: string[] = [];
    const error = await failure(
      (async () => {
        for await (const { name } of exoscale.deployments()) found.push(name);
      })(),
    );
    expect(found).toEqual(['one']);
    expect(error).toBeInstanceOf(client.IncompleteError);
    expect(error).toMatchObject({
      code: 'incomplete',
      errors: [{ zone: 'de-fra-1', status: 400, reason: 'Down' }],
    });
  });

  test('a zone whose endpoint is refused is named', async () => {
    const zones = ['at-vie-2', 'de-fra-1'].map((name) => ({
      name,
      'api-endpoint': name === 'de-fra-1' ? 'http://example.com/v2' : 'http://127.0.0.1:8787/at-vie-2/v2',
    }));
    const { exoscale } = setup({ lies: ({ url }) => (url.endsWith('/zone') ? json({ zones }) : undefined) });
    const error = await failure(all(exoscale.deployments()));
    expect(error).toBeInstanceOf(client.IncompleteError);
    expect(error).toMatchObject({
      message: expect.stringMatching(/^not all zones have answered \(de-fra-1\): /),
      errors: [{ zone: 'de-fra-1' }],
    });
  });

  test('requests that are no longer needed end with the iteration', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const { exoscale, sandbox } = setup({
      lies(request) {
        if (named(request) !== 'GET /ai/deployment') return undefined;
        signals.push(request.signal);
        return request.url.includes('at-vie-2') ? undefined : new Promise(() => {});
      },
    });
    sandbox.place({ zone: 'at-vie-2', name: 'one' });
    for await (const { name } of exoscale.deployments()) {
      expect(name).toBe('one');
      break;
    }
    expect(signals.filter((signal) => !signal?.aborted)).toHaveLength(1);
  });
});

describe('a creation', () => {
  test('is sent once and waited for', async () => {
    const { vienna, changes } = setup();
    const { id = '', operation } = await vienna.createDeployment(BODY);
    expect(operation).toMatchObject({ state: 'pending', reference: { command: 'create-deployment' } });
    await expect(vienna.waitForOperation(operation ?? '')).resolves.toMatchObject({ state: 'success' });
    await expect(vienna.waitUntilReady(id)).resolves.toMatchObject({ name: 'my-app', replicas: 1 });
    expect(changes()).toBe(1);
  });

  test('is refused before anything is sent if the name exists', async () => {
    const { vienna, sandbox, changes } = setup();
    const id = sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
    const error = await failure(vienna.createDeployment(BODY));
    expect(error).toBeInstanceOf(client.ConflictError);
    expect(error).toMatchObject({ code: 'already-exists', zone: 'at-vie-2', details: { id } });
    expect(changes()).toBe(0);
  });

  const behind = (visibleAfterMs: number) => ({
    assumptions: { duplicateNames: 'allowed' as const, visibleAfterMs },
  });

  test('is made once by two calls at once', async () => {
    const { exoscale, vienna, sandbox } = setup(behind(60_000));
    const outcomes = await Promise.allSettled([
      vienna.createDeployment(BODY),
      exoscale.zone('at-vie-2').createDeployment(BODY),
      vienna.createDeployment({ ...BODY, name: 'other' }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: { code: 'already-exists' } });
    expect(sandbox.deployments('at-vie-2')).toHaveLength(2);
  });

  test('is not repeated while lists do not show it; after a deletion the name can be used again', async () => {
    const { vienna, sandbox } = setup(behind(30_000));
    const { id = '', operation } = await vienna.createDeployment(BODY);
    expect(await failure(vienna.createDeployment(BODY))).toMatchObject({
      details: { id },
      message: `deployment my-app was created by this program as ${id}, though no list of at-vie-2 shows it; nothing was sent`,
    });
    expect(sandbox.deployments('at-vie-2')).toHaveLength(1);
    if (operation) await vienna.waitForOperation(operation);
    await vienna.waitForOperation(await vienna.deleteDeployment(id));
    expect((await vienna.createDeployment(BODY)).id).not.toBe(id);
  });

  test('is waited for, and not repeated, if its ID finds it only now and then', async () => {
    let reads = 0;
    let isLost = false;
    const { vienna, sandbox } = setup({
      ...behind(0),
      lies: (request) => {
        if (named(request) === 'GET /ai/deployment') return json({ deployments: [] });
        const isMissing = named(request) === 'GET /ai/deployment/*' && (isLost || ++reads === 2);
        return isMissing ? json({ message: 'Not found' }, 404) : undefined;
      },
    });
    const { id = '' } = await vienna.createDeployment(BODY);
    expect(await failure(vienna.waitUntilReady(id, { timeoutMs: 5_000 }))).toBeInstanceOf(
      client.DeadlineError,
    );
    isLost = true;
    expect(await failure(vienna.createDeployment(BODY))).toMatchObject({ code: 'already-exists' });
    expect(sandbox.deployments('at-vie-2')).toHaveLength(1);
  });

  test('is made once by two clients of one program', async () => {
    const { sandbox, another } = setup(behind(60_000));
    const zones = [another(), another(), another({ secret: 'wrong' })];
    const outcomes = await Promise.allSettled(zones.map((zone) => zone.createDeployment(BODY)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(outcomes[1]).toMatchObject({ reason: { code: 'already-exists' } });
    expect(sandbox.deployments('at-vie-2')).toHaveLength(1);
  });

  test('that two programs make at once is told', async () => {
    const { sandbox, another } = setup({ assumptions: { duplicateNames: 'allowed' } });
    const zones = [0, 1].map(() => another({ transport: sandboxTransport(sandbox) }));
    const outcomes = await Promise.allSettled(zones.map((zone) => zone.createDeployment(BODY)));
    const [one, two] = sandbox.deployments('at-vie-2').map(({ id }) => id);
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(refusals.length).toBeGreaterThan(0);
    for (const error of refusals) {
      expect(error).toBeInstanceOf(client.ConflictError);
      expect(error).toMatchObject({ code: 'doubled', hint: expect.stringContaining('delete the others') });
      expect([one, two]).toEqual(expect.arrayContaining([error.details.id, ...error.details.others]));
      expect(error.message).toBe(
        `deployment my-app was created in at-vie-2 as ${error.details.id}, and there is another of its name: ${error.details.others}`,
      );
    }
  });

  test.each([
    [
      'shows one that was deleted',
      json({ deployments: [{ ...BODY, id: '00000000-0000-4000-8000-0000000000ff', state: 'ready' }] }),
    ],
    ['cannot be read', json({}, 403)],
  ])('is made although the list after it %s', async (_, answer) => {
    const { vienna, changes } = setup({
      lies: (request) => (named(request) === 'GET /ai/deployment' && changes() > 0 ? answer : undefined),
    });
    expect(await vienna.createDeployment(BODY)).toMatchObject({ id: expect.any(String) });
  });

  test('of an API key is made once by calls to two zones', async () => {
    const { exoscale, sandbox } = setup({
      lies: (request) => (named(request) === 'GET /ai/api-key' ? json({ 'ai-api-keys': [] }) : undefined),
    });
    const outcomes = await Promise.allSettled(
      ['at-vie-2', 'ch-dk-2'].map((zone) =>
        exoscale.zone(zone).createApiKey({ name: 'ci', scope: 'public' }),
      ),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(sandbox.world.data.apiKeys).toHaveLength(1);
  });

  test('is looked up by ID while lists do not show it, until somebody else deletes it', async () => {
    const { vienna, sandbox, clock } = setup({ ...behind(0), lies: listing() });
    const { id = '' } = await vienna.createDeployment(BODY);
    clock.advance(3_600_000);
    expect(await failure(vienna.createDeployment(BODY))).toBeInstanceOf(client.ConflictError);
    sandbox.world.data.deployments.splice(0);
    expect((await vienna.createDeployment(BODY)).id).not.toBe(id);
  });

  test('is not repeated while neither lists nor its ID show it, until it was seen, has failed or an hour is over', async () => {
    const { vienna, sandbox, clock } = setup(behind(90_000_000));
    await vienna.createDeployment(BODY);
    clock.advance(3_500_000);
    expect(await failure(vienna.createDeployment(BODY))).toBeInstanceOf(client.ConflictError);
    clock.advance(200_000);
    const { operation } = await vienna.createDeployment(BODY);
    expect(sandbox.deployments('at-vie-2')).toHaveLength(2);
    const failed = { id: 'a', state: 'failure', reference: operation?.reference };
    expect(await failure(vienna.waitForOperation(failed))).toBeInstanceOf(client.OperationFailedError);
    expect(await failure(vienna.createDeployment(BODY))).toBeInstanceOf(client.ConflictError);
    clock.advance(61_000);
    await vienna.createDeployment(BODY);
    expect(sandbox.deployments('at-vie-2')).toHaveLength(3);
  });

  test('is known by the new name of what was renamed, and no longer by the old one', async () => {
    const { vienna, sandbox } = setup({ lies: listing() });
    const { id = '', operation = '' } = await vienna.createDeployment(BODY);
    await vienna.waitForOperation(operation);
    await vienna.waitForOperation(await vienna.updateDeployment(id, { name: 'other' }));
    expect(await failure(vienna.createDeployment({ ...BODY, name: 'other' }))).toMatchObject({
      details: { id },
    });
    expect((await vienna.createDeployment(BODY)).id).not.toBe(id);
    expect(sandbox.deployments('at-vie-2')).toHaveLength(2);
  });

  test('whose answer is lost does not take a deleted one for its result that an old list still shows', async () => {
    let old: HttpResponse | undefined;
    const { vienna, sandbox } = setup({
      lies: async (request, ask) => {
        if (named(request) === 'GET /ai/deployment') return old;
        if (
          named(request) !== 'POST /ai/deployment' ||
          !sandbox.requests.some(({ method }) => method === 'DELETE')
        )
          return undefined;
        await ask(request);
        old = json({ deployments: [{ ...BODY, id: deleted, state: 'ready' }] });
        throw new TransportError('lost', true, 'the connection was lost');
      },
    });
    const { id: deleted = '' } = await vienna.createDeployment(BODY);
    await vienna.waitForOperation(await vienna.deleteDeployment(deleted));
    expect(await failure(vienna.createDeployment(BODY))).toBeInstanceOf(client.OutcomeUnknownError);
  });

  test('that waits for another of its name can be aborted, and the others go on one by one', async () => {
    const { vienna, sandbox } = setup(behind(60_000));
    const ending = new AbortController();
    const first = vienna.createDeployment(BODY);
    const second = failure(vienna.createDeployment(BODY, { signal: ending.signal }));
    const third = failure(vienna.createDeployment(BODY));
    ending.abort('enough');
    expect(await Promise.race([first, second])).toBe('enough');
    await first;
    expect(await third).toBeInstanceOf(client.ConflictError);
    expect(sandbox.deployments('at-vie-2')).toHaveLength(1);
  });

  test('is not called deleted while it is too new to be found; once it was found, it is', async () => {
    const { vienna, sandbox, clock } = setup(behind(20_000));
    const { id = '' } = await vienna.createDeployment(BODY);
    sandbox.failNext('DELETE /ai/deployment/{id}=503');
    const error = await failure(vienna.deleteDeployment(id));
    expect(error).toBeInstanceOf(client.OutcomeUnknownError);
    expect(error).toMatchObject({
      details: { id },
      message: expect.stringContaining(`it is not known whether ${id} was deleted in at-vie-2`),
    });
    clock.advance(20_000);
    await vienna.waitUntilReady(id);
    sandbox.world.data.deployments.splice(0);
    sandbox.failNext('DELETE /ai/deployment/{id}=503');
    expect(await vienna.deleteDeployment(id)).toMatchObject({ state: 'success' });
  });

  test.each([
    ['it can still be read', undefined],
    ['it could not be read: ', json({ message: 'Forbidden' }, 403)],
  ])('is not called deleted because a proxy answers the repetition with 404: %s', async (why, look) => {
    let tries = 0;
    const { vienna, sandbox } = setup({
      lies: ({ method, url }) => {
        if (method === 'DELETE') return tries++ === 0 ? json({}, 502) : json({ message: 'no Route' }, 404);
        return /deployment\/[^/]+$/.test(url) ? look : undefined;
      },
    });
    const id = sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
    const error = await failure(vienna.deleteDeployment(id));
    expect(error).toBeInstanceOf(client.OutcomeUnknownError);
    expect(error).toMatchObject({ message: expect.stringContaining(why) });
  });

  test('that was refused does not block the next one', async () => {
    const { vienna, sandbox } = setup({ fail: ['POST /ai/deployment=400'] });
    const outcomes = await Promise.allSettled([vienna.createDeployment(BODY), vienna.createDeployment(BODY)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(sandbox.deployments('at-vie-2')).toHaveLength(1);
  });

  /** Loses the answer to a creation, after or before the service gets it. */
  const losing = (heard: boolean): { lies: Answer } => ({
    lies: async (request, ask) => {
      if (request.method !== 'POST') return undefined;
      if (heard) await ask(request);
      throw new TransportError('lost', true, 'the connection was lost');
    },
  });

  test.each([
    ['deployment', (zone: client.ExoscaleZone) => zone.createDeployment(BODY), { operation: undefined }],
    [
      'model',
      (zone: client.ExoscaleZone) => zone.createModel({ name: 'owner/model' }),
      { operation: undefined },
    ],
    [
      'API key',
      (zone: client.ExoscaleZone) => zone.createApiKey({ name: 'ci', scope: 'public' }),
      { name: 'ci' },
    ],
  ] as const)('a %s whose answer is lost is found, and not sent again', async (_kind, create, expected) => {
    const { vienna, changes } = setup(losing(true));
    const created = await create(vienna);
    expect(created).toMatchObject({ id: expect.any(String), ...expected });
    if ('value' in created) expect(created.value).not.toBe('');
    expect(changes()).toBe(1);
  });

  test.each([
    ['cannot be read', 503, undefined],
    ['is aborted', 200, 'enough'],
  ])('of an API key that is found, but whose value %s, is told', async (_case, status, reason) => {
    const ending = new AbortController();
    const lost = losing(true);
    const { vienna, sandbox } = setup({
      lies(request, ask) {
        if (!request.url.endsWith('/reveal')) return lost.lies(request, ask);
        if (reason) ending.abort(reason);
        request.signal?.throwIfAborted();
        return json({}, status);
      },
    });
    const made = vienna.createApiKey({ name: 'ci', scope: 'public' }, { signal: ending.signal });
    const error = await failure(made);
    const [key] = sandbox.world.data.apiKeys;
    expect(error).toBeInstanceOf(client.OutcomeUnknownError);
    expect(error).toMatchObject({
      details: { id: key?.id },
      message: expect.stringContaining(`API key ci was created as ${key?.id}`),
    });
    if (reason) expect(error).toMatchObject({ cause: reason });
  });

  test('that no list shows has an unknown outcome', async () => {
    const { vienna, clock } = setup(losing(false));
    const began = clock.now();
    const error = await failure(vienna.createDeployment(BODY, { searchMs: 5_000 }));
    expect(error).toBeInstanceOf(client.OutcomeUnknownError);
    expect(error).toMatchObject({ code: 'outcome-unknown', zone: 'at-vie-2' });
    expect(clock.now() - began).toBeLessThan(30_000);
  });

  test('that is aborted during its request says that it may have been made', async () => {
    const ending = new AbortController();
    const reason = new Error('enough');
    const { vienna } = setup({
      lies: async (request, ask) => {
        if (request.method !== 'POST') return undefined;
        await ask(request);
        ending.abort(reason);
        throw request.signal?.reason;
      },
    });
    const error = await failure(vienna.createDeployment(BODY, { signal: ending.signal }));
    expect(error).toBeInstanceOf(client.OutcomeUnknownError);
    expect(error).toMatchObject({ cause: reason, message: expect.stringContaining('my-app') });
  });
});

describe('errors', () => {
  const answering = (status: number, body: object): { lies: Answer } => ({
    lies: ({ url }) => (url.endsWith('/zone') ? undefined : json(body, status)),
  });

  test.each([
    [400, client.InvalidRequestError, 'refused-value'],
    [401, client.CredentialsError, 'unauthorized'],
    [404, client.NotFoundError, 'not-found'],
    [409, client.ConflictError, 'conflict'],
    [412, client.QuotaError, 'gpu-quota'],
    [418, client.UnexpectedAnswerError, 'unexpected-status'],
  ])('HTTP %i', async (status, Class, code) => {
    const { vienna } = setup(answering(status, { message: 'The reason' }));
    const error = await failure(
      vienna.scaleDeployment('00000000-0000-4000-8000-000000000001', { replicas: 1 }),
    );
    expect(error).toBeInstanceOf(Class);
    expect(error).toBeInstanceOf(client.ExoscaleError);
    expect(error).toMatchObject({
      code,
      status,
      reason: 'The reason',
      zone: 'at-vie-2',
      request: { method: 'POST', path: '/ai/deployment/00000000-0000-4000-8000-000000000001/scale' },
    });
  });

  test('an unavailable read is tried five times; an unavailable change may have been made', async () => {
    let sent = 0;
    const { vienna } = setup({
      lies: ({ url }) => {
        if (url.endsWith('/zone')) return undefined;
        sent += 1;
        return json({}, 503);
      },
    });
    const read = await failure(vienna.listModels({ timeoutMs: 60_000 }));
    expect(read).toBeInstanceOf(client.UnavailableError);
    expect(read).toMatchObject({ status: 503 });
    expect(sent).toBe(5);
    expect(await failure(vienna.deleteModel('a'))).toBeInstanceOf(client.OutcomeUnknownError);
  });

  test('an unknown zone, an impossible endpoint, an empty secret', async () => {
    const { exoscale } = setup();
    const error = await failure(exoscale.zone('at-vie-3').listModels());
    expect(error).toBeInstanceOf(client.InvalidRequestError);
    expect(error).toMatchObject({ reason: 'there is no zone "at-vie-3"' });
    const id = await failure(exoscale.zone('at-vie-2').getDeployment('..'));
    expect(id).toBeInstanceOf(client.InvalidRequestError);
    expect(await failure(exoscale.zone('at-vie-2').getDeployment('..', new AbortController()))).toEqual(id);
    expect(() => setup({ endpoint: 'http://example.com' })).toThrow(client.InvalidRequestError);
    expect(() => setup({ secret: '' })).toThrow('the secret is empty');
  });

  test.each([
    [{ key: 'EXO a' }, 'the key has a blank in it'],
    [{ secret: 's3cret\n' }, 'the secret ends with a line feed'],
    [
      { headers: { Authorization: 's3cret' } },
      'headers: "Authorization" cannot be set, the client sets it itself',
    ],
    [
      { headers: { 'x-a': 'a\ns3cret' } },
      'headers: "x-a" has a line feed or another character a header cannot have',
    ],
    [{ endpoint: 'us s3cret@host' }, 'endpoint is not a URL; an endpoint looks like https://'],
  ])('%j is refused before anything is sent, and its value not shown', (options, message) => {
    expect(() => setup(options)).toThrow(client.InvalidRequestError);
    expect(() => setup(options)).toThrow(message);
    expect(() => setup(options)).not.toThrow('s3cret');
  });

  test('no error contains the secret', async () => {
    const { vienna } = setup(answering(403, { message: `signature of ${DEFAULT_CREDENTIAL.secret}` }));
    const error = await failure(vienna.listModels());
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(DEFAULT_CREDENTIAL.secret);
  });
});

describe('waiting', () => {
  test('an operation that fails throws with its reason', async () => {
    const { vienna } = setup();
    const error = await failure(
      vienna.waitForOperation({ id: 'a', state: 'failure', reason: 'busy', message: 'No GPU' }),
    );
    expect(error).toBeInstanceOf(client.OperationFailedError);
    expect(error).toMatchObject({ operationId: 'a', reason: 'busy: No GPU' });
  });

  test('a deadline ends the wait, not the operation', async () => {
    const { vienna, sandbox } = setup();
    const id = sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
    const operation = await vienna.scaleDeployment(id, { replicas: 2 });
    const error = await failure(vienna.waitForOperation(operation.id, { timeoutMs: 1_000 }));
    expect(error).toBeInstanceOf(client.DeadlineError);
    expect(error).toMatchObject({ operationId: operation.id });
    await expect(vienna.waitForOperation(operation)).resolves.toMatchObject({ state: 'success' });
  });

  test('a deployment is waited for that was created, and is not found yet', async () => {
    const { vienna } = setup({ assumptions: { visibleAfterMs: 20_000 } });
    const { id = '' } = await vienna.createDeployment(BODY);
    expect(await failure(vienna.getDeployment(id))).toBeInstanceOf(client.NotFoundError);
    await expect(vienna.waitUntilReady(id)).resolves.toMatchObject({ name: 'my-app', replicas: 1 });
  });

  test('a deployment that does not exist is not waited for', async () => {
    const { vienna, clock } = setup();
    const began = clock.now();
    const id = '00000000-0000-4000-8000-000000000001';
    expect(await failure(vienna.waitUntilReady(id))).toBeInstanceOf(client.NotFoundError);
    expect(clock.now() - began).toBeLessThan(1_000);
  });

  test('a deployment in state error is not waited for', async () => {
    const { vienna, sandbox } = setup();
    const id = sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
    sandbox.override(id, { state: 'error', 'state-details': 'out of memory' });
    const error = await failure(vienna.waitUntilReady(id));
    expect(error).toBeInstanceOf(client.OperationFailedError);
    expect(error).toMatchObject({ reason: 'out of memory' });
  });

  test.each([0, undefined])('a ready deployment with %s replicas is waited for', async (replicas) => {
    const { vienna, sandbox } = setup();
    const id = sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
    sandbox.override(id, { replicas });
    const error = await failure(vienna.waitUntilReady(id, { timeoutMs: 1_000 }));
    expect(error).toBeInstanceOf(client.DeadlineError);
  });
});

describe('a signal', () => {
  const reason = new Error('enough');

  test.each([
    ['of the client', { signal: AbortSignal.abort(reason) }, undefined],
    ['of the call', {}, AbortSignal.abort(reason)],
  ])('%s that is already aborted sends nothing', async (_whose, options, signal) => {
    const { exoscale, vienna, sandbox } = setup(options);
    expect(await failure(vienna.listModels({ signal }))).toBe(reason);
    expect(await failure(vienna.waitForOperation('a', { signal }))).toBe(reason);
    expect(await failure(all(exoscale.zones({ signal })))).toBe(reason);
    expect(await failure(all(exoscale.deployments({ signal })))).toBe(reason);
    expect(sandbox.requests).toEqual([]);
  });

  test('of no kind is needed: close ends every call under way, and no later one is sent', async () => {
    const sent: string[] = [];
    const silent: Transport = {
      send: ({ method, signal }) =>
        new Promise((_, reject) => {
          sent.push(method);
          signal?.addEventListener('abort', () => reject(signal.reason));
        }),
      close() {},
    };
    const { exoscale, vienna } = setup({ transport: silent, endpoint: undefined });
    const calls = () => [
      vienna.listModels(),
      vienna.waitForOperation('00000000-0000-4000-8000-000000000000'),
      all(exoscale.deployments()),
    ];
    const underWay = calls().map(failure);
    const change = failure(vienna.scaleDeployment('00000000-0000-4000-8000-000000000000', { replicas: 0 }));
    await new Promise((resolve) => setTimeout(resolve, 10));
    exoscale.close();
    const closed = { name: 'ExoscaleError', code: 'closed', message: 'the client is closed' };
    for (const one of underWay) expect(await one).toMatchObject(closed);
    expect(await change).toMatchObject({ name: 'OutcomeUnknownError', cause: closed });
    const count = sent.length;
    for (const late of calls()) expect(await failure(late)).toMatchObject(closed);
    expect(sent).toHaveLength(count);
  });

  test('of a client that is closed has no listener left of a call that has ended', async () => {
    const { signal: closing } = new AbortController();
    await asClient({ signal: undefined, closing }, {}, async () => {});
    expect(getEventListeners(closing, 'abort')).toEqual([]);
  });

  test('can be shared by many calls', async () => {
    const { vienna } = setup();
    const { signal } = new AbortController();
    const warned: string[] = [];
    const hear = ({ name }: Error) => void warned.push(name);
    process.on('warning', hear);
    await Promise.all(Array.from({ length: 20 }, () => vienna.listModels({ signal })));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', hear);
    expect(warned).toEqual([]);
  });

  test('ends a read with its reason, also during the look-up of zones', async () => {
    const ending = new AbortController();
    const silent: Transport = { send: () => new Promise(() => {}), close() {} };
    const { vienna } = setup({ transport: silent });
    const asked = failure(vienna.listModels({ signal: ending.signal }));
    ending.abort(reason);
    expect(await asked).toBe(reason);
  });

  test('ends the look-up of zones once nobody waits for it, so that nothing keeps a program running', async () => {
    const endings = [new AbortController(), new AbortController()];
    let lookup: AbortSignal | undefined;
    const silent: Transport = {
      send: ({ signal }) =>
        new Promise((_, reject) => {
          lookup = signal;
          signal?.addEventListener('abort', () => reject(signal.reason));
        }),
      close() {},
    };
    const { exoscale, vienna } = setup({ transport: silent });
    const [one, other] = endings.map(({ signal }, i) =>
      failure(i ? all(exoscale.zones({ signal })) : vienna.listModels({ signal })),
    );
    await new Promise((resolve) => setImmediate(resolve));
    endings[0]?.abort(reason);
    expect(await one).toBe(reason);
    expect(lookup?.aborted).toBe(false);
    endings[1]?.abort(reason);
    expect(await other).toBe(reason);
    expect(lookup?.aborted).toBe(true);
  });
});

test('a failed look-up of zones is tried again by the next call', async () => {
  let fails = true;
  const { exoscale } = setup({ lies: () => (fails ? json({}, 400) : undefined) });
  await failure(all(exoscale.zones()));
  fails = false;
  expect(await all(exoscale.zones())).not.toEqual([]);
});

test("the client does not change V8's flags", async () => {
  const flags = vi.spyOn(v8, 'setFlagsFromString');
  syncBuiltinESMExports();
  const answering = createServer(({ headers }, response) => {
    const zones = [{ name: 'at-vie-2', 'api-endpoint': `http://${headers.host}/v2` }];
    response.end(JSON.stringify({ zones, deployments: [] }));
  });
  const { port, close } = await listen(answering);
  const exoscale = new client.ExoscaleClient({
    ...DEFAULT_CREDENTIAL,
    endpoint: `http://127.0.0.1:${port}/v2`,
  });
  try {
    expect(await exoscale.zone('at-vie-2').listDeployments()).toEqual([]);
    expect(flags).not.toHaveBeenCalled();
  } finally {
    exoscale.close();
    await close();
    flags.mockRestore();
    syncBuiltinESMExports();
  }
});
