import { describe, expect, test } from 'vitest';
import { bench } from '../../helpers/run.js';
import { relisted } from '../../helpers/service.js';

function several(options: Parameters<typeof bench>[0] = {}) {
  const made = bench(options);
  const place = (name: string, replicas: number) => made.sandbox.place({ zone: 'at-vie-2', name, replicas });
  const [a = '', b = '', c = ''] = [place('a', 1), place('b', 3), place('c', 0)];
  made.sandbox.place({ zone: 'at-vie-2', name: 'shared', visibility: 'public' });
  const sizes = () => made.sandbox.deployments('at-vie-2').map(({ replicas }) => replicas);
  return { ...made, ids: { a, b, c }, sizes };
}

const posts = (...ids: string[]) => ids.map((id) => `POST /at-vie-2/v2/ai/deployment/${id}/scale`);

describe('deployment scale NAME=SIZE …', () => {
  test('a line for each deployment; those that free GPUs go first', async () => {
    const { exo, sizes, ids, changes } = several();
    expect(await exo('deployment scale a=2 b=0 c=0 -z at-vie-2')).toMatchObject({
      code: 0,
      stdout: 'a in at-vie-2: scaled 1 → 2\nb in at-vie-2: scaled 3 → 0\nc in at-vie-2: scaled to 0\n',
      stderr: 'Scaling 3 deployments …\n',
    });
    expect(sizes()).toEqual([2, 0, 0]);
    expect(changes()).toEqual(posts(ids.b, ids.c, ids.a));
  });

  test('by ID, and with a single pair; silent under -Q', async () => {
    const { exo, ids, sizes } = several();
    expect(await exo(`deployment scale ${ids.a}=0 -z at-vie-2 -Q`)).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    expect(sizes()[0]).toBe(0);
  });

  test('-O json: all deployments as read again; with --no-wait the operations', async () => {
    const { exo } = several();
    expect(JSON.parse((await exo('deployment scale a=0 c=0 -z at-vie-2 -O json')).stdout)).toMatchObject([
      { name: 'a', replicas: 0 },
      { name: 'c', replicas: 0 },
    ]);
    const { stdout } = await exo('deployment scale a=1 b=3 -z at-vie-2 -O json --no-wait');
    expect(JSON.parse(stdout)).toMatchObject([{ state: 'pending', zone: 'at-vie-2' }]);
  });

  test('the quota is checked for the sum less the freed GPUs: one that just fits passes, one more does not', async () => {
    const { exo, sizes, changes } = several({ quotas: { gpua5000: 5 } });
    const { code, stderr } = await exo('deployment scale a=4 b=0 c=2 -z at-vie-2');
    expect({ code, changes: changes() }).toEqual({ code: 6, changes: [] });
    expect(stderr).toContain(
      'cannot scale 3 deployments: the quota for gpua5000 is too small: 2 GPUs more needed, 1 free of 5; nothing was sent',
    );
    expect((await exo('deployment scale a=4 b=0 c=1 -z at-vie-2')).code).toBe(0);
    expect(sizes()).toEqual([4, 0, 1]);
  });

  test('scale-downs are waited for even with --no-wait, if others need their GPUs', async () => {
    const { exo, sizes } = several({ quotas: { gpua5000: 4 } });
    expect((await exo('deployment scale b=0 c=3 -z at-vie-2 --no-wait')).code).toBe(0);
    expect(sizes()).toEqual([1, 0, 3]);
  });

  test('a failure does not stop the others, and sets the exit code; several that differ give 10', async () => {
    const { exo, sandbox, sizes, ids } = several();
    sandbox.failNext(`POST /ai/deployment/${ids.b}/scale=operation-failure`);
    const { code, stdout, stderr } = await exo('deployment scale a=2 b=0 -z at-vie-2');
    expect({ code, stdout, sizes: sizes() }).toEqual({
      code: 7,
      stdout: 'a in at-vie-2: scaled 1 → 2\n',
      sizes: [2, 3, 0],
    });
    expect(stderr).toContain('could not scale deployment b to 0 replicas');
    sandbox.failNext(
      `POST /ai/deployment/${ids.a}/scale=operation-failure`,
      `POST /ai/deployment/${ids.b}/scale=403`,
    );
    expect((await exo('deployment scale a=0 b=0 -z at-vie-2')).code).toBe(10);
  });

  test('with a name that does not exist nothing is sent', async () => {
    const { exo, changes } = several();
    const { code } = await exo('deployment scale a=0 nobody=0 -z at-vie-2');
    expect({ code, changes: changes() }).toEqual({ code: 4, changes: [] });
  });

  test('--dry-run: the requests in their order', async () => {
    const { exo, changes, ids } = several();
    const { stdout } = await exo('deployment scale a=2 b=0 -z at-vie-2 --dry-run -O json');
    expect(changes()).toEqual([]);
    expect(JSON.parse(stdout)).toMatchObject([
      { path: `/ai/deployment/${ids.b}/scale`, body: { replicas: 0 }, total_gpus: 0 },
      { path: `/ai/deployment/${ids.a}/scale`, body: { replicas: 2 }, total_gpus: 2 },
    ]);
  });

  test.each([
    ['a=1 b', '"b" is not NAME=SIZE'],
    ['a=x', '"a=x" is not NAME=SIZE'],
    ['a=-1 b=', '"a=-1" is not NAME=SIZE, with a whole number of 0 or more; "b=" is not NAME=SIZE'],
    [
      'a b 2',
      'several deployments need a size each\nhint: did you mean: exo-di deployment scale a=2 b=2 -z at-vie-2\n',
    ],
    ['a 1 b 2', 'hint: did you mean: exo-di deployment scale a=1 b=2 -z at-vie-2\n'],
    ['a 1 2', '"a" is not NAME=SIZE'],
    ['a=1 a=2', '"a" is given two sizes, 1 and 2'],
    ['a=1 --gpu-count 2', '--gpu-count goes with NAME SIZE of one deployment only'],
    ['a=1 --all 0', '--all and NAME=SIZE do not go together'],
    ['--all many', '--all must be a whole number of 0 or more, not "many"'],
  ])('%s is refused before any request', async (words, said) => {
    const { exo, sandbox } = several();
    const { code, stderr } = await exo(`deployment scale ${words} -z at-vie-2`);
    expect({ code, requests: sandbox.requests.length }).toEqual({ code: 2, requests: 0 });
    expect(stderr).toContain(said);
  });

  test('one deployment by name and by ID with two sizes is refused', async () => {
    const { exo, ids, changes } = several();
    const { code, stderr } = await exo(`deployment scale a=1 ${ids.a}=2 -z at-vie-2`);
    expect({ code, changes: changes() }).toEqual({ code: 2, changes: [] });
    expect(stderr).toContain('a in at-vie-2 is given two sizes, 1 and 2');
  });

  test('a name that contains = works as NAME SIZE', async () => {
    const { exo, sandbox } = several();
    sandbox.place({ zone: 'at-vie-2', name: 'x=y', replicas: 1 });
    expect((await exo('deployment scale x=y 2 -z at-vie-2')).code).toBe(0);
    expect((await exo('deployment scale x=y=3 -z at-vie-2')).stdout).toBe('x=y in at-vie-2: scaled 2 → 3\n');
  });
});

