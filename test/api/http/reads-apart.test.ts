import { describe, expect, test } from 'vitest';
import { readsApart } from '../../../src/api/http/reads-apart.js';
import {
  type HttpRequest,
  type Transport,
  TransportError,
  type TransportFault,
} from '../../../src/api/http/transport.js';

const GET: HttpRequest = { method: 'GET', url: 'http://127.0.0.1/zone', headers: {} };
const answer = { status: 200, headers: {}, body: '' };

/** A transport for reads that fails as told, another one that answers, and what each was asked. */
function bench({
  fault,
  lasts = 0,
  asksAgain = true,
  leaves,
}: {
  fault?: TransportFault;
  lasts?: number;
  asksAgain?: boolean;
  leaves?: (url: string) => boolean;
} = {}) {
  const asked: string[] = [];
  let time = 0;
  let left: number | undefined;
  const reads: Transport = {
    async send({ method }) {
      asked.push(`read ${method}`);
      time += lasts;
      if (fault) throw new TransportError(fault, fault !== 'connect', 'as told');
      return answer;
    },
    open: ({ url }) => asked.push(`opened ${url}`),
    close: () => asked.push('reads closed'),
  };
  const other: Transport = {
    async send({ method, timeoutMs }) {
      asked.push(`other ${method}`);
      left = timeoutMs;
      return answer;
    },
    close: () => asked.push('other closed'),
  };
  const make = async () => {
    asked.push('other made');
    return other;
  };
  const transport = readsApart({ reads, asksAgain, leaves, now: () => time }, make);
  return { asked, transport, left: () => left };
}

describe('what goes which way', () => {
  test('what cannot be read is asked of the other one, with all that follows, and no connection is begun for it', async () => {
    const { transport, asked } = bench({ leaves: (url) => url.startsWith('https:') });
    const secure = { ...GET, url: 'https://127.0.0.1/zone' };
    transport.open?.(secure);
    transport.open?.(GET);
    for (const request of [GET, secure, GET]) await transport.send(request);
    expect(asked).toEqual([`opened ${GET.url}`, 'read GET', 'other made', 'other GET', 'other GET']);
  });

  test.each<[string, HttpRequest, string[]]>([
    ['a read', GET, ['read GET']],
    ['a read that must be alone', { ...GET, fresh: true }, ['other made', 'other GET']],
    ['a creation', { ...GET, method: 'POST' }, ['other made', 'other POST']],
    ['a change', { ...GET, method: 'PUT' }, ['other made', 'other PUT']],
    ['a deletion', { ...GET, method: 'DELETE' }, ['other made', 'other DELETE']],
  ])('%s', async (_, request, expected) => {
    const { transport, asked } = bench();
    await transport.send(request);
    expect(asked).toEqual(expected);
  });

  test('the other transport is made once, and closed', async () => {
    const { transport, asked } = bench();
    await Promise.all([1, 2].map(() => transport.send({ ...GET, method: 'PUT' })));
    transport.close();
    await Promise.resolve();
    expect(asked).toEqual(['other made', 'other PUT', 'other PUT', 'reads closed', 'other closed']);
  });
});

describe('a read that fails', () => {
  test.each<TransportFault>(['connect', 'lost'])('on its way (%s) is asked again, once', async (fault) => {
    const { transport, asked } = bench({ fault });
    expect(await transport.send(GET)).toBe(answer);
    expect(asked).toEqual(['read GET', 'other made', 'other GET']);
  });

  test('and so is what follows', async () => {
    const { transport, asked } = bench({ fault: 'lost' });
    await transport.send(GET);
    await transport.send(GET);
    expect(asked).toEqual(['read GET', 'other made', 'other GET', 'other GET']);
  });

  test('the second time has what is left of the first', async () => {
    const { transport, left } = bench({ fault: 'lost', lasts: 400 });
    await transport.send({ ...GET, timeoutMs: 1000 });
    expect(left()).toBe(600);
  });

  test('and nothing when nothing is left', async () => {
    const { transport, asked } = bench({ fault: 'lost', lasts: 1000 });
    await expect(transport.send({ ...GET, timeoutMs: 1000 })).rejects.toThrow('as told');
    expect(asked).toEqual(['read GET']);
  });

  test('is told as it is by what knows its connections', async () => {
    const { transport, asked } = bench({ fault: 'lost', asksAgain: false });
    await expect(transport.send(GET)).rejects.toThrow('as told');
    expect(asked).toEqual(['read GET']);
  });

  test.each<TransportFault>(['timeout', 'too-large'])('otherwise (%s) is not', async (fault) => {
    const { transport, asked } = bench({ fault });
    await expect(transport.send(GET)).rejects.toThrow('as told');
    expect(asked).toEqual(['read GET']);
  });
});
