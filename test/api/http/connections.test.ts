import { beforeEach, describe, expect, test } from 'vitest';
import { Connections, type Load, MOST_CONNECTIONS, MOST_READS } from '../../../src/api/http/connections.js';

const ORIGIN = 'https://a.example';
let made: (Load & { origin: string })[];
let connections: Connections<Load & { origin: string }>;
beforeEach(() => {
  made = [];
  connections = new Connections((origin) => {
    const connection = { origin, busy: 0, changes: 0 };
    made.push(connection);
    return connection;
  });
});

/** Requests that begin and do not end. @returns the number of the connection each takes */
function begin(kinds: readonly ('read' | 'change')[], key: string | undefined = 'zone'): number[] {
  return kinds.map((kind) => {
    const connection = connections.for(ORIGIN, key, kind === 'change');
    connection.busy++;
    if (kind === 'change') connection.changes++;
    return made.indexOf(connection);
  });
}
const end = (n: number) => Object.assign(made[n] ?? {}, { busy: 0, changes: 0 });

describe('the connection for a request', () => {
  const reads = Array<'read'>(MOST_READS).fill('read');
  test.each<[string, ('read' | 'change')[], number[]]>([
    ['reads share one', ['read', 'read'], [0, 0]],
    ['as many as are sent in one go', [...reads, 'read'], [...reads.map(() => 0), 1]],
    ['a change has one to itself', ['change', 'change', 'change'], [0, 1, 2]],
    ['and is not sent behind a read', ['read', 'change'], [0, 1]],
    ['nor a read behind a change', ['change', 'read', 'read'], [0, 1, 1]],
  ])('%s', (_, kinds, taken) => {
    expect(begin(kinds)).toEqual(taken);
  });

  test('one after the other they all take the same', () => {
    for (const kind of ['read', 'change', 'read'] as const) {
      expect(begin([kind])).toEqual([0]);
      end(0);
    }
  });

  test('beyond the most there are it is one of them', () => {
    begin(Array(MOST_CONNECTIONS).fill('change'));
    made.forEach((connection, n) => {
      connection.busy = n === 3 ? 1 : 2;
    });
    expect(begin(['change', 'read'])).toEqual([3, 0]);
    expect(made).toHaveLength(MOST_CONNECTIONS);
  });

  test('zones have their own', () => {
    expect([...begin(['read'], 'a'), ...begin(['read'], 'b')]).toEqual([0, 1]);
  });

  test('what served no zone serves the first zone of its origin, once it is idle', () => {
    expect(begin(['read'], '')).toEqual([0]);
    expect(begin(['read'], 'busy meanwhile')).toEqual([1]);
    end(0);
    expect([...begin(['read'], 'a'), ...begin(['read'], 'b')]).toEqual([0, 2]);
  });
});

test('a first connection is made where there is none', () => {
  expect(connections.first(ORIGIN, 'zone')).toBe(made[0]);
  expect(connections.first(ORIGIN, 'zone')).toBeUndefined();
  expect(begin(['read'])).toEqual([0]);
});

test('clear returns all and forgets them', () => {
  begin(['change', 'change'], 'a');
  begin(['read'], 'b');
  expect(connections.clear()).toEqual(made);
  expect(connections.clear()).toEqual([]);
});
