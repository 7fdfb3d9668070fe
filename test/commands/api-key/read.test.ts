import { describe, expect, test } from 'vitest';
import { bench } from '../../helpers/run.js';
import { SECRET, withKey } from './bench.js';

const TIME = '2026-01-01T00:00:00Z';

describe('api-key list', () => {
  test('sorted by name, in every format, without values', async () => {
    const { exo, key } = await withKey();
    await exo('api-key create aa --scope my-app -z at-vie-2 -Q');
    const json = await exo('api-key list -O json');
    expect(JSON.parse(json.stdout).map(({ name }: { name: string }) => name)).toEqual(['aa', 'ci']);
    expect(Object.keys(JSON.parse(json.stdout)[0])).toEqual([
      ...['id', 'name', 'scope', 'org_uuid', 'created_at', 'updated_at'],
    ]);
    const text = await exo('api-key ls -O text');
    expect(text.stdout).toContain(`${key.id}\tci\tpublic\t`);
    const table = await exo('api-key list');
    expect(table.stdout).toMatch(/│ ID +│ Name +│ Scope +│ Created at +│/);
    for (const { stdout, stderr } of [json, text, table]) {
      expect(stdout).not.toMatch(SECRET);
      expect(stderr).toBe('');
    }
  });

  test('none: [] in JSON, and what to do on stderr', async () => {
    const { code, stdout, stderr } = await bench().exo('api-key list -O json');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '[]\n' });
    expect(stderr).toContain('exo-di api-key create --help');
  });

  test('asks one zone only: the chosen one, else the built-in one', async () => {
    const { exo, requests } = await withKey();
    await exo('api-key list');
    await exo('api-key list -z de-fra-1');
    expect(requests()).toEqual(['GET /ch-dk-2/v2/ai/api-key', 'GET /de-fra-1/v2/ai/api-key']);
  });
});

describe('api-key show', () => {
  test('by name and by ID, without the value', async () => {
    const { exo, key } = await withKey();
    for (const given of ['ci', key.id, key.id.toUpperCase()]) {
      const { code, stdout, stderr } = await exo(`api-key show ${given}`);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/\| Scope +\| public +\|/);
      expect(stdout).not.toMatch(SECRET);
    }
  });

  test('-O json and -O text', async () => {
    const { exo, key } = await withKey();
    expect(JSON.parse((await exo('api-key get ci -O json')).stdout)).toEqual({
      id: key.id,
      name: 'ci',
      scope: 'public',
      org_uuid: expect.any(String),
      created_at: TIME,
      updated_at: TIME,
    });
    expect((await exo('api-key show ci -O text')).stdout).toMatch(new RegExp(`^${key.id}\tci\tpublic\t`));
  });

  test('that does not exist: exit 4', async () => {
    const { code, stderr } = await bench().exo('api-key show nope');
    expect(code).toBe(4);
    expect(stderr).toBe(
      'error: API key "nope" was not found\nhint: see what there is with: exo-di api-key list\n',
    );
    const id = '00000000-0000-4000-8000-000000000000';
    expect((await bench().exo(`api-key show ${id}`)).code).toBe(4);
  });

  test('of a name that several have: exit 5 with their IDs', async () => {
    const { exo, key, keys } = await withKey();
    const twin = { id: '00000000-0000-4000-8000-000000000001', name: 'ci', scope: 'public' };
    keys().push({ ...twin, rotation: 0, createdAt: 0, updatedAt: 0 });
    const { code, stderr } = await exo('api-key show ci');
    expect(code).toBe(5);
    expect(stderr).toContain('"ci" is ambiguous: 2 API keys have that name');
    expect(stderr).toContain(`${key.id}  scope public`);
    expect((await exo(`api-key show ${twin.id}`)).code).toBe(0);
  });
});

describe('api-key reveal', () => {
  test('prints the value, alone on its line with -O text', async () => {
    const { exo } = await withKey();
    const { stdout, stderr } = await exo('api-key reveal ci -O text');
    expect(stdout).toMatch(new RegExp(`^${SECRET.source}\n$`));
    expect(stderr).toBe('');
    const value = stdout.trim();
    expect((await exo('api-key reveal ci -O json')).stdout).toBe(`{"value":"${value}"}\n`);
    expect((await exo('api-key reveal ci -Q')).stdout).toContain(`| ${value} |`);
    expect((await exo(['api-key', 'reveal', 'ci', '--output-template', '{{.Value}}'])).stdout).toBe(
      `${value}\n`,
    );
  });

  test('by ID takes one request', async () => {
    const { exo, key, requests } = await withKey();
    await exo(`api-key reveal ${key.id}`);
    expect(requests()).toEqual([`GET /ch-dk-2/v2/ai/api-key/${key.id}/reveal`]);
  });

  test('of one that does not exist: exit 4, stdout stays empty', async () => {
    expect(await bench().exo('api-key reveal nope')).toMatchObject({ code: 4, stdout: '' });
  });
});

test.each(['show', 'reveal', 'rotate', 'update', 'delete'])(
  'api-key %s without a name: exit 2',
  async (verb) => {
    const { exo, sandbox } = bench();
    const { code, stderr } = await exo(`api-key ${verb}`);
    expect(code).toBe(2);
    expect(stderr).toContain('NAME is required');
    expect(sandbox.requests).toEqual([]);
  },
);
