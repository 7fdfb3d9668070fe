import { describe, expect, test } from 'vitest';
import { memoryFiles } from '../../config/memory.js';
import { bench, withMyApp } from '../../helpers/run.js';

const ACCOUNT = 'defaultAccount = "a"\n[[accounts]]\nname = "a"\ndefaultZone = "at-vie-2"\n';

test.each([
  ['deployment show gone', 'name its zone with -z ZONE'],
  ['deployment wait gone --for ready', 'name its zone with -z ZONE'],
  ['deployment scale my-app 2', 'it is in at-vie-2; if that one is meant, add -z at-vie-2'],
])('%s with a zone that does not answer is unavailable, and prints nothing', async (line, hint) => {
  const { exo, changes } = withMyApp({}, { fail: ['GET /ai/deployment@de-fra-1=503 x*'] });
  const { code, stdout, stderr } = await exo(line);
  expect({ code, stdout, changes: changes() }).toEqual({ code: 9, stdout: '', changes: [] });
  expect(stderr).toContain('could not be looked for in every zone');
  expect(stderr).toContain(`hint: ${hint}\n`);
});

test('an ID that was found is unique, so a zone that does not answer does not stop a scaling to zero', async () => {
  const { exo, sandbox, id } = withMyApp({}, { fail: ['GET /ai/deployment@de-fra-1=503 x*'] });
  const { code, stderr } = await exo(`deployment scale ${id} 0`);
  expect({ code, replicas: sandbox.deployments()[0]?.replicas }, stderr).toEqual({ code: 0, replicas: 0 });
  expect(stderr).toContain('warning: zone de-fra-1: ');
});

test('if the look-up fails, there is no warning that the quota was not checked', async () => {
  const env = { EXOSCALE_API_SECRET: 'wrong' };
  for (const line of [
    'deployment scale my-app 2 -z at-vie-2',
    'deployment create my-app --model-name a/b --gpu-type gpua5000 --gpu-count 1 --replicas 1 -z at-vie-2',
  ]) {
    const { code, stderr } = await bench().exo(line, { env });
    expect(code).toBe(3);
    expect(stderr).not.toContain('the GPU quota was not checked');
  }
});

test('if the look-up succeeds, the warning is printed', async () => {
  const { exo } = withMyApp({}, { fail: ['GET /quota=403 x*'] });
  const { code, stderr } = await exo('deployment scale my-app 2 -z at-vie-2');
  expect(code).toBe(0);
  expect(stderr).toContain('warning: the GPU quota was not checked');
});

describe('the hint that a name exists in another zone', () => {
  const placed = () => {
    const bed = bench();
    bed.sandbox.place({ zone: 'de-fra-1', name: 'far' });
    return bed;
  };
  const COMMANDS = [
    'deployment show far',
    'deployment scale far 2',
    'deployment update far --name near',
    'deployment logs far',
    'deployment reveal-api-key far',
    'deployment delete far',
    'model show far',
    'model delete far',
  ];

  test.each(COMMANDS)('%s: without a terminal other zones are not asked', async (line) => {
    const { exo, sandbox } = placed();
    const { code, stderr } = await exo(`${line} -z at-vie-2${line.includes('delete') ? ' -f' : ''}`);
    const kind = line.split(' ')[0];
    expect(stderr).toMatch(/there is no|not found/);
    if (code !== 0) expect(stderr).toContain(`hint: see what there is with: exo-di ${kind} list\n`);
    const lists = sandbox.requests.filter(({ path }) => path.endsWith(`/ai/${kind}`));
    expect(lists).toHaveLength(1);
    expect(lists[0]?.path).toContain('at-vie-2');
  });

  test('on a terminal it is printed, and a slow zone delays it by a second at most', async () => {
    const { exo, intercept } = placed();
    const limits: (number | undefined)[] = [];
    intercept(({ url, timeoutMs }) => {
      if (url.includes('/ai/deployment')) limits.push(timeoutMs);
      return undefined;
    });
    const { code, stderr } = await exo('deployment show far -z at-vie-2', { terminal: true });
    expect(code).toBe(4);
    expect(stderr).toContain('hint: it is in de-fra-1: use -z de-fra-1\n');
    const [first = 0, ...others] = limits;
    expect(first).toBeGreaterThan(1_000);
    expect(others.length).toBeGreaterThan(1);
    expect(others.filter((ms) => ms === undefined || ms > 1_000)).toEqual([]);
  });
});

