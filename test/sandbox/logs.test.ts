import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../../src/schemas/deployment.js';
import { deploymentLogs } from '../../src/schemas/deployment.js';
import { deploymentBody, MINUTE, readyDeployment, referenceOf, sandboxAt } from './helpers.js';

function world() {
  const made = sandboxAt();
  const logs = async (id: string, query = ''): Promise<LogEntry[]> =>
    deploymentLogs().parse((await made.send('GET', `/ai/deployment/${id}/logs${query}`)).body).logs;
  return { ...made, logs };
}

describe('logs', () => {
  it('tell the start, then one line a minute', async () => {
    const { clock, send, logs } = world();
    const id = referenceOf(await send('POST', '/ai/deployment', deploymentBody()));
    expect(await logs(id)).toEqual([]);
    clock.advance(6 * MINUTE);
    const lines = await logs(id);
    expect(lines).toHaveLength(9);
    expect(lines[0]).toEqual({
      time: '2026-01-01T00:00:24.000Z',
      node: '00000000-0',
      message: 'INFO Starting to load model mistralai/Mistral-7B-Instruct-v0.3...',
    });
    expect(lines[6]?.message).toBe('INFO Application startup complete.');
    expect(lines.slice(7).map(({ time }) => time)).toEqual([
      '2026-01-01T00:05:00.000Z',
      '2026-01-01T00:06:00.000Z',
    ]);
  });

  it('only ever grow at the end, two equal lines among them', async () => {
    const made = world();
    const { clock, send, logs } = made;
    const id = await readyDeployment(made, { replicas: 2 });
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
    ['?tail=100000', 15],
    ['', 15],
  ])('end with the last lines for %j', async (query, count) => {
    const made = world();
    const id = await readyDeployment(made);
    const all = await made.logs(id);
    const lines = await made.logs(id, query);
    expect(lines).toHaveLength(count);
    expect(lines).toEqual(all.slice(all.length - count));
  });

  it('stay as they are at zero replicas, and go on afterwards', async () => {
    const made = world();
    const { clock, send, logs } = made;
    const id = await readyDeployment(made);
    await send('POST', `/ai/deployment/${id}/scale`, { replicas: 0 });
    const before = await logs(id);
    clock.advance(60 * MINUTE);
    expect(await logs(id)).toEqual(before);
    await send('POST', `/ai/deployment/${id}/scale`, { replicas: 1 });
    clock.advance(5 * MINUTE);
    expect((await logs(id)).length).toBe(before.length + 8);
  });

  it('of a month do not cost a month', async () => {
    const made = world();
    const id = await readyDeployment(made);
    made.clock.advance(30 * 24 * 60 * MINUTE);
    expect(await made.logs(id)).toHaveLength(1_000);
  });

  it.each(['-1', '1.5', 'ten', ''])('refuse a tail of %j', async (tail) => {
    const made = world();
    const id = await readyDeployment(made);
    expect((await made.send('GET', `/ai/deployment/${id}/logs?tail=${tail}`)).status).toBe(400);
  });
});
