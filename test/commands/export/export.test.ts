import { describe, expect, test } from 'vitest';
import { desk } from '../../helpers/inference-file.js';
import { listing } from '../../helpers/service.js';

async function running() {
  const made = desk();
  const { exo, sandbox } = made;
  sandbox.place({ zone: 'at-vie-2', name: 'stopped', replicas: 0, gpuCount: 2 });
  sandbox.place({ zone: 'at-vie-2', name: 'shared', visibility: 'public' });
  await exo([
    ...'deployment create my-app --model-name openai/gpt-oss-20b --gpu-type gpua5000 --gpu-count 1 -z at-vie-2'.split(
      ' ',
    ),
    ...['--replicas', '2', '--inference-engine-params', '--max-model-len=8192 --dtype auto', '--no-wait'],
  ]);
  return made;
}

describe('export', () => {
  test('writes the file for the present deployments; applying it changes nothing', async () => {
    const { exo, files, changes } = await running();
    const { code, stdout, stderr } = await exo('export -z at-vie-2');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`zone: at-vie-2
deployments:
  - name: my-app
    model-name: openai/gpt-oss-20b
    gpu-type: gpua5000
    gpu-count: 1
    replicas: 2
    inference-engine-params:
      - --max-model-len=8192
      - --dtype
      - auto
    inference-engine-version: 0.25.1
  - name: stopped
    model-name: mistralai/Mistral-7B-Instruct-v0.3
    gpu-type: gpua5000
    gpu-count: 2
    replicas: 0
    inference-engine-version: 0.25.1
`);
    const before = changes().length;
    files['/e.yaml'] = stdout;
    expect(await exo('apply -f e.yaml -Q')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await exo('plan -f e.yaml --detailed-exitcode --prune')).code).toBe(0);
    expect(changes()).toHaveLength(before);
  });

  test('the output of -O json can be applied, too', async () => {
    const { exo, changes } = await running();
    const { stdout } = await exo('export -z at-vie-2 -O json');
    expect(JSON.parse(stdout).deployments).toHaveLength(2);
    const before = changes().length;
    expect((await exo('apply -f - -Q', { stdin: stdout })).stdout).toBe('');
    expect(changes()).toHaveLength(before);
  });

  describe('what this machine has created, and no list shows', () => {
    const CREATE =
      'deployment create new --model-name openai/gpt-oss-20b --gpu-type gpua5000 --gpu-count 1 -z at-vie-2 --no-wait';

    test.each(['export -z at-vie-2', 'export new -z at-vie-2'])('is found by its ID: %s', async (line) => {
      const { exo, intercept } = desk();
      intercept(listing());
      await exo(CREATE);
      const { code, stdout } = await exo(line);
      expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('  - name: new\n') });
    });

    test('is not passed over if its ID does not find it either', async () => {
      const { exo, sandbox } = desk({ assumptions: { visibleAfterMs: 600_000 } });
      sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
      await exo(CREATE);
      const { code, stdout, stderr } = await exo('export -z at-vie-2');
      expect(code, stderr).toBe(9);
      expect(stdout).toContain('  - name: my-app\n');
      expect(stderr).toContain('error: no list shows deployment new in at-vie-2, but it may exist: a run on');
    });
  });

  test('without a zone, every zone: each deployment names its own', async () => {
    const { exo, sandbox } = await running();
    sandbox.place({ zone: 'de-fra-1', name: 'far', gpuType: 'gpu3' });
    const { stdout } = await exo('export');
    expect(stdout).not.toMatch(/^zone:/m);
    expect(stdout.match(/^ {4}zone: (at-vie-2|de-fra-1)$/gm)).toHaveLength(3);
  });

  test('only those that are named', async () => {
    const { exo } = await running();
    const { stdout } = await exo('export stopped -z at-vie-2');
    expect(stdout).toContain('name: stopped');
    expect(stdout).not.toContain('my-app');
  });

  test('with a name that does not exist nothing is written', async () => {
    const { exo } = await running();
    const { code, stdout, stderr } = await exo('export my-app nobody -z at-vie-2');
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toContain(
      'error: deployment "nobody" was not found in at-vie-2\nhint: see what there is with: exo-di deployment list\n',
    );
    // For several, no similar names are suggested.
    const several = await exo('export my-ap nothing');
    expect(several.stderr).toContain(
      'error: deployments "my-ap", "nothing" were not found in any zone\nhint: see what there is with: ',
    );
  });

  test('a deployment that a file cannot describe is left out, with a warning', async () => {
    const { exo, sandbox } = await running();
    const id = sandbox.place({ zone: 'at-vie-2', name: 'odd' });
    sandbox.override(id, { 'gpu-type': undefined });
    const { code, stdout, stderr } = await exo('export -z at-vie-2');
    expect(code).toBe(0);
    expect(stdout).toContain('# left out: "odd" in "at-vie-2"');
    expect(stderr).toContain('warning: left out: odd in at-vie-2: the service does not say its gpu-type');
  });

  test.each(['export -z at-vie-2', 'schedule install -f f.yaml --as cron'])(
    '%s --output-template: refused, because a file has no fields',
    async (line) => {
      const { exo, sandbox } = desk();
      const { code, stdout, stderr } = await exo([...line.split(' '), '--output-template', '{{.Name}}']);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(
        'error: --output-template cannot be used here: the output is a file, without fields',
      );
      expect(sandbox.requests).toEqual([]);
    },
  );

  test('without deployments it writes an empty file', async () => {
    const { exo } = desk();
    const { code, stdout, stderr } = await exo('export -z at-vie-2');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'zone: at-vie-2\ndeployments: []\n' });
    expect(stderr).toBe('No deployments in at-vie-2.\n');
  });

  test('a zone that fails: the others are written, exit code 10', async () => {
    const { exo, sandbox } = await running();
    sandbox.failNext('GET /ai/deployment@de-fra-1=503 x*');
    const { code, stdout, stderr } = await exo('export');
    expect(code).toBe(10);
    expect(stdout).toContain('name: my-app');
    expect(stderr).toContain('warning: zone de-fra-1');
  });

  test('a zone that fails, and nothing in the others: it does not say that there are no deployments', async () => {
    const { exo, sandbox } = desk();
    sandbox.failNext('GET /ai/deployment@de-fra-1=503 x*');
    const { code, stderr } = await exo('export');
    expect(code).toBe(10);
    expect(stderr).not.toMatch(/no deployments/i);
  });
});
