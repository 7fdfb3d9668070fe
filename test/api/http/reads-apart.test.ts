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

/** A transport for reads that can fail, another one that answers, and a list of what each was called for. */
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

describe('which transport a request takes', () => {
  test('an origin that the read transport leaves out goes to the other, and so do all later requests', async () => {
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
  test.each<TransportFault>(['connect', 'lost'])(
    'on its way (%s) is sent again by the other transport, once',
    async (fault) => {
      const { transport, asked } = bench({ fault });
      expect(await transport.send(GET)).toBe(answer);
      expect(asked).toEqual(['read GET', 'other made', 'other GET']);
    },
  );

  test('on its way sends all later reads to the other transport', async () => {
    const { transport, asked } = bench({ fault: 'lost' });
    await transport.send(GET);
    await transport.send(GET);
    expect(asked).toEqual(['read GET', 'other made', 'other GET', 'other GET']);
  });

  test('is sent again with the time that the first try has left', async () => {
    const { transport, left } = bench({ fault: 'lost', lasts: 400 });
    await transport.send({ ...GET, timeoutMs: 1000 });
    expect(left()).toBe(600);
  });

  test('is not sent again if no time is left', async () => {
    const { transport, asked } = bench({ fault: 'lost', lasts: 1000 });
    await expect(transport.send({ ...GET, timeoutMs: 1000 })).rejects.toThrow('as told');
    expect(asked).toEqual(['read GET']);
  });

  test('is not sent again if the transport is told not to (asksAgain: false)', async () => {
    const { transport, asked } = bench({ fault: 'lost', asksAgain: false });
    await expect(transport.send(GET)).rejects.toThrow('as told');
    expect(asked).toEqual(['read GET']);
  });

  test.each<TransportFault>(['timeout', 'too-large'])(
    'for another reason (%s) is not sent again',
    async (fault) => {
      const { transport, asked } = bench({ fault });
      await expect(transport.send(GET)).rejects.toThrow('as told');
      expect(asked).toEqual(['read GET']);
    },
  );
});
