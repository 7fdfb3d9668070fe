import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/clock.js';
import { ExoError } from '../../../src/errors.js';
import { memoryFiles } from '../../config/memory.js';
import { bench, run, sandboxTransport } from '../../helpers/run.js';
import { until } from '../../helpers/until.js';

function three() {
  const made = bench();
  const place = (zone: 'at-vie-2' | 'de-fra-1', name: string, replicas: number, gpuType = 'gpua5000') =>
    made.sandbox.place({ zone, name, replicas, gpuCount: 2, gpuType });
  const ids = {
    up: place('at-vie-2', 'up', 1),
    down: place('at-vie-2', 'down', 0),
    far: place('de-fra-1', 'far', 1, 'gpu3'),
  };
  return { ...made, ids };
}

describe('deployment show', () => {
  test('by name and by ID, with the total', async () => {
    const { exo, ids } = three();
    for (const given of ['up', ids.up]) {
      const { code, stdout } = await exo(`deployment show ${given} -z at-vie-2`);
      expect(code).toBe(0);
      expect(stdout).toContain('2 GPUs × 1 replica = 2 GPUs');
    }
  });

  test("-O json has the reference's keys in its order, ours after them", async () => {
    const { exo } = three();
    const { stdout } = await exo('deployment show up -z at-vie-2 -O json');
    expect(Object.keys(JSON.parse(stdout))).toEqual([
      ...'id name state state_details gpu_type gpu_count replicas inference_engine_parameters'.split(' '),
      ...[
        'inference_engine_version',
        'service_level',
        'deployment_url',
        'model_id',
        'model_name',
        'created_at',
        'updated_at',
      ],
      ...['zone', 'total_gpus'],
    ]);
  });

  test('in a pipe the table has the labels and bars of exo, which scripts search and cut at', async () => {
    const { exo } = three();
    const { stdout } = await exo('deployment show up -z at-vie-2');
    const rows = stdout
      .split('\n')
      .flatMap((line) => /^\| (.*?) +\| (.*?) +\|$/.exec(line)?.slice(1, 3).join('=') ?? []);
    expect(rows).toContain('Status=ready');
    expect(rows.map((row) => row.split('=')[0])).toEqual([
      ...[
        'ID',
        'Name',
        'Zone',
        'Status',
        'Status Details',
        'GPU Type',
        'GPU Count',
        'Replicas',
        'Total GPUs',
      ],
      ...['Inference Engine Parameters', 'Inference Engine Version', 'Service Level', 'Deployment URL'],
      ...['Model ID', 'Model Name', 'Created At', 'Updated At'],
    ]);
  });

  test('without a zone all zones are searched, and the zone is printed', async () => {
    const { exo } = three();
    const { code, stderr, stdout } = await exo('deployment show far -O json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Found far in de-fra-1.\n' });
    expect(JSON.parse(stdout)).toMatchObject({ name: 'far' });
  });

  test('of a deployment in another zone: the error names the zone', async () => {
    const { exo } = three();
    const { code, stderr } = await exo('deployment show far -z at-vie-2', { terminal: true });
    expect(code).toBe(4);
    expect(stderr).toBe(
      'error: deployment "far" was not found in at-vie-2\nhint: it is in de-fra-1: use -z de-fra-1\n      exo-di deployment show far -z de-fra-1\n',
    );
  });

  test('of a deployment that no zone has', async () => {
    const { code, stderr } = await three().exo('deployment show nope');
    expect(code).toBe(4);
    expect(stderr).toContain('deployment "nope" was not found in any zone');
  });

  test('the same name in two zones is ambiguous: exit 5 with the list', async () => {
    const { exo, sandbox } = three();
    const id = sandbox.place({ zone: 'de-fra-1', name: 'up' });
    const { code, stderr } = await exo('deployment show up');
    expect(code).toBe(5);
    expect(stderr).toContain(`${id}  de-fra-1`);
  });

  test('the zone comes from the environment unless the flag is given', async () => {
    const { exo } = three();
    const env = { EXOSCALE_ZONE: 'de-fra-1' };
    expect((await exo('deployment show far', { env })).stderr).toBe('');
    expect((await exo('deployment show up -z at-vie-2', { env })).code).toBe(0);
  });
});

