import { describe, expect, it } from 'vitest';
import { lastActiveAt, loadAt } from '../../src/domain/load/engine-load.js';
import { readLoad } from '../../src/domain/load/read-load.js';
import type { LogEntry } from '../../src/schemas/deployment.js';
import { deploymentLogs } from '../../src/schemas/deployment.js';
import { MINUTE, referenceOf, sandboxAt, T0 } from './helpers.js';

function world(load?: string) {
  const made = sandboxAt({ load });
  const logs = async (id: string, query = ''): Promise<LogEntry[]> =>
    deploymentLogs().parse(await made.get(`/ai/deployment/${id}/logs${query}`)).logs;
  return { ...made, logs };
}

describe('logs', () => {
  it('have the lines of the start, and none while there are no requests', async () => {
    const { clock, logs, create } = world();
    const id = referenceOf(await create());
    expect(await logs(id)).toEqual([]);
    clock.advance(6 * MINUTE);
    const lines = await logs(id);
    expect(lines).toHaveLength(7);
    expect(lines[0]).toEqual({
      time: '2026-01-01T00:00:24.000Z',
      node: '00000000-0',
      message: 'INFO Starting to load model mistralai/Mistral-7B-Instruct-v0.3...',
    });
    expect(lines[6]?.message).toBe('INFO Application startup complete.');
  });

  it('only grow at the end, and contain two equal lines', async () => {
    const { clock, send, ready, logs } = world('00:00 1');
    const id = await ready({ replicas: 2 });
    const before = await logs(id);
    await send('POST', `/ai/deployment/${id}/scale`, { replicas: 3 });
    clock.advance(90_000);
    const after = await logs(id);
    expect(after.length).toBeGreaterThan(before.length);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(new Set(before.map((line) => JSON.stringify(line))).size).toBe(before.length - 2);
  });

  it.each([
    ['?tail=3', 3],
    ['?tail=0', 0],
    ['?tail=100000', 55],
    ['', 55],
  ])('end with the last lines for %j', async (query, count) => {
    const { ready, logs } = world('00:00 1');
    const id = await ready();
    const all = await logs(id);
    const lines = await logs(id, query);
    expect(lines).toHaveLength(count);
    expect(lines).toEqual(all.slice(all.length - count));
  });

  it('do not change at zero replicas, and go on afterwards', async () => {
    const { clock, send, ready, logs } = world();
    const id = await ready();
    await send('POST', `/ai/deployment/${id}/scale`, { replicas: 0 });
    const before = await logs(id);
    clock.advance(60 * MINUTE);
    expect(await logs(id)).toEqual(before);
    await send('POST', `/ai/deployment/${id}/scale`, { replicas: 1 });
    clock.advance(5 * MINUTE);
    expect((await logs(id)).length).toBe(before.length + 7);
  });

  it.each([
    ['00:00 1', 1_000],
    ['', 7],
    ['00:00 0', 7],
    ['09:00 1\n09:01 0', 7 + 29 * 7],
  ])('of a month are made quickly: %j', async (day, count) => {
    const { clock, ready, logs } = world(day);
    const id = await ready();
    clock.advance(29 * 24 * 60 * MINUTE);
    expect(await logs(id)).toHaveLength(count);
  });

  it.each(['-1', '1.5', 'ten', ''])('refuse a tail of %j', async (tail) => {
    const { send, ready } = world();
    const id = await ready();
    expect((await send('GET', `/ai/deployment/${id}/logs?tail=${tail}`)).status).toBe(400);
  });
});

describe('the load of a deployment', () => {
  /** The load of a deployment with two replicas at each of these minutes, read from its logs. */
  async function day(load: string, minutes: number[], prepare = (_: ReturnType<typeof world>) => {}) {
    const made = world(load);
    const id = made.sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 2 });
    prepare(made);
    const seen: string[] = [];
    for (const minute of minutes) {
      made.clock.advance(T0 + minute * MINUTE - made.clock.now());
      const read = readLoad(await made.logs(id), { now: made.clock.now(), replicas: 2 });
      const now = loadAt(read, made.clock.now());
      seen.push(now === 'unknown' ? '?' : `${now.running}/${now.waiting}`);
    }
    return seen;
  }

  it('follows the given day, which repeats', async () => {
    const load = '# a day\n09:00 3   # in the morning\n12:00 20\n\n18:30 0\n';
    const hours = [1, 9.01, 11.99, 12.01, 18.6, 24 + 8, 24 + 10];
    expect(
      await day(
        load,
        hours.map((hour) => hour * 60),
      ),
    ).toEqual(['0/0', '3/0', '3/0', '16/4', '0/0', '0/0', '3/0']);
  });

  it('of a line with a name replaces that of lines without one', async () => {
    expect(await day('00:00 2\n00:00 5 my-app', [5])).toEqual(['5/0']);
    expect(await day('00:00 2\n00:00 5 other', [5])).toEqual(['2/0']);
  });

  it('that is set while the sandbox runs replaces that of the day', async () => {
    expect(await day('00:00 2', [5], ({ sandbox }) => sandbox.setLoad('my-app', 9))).toEqual(['9/0']);
    const { sandbox } = sandboxAt();
    const post = (body: string) =>
      sandbox.fetch(new Request('http://127.0.0.1/sandbox/load', { method: 'POST', body }));
    expect(await (await post('{"name":"my-app","requests":4}')).json()).toEqual({
      name: 'my-app',
      requests: 4,
    });
    expect(await (await post('{"name":"my-app"}')).json()).toEqual({ name: 'my-app', requests: 0 });
    for (const body of ['', '[]', '{"name":"my-app","requests":-1}', '{"requests":1}'])
      expect((await post(body)).status).toBe(400);
  });

  it('that ends is followed by a line with zeros, and a stop by its own lines', async () => {
    const { sandbox, clock, send, logs } = world('00:00 1\n00:10 0');
    const id = sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
    clock.advance(60 * MINUTE);
    const [last] = (await logs(id)).slice(-1);
    expect(last).toMatchObject({ time: '2026-01-01T00:10:00.000Z' });
    expect(last?.message).toMatch(
      /throughput: 0\.0 .* Running: 0 reqs, Waiting: 0 reqs, GPU KV cache usage: 0\.0%/,
    );
    const read = readLoad(await logs(id), { now: clock.now(), replicas: 1 });
    expect(lastActiveAt(read)).toBe(T0 + 10 * MINUTE - 10_000);
    await send('POST', `/ai/deployment/${id}/scale`, { replicas: 0 });
    clock.advance(MINUTE);
    expect((await logs(id)).at(-1)?.message).toBe('INFO:     Application shutdown complete.');
  });

  it.each([
    ['9 3', 1],
    ['\n09:00', 2],
    ['24:00 1', 1],
    ['09:00 many', 1],
    ['09:00 1 a b', 1],
  ])('is refused with the wrong line: %j', (load, line) => {
    expect(() => world(load)).toThrow(`line ${line} of the load is not HH:MM REQUESTS [NAME]: `);
  });
});