describe('a deletion without a question', () => {
  const placed = () => {
    const bed = bench();
    bed.sandbox.place({ zone: 'at-vie-2', name: 'demo', modelName: 'a/b' });
    return bed;
  };
  const COMMANDS = ['deployment delete demo -f', 'model delete a/b -f', 'ai deployment delete demo -f -Q'];

  test.each(COMMANDS)('%s: needs a zone, even if the name is unique', async (line) => {
    const { exo, sandbox, changes } = placed();
    for (const options of [{}, { terminal: true }]) {
      const { code, stdout, stderr } = await exo(line, options);
      expect({ code, stdout, changes: changes() }).toEqual({ code: 2, stdout: '', changes: [] });
      expect(stderr).toContain('error: a deletion without a confirmation needs a zone; nothing was sent\n');
      expect(stderr.replaceAll('\n', ' ')).toMatch(
        /hint: name it with -z, EXOSCALE_ZONE .*: +exo-di .* -z ZONE -f/,
      );
    }
    expect(sandbox.requests).toEqual([]);
  });

  test.each([
    ['a flag', ' -z at-vie-2', {}],
    ['the environment', '', { env: { EXOSCALE_ZONE: 'at-vie-2' } }],
    ['the account', ' -C /c.toml', { files: memoryFiles({ '/c.toml': ACCOUNT }) }],
  ])('%s names the zone', async (_, flags, options) => {
    const { exo, changes } = placed();
    const { code } = await exo(`deployment delete demo -f${flags}`, options);
    expect(code).toBe(0);
    expect(changes()).toEqual([expect.stringMatching(/^DELETE /)]);
  });

  test('at a terminal, and in a dry run, no zone is needed', async () => {
    const { exo, changes } = placed();
    expect((await exo('deployment delete demo -f --dry-run')).code).toBe(0);
    expect(changes()).toEqual([]);
    const { code, stderr } = await exo('deployment delete demo', { typed: ['y\r'] });
    expect(stderr).toContain('demo (at-vie-2');
    expect(code).toBe(0);
  });

  test('without -f and a terminal, the command to paste names the zone', async () => {
    const { stderr } = await placed().exo('deployment delete demo');
    expect(stderr).toContain('exo-di deployment delete demo -z ZONE -f\n');
  });

  test('scale and update, which can be undone, need no zone for a unique name', async () => {
    const { exo } = placed();
    expect((await exo('deployment scale demo 2')).code).toBe(0);
    expect((await exo('deployment update demo --name other')).code).toBe(0);
  });

  test('apply --prune deletes nothing in a zone that no file names', async () => {
    const { exo, sandbox, changes } = placed();
    sandbox.place({ zone: 'de-fra-1', name: 'far' });
    const file = 'zone: at-vie-2\ndeployments: []\n';
    const { code } = await exo('apply -f - --prune --yes', { stdin: file });
    expect(code).toBe(0);
    expect(changes()).toHaveLength(1);
    expect(sandbox.deployments('de-fra-1')).toHaveLength(1);
  });
});