describe('deployment list', () => {
  test('neither EXOSCALE_ZONE nor the default zone of an account hides a deployment: only -z narrows the list', async () => {
    const { exo } = three();
    const files = memoryFiles({
      '/c.toml': 'defaultAccount = "a"\n[[accounts]]\nname = "a"\ndefaultZone = "de-fra-1"\n',
    });
    const names = async (flags = '', env = {}) =>
      (await exo(`deployment list -C /c.toml -O text ${flags}`, { files, env })).stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split('\t')[1]);
    expect(await names()).toEqual(['down', 'up', 'far']);
    expect(await names('-z de-fra-1')).toEqual(['far']);
    expect(await names('', { EXOSCALE_ZONE: 'at-vie-2' })).toEqual(['down', 'up', 'far']);
    expect(await names('-z de-fra-1', { EXOSCALE_ZONE: 'at-vie-2' })).toEqual(['far']);
  });

  test('every zone, sorted by zone and name, with totals; zero replicas are marked', async () => {
    const { exo } = three();
    const { stdout } = await exo('deployment list');
    const rows = stdout.split('\n').filter((line) => /up|down|far/.test(line));
    expect(rows.map((row) => row.split('│').map((cell) => cell.trim())[2])).toEqual(['down', 'up', 'far']);
    expect(rows[0]).not.toEqual(expect.stringMatching(/│ ready +│/));
    expect(rows[1]).toMatch(/│ ready +│/);
  });

  test('-O json, -O text and a template', async () => {
    const { exo, ids } = three();
    const json = JSON.parse((await exo('deployment list -z at-vie-2 -O json')).stdout);
    expect(Object.keys(json[0]).slice(0, 8)).toEqual(
      'id name zone state gpu_type gpu_count replicas model_name'.split(' '),
    );
    const text = (await exo('deployment list -z at-vie-2 -O text')).stdout;
    expect(text.split('\n')[0]).toBe(
      `${ids.down}\tdown\tat-vie-2\tready\tgpua5000\t2\t0\tmistralai/Mistral-7B-Instruct-v0.3`,
    );
    const template = await exo('deployment list -z at-vie-2 --output-template {{.Name}}={{.Replicas}}');
    expect(template.stdout).toBe('down=0\nup=1\n');
  });

  test('nothing: [] in JSON, and a word on stderr', async () => {
    const { exo } = bench();
    expect(await exo('deployment list -O json')).toMatchObject({ code: 0, stdout: '[]\n' });
  });

  test('a zone that fails is warned of, what arrived is printed, exit 10', async () => {
    const failing = bench({ fail: Array.from({ length: 5 }, () => 'GET /ai/deployment@de-fra-1=503') });
    failing.sandbox.place({ zone: 'at-vie-2', name: 'up' });
    const { code, stdout, stderr } = await failing.exo('deployment list -O json');
    expect(code).toBe(10);
    expect(JSON.parse(stdout)).toHaveLength(1);
    expect(stderr).toContain('"warnings":["zone de-fra-1: could not list deployments in de-fra-1');
  });

  test('if every zone fails, the failure is printed once, with its exit code', async () => {
    const { exo, env } = three();
    const { code, stdout, stderr } = await exo('deployment list', {
      env: { ...env, EXOSCALE_API_SECRET: 'wrong' },
    });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr.match(/Invalid request signature/g)).toHaveLength(1);
  });
});

describe('deployment delete', () => {
  test('-f deletes and says so', async () => {
    const { exo, sandbox } = three();
    const { code, stdout } = await exo('deployment delete up down -z at-vie-2 -f');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Deployment(s) deleted.\n' });
    expect(sandbox.deployments().map(({ name }) => name)).toEqual(['far']);
  });

  test.each(['y\n', 'yes', 'Y\r\n'])('a piped %j is a yes, and the deletion is printed', async (stdin) => {
    const { exo, sandbox } = three();
    const { code, stdout, stderr } = await exo('deployment delete up down -z at-vie-2', { stdin });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Deployment(s) deleted.\n' });
    expect(stderr).toContain('This deletes:\n  up (at-vie-2');
    expect(stderr).toContain('Delete? y (from standard input)\n');
    expect(sandbox.deployments().map(({ name }) => name)).toEqual(['far']);
  });

  test.each([
    ['a piped no declines', '-z at-vie-2', 'n\n', 130, 'Declined; nothing was sent.'],
    ['what is neither is no answer', '-z at-vie-2', 'down\n', 2, 'add -f'],
    ['a piped yes needs the zone named, as -f does', '', 'y\n', 2, 'needs a zone'],
  ])('%s', async (_, zone, stdin, expected, said) => {
    const { exo, changes } = three();
    const { code, stderr } = await exo(`deployment delete up ${zone}`, { stdin });
    expect({ code, changes: changes() }).toEqual({ code: expected, changes: [] });
    expect(stderr).toContain(said);
  });

  test('--dry-run shows each request and sends nothing', async () => {
    const { exo, ids, changes } = three();
    const { stdout } = await exo('deployment delete up down -z at-vie-2 --dry-run');
    expect(stdout).toBe(
      `DELETE /ai/deployment/${ids.up} (zone at-vie-2)\nDELETE /ai/deployment/${ids.down} (zone at-vie-2)\n`,
    );
    expect(changes()).toEqual([]);
  });
});