describe('deployment scale --all', () => {
  test('without a terminal it needs -f', async () => {
    const { exo, changes } = several();
    const { code, stderr } = await exo('deployment scale --all 0 -z at-vie-2');
    expect({ code, changes: changes() }).toEqual({ code: 2, changes: [] });
    expect(stderr).toContain('exo-di deployment scale --all 0 -z at-vie-2 -f');
  });

  test('a piped yes scales all deployments of the zone', async () => {
    const { exo, sizes } = several();
    const { code, stderr } = await exo('deployment scale --all 0 -z at-vie-2', { stdin: 'y\n' });
    expect({ code, sizes: sizes() }).toEqual({ code: 0, sizes: [0, 0, 0] });
    expect(stderr).toContain('Scale? y (from standard input)');
  });

  test('-f scales all deployments of the zone, and none of other zones', async () => {
    const { exo, sandbox, sizes } = several();
    sandbox.place({ zone: 'de-fra-1', name: 'far', gpuType: 'gpu3' });
    const { code, stdout } = await exo('deployment scale --all 0 -z at-vie-2 -f');
    expect(code).toBe(0);
    expect(stdout.split('\n')).toHaveLength(4);
    expect(sizes()).toEqual([0, 0, 0]);
    expect(sandbox.deployments('de-fra-1')[0]?.replicas).toBe(1);
    expect((await exo('deployment scale --all 0 -z at-vie-2 -f')).code).toBe(0);
  });

  test('a deployment listed without an ID is reported, and the others are scaled', async () => {
    const { exo, sizes, ids, changes, intercept } = several();
    intercept(relisted((all) => all.map((one) => (one.id === ids.b ? { ...one, id: null } : one))));
    const shown = await exo('deployment scale --all 0 -z at-vie-2 --dry-run');
    expect({ code: shown.code, changes: changes() }).toEqual({ code: 1, changes: [] });
    expect(shown.stdout).toContain(`/ai/deployment/${ids.a}/scale`);
    expect(shown.stderr).toContain('the service lists deployment "b" in at-vie-2 without an ID');
    const { code, stdout, stderr } = await exo('deployment scale --all 0 -z at-vie-2 -f');
    expect({ code, stdout, sizes: sizes() }).toEqual({
      code: 1,
      stdout: 'a in at-vie-2: scaled 1 → 0\nc in at-vie-2: scaled to 0\n',
      sizes: [0, 3, 0],
    });
    expect(stderr).toContain('the service lists deployment "b" in at-vie-2 without an ID');
  });

  test('on a terminal it asks, with each change', async () => {
    const { exo, sizes } = several();
    const no = await exo('deployment scale --all 1 -z at-vie-2', { terminal: true, stdin: 'n\n' });
    expect({ code: no.code, sizes: sizes() }).toEqual({ code: 130, sizes: [1, 3, 0] });
    expect(no.stderr).toContain('This scales 2 deployments in at-vie-2:');
    expect(no.stderr).toContain('  b (3 → 1)');
    const yes = await exo('deployment scale --all 1 -z at-vie-2', { terminal: true, stdin: 'y\n' });
    expect({ code: yes.code, sizes: sizes() }).toEqual({ code: 0, sizes: [1, 1, 1] });
  });

  test('it needs a zone', async () => {
    const { exo, sandbox } = several();
    const { code, stderr } = await exo('deployment scale --all 0 -f');
    expect({ code, requests: sandbox.requests.length }).toEqual({ code: 2, requests: 0 });
    expect(stderr).toContain('--all needs a zone: add -z ZONE');
  });

  test('in a zone without deployments there is nothing to do', async () => {
    const { exo } = several();
    const { code, stderr } = await exo('deployment scale --all 0 -z ch-dk-2 -f');
    expect(code).toBe(0);
    expect(stderr).toContain('No deployments in ch-dk-2.');
  });
});
