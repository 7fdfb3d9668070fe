import { describe, expect, it } from 'vitest';
import { DEFAULT_CREDENTIAL } from '../../src/sandbox/index.js';
import { eventList, usageReport } from '../../src/schemas/usage.js';
import { MINUTE, SECOND, sandboxAt, signed, T0 } from './helpers.js';

const HOUR = 60 * MINUTE;

function world() {
  const made = sandboxAt();
  const get = async (path: string, zone = 'at-vie-2'): Promise<unknown> =>
    (await made.sandbox.fetch(signed('GET', `/${zone}/v2${path}`, undefined, made.clock.now()))).json();
  return {
    ...made,
    get,
    events: async (query = '', zone?: string) => eventList().parse(await get(`/event${query}`, zone)),
    usage: async (query = '') => usageReport().parse(await get(`/usage-report${query}`)).usage ?? [],
  };
}

describe('events', () => {
  it('say who changed what from where, in all zones, newest first', async () => {
    const { events, send, ready } = world();
    const id = await ready();
    const { body } = await send('POST', `/ai/deployment/${id}/scale`, { replicas: 3 });
    const [scaled, created] = await events('', 'ch-gva-2');
    expect(scaled).toMatchObject({
      handler: 'scale-deployment',
      uri: `/v2/ai/deployment/${id}/scale`,
      status: '200',
      zone: 'at-vie-2',
      'source-ip': '127.0.0.1',
      'path-params': { id },
      'request-id': body.id,
      'body-params': { replicas: 3 },
      'iam-api-key': { name: 'sandbox', key: DEFAULT_CREDENTIAL.key },
    });
    expect(created).toMatchObject({
      handler: 'create-deployment',
      'body-params': { name: 'my-app', replicas: 1 },
    });
  });

  it('include refused changes, but no reads and no unsigned requests', async () => {
    const { events, send, sandbox, create } = world();
    await create({ replicas: 99 });
    await send('GET', '/ai/deployment');
    await sandbox.fetch(new Request('http://127.0.0.1/v2/ai/deployment', { method: 'POST' }));
    expect(await events()).toMatchObject([{ handler: 'create-deployment', status: '412' }]);
  });

  it('contain no token', async () => {
    const { sandbox, send, events, create } = world();
    await send('POST', '/ai/model', { name: 'meta-llama/X', 'huggingface-token': 'hf_secret' });
    await create({ 'inference-engine-parameters': ['--hf-token=hf_secret'] });
    expect(await events()).toHaveLength(2);
    expect(JSON.stringify(sandbox.world.data.events)).not.toContain('hf_secret');
  });

  it('are those of the given range of time, or of the last 24 hours', async () => {
    const { events, send, clock, ready } = world();
    const id = await ready();
    clock.advance(30 * HOUR);
    await send('POST', `/ai/deployment/${id}/scale`, { replicas: 0 });
    const handlers = async (query = '') => (await events(query)).map(({ handler }) => handler);
    expect(await handlers()).toEqual(['scale-deployment']);
    expect(await handlers(`?from=${new Date(T0).toISOString()}`)).toEqual([
      'scale-deployment',
      'create-deployment',
    ]);
    expect(await handlers(`?from=2026-01-01T00:00:00Z&to=2026-01-01T06:00:00%2B01:00`)).toEqual([
      'create-deployment',
    ]);
  });

  it.each([
    ['/event?from=yesterday', 'The parameter from must be a date-time, not yesterday.'],
    ['/usage-report?period=2026-13', 'The parameter period must be a month like 2026-10, not 2026-13.'],
  ])('%s is refused', async (path, detail) => {
    expect(await world().get(path)).toMatchObject({ status: 400, detail });
  });
});

describe('the usage report', () => {
  it('has the GPU-hours of a month by zone and family, including those of deleted deployments', async () => {
    const { usage, send, clock, ready } = world();
    const id = await ready({ 'gpu-count': 2, replicas: 2 });
    clock.advance(3 * HOUR - 12 * MINUTE);
    await send('POST', `/ai/deployment/${id}/scale`, { replicas: 1 });
    clock.advance(HOUR);
    const before = [{ variable: 'gpua5000', quantity: '14.000000', unit: 'GPU hours' }];
    expect(await usage()).toMatchObject(before);
    await send('DELETE', `/ai/deployment/${id}`);
    clock.advance(10 * SECOND);
    expect(await usage()).toMatchObject(before);
    clock.advance(HOUR);
    expect(await usage('?period=2026-01')).toMatchObject(before);
    expect(await usage('?period=2025-12')).toEqual([]);
  });

  it('counts only the time within the month', async () => {
    const { usage, sandbox, clock } = world();
    clock.advance(30 * 24 * HOUR);
    sandbox.place({ zone: 'at-vie-2', name: 'a', replicas: 1 });
    clock.advance(48 * HOUR);
    expect(await usage('?period=2026-01')).toMatchObject([{ quantity: '24.000000' }]);
    expect(await usage('?period=2026-02')).toMatchObject([{ quantity: '24.000000' }]);
  });
});