describe('a template that cannot be used', () => {
  test.each([
    ['deployment delete up -z at-vie-2 -f', '{{.Nope}}'],
    ['deployment delete up -z at-vie-2 -f --no-wait', '{{.Deleted}}'],
    ['deployment scale up 0 -z at-vie-2 --no-wait', '{{.Replicas}}'],
    ['deployment update up --name new -z at-vie-2 --no-wait', '{{.Replicas}}'],
    ['deployment scale up 3 -z at-vie-2', '{{if ge .Replicas "3"}}enough{{end}}'],
    ['deployment delete up -z at-vie-2 -f', '{{len .Deleted}}'],
    ['api-key create ci --scope public', '{{if eq .Name "ci"}}{{lt .Value 1}}{{end}}'],
  ])('%s: is refused before anything is sent', async (line, template) => {
    const { exo, sandbox } = three();
    const { code } = await exo([...line.split(' '), '--output-template', template]);
    expect({ code, requests: sandbox.requests.length }).toEqual({ code: 2, requests: 0 });
  });
});

test.each([
  ['deployment update up --name up', 'has nothing to change; nothing was sent.'],
  ['deployment scale up 1', 'already has 1 replica; nothing was sent.'],
  ['deployment clone up up-2', 'the answer to the creation was lost, but deployment up-2'],
  ['model create owner/new-7B', 'the answer to the creation was lost, but model owner/new-7B'],
])('%s --no-wait with a template prints nothing where there is no operation', async (line, said) => {
  const { exo, sandbox } = bench({ fail: ['POST /ai/deployment=reset-after', 'POST /ai/model=reset-after'] });
  sandbox.place({ zone: 'at-vie-2', name: 'up', replicas: 1 });
  const outcome = await exo(`${line} -z at-vie-2 --no-wait --output-template {{.ID}}`);
  expect(outcome).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining(said) });
});

test.each([
  ['deployment list', 'No deployments. Create one with: '],
  ['deployment list -z ch-dk-2', 'No deployments in ch-dk-2. Create one with: '],
  ['deployment top', 'No deployments.\n'],
  ['deployment top -z ch-dk-2', 'No deployments in ch-dk-2.\n'],
  ['deployment idle --for 45m', 'No deployments.\n'],
  ['deployment idle --for 45m -z ch-dk-2', 'No deployments in ch-dk-2.\n'],
  ['deployment idle --for 45m --all --scale-to-zero -f', 'No deployments in at-vie-2.\n'],
  ['deployment scale --all 0 -f', 'No deployments in at-vie-2.\n'],
  ['export', 'No deployments.\n'],
  ['export -z ch-dk-2', 'No deployments in ch-dk-2.\n'],
])('%s: only an empty list of one zone names it', async (line, words) => {
  expect((await bench().exo(line, { env: { EXOSCALE_ZONE: 'at-vie-2' } })).stderr).toContain(words);
});

test('a declined deletion has no hint, and in JSON no key for it', async () => {
  const { exo } = three();
  const { code, stderr } = await exo('deployment delete up -z at-vie-2 -O json', { stdin: 'n\n' });
  expect({ code, ...JSON.parse(stderr) }).toEqual({
    code: 130,
    error: { message: 'declined; nothing was sent', code: 'declined', exit_code: 130 },
  });
});

test('SIGTERM at a question: an error says that nothing was sent, in a line of its own', async () => {
  const { sandbox, env, clock } = three();
  const ended = new AbortController();
  let printed = '';
  const onWrite = (_: string, text: string) => {
    printed += text;
  };
  const asked = run(
    'deployment delete up -z at-vie-2',
    { typed: ['y'], signal: ended.signal, transport: sandboxTransport(sandbox), env, onWrite },
    // The command has half a second for its error.
    { ...systemClock, now: clock.now },
  );
  // The y is typed, but not Enter.
  await until(() => /\[y\/N\].*y/.test(printed));
  ended.abort(new ExoError('terminated', 'terminated'));
  expect(await asked).toMatchObject({
    code: 143,
    stderr: expect.stringMatching(/\[y\/N\] .*y\nerror: terminated; nothing was sent\n$/),
  });
});

test('the columns of a list and its order are chosen before anything is sent', async () => {
  const { exo, sandbox } = bench();
  sandbox.place({ zone: 'at-vie-2', name: 'small', replicas: 2 });
  sandbox.place({ zone: 'ch-dk-2', name: 'big', replicas: 10 });
  expect(await exo('deployment list --columns name,replicas --sort replicas:desc -O text')).toMatchObject({
    code: 0,
    stdout: 'big\t10\nsmall\t2\n',
  });
  const before = sandbox.requests.length;
  const { code, stderr } = await exo('deployment list --columns nam');
  expect({ code, asked: sandbox.requests.length - before }).toEqual({ code: 2, asked: 0 });
  expect(stderr).toContain('error: --columns: there is no column nam\nhint: did you mean name?\n');
});
