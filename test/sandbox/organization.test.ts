import { describe, expect, it } from 'vitest';
import { ZONES } from '../../src/sandbox/index.js';
import { zoneList } from '../../src/schemas/organization.js';
import { sandboxAt, signed } from './helpers.js';

describe('zones', () => {
  it.each([
    ['unsigned', new Request('http://127.0.0.1:4000/v2/zone')],
    ['signed', signed('GET', '/v2/zone', undefined, undefined, 'http://127.0.0.1:4000')],
  ])('are listed %s, each with its endpoint on this port', async (_, request) => {
    const response = await sandboxAt().sandbox.fetch(request);
    const { zones } = zoneList().parse(await response.json());
    expect(zones.map(({ name }) => name)).toEqual(ZONES);
    expect(zones[1]).toEqual({
      name: 'at-vie-2',
      'api-endpoint': 'http://127.0.0.1:4000/at-vie-2/v2',
      'sos-endpoint': 'https://sos-at-vie-2.exo.io',
    });
  });

  it('default to ch-gva-2 if the path names none', async () => {
    const { sandbox, clock } = sandboxAt();
    const id = sandbox.place({ zone: 'ch-gva-2', name: 'here' });
    const response = await sandbox.fetch(signed('GET', `/v2/ai/deployment/${id}`, undefined, clock.now()));
    expect(await response.json()).toMatchObject({ name: 'here' });
  });

  it.each([
    ['at-vie-2', ['gpu3080ti', 'gpua5000']],
    ['ch-dk-2', ['gpurtx6000pro']],
    ['de-fra-1', ['gpu3', 'gpurtx6000pro']],
    ['hr-zag-1', ['gpurtx6000pro']],
    ['bg-sof-1', []],
  ])('%s offers %j', async (zone, families) => {
    const { body } = await sandboxAt().send('GET', '/ai/instance-type', undefined, zone);
    const types = body['instance-types'];
    expect(types).toHaveLength(6);
    expect(types).toEqual(expect.arrayContaining(families.map((family) => ({ family, authorized: true }))));
    expect(JSON.stringify(types).match(/true/g) ?? []).toHaveLength(families.length);
  });
});

describe('the organization', () => {
  it('has the quotas it is given', async () => {
    const { get } = sandboxAt({ quotas: { gpu3: -1, gpua30: null } });
    expect(await get('/quota')).toEqual({
      quotas: [
        { resource: 'gpu2', usage: 0, limit: 0 },
        { resource: 'gpu3', usage: 0, limit: -1 },
        { resource: 'gpu3080ti', usage: 0, limit: 8 },
        { resource: 'gpua5000', usage: 0, limit: 8 },
        { resource: 'gpurtx6000pro', usage: 0, limit: 4 },
      ],
    });
    expect(await get('/ai/quota')).toEqual({ 'quota-uom-per-minute': null });
    expect(await get('/organization')).toMatchObject({ name: 'Sandbox' });
  });

  it('can list the parameters that an engine version allows', async () => {
    const { get } = sandboxAt();
    const names = async (query: string) =>
      JSON.stringify(await get(`/ai/help/inference-engine-parameters${query}`));
    expect(await names('')).toContain('"name":"async-scheduling"');
    expect(await names('?version=0.12.0')).not.toContain('async-scheduling');
    expect(await names('?version=0.12.0')).toContain('"allowed-values":["auto","bfloat16"');
  });
});

describe('AI API keys', () => {
  it('are created, revealed, rotated, renamed and deleted', async () => {
    const { send, clock, get } = sandboxAt();
    const created = await send('POST', '/ai/api-key', { name: "Team's key 1", scope: 'public' });
    const { id, value, ...entry } = created.body;
    const path = `/ai/api-key/${id}`;
    expect(entry).toEqual({
      'org-uuid': expect.any(String),
      name: "Team's key 1",
      scope: 'public',
      'created-at': '2026-01-01T00:00:00Z',
      'updated-at': '2026-01-01T00:00:00Z',
    });
    expect(await get(path)).toEqual({ id, ...entry });
    expect(await get('/ai/api-key', 'ch-dk-2')).toEqual({
      'ai-api-keys': [{ id, ...entry }],
    });
    expect(await get(`${path}/reveal`)).toEqual({ value });

    clock.advance(1_000);
    const rotated = await send('POST', `${path}/rotate`);
    expect(rotated.body.value).not.toBe(value);
    expect(await get(`${path}/reveal`)).toEqual(rotated.body);
    expect((await send('PATCH', path, { name: 'renamed' })).body).toMatchObject({
      name: 'renamed',
      scope: 'public',
      'updated-at': '2026-01-01T00:00:01Z',
    });
    expect((await send('DELETE', path)).body).toMatchObject({ state: 'success' });
    expect((await send('GET', path)).status).toBe(404);
  });

  it.each<[string, object, number]>([
    ['an empty name', { name: '', scope: 'public' }, 400],
    ['a name with other signs', { name: 'a/b', scope: 'public' }, 400],
    ['a name of 51 characters', { name: 'a'.repeat(51), scope: 'public' }, 400],
    ['no scope', { name: 'a' }, 400],
    ['a scope that is neither', { name: 'a', scope: 'private' }, 400],
    ['a deployment there is not', { name: 'a', scope: '00000000-0000-4000-8000-999999999999' }, 404],
  ])('refuse %s', async (_, body, status) => {
    expect((await sandboxAt().send('POST', '/ai/api-key', body)).status).toBe(status);
  });

  it('refuse an empty update, and are deleted with the deployment of their scope', async () => {
    const { clock, send, ready } = sandboxAt();
    const scope = await ready();
    const { body } = await send('POST', '/ai/api-key', { name: 'a', scope });
    expect(await send('PATCH', `/ai/api-key/${body.id}`, {})).toMatchObject({
      status: 400,
      body: { errors: [{ location: '$', detail: 'must have at least 1 properties' }] },
    });
    await send('DELETE', `/ai/deployment/${scope}`);
    clock.advance(2_000);
    expect((await send('GET', `/ai/api-key/${body.id}`)).status).toBe(404);
  });
});
