import { beforeEach, describe, expect, test } from 'vitest';
import { Connections, MOST_CONNECTIONS, MOST_READS } from '../../../src/api/http/connections.js';

const ORIGIN = 'https://a.example';
type Kind = 'read' | 'change';
let made: { origin: string }[];
let connections: Connections<{ origin: string }>;
/** What ends the requests under way, by the number of their connection. */
let answers: (() => Promise<void>)[][];
beforeEach(() => {
  made = [];
  answers = [];
  connections = new Connections((origin) => {
    const connection = { origin };
    made.push(connection);
    return connection;
  });
});

/** Requests that begin and do not end. @returns the number of the connection each takes */
function begin(kinds: readonly Kind[], key: string | undefined = 'zone'): number[] {
  return kinds.map((kind) => {
    let taken = -1;
    let answer = () => {};
    const ended = connections.lend(ORIGIN, key, kind === 'change', (connection) => {
      taken = made.indexOf(connection);
      return new Promise<void>((resolve) => {
        answer = resolve;
      });
    });
    const end = async () => {
      answer();
      await ended;
    };
    answers[taken] = [...(answers[taken] ?? []), end];
    return taken;
  });
}
/** Ends all that is under way on a connection. */
const end = (n: number) => Promise.all((answers[n] ?? []).map((answer) => answer()));

describe('the connection for a request', () => {
  const reads = Array<'read'>(MOST_READS).fill('read');
  test.each<[string, Kind[], number[]]>([
    ['reads share one', ['read', 'read'], [0, 0]],
    ['as many as are sent in one go', [...reads, 'read'], [...reads.map(() => 0), 1]],
    ['a change has one to itself', ['change', 'change', 'change'], [0, 1, 2]],
    ['and is not sent behind a read', ['read', 'change'], [0, 1]],
    ['nor a read behind a change', ['change', 'read', 'read'], [0, 1, 1]],
  ])('%s', (_, kinds, taken) => {
    expect(begin(kinds)).toEqual(taken);
  });

  test('one after the other they all take the same', async () => {
    for (const kind of ['read', 'change', 'read'] as const) {
      expect(begin([kind])).toEqual([0]);
      await end(0);
    }
  });

  test('beyond the most there are it is one of them', () => {
    const each = Array<'change'>(MOST_CONNECTIONS).fill('change');
    begin(each);
    // The one with the fewest requests, the first of several.
    expect(begin(each)).toEqual(each.map((_, n) => n));
    expect(begin(['read'])).toEqual([0]);
    expect(made).toHaveLength(MOST_CONNECTIONS);
  });

  test('zones have their own', () => {
    expect([...begin(['read'], 'a'), ...begin(['read'], 'b')]).toEqual([0, 1]);
  });

  test('what served no zone serves the first zone of its origin, once it is idle', async () => {
    expect(begin(['read'], '')).toEqual([0]);
    expect(begin(['read'], 'busy meanwhile')).toEqual([1]);
    await end(0);
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
