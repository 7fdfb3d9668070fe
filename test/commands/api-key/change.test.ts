import { describe, expect, test } from 'vitest';
import { told } from '../../helpers/service.js';
import { SECRET, withKey } from './bench.js';

describe('api-key update', () => {
  test('changes name and scope, says from what to what, and keeps the value', async () => {
    const { exo, key, deployment, keys } = await withKey();
    const { code, stdout, stderr } = await exo('api-key update ci --name nightly --scope my-app');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'API key updated.\n' });
    expect(stderr).toContain(`Updating API key ci:\n  name: ci → nightly\n  scope: public → ${deployment}\n`);
    expect(keys()).toMatchObject([{ id: key.id, name: 'nightly', scope: deployment }]);
    expect((await exo('api-key reveal nightly -O text')).stdout).toBe(`${key.value}\n`);
  });

  test('by ID; -O json prints the key, -Q nothing', async () => {
    const { exo, key } = await withKey();
    const { stdout } = await exo(`api-key update ${key.id} --name nightly -O json`);
    expect(JSON.parse(stdout)).toMatchObject({ id: key.id, name: 'nightly', scope: 'public' });
    expect(await exo('api-key update nightly --name ci -Q')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('sends only what differs, and nothing if nothing does', async () => {
    const { exo, changes, key } = await withKey();
    const dry = await exo('api-key update ci --name ci --scope my-app --dry-run -O json');
    expect(Object.keys(JSON.parse(dry.stdout).body)).toEqual(['scope']);
    const { code, stderr, stdout } = await exo('api-key update ci --name ci --scope public -O json');
    expect(code).toBe(0);
    expect(stderr).toBe('API key ci is already as asked; nothing was sent.\n');
    expect(JSON.parse(stdout)).toMatchObject({ id: key.id });
    expect(changes()).toEqual([]);
  });

  test.each([
    ['', 'nothing to change: give at least one of --name, --scope'],
    [' --name a/b', '--name must be 1–50 letters'],
  ])('with%s is exit 2, before anything is sent', async (flags, said) => {
    const { exo, requests } = await withKey();
    const outcome = await exo(`api-key update ci${flags}`);
    expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining(said) });
    expect(requests()).toEqual([]);
  });

  test('a name that another key has is exit 5, before anything is sent', async () => {
    const { exo, changes } = await withKey();
    await exo('api-key create other --scope public');
    const sent = changes().length;
    const { code, stderr } = await exo('api-key update ci --name other');
    expect(code).toBe(5);
    expect(stderr).toContain('API key other already exists; nothing was sent');
    expect(changes()).toHaveLength(sent);
  });

  test('so is that of a key that was just created, and that no list shows yet', async () => {
    const { exo, changes, intercept } = await withKey();
    await exo('api-key create other --scope public');
    const sent = changes().length;
    const first = (body: { 'ai-api-keys': object[] }) => ({ 'ai-api-keys': body['ai-api-keys'].slice(0, 1) });
    intercept(told('GET /ai/api-key', first));
    const { code, stderr } = await exo('api-key update ci --name other');
    expect(code, stderr).toBe(5);
    expect(stderr).toContain('API key other already exists; nothing was sent');
    expect(changes()).toHaveLength(sent);
  });

  test('if it cannot be read whether that key is still there, nothing is sent', async () => {
    const { exo, changes, intercept, sandbox } = await withKey();
    await exo('api-key create other --scope public');
    const sent = changes().length;
    const first = (body: { 'ai-api-keys': object[] }) => ({ 'ai-api-keys': body['ai-api-keys'].slice(0, 1) });
    intercept(told('GET /ai/api-key', first));
    sandbox.failNext('GET /ai/api-key/*=403 x*');
    const { code, stderr } = await exo('api-key update ci --name other');
    expect(code, stderr).toBe(3);
    expect(stderr).toContain('nothing was sent for API key ci');
    expect(changes()).toHaveLength(sent);
  });

  test('succeeds despite a lost answer', async () => {
    const { exo, keys, sandbox } = await withKey();
    sandbox.failNext('PATCH /ai/api-key/*=503-after x*');
    const { code, stderr } = await exo('api-key update ci --name nightly');
    expect(code).toBe(0);
    expect(stderr).toContain(
      'warning: the answer to "update API key ci" was lost, but the service shows what was asked for',
    );
    expect(keys()).toMatchObject([{ name: 'nightly' }]);
  });
});

