import { describe, expect, test } from 'vitest';
import { bench, withMyApp } from '../../helpers/run.js';
import { relisted } from '../../helpers/service.js';

const MISTRAL = 'mistralai/Mistral-7B-Instruct-v0.3';
const CREATE = `deployment create my-app --model-name ${MISTRAL} --gpu-type gpua5000 --gpu-count 1 -z at-vie-2`;

describe('deployment create', () => {
  test('creates, waits, and prints the line that scripts expect', async () => {
    const { exo, sandbox } = bench();
    const { code, stdout, stderr } = await exo(`${CREATE} --replicas 2`);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Deployment created.\n' });
    expect(stderr).toContain(
      'Creating deployment my-app in at-vie-2: 1 GPU × 2 replicas = 2 GPUs (gpua5000).',
    );
    expect(stderr).toContain('3–5 minutes are normal');
    expect(sandbox.deployments('at-vie-2')).toMatchObject([
      { name: 'my-app', state: 'ready', replicas: 2, 'gpu-count': 1 },
    ]);
  });

  test('sends one replica by default', async () => {
    const { exo, sandbox } = bench();
    await exo(CREATE);
    expect(sandbox.deployments('at-vie-2')).toMatchObject([{ replicas: 1 }]);
  });

  test('-O json: prints only the object, as read again', async () => {
    const { exo } = bench();
    const { stdout } = await exo(`${CREATE} -O json`);
    expect(stdout.split('\n')).toHaveLength(2);
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'my-app',
      state: 'ready',
      gpu_count: 1,
      replicas: 1,
      total_gpus: 1,
      zone: 'at-vie-2',
    });
  });

  test('engine parameters are split at blanks, except within quotes', async () => {
    const { exo, sandbox } = bench();
    const params = `--max-model-len=8192 --served-model-name 'my model'`;
    const { code, stderr } = await exo([...CREATE.split(' '), '--inference-engine-params', params]);
    expect(stderr).not.toContain('error');
    expect(code).toBe(0);
    expect(sandbox.deployments('at-vie-2')[0]?.['inference-engine-parameters']).toEqual([
      '--max-model-len=8192',
      '--served-model-name',
      'my model',
    ]);
  });

  test('--dry-run shows the request and the total, and sends nothing', async () => {
    const { exo, changes } = bench();
    const line = CREATE.replace('--gpu-count 1', '--gpu-count 2 --replicas 3');
    const table = await exo(`${line} --dry-run`);
    expect(table.stdout).toContain('POST /ai/deployment (zone at-vie-2)');
    expect(table.stdout).toContain('"gpu-count": 2');
    expect(table.stdout).toContain('2 GPUs × 3 replicas = 6 GPUs');
    const json = await exo(`${line} --dry-run -O json`);
    expect(JSON.parse(json.stdout)).toMatchObject({
      method: 'POST',
      path: '/ai/deployment',
      zone: 'at-vie-2',
      body: { replicas: 3 },
      total_gpus: 6,
    });
    expect(changes()).toEqual([]);
  });

  test('without a zone it is created in the built-in one, which is named', async () => {
    const { exo } = bench();
    const { stderr } = await exo(CREATE.replace(' -z at-vie-2', ' --dry-run'));
    expect(stderr).toContain('No zone given, using ch-dk-2');
  });
});

test.each([
  ['--model-name', 'mistralai/Mistral-7B-Instruct-v0.3', '--model-id'],
  ['--model-id', '00000000-0000-4000-8000-000000000001', '--model-name'],
])('%s %s counts if %s is empty, as in exo', async (flag, value, empty) => {
  const words = ['deployment', 'create', 'a', '--gpu-type', 'gpua5000', '--gpu-count', '1', '--no-preflight'];
  const { exo } = bench();
  const { code, stdout } = await exo([...words, flag, value, empty, '', '-z', 'at-vie-2', '--dry-run']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(`"${value}"`) });
});

