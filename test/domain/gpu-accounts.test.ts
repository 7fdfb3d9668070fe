import { describe, expect, test } from 'vitest';
import { isInZone, mergeEvents, type Outcome } from '../../src/domain/audit.js';
import { accountsOf, onceEach } from '../../src/domain/money/gpu-accounts.js';
import type { Living } from '../../src/domain/money/gpu-sizes.js';
import { gpuTime } from '../../src/domain/money/gpu-time.js';
import { eventList } from '../../src/schemas/usage.js';

const HOUR = 3_600_000;
const T0 = Date.parse('2026-01-01T00:00:00Z');
const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
const operation = (n: number) => `10000000-0000-4000-8000-00000000000${n}`;
const at = (hour: number, verb: string, more: Record<string, unknown> = {}) => ({
  timestamp: new Date(T0 + hour * HOUR).toISOString(),
  handler: `${verb}-deployment`,
  zone: 'at-vie-2',
  ...more,
});
const created = (hour: number, name: string, more = {}) =>
  at(hour, 'create', { 'body-params': { name, replicas: 1, 'gpu-type': 'gpu3', 'gpu-count': 2 }, ...more });
const scaled = (hour: number, n: number, replicas: number, more = {}) =>
  at(hour, 'scale', { 'path-params': { id: id(n) }, 'body-params': { replicas }, ...more });
const deleted = (hour: number, n: number) => at(hour, 'delete', { 'path-params': { id: id(n) } });
const living = (n: number, hour: number | undefined, replicas: number): Living => ({
  id: id(n),
  name: `app-${n}`,
  createdMs: hour === undefined ? undefined : T0 + hour * HOUR,
  replicas,
  gpuType: 'gpu3',
  gpuCount: 2,
});

/** Returns the names with GPU-hours and unknown hours in a window of hours. */
function accounts(
  alive: Living[],
  events: object[],
  {
    about = {},
    outcomes = {},
    from = 0,
    to = 10,
  }: { about?: object; outcomes?: Record<string, Outcome>; from?: number; to?: number } = {},
) {
  const entries = mergeEvents([eventList().parse(events)]);
  const audit = { zone: 'at-vie-2', living: alive, entries };
  return accountsOf(
    { ...audit, outcomes: new Map(Object.entries(outcomes)), about: new Map(Object.entries(about)) },
    { fromMs: T0 + from * HOUR, toMs: T0 + to * HOUR },
  ).map(({ name, stretches, gpuCount }) => {
    const { gpuMs, unknownMs } = gpuTime(stretches, gpuCount);
    return [name, gpuMs / HOUR, unknownMs / HOUR];
  });
}

describe('existing deployments', () => {
  test.each<[string, Living, object[], unknown[]]>([
    ['untouched, from before the window', living(1, -50, 3), [], ['app-1', 60, 0]],
    ['untouched, of no known age', living(1, undefined, 3), [], ['app-1', 0, 10]],
    // Its creation is missing among the events, so other changes may be missing too.
    ['created in the window, without an event', living(1, 5, 3), [], ['app-1', 0, 5]],
    [
      'with another size than after its last event',
      living(1, -50, 3),
      [scaled(-5, 1, 2), scaled(4, 1, 1)],
      ['app-1', 16, 6],
    ],
    [
      'the same while a change is running',
      { ...living(1, -50, 3), isChanging: true },
      [scaled(-5, 1, 2), scaled(4, 1, 1)],
      ['app-1', 16 + 12, 0],
    ],
    [
      'deleted according to an event, but still there',
      living(1, -50, 2),
      [scaled(-5, 1, 2), deleted(4, 1)],
      ['app-1', 16, 6],
    ],
    ['created in it', living(1, 5, 1), [created(5, 'app-1')], ['app-1', 10, 0]],
    ['created and scaled', living(1, 5, 3), [created(5, 'app-1'), scaled(8, 1, 3)], ['app-1', 6 + 12, 0]],
    ['in a zone in capitals', living(1, 5, 1), [created(5, 'app-1', { zone: 'AT-VIE-2' })], ['app-1', 10, 0]],
    ['scaled to zero', living(1, -50, 0), [scaled(-40, 1, 1), scaled(4, 1, 0)], ['app-1', 8, 0]],
    ['of unknown size before its first event', living(1, -50, 0), [scaled(4, 1, 0)], ['app-1', 0, 4]],
    ['created without an event, then scaled', living(1, 2, 1), [scaled(4, 1, 1)], ['app-1', 12, 2]],
    ['changed after the window', living(1, -50, 0), [scaled(-5, 1, 2), scaled(20, 1, 0)], ['app-1', 40, 0]],
    ['created after the window', living(1, 20, 1), [created(20, 'app-1')], ['app-1', 0, 0]],
    ['refused', living(1, -50, 1), [scaled(4, 1, 9, { status: 412 })], ['app-1', 20, 0]],
    ['unclear', living(1, -50, 1), [scaled(-5, 1, 1), scaled(4, 1, 9, { status: 502 })], ['app-1', 8, 6]],
    [
      'an unclear creation of another',
      living(1, -50, 1),
      [created(4, 'other', { status: 502 })],
      ['app-1', 20, 0],
    ],
    ['an update', living(1, -50, 1), [at(4, 'update', { 'path-params': { id: id(1) } })], ['app-1', 20, 0]],
  ])('%s', (_, alive, events, expected) => {
    expect(accounts([alive], events)).toEqual([expected]);
  });

  test('the operation decides about a change with an unclear result', () => {
    const events = [scaled(-1, 1, 1), scaled(4, 1, 3, { status: 502, 'request-id': operation(1) })];
    expect(accounts([living(1, -50, 3)], events, { outcomes: { [operation(1)]: 'done' } })).toEqual([
      ['app-1', 8 + 36, 0],
    ]);
  });

  test('a failed change does not count', () => {
    const events = [scaled(-1, 1, 1), scaled(4, 1, 3, { 'request-id': operation(1) })];
    expect(accounts([living(1, -50, 1)], events, { outcomes: { [operation(1)]: 'failed' } })).toEqual([
      ['app-1', 20, 0],
    ]);
  });
});