describe('api-key rotate', () => {
  test('-f prints the new value and says that the old one is void', async () => {
    const { exo, key } = await withKey();
    const { code, stdout, stderr } = await exo('api-key rotate ci -f -O text');
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^${SECRET.source}\n$`));
    expect(stdout.trim()).not.toBe(key.value);
    expect(stderr).toBe(
      'API key ci has a new value; the old one does not work any more.\nSee its value again with: exo-di api-key reveal ci\n',
    );
    expect((await exo('api-key reveal ci -O text')).stdout).toBe(stdout);
  });

  test('-O json, and the table', async () => {
    const { exo } = await withKey();
    expect(Object.keys(JSON.parse((await exo('api-key rotate ci -f -O json')).stdout))).toEqual(['value']);
    expect((await exo('api-key rotate ci -f')).stdout).toMatch(SECRET);
  });

  test('without a terminal it needs -f, and sends nothing', async () => {
    const { exo, changes } = await withKey();
    const { code, stdout, stderr } = await exo('api-key rotate ci');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('add -f: exo-di api-key rotate ci -f');
    expect(changes()).toEqual([]);
  });

  test('takes a piped yes', async () => {
    const { exo, changes } = await withKey();
    expect((await exo('api-key rotate ci', { stdin: 'y\n' })).code).toBe(0);
    expect(changes()).toHaveLength(1);
  });

  test.each([
    ['y\n', 0, 1],
    ['n\n', 130, 0],
  ])('on a terminal it asks, and %j ends with %i', async (stdin, code, rotated) => {
    const { exo, changes } = await withKey();
    const outcome = await exo('api-key rotate ci', { terminal: true, stdin });
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toContain('The present value of API key ci stops working at once');
    expect(changes()).toHaveLength(rotated);
  });

  test('--dry-run shows the request and sends nothing', async () => {
    const { exo, changes, key } = await withKey();
    const { stdout } = await exo('api-key rotate ci --dry-run');
    expect(stdout).toBe(`POST /ai/api-key/${key.id}/rotate (zone ch-dk-2)\n`);
    expect(changes()).toEqual([]);
  });

  test('a lost answer is exit 9: the request is sent once, and both ways out are named', async () => {
    const { exo, changes, sandbox } = await withKey();
    sandbox.failNext('POST /ai/api-key/*/rotate=reset-after');
    const { code, stdout, stderr } = await exo('api-key rotate ci -f');
    expect({ code, stdout }).toEqual({ code: 9, stdout: '' });
    expect(stderr).toContain('it is not known whether the old value still works');
    expect(stderr).toContain('exo-di api-key reveal ci\n');
    expect(stderr).toContain('exo-di api-key rotate ci -f');
    expect(changes()).toHaveLength(1);
  });

  test('one that does not exist: exit 4, without being asked', async () => {
    const { exo } = await withKey();
    expect((await exo('api-key rotate nope', { terminal: true })).code).toBe(4);
  });
});

test('api-key delete speaks of no zone: keys belong to the organization', async () => {
  const { exo } = await withKey();
  expect((await exo('api-key delete ci -f')).stderr).toBe('Deleting API key ci …\n');
});

test('api-key delete takes names and IDs, each once', async () => {
  const { exo, key, keys } = await withKey();
  await exo('api-key create other --scope public');
  const { code, stdout } = await exo(`api-key delete ${key.id} ci other -f`);
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'API key(s) deleted.\n' });
  expect(keys()).toEqual([]);
});
