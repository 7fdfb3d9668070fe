import { describe, expect, test } from 'vitest';
import { bench } from '../../helpers/run.js';
import { json, named, rezoned, told } from '../../helpers/service.js';
import { SECRET, withKey } from './bench.js';

describe('api-key create', () => {
  test('prints the key with its value on stdout only', async () => {
    const { exo, sandbox } = bench();
    const { code, stdout, stderr } = await exo('api-key create ci --scope public');
    expect(code).toBe(0);
    expect(stdout).toMatch(/\| Name +\| ci +\|/);
    expect(stdout).toMatch(SECRET);
    expect(stderr).toMatch(
      /^API key ci created\.\nSee its value again with: exo-di api-key reveal [0-9a-f-]{36}\n$/,
    );
    expect(sandbox.world.data.apiKeys).toMatchObject([{ name: 'ci', scope: 'public' }]);
  });

  test('-O json, and a template; data even under -Q', async () => {
    const { stdout } = await bench().exo('api-key add ci --scope public -O json');
    expect(Object.keys(JSON.parse(stdout))).toEqual([
      ...['id', 'name', 'scope', 'org_uuid', 'created_at', 'updated_at', 'value'],
    ]);
    const argv = ['api-key', 'create', 'ci', '--scope', 'public', '-Q', '--output-template', '{{.Value}}'];
    const quiet = await bench().exo(argv);
    expect(quiet.stdout).toMatch(new RegExp(`^${SECRET.source}\n$`));
    expect(quiet.stderr).toBe('');
  });

  test('for one deployment, by name in any zone, or by ID', async () => {
    const { exo, sandbox, deployment, keys } = await withKey();
    const { stderr } = await exo('api-key create one --scope my-app');
    expect(stderr).toContain('Found my-app in at-vie-2.');
    const before = sandbox.requests.length;
    await exo(`api-key create two --scope ${deployment.toUpperCase()}`);
    // An ID is not looked for.
    const asked = sandbox.requests.slice(before).map(({ path }) => path);
    expect(asked.filter((path) => path.endsWith('/ai/deployment'))).toEqual([]);
    expect(keys().map(({ name, scope }) => [name, scope])).toEqual([
      ['ci', 'public'],
      ['one', deployment],
      ['two', deployment],
    ]);
  });

  test('a key with a larger scope than requested: printed, exit 7, with the command to delete it', async () => {
    const { exo, deployment, intercept } = await withKey();
    intercept(told('POST /ai/api-key', (key: object) => ({ ...key, scope: 'public' })));
    const { code, stdout, stderr } = await exo(`api-key create app --scope ${deployment}`);
    expect(code).toBe(7);
    expect(stdout).toMatch(SECRET);
    expect(stderr).toContain(
      `error: API key app was created, but not as requested: its scope is public, not ${deployment}\n`,
    );
    expect(stderr).toMatch(/delete it with: exo-di api-key delete [0-9a-f-]{36}\n/);
    expect(stderr).not.toContain('API key app created');
  });

  test.each([
    ['a lost creation', 'POST /ai/api-key=reset-after', '503', ''],
    ['a lost creation that its ID does not find yet', 'POST /ai/api-key=reset-after', '404', ''],
    ['an existing key', undefined, '503', ' --if-not-exists'],
  ])(
    '%s whose value cannot be read is named with the command that reads it',
    async (_, lost, status, flag) => {
      const { exo, sandbox } = bench();
      if (lost) sandbox.failNext(lost);
      else await exo('api-key create ci --scope public');
      sandbox.failNext(`GET /ai/api-key/*/reveal=${status} x9`);
      const { code, stdout, stderr } = await exo(`api-key create ci --scope public${flag}`);
      expect(code).toBe(9);
      expect(stdout).toBe('');
      const [key] = sandbox.world.data.apiKeys;
      expect(stderr).toContain(
        `hint: API key ci exists; print its value with: exo-di api-key reveal ${key?.id}\n`,
      );
    },
  );

  test('any zone that exists can answer for the organization', async () => {
    const { exo, intercept } = bench();
    intercept(rezoned((zones) => zones.filter(({ name }) => name === 'at-vie-2')));
    expect((await exo('api-key create ci --scope public')).code).toBe(0);
  });

  test('for a deployment that does not exist: exit 4, and nothing is made', async () => {
    const { exo, changes } = await withKey();
    const { code, stderr } = await exo('api-key create one --scope all');
    expect(code).toBe(4);
    expect(stderr).toContain('deployment "all" was not found in any zone');
    expect(stderr).toContain('\n      for every deployment, give --scope public\n');
    expect(changes()).toEqual([]);
    expect((await exo('api-key create one --scope 00000000-0000-4000-8000-000000000000')).code).toBe(4);
  });

  test('--dry-run shows the request and sends nothing', async () => {
    const { exo, deployment, changes } = await withKey();
    const { stdout } = await exo('api-key create one --scope my-app --dry-run -O json');
    expect(JSON.parse(stdout)).toMatchObject({
      method: 'POST',
      path: '/ai/api-key',
      body: { name: 'one', scope: deployment },
    });
    expect(changes()).toEqual([]);
  });

  test('a name that exists is exit 5 before anything is sent', async () => {
    const { exo, changes, key } = await withKey();
    const { code, stderr } = await exo('api-key create ci --scope public');
    expect(code).toBe(5);
    expect(stderr).toBe(
      `error: API key ci already exists; nothing was sent\nhint: see it with: exo-di api-key show ${key.id}\n`,
    );
    expect(changes()).toEqual([]);
  });

  test('--if-not-exists prints the one that exists, with its value', async () => {
    const { exo, changes, key } = await withKey();
    const { code, stdout, stderr } = await exo('api-key create ci --scope public --if-not-exists -O json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(key);
    expect(stderr).toContain('API key ci already exists; nothing was sent.');
    expect(changes()).toEqual([]);
  });

  test('--if-not-exists with another scope: exit 5, and how it differs', async () => {
    const { exo, changes, deployment } = await withKey();
    const { code, stderr } = await exo('api-key create ci --scope my-app --if-not-exists');
    expect(code).toBe(5);
    expect(stderr).toContain(
      `already exists, and differs: its scope is public, not ${deployment}; nothing was sent`,
    );
    expect(changes()).toEqual([]);
  });
});

describe('a list that lacks a key which a list has shown a moment ago', () => {
  /** `ci` was created; the next list is behind. `times` is how many are. */
  async function lacking(times: number) {
    const made = bench();
    await made.exo('api-key create ci --scope public');
    let lists = 0;
    made.intercept((request) =>
      named(request) === 'GET /ai/api-key' && ++lists <= times ? json({ 'ai-api-keys': [] }) : undefined,
    );
    const names = () => made.sandbox.world.data.apiKeys.map(({ name }) => name);
    return { ...made, names };
  }

  test('no second key is made', async () => {
    const { exo, names } = await lacking(1);
    const { code, stdout } = await exo('api-key create ci --scope public --if-not-exists');
    expect({ code, names: names() }).toEqual({ code: 0, names: ['ci'] });
    expect(stdout).toMatch(SECRET);
  });

  test('if none shows it for the rest of a minute, it was deleted elsewhere, and is made anew', async () => {
    const { exo, sandbox, clock } = await lacking(0);
    sandbox.world.data.apiKeys.length = 0;
    const began = clock.now();
    expect((await exo('api-key create ci --scope public')).code).toBe(0);
    expect(clock.now() - began).toBeLessThanOrEqual(60_000);
  });

  test.each(['update ci --name former', 'delete ci -f'])(
    'after api-key %s its name is free at once',
    async (line) => {
      const { exo, clock } = await lacking(0);
      expect((await exo(`api-key ${line}`)).code).toBe(0);
      const began = clock.now();
      expect((await exo('api-key create ci --scope public')).code).toBe(0);
      expect(clock.now() - began).toBeLessThan(1_000);
    },
  );
});

describe('refused before anything is sent', () => {
  test.each([
    ['no scope', ['ci'], '--scope is required'],
    ['an empty scope', ['ci', '--scope', ''], '--scope must not be empty'],
    ['no name and no scope', [], 'NAME is required; --scope is required'],
    ...['', 'x'.repeat(51), 'a.b', '-a-', 'a ', '_a', 'ä'].map((name): [string, string[], string] => [
      `the name ${JSON.stringify(name)}`,
      ['--scope', 'public', '--', name],
      'NAME must be 1–50 letters',
    ]),
  ])('%s', async (_, argv, message) => {
    const { exo, sandbox } = bench();
    const { code, stderr } = await exo(['api-key', 'create', ...argv]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(sandbox.requests).toEqual([]);
  });

  test.each(['a', 'x'.repeat(50), "Jo's key (CI) no_1-2x"])('the name %j passes', async (name) => {
    expect((await bench().exo(['api-key', 'create', name, '--scope', 'public'])).code).toBe(0);
  });
});