describe('the beginning of an ID, as narrow lists show it', () => {
  /** Deployments of which one is unique by eight characters of its ID, and two only by ten. */
  const placed = () => {
    const bed = bench();
    const ids = ['0a1b2c3d-1111', '77777777-3111', '77777777-4111'].map(
      (start) => `${start}-4222-8333-444455556666`,
    );
    for (const [i, id] of ids.entries()) bed.sandbox.place({ zone: 'at-vie-2', name: `app-${i}`, id });
    return bed;
  };

  test.each([
    ['deployment show 0a1b2c3d', 0, '0a1b2c3d is deployment app-0 in at-vie-2.'],
    ['deployment show 0A1B2C3D-11', 0, '0A1B2C3D-11 is deployment app-0 in at-vie-2.'],
    ['deployment scale 77777777-3 2 -z at-vie-2', 0, '77777777-3 is deployment app-1 in at-vie-2.'],
    ['deployment wait 0a1b2c3d', 0, 'Deployment 0a1b2c3d in at-vie-2 is ready.'],
    ['deployment delete -f 77777777-4 -z at-vie-2', 0, '77777777-4 is deployment app-2 in at-vie-2.'],
    ['deployment show 0a1b2c3', 4, 'deployment "0a1b2c3" was not found in any zone'],
    ['deployment show 77777777', 5, '2 deployments have that name, or an ID that begins with it'],
    ['deployment delete -f 77777777 -z at-vie-2', 5, '77777777-3111-4222-8333-444455556666  at-vie-2'],
    ['deployment wait 77777777', 5, '2 deployments have that name, or an ID that begins with it'],
  ])('%s', async (line, code, said) => {
    const outcome = await placed().exo(line);
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toContain(said);
  });

  test('a word that is the name of one and the beginning of another’s ID deletes neither', async () => {
    const { exo, sandbox, changes } = placed();
    sandbox.place({ zone: 'ch-dk-2', name: '0a1b2c3d' });
    const { code, stderr } = await exo('deployment delete 0a1b2c3d', { typed: ['y\r'], columns: 200 });
    expect({ code, changes: changes() }).toEqual({ code: 5, changes: [] });
    expect(stderr).toContain(
      '"0a1b2c3d" is ambiguous: 2 deployments have that name, or an ID that begins with it',
    );
  });

  test('works for models and API keys, too', async () => {
    const { exo, sandbox } = withMyApp({ modelName: 'a/b' });
    const model = sandbox.models('at-vie-2').find(({ name }) => name === 'a/b');
    expect((await exo(`model show ${model?.id.slice(0, 8)} -z at-vie-2 -O text`)).stdout).toContain('a/b');
    const { id } = JSON.parse((await exo('api-key create ci --scope public -O json')).stdout);
    expect((await exo(`api-key show ${id.slice(0, 8)} -O text`)).stdout).toContain('ci');
  });
});

test.each([
  'deployment top at-vie-2',
  'deployment idle at-vie-2 --for 45m',
  'export my-app at-vie-2',
  'model show at-vie-2',
])('%s: a zone in the place of a name gets its flag', async (line) => {
  const { code, stderr } = await withMyApp().exo(line);
  expect(code).toBe(4);
  expect(stderr).toContain('hint: at-vie-2 is a zone: write -z at-vie-2\n      see what there is');
});

test('several names that are missing get each line of a hint once', async () => {
  const { stderr } = await withMyApp().exo('deployment top at-vie-2 nothing');
  expect(stderr).toContain('hint: at-vie-2 is a zone: write -z at-vie-2\n      see what there is');
  expect(stderr.match(/see what there is/g)).toHaveLength(1);
});

test.each([
  'deployment top a-1 b-1 c-1',
  'deployment idle a-1 b-1 c-1 --for 45m',
  'deployment scale a-1=2 b-1=2 c-1=2',
])('%s: a zone that fails is warned of once, not for each name', async (line) => {
  const { exo, sandbox } = bench({ fail: ['GET /ai/deployment@de-fra-1=503 x*'] });
  for (const name of ['a-1', 'b-1', 'c-1']) sandbox.place({ zone: 'at-vie-2', name });
  const { stderr } = await exo(line);
  expect(stderr.match(/^warning: zone de-fra-1: /gm)).toHaveLength(1);
});
