import { beforeEach, describe, expect, test } from 'vitest';
import { Connections, MOST_CONNECTIONS, MOST_READS } from '../../../src/api/http/connections.js';

const ORIGIN = 'https://a.example';
type Kind = 'read' | 'change';
let made: { origin: string }[];
let connections: Connections<{ origin: string }>;
/** Functions that end the requests under way, by the number of their connection. */
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

/** Begins requests without ending them. @returns the number of the connection that each one takes */
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
/** Ends all requests under way on a connection. */
const end = (n: number) => Promise.all((answers[n] ?? []).map((answer) => answer()));

describe('the connection for a request', () => {
  const reads = Array<'read'>(MOST_READS).fill('read');
  test.each<[string, Kind[], number[]]>([
    ['reads share a connection', ['read', 'read'], [0, 0]],
    ['at most MOST_READS reads share a connection', [...reads, 'read'], [...reads.map(() => 0), 1]],
    ['a change has a connection to itself', ['change', 'change', 'change'], [0, 1, 2]],
    ['a change is not sent behind a read', ['read', 'change'], [0, 1]],
    ['a read is not sent behind a change', ['change', 'read', 'read'], [0, 1, 1]],
  ])('%s', (_, kinds, taken) => {
    expect(begin(kinds)).toEqual(taken);
  });

  test('requests one after the other share a connection', async () => {
    for (const kind of ['read', 'change', 'read'] as const) {
      expect(begin([kind])).toEqual([0]);
      await end(0);
    }
  });

  test('once there are MOST_CONNECTIONS, the one with the fewest requests is taken', () => {
    const each = Array<'change'>(MOST_CONNECTIONS).fill('change');
    begin(each);
    // If several have the fewest requests, the first of them.
    expect(begin(each)).toEqual(each.map((_, n) => n));
    expect(begin(['read'])).toEqual([0]);
    expect(made).toHaveLength(MOST_CONNECTIONS);
  });

  test('zones do not share connections', () => {
    expect([...begin(['read'], 'a'), ...begin(['read'], 'b')]).toEqual([0, 1]);
  });

  test('a connection that served no zone is taken by the first zone of its origin, once it is idle', async () => {
    expect(begin(['read'], '')).toEqual([0]);
    expect(begin(['read'], 'busy meanwhile')).toEqual([1]);
    await end(0);
    expect([...begin(['read'], 'a'), ...begin(['read'], 'b')]).toEqual([0, 2]);
  });
});

test('first makes a connection only if there is none', () => {
  expect(connections.first(ORIGIN, 'zone')).toBe(made[0]);
  expect(connections.first(ORIGIN, 'zone')).toBeUndefined();
  expect(begin(['read'])).toEqual([0]);
});

test('clear returns all connections and forgets them', () => {
  begin(['change', 'change'], 'a');
  begin(['read'], 'b');
  expect(connections.clear()).toEqual(made);
  expect(connections.clear()).toEqual([]);
});