describe('deleted deployments', () => {
  test('are matched to their creation by its operation', () => {
    const events = [created(1, 'gone', { 'request-id': operation(1) }), deleted(4, 7)];
    expect(accounts([], events, { about: { [operation(1)]: id(7) } })).toEqual([['gone', 6, 0]]);
  });

  test('if the creation cannot be matched, the hours after it are unknown', () => {
    expect(accounts([], [created(1, 'gone'), deleted(4, 7)])).toEqual([
      ['gone', 0, 9],
      [undefined, 0, 4],
    ]);
  });

  test('without an event of deletion, the hours after the last event are unknown', () => {
    const events = [created(1, 'gone', { 'request-id': operation(1) }), scaled(3, 7, 2)];
    expect(accounts([], events, { about: { [operation(1)]: id(7) } })).toEqual([['gone', 4, 7]]);
  });

  test('are kept apart from an existing one with the same name', () => {
    const events = [created(1, 'app-1', { 'request-id': operation(1) }), deleted(3, 7), created(5, 'app-1')];
    expect(accounts([living(1, 5, 1)], events, { about: { [operation(1)]: id(7) } })).toEqual([
      ['app-1', 10, 0],
      ['app-1', 4, 0],
    ]);
  });

  test('events about other objects are ignored', () => {
    expect(accounts([], [{ ...at(1, 'x'), handler: 'delete-model', 'path-params': { id: id(3) } }])).toEqual(
      [],
    );
  });
});

describe('accounts of several zones with the same events', () => {
  /** Returns zone and ID of each account, once, from the deployments of each zone and common events. */
  const told = (byZone: Record<string, Living[]>, events: object[]) => {
    const entries = mergeEvents([eventList().parse(events)]);
    const rest = { outcomes: new Map(), about: new Map() };
    const window = { fromMs: T0, toMs: T0 + 10 * HOUR };
    const all = Object.entries(byZone).flatMap(([zone, alive]) => {
      const here = entries.filter(({ event }) => isInZone(event, zone));
      return accountsOf({ zone, living: alive, entries: here, ...rest }, window);
    });
    return onceEach(all).map((account) => [account.zone, account.id]);
  };
  const unplaced = (hour: number) => created(hour, 'app', { zone: undefined });
  const app = (n: number, hour: number) => ({ ...living(n, hour, 1), name: 'app' });

  test('two deployments with the same name and time of creation are two accounts', () => {
    expect(told({ a: [app(1, 5)], b: [app(2, 5)] }, [unplaced(5)])).toEqual([
      ['a', id(1)],
      ['b', id(2)],
    ]);
  });

  test('so are an existing and a deleted one, if their events name different zones', () => {
    const events = ['a', 'b'].map((zone) => created(5, 'app', { zone }));
    expect(told({ a: [app(1, 5)], b: [] }, events)).toEqual([
      ['a', id(1)],
      ['b', undefined],
    ]);
  });

  test('one that exists in one zone is not counted again in another zone', () => {
    expect(told({ a: [], b: [app(2, 5)] }, [unplaced(5)])).toEqual([['b', id(2)]]);
  });
});
