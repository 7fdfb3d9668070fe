import { describe, expect, test } from 'vitest';
import { changeOf, mergeEvents, readEvent, sizeOf, whoOf } from '../../src/domain/audit.js';
import { eventList } from '../../src/schemas/usage.js';

const ID = '0a1b2c3d-0000-4000-8000-00000000ABCD';
const read = (event: Record<string, unknown>) => {
  const [entry] = eventList().parse([event]).map(readEvent);
  if (!entry) throw new Error('no event');
  return entry;
};

describe('changeOf returns the action of an event', () => {
  test.each<[string, Record<string, unknown>, string | undefined]>([
    ['the operation’s name', { handler: 'scale-deployment' }, 'scale'],
    ['with words around it', { handler: 'ai/create-ai-deployment-v2' }, 'create'],
    ['in another spelling', { handler: 'DeleteDeployment' }, 'delete'],
    ['by the message alone', { message: 'Deployment my-app was updated' }, 'update'],
    [
      'by the message, of a name that is no word for reading',
      { message: 'Deployment catalog was scaled' },
      'scale',
    ],
    ['by the message, of a name with such a word', { message: 'Scale deployment my-logs' }, 'scale'],
    ['by the message, of a name with another verb', { message: 'Update deployment scale-test' }, 'update'],
    ['by the message, what is done to a key', { message: 'Create api-key of deployment my-app' }, undefined],
    [
      'a verb, and the path says of what',
      { handler: 'scale', uri: `/v2/ai/deployment/${ID}/scale` },
      'scale',
    ],
    ['by the shape of the request', { uri: `/v2/ai/deployment/${ID}/scale?x=1` }, 'scale'],
    ['a creation by its body', { uri: '/v2/ai/deployment', 'body-params': { replicas: 1 } }, 'create'],
    ['something new', { handler: 'hibernate-deployment' }, undefined],
    ['a key of a deployment', { handler: 'rotate-deployment-api-key' }, undefined],
    ['something else', { handler: 'scale-instance-pool' }, undefined],
    ['a model', { handler: 'create-model', uri: '/v2/ai/model' }, undefined],
    ['nothing', {}, undefined],
  ])('%s', (_, event, action) => {
    expect(read(event).action).toBe(action);
  });

  test('an unknown action is named as the service names it', () => {
    expect(changeOf(read({ handler: 'hibernate-deployment' }))).toBe('hibernate-deployment');
    expect(changeOf(read({ message: 'Slept' }))).toBe('Slept');
    expect(changeOf(read({ uri: '/v2/x' }))).toBe('/v2/x');
    expect(changeOf(read({ handler: 'scale-deployment' }))).toBe('scale');
  });
});

describe('sizeOf returns the number of replicas after an event', () => {
  test.each<[string, Record<string, unknown>, number | 'unknown' | undefined]>([
    ['a creation', { handler: 'create-deployment', 'body-params': { replicas: 2 } }, 2],
    ['a number as text', { handler: 'scale-deployment', 'body-params': { replicas: '3' } }, 3],
    ['to zero', { handler: 'scale-deployment', 'body-params': { replicas: 0 } }, 0],
    ['without a body', { handler: 'scale-deployment' }, 'unknown'],
    ['a deletion', { handler: 'delete-deployment' }, 0],
    [
      'an update changes no size',
      { handler: 'update-deployment', 'body-params': { replicas: 3 } },
      undefined,
    ],
    ['refused', { handler: 'scale-deployment', status: 412, 'body-params': { replicas: 9 } }, undefined],
    ['unclear', { handler: 'scale-deployment', status: 503, 'body-params': { replicas: 9 } }, 'unknown'],
    ['an unclear deletion', { handler: 'delete-deployment', status: '500' }, 'unknown'],
    ['an unclear update changes no size', { handler: 'update-deployment', status: 500 }, undefined],
  ])('%s', (_, event, size) => {
    expect(sizeOf(read(event))).toBe(size);
  });

  test('a failed operation has none', () => {
    const scaling = read({ handler: 'scale-deployment', 'body-params': { replicas: 3 } });
    expect(sizeOf(scaling, 'failed')).toBe(undefined);
  });
});

test.each<[Record<string, unknown>, string]>([
  [{ 'iam-user': { email: 'a@example.org', role: {} }, 'iam-api-key': { key: 'EXO1' } }, 'a@example.org'],
  [{ 'iam-user': 'a@example.org' }, 'a@example.org'],
  [{ 'iam-api-key': { key: 'EXO1', name: 'ci' } }, 'ci (EXO1)'],
  [{ 'iam-api-key': { key: 'EXO1' } }, 'EXO1'],
  [{ 'iam-api-key': { name: 'ci' } }, 'ci'],
  [{}, ''],
])('whoOf %j is %s', (event, who) => {
  expect(whoOf(read(event))).toBe(who);
});

test('IDs are found in path, parameters, body and message, and returned in lower case', () => {
  const id = ID.toLowerCase();
  for (const event of [
    { uri: `/v2/ai/deployment/${ID}` },
    { 'path-params': { 'deployment-id': ID } },
    { 'body-params': { scope: ID } },
    { message: `deleted ${ID}.` },
  ])
    expect(read(event).ids).toEqual([id]);
  expect(read({ 'request-id': ID }).ids).toEqual([]);
});

test('fields of unexpected types are kept as text and cause no error', () => {
  const { event, refused, atMs } = read({
    timestamp: 7,
    status: '409',
    handler: { a: 1 },
    'iam-user': 3,
    'body-params': 'x',
    new: true,
  });
  expect(event).toMatchObject({ timestamp: '7', handler: '{"a":1}', status: '409', new: true });
  expect({ refused, atMs: Number.isNaN(atMs) }).toEqual({ refused: true, atMs: false });
});

describe('merged answers', () => {
  const event = (n: number, more: Record<string, unknown> = {}) => ({
    timestamp: `2026-01-01T00:00:0${n}.000Z`,
    handler: 'scale-deployment',
    ...more,
  });
  const merged = (...answers: object[][]) =>
    mergeEvents(answers.map((answer) => eventList().parse(answer))).map(({ event }) => event.timestamp);

  test('are ordered from the oldest, and overlapping events occur once', () => {
    expect(merged([event(3), event(2)], [event(2), event(1)])).toEqual(
      [1, 2, 3].map((n) => event(n).timestamp),
    );
  });

  test('compare events by the ID of their request, if there is one', () => {
    const same = { 'request-id': 'r' };
    expect(merged([event(1, same)], [event(1, { ...same, 'elapsed-ms': 3 })])).toHaveLength(1);
    expect(merged([event(1, same)], [event(1, { 'request-id': 's' })])).toHaveLength(2);
  });

  test('keep the order of events with the same time, whichever order the answer has', () => {
    const [a, b] = [event(1, { uri: 'a' }), event(1, { uri: 'b' })];
    const uris = (answer: object[]) => mergeEvents([eventList().parse(answer)]).map((one) => one.event.uri);
    expect(uris([event(2), b, a])).toEqual(['a', 'b', undefined]);
    expect(uris([a, b, event(2)])).toEqual(['a', 'b', undefined]);
  });

  test('keep two equal events of one answer', () => {
    expect(merged([event(1), event(1)])).toHaveLength(2);
  });

  test('have events without a time at the end', () => {
    expect(merged([{ handler: 'x' }, event(1)])).toEqual([event(1).timestamp, undefined]);
  });
});