describe('refused before anything is sent', () => {
  const ONE = 'exactly one of --model-name and --model-id is required';
  const GIVEN = '--gpu-type g --model-name m --gpu-count 1';
  const create = (words: string, ...more: string[]) => [...`deployment create ${words}`.split(' '), ...more];
  test.each<[what: string, line: string[], message: string]>([
    ['no model', create('a --gpu-type g --gpu-count 1'), ONE],
    ['two models', create(`a ${GIVEN} --model-id 00000000-0000-4000-8000-000000000001`), ONE],
    ['nothing of either', create('a --gpu-type g --gpu-count 1 --model-name', '', '--model-id', ''), ONE],
    [
      'a model ID that is none',
      create('a --gpu-type g --gpu-count 1 --model-id 7'),
      '--model-id must be a UUID, not "7"',
    ],
    ['no GPU type', create('a --gpu-count 1 --model-name m'), '--gpu-type is required'],
    ['no GPU count', create('a --gpu-type g --model-name m'), '--gpu-count is required'],
    ['no name', create(GIVEN), 'NAME is required'],
    ['two names', create(`a b ${GIVEN}`), 'unexpected argument "b"'],
    ['an unknown flag', create('a --gpus 1'), 'unknown flag --gpus'],
    ...Object.entries({
      'a\r': 'NAME ends with a carriage return',
      'a\n': 'NAME ends with a line feed',
      'a ': 'NAME ends with a blank',
      'a\u00a0': 'NAME ends with a blank',
      'a\u200b': 'NAME ends with a zero-width blank',
      ' a': 'NAME begins with a blank',
      '\ufeffa': 'NAME begins with a byte order mark',
      ' ': 'NAME must not be empty',
    }).map(([name, message]): [string, string[], string] => [
      `the name ${JSON.stringify(name)}`,
      create(GIVEN, name),
      `error: ${message}\n`,
    ]),
    ...[
      ['deployment', 'clone', 'my-app', 'a\r'],
      ['deployment', 'update', 'my-app', '--name', 'a\r'],
      ['model', 'create', 'a/b\r'],
      create('a --gpu-type g --gpu-count 1 --model-name', 'a/b\r'),
    ].map((line): [string, string[], string] => [
      `a carriage return behind what ${line.slice(0, 2).join(' ')} names`,
      line,
      'ends with a carriage return\n',
    ]),
    ...['0', '9', '1.5', '-1', 'one', '1e0', ' ', '0x1'].map((n): [string, string[], string] => [
      `gpu-count ${JSON.stringify(n)}`,
      create('a --gpu-type g --model-name m --gpu-count', n),
      '--gpu-count must be a whole number from 1 to 8',
    ]),
    ...['0', '-1', '2.5', ''].map((n): [string, string[], string] => [
      `replicas ${JSON.stringify(n)}`,
      create(`a ${GIVEN} --replicas`, n),
      '--replicas must be a whole number of 1 or more',
    ]),
    [
      'quotes that do not close',
      create(`a ${GIVEN} --inference-engine-params "x`),
      '--inference-engine-params cannot be split into words',
    ],
    ['a format that is none', create(`a ${GIVEN} -O yaml`), 'yaml'],
    ['a field that is none', create(`a ${GIVEN} --output-template {{.Nme}}`), 'Nme'],
  ])('%s', async (_, line, message) => {
    const { exo, sandbox } = bench();
    const { code, stdout, stderr } = await exo(line);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.split('\n')[0]).toMatch(/^error: /);
    expect(sandbox.requests).toEqual([]);
  });

  test('all problems are reported at once', async () => {
    const { stderr } = await bench().exo('deployment create --gpu-count 9 --replicas 0');
    expect(stderr.split('\n')[0]).toBe(
      'error: NAME is required; --gpu-type is required; --gpu-count must be a whole number from 1 to 8, not "9"; ' +
        '--replicas must be a whole number of 1 or more, not "0"; exactly one of --model-name and --model-id is required',
    );
  });

  test('a model’s ID in capitals is sent in lower case', async () => {
    const id = '0000000a-0000-4000-8000-00000000000b';
    const words = `--gpu-type gpua5000 --gpu-count 1 --model-id ${id.toUpperCase()} --no-preflight --dry-run -O json`;
    const { stdout } = await bench().exo(`deployment create a -z at-vie-2 ${words}`);
    expect(JSON.parse(stdout).body.model).toEqual({ id });
  });

  test('a name of a deployment in state error: exit 5, with that state and the way out', async () => {
    const { exo, sandbox } = bench({ fail: ['POST /ai/deployment=operation-failure'] });
    expect((await exo(CREATE)).code).toBe(7);
    const { code, stderr } = await exo(CREATE);
    expect(code).toBe(5);
    expect(stderr).toContain('deployment my-app already exists in at-vie-2 in state error; nothing was sent');
    expect(stderr).toContain('delete it first: exo-di deployment delete my-app -z at-vie-2\n');
    expect(sandbox.deployments('at-vie-2')).toHaveLength(1);
  });

  test('if the time is up during the creation, the hint is the command to wait', async () => {
    const { exo } = bench();
    await exo(`${CREATE} --no-wait`);
    const { code, stderr } = await exo(`${CREATE} --if-not-exists --wait-timeout 1s`);
    expect(code).toBe(8);
    expect(stderr).toContain('wait again with: exo-di deployment wait my-app --for ready -z at-vie-2\n');
  });

  test.each([
    ['', ''],
    ['--inference-engine-version 0.25.1', ''],
    [
      '--inference-engine-version 0.24.0',
      'inference engine version 0.25.1, not 0.24.0; to change it: exo-di deployment update my-app --inference-engine-version 0.24.0 -z at-vie-2\n',
    ],
    [
      '--inference-engine-params --max-model-len=8192',
      'inference engine parameters (none), not --max-model-len=8192; to change it: exo-di deployment update my-app --inference-engine-params --max-model-len=8192 -z at-vie-2\n',
    ],
  ])('--if-not-exists of a deployment with another engine warns of it: %s', async (flags, said) => {
    const { exo, changes } = withMyApp();
    const { code, stderr } = await exo(`${CREATE} --if-not-exists -Q ${flags}`);
    const warning = `warning: deployment my-app in at-vie-2 is left as it is, with ${said}`;
    expect({ code, stderr, changes: changes() }).toEqual({ code: 0, stderr: said && warning, changes: [] });
  });

  test('a name that is taken: exit 5; with --if-not-exists 0 for an equal deployment, else 5 with the differences', async () => {
    const { exo, changes } = withMyApp();
    const taken = await exo(CREATE);
    expect(taken.code).toBe(5);
    expect(taken.stderr).toContain('deployment my-app already exists in at-vie-2; nothing was sent');
    const same = await exo(`${CREATE} --if-not-exists -O json`);
    expect(same.code).toBe(0);
    expect(JSON.parse(same.stdout)).toMatchObject({ name: 'my-app' });
    const other = await exo(`${CREATE.replace('--gpu-count 1', '--gpu-count 2')} --if-not-exists`);
    expect(other.code).toBe(5);
    expect(other.stderr).toContain('its GPU count is 1, not 2');
    expect(changes()).toEqual([]);
  });

  test.each(['', ' --if-not-exists', ' --again'])(
    'a name that two deployments have%s: exit 5 with both, whichever is listed first',
    async (flag) => {
      const { exo, sandbox, changes, id } = withMyApp();
      const other = sandbox.place({ zone: 'at-vie-2', name: 'my-app', gpuCount: 2 });
      for (const count of [1, 2]) {
        const line = CREATE.replace('--gpu-count 1', `--gpu-count ${count}`);
        const { code, stderr } = await exo(`${line}${flag}`);
        expect(code).toBe(5);
        expect(stderr).toContain('deployment my-app exists 2 times in at-vie-2, and each is billed: ');
        expect(stderr).toContain('; nothing was sent\n');
        expect(stderr).not.toContain('ours');
        for (const one of [id, other]) expect(stderr).toContain(one);
      }
      expect(changes()).toEqual([]);
    },
  );

  test('if only the list still shows one of two deployments of the name, the other one counts', async () => {
    const { exo, intercept, id } = withMyApp();
    const gone = '00000000-0000-4000-8000-000000000000';
    intercept(relisted((all) => [{ ...all.find((one) => one.id === id), id: gone }, ...all]));
    const { code, stdout, stderr } = await exo(`${CREATE} --if-not-exists -O json`);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout).id).toBe(id);
  });

  test('--if-not-exists, and the list shows a deployment by its former name: exit 9, not that it exists', async () => {
    const { exo, changes, intercept } = withMyApp({ name: 'old-app' });
    intercept(relisted((all) => all.map((one) => ({ ...one, name: 'my-app' }))));
    const { code, stderr } = await exo(`${CREATE} --if-not-exists`);
    expect({ code, changes: changes() }).toEqual({ code: 9, changes: [] });
    expect(stderr).toContain(
      'error: the list of at-vie-2 shows deployment my-app, but it is now called old-app; nothing was sent\n',
    );
  });

  test('a quota that is too small: exit 6 with needed, free, limit and the largest size', async () => {
    const { exo, changes, sandbox } = bench({ quotas: { gpua5000: 8 } });
    sandbox.place({ zone: 'at-vie-2', name: 'other', gpuCount: 1, replicas: 3 });
    const line = CREATE.replace('--gpu-count 1', '--gpu-count 2 --replicas 3');
    const { code, stderr } = await exo(line);
    expect(code).toBe(6);
    expect(stderr).toContain(
      'the quota for gpua5000 is too small: 6 GPUs more needed, 5 free of 8 (2 GPUs × 3 replicas = 6 GPUs)',
    );
    expect(stderr).toContain('2 replicas fit (--replicas 2): exo-di deployment create my-app');
    const json = await exo(`${line} -O json`);
    expect(JSON.parse(json.stderr).error).toMatchObject({
      code: 'gpu-quota',
      exit_code: 6,
      zone: 'at-vie-2',
      details: { needed: 6, free: 5, limit: 8, largest_size: 2 },
    });
    expect(changes()).toEqual([]);
  });

  test('--no-preflight leaves the quota to the service, whose 412 is exit 6 too', async () => {
    const { exo, changes, sandbox } = bench({ quotas: { gpua5000: 0 } });
    const { code, stderr } = await exo(`${CREATE} --no-preflight`);
    expect(code).toBe(6);
    expect(stderr).toContain('(HTTP 412)');
    expect(changes()).toEqual(['POST /at-vie-2/v2/ai/deployment']);
    expect(sandbox.requests.map(({ path }) => path)).not.toContain('/at-vie-2/v2/quota');
    expect(sandbox.deployments()).toEqual([]);
  });

  test.each([
    ['unlimited', { gpua5000: -1 }],
    ['without an entry', { gpua5000: null }],
  ])('a quota %s does not refuse the creation', async (_, quotas) => {
    const { exo } = bench({ quotas });
    expect(
      (await exo(`${CREATE.replace('--gpu-count 1', '--gpu-count 8 --replicas 9')} --dry-run`)).code,
    ).toBe(0);
  });
});

describe('what the service refuses', () => {
  test('a GPU family that is not authorized is exit 6', async () => {
    const { exo } = bench();
    const { code } = await exo(
      `deployment create a --model-name ${MISTRAL} --gpu-type gpurtx6000pro --gpu-count 1 -z at-vie-2`,
    );
    expect(code).toBe(6);
  });

  test('a refused engine parameter is reported in the service’s words', async () => {
    const { exo } = bench();
    const { code, stderr } = await exo([
      ...CREATE.split(' '),
      ...['--inference-engine-params', '--foo-bar=1', '--no-preflight'],
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain("Parameter 'foo-bar' is not allowed");
  });

  test('an operation that fails is exit 7, with its reason', async () => {
    const { exo } = bench({ fail: ['POST /ai/deployment=operation-failure'] });
    const { code, stderr } = await exo(CREATE);
    expect(code).toBe(7);
    expect(stderr).toContain('could not create deployment my-app in at-vie-2: the operation failed');
  });
});
