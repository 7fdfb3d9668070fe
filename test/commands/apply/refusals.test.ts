import { describe, expect, test } from 'vitest';
import { deployment, desk } from '../../helpers/inference-file.js';
import { relisted } from '../../helpers/service.js';

const APPLY = 'apply -f f.yaml';

describe('apply refuses before anything is sent', () => {
  test('a change that is not possible, with the ways out', async () => {
    const { exo, sandbox, write, changes } = desk();
    sandbox.place({ zone: 'at-vie-2', name: 'my-app', gpuCount: 2, modelName: 'openai/gpt-oss-20b' });
    sandbox.place({ zone: 'at-vie-2', name: 'other', replicas: 3 });
    write(deployment('my-app', 1), deployment('other', 0));
    const { code, stdout, stderr } = await exo(APPLY);
    expect({ code, stdout, changes: changes() }).toEqual({ code: 2, stdout: '', changes: [] });
    expect(stderr).toContain('my-app in at-vie-2: gpu-count is 2 and cannot be changed to 1');
    expect(stderr).toContain('my-app in at-vie-2: model is openai/gpt-oss-20b and cannot be changed to');
    expect(stderr).toContain('nothing was sent');
    expect(stderr).toContain('write gpu-count: 2 in the file');
  });

  test('another GPU count, with the command to clone', async () => {
    const { exo, sandbox, write } = desk();
    sandbox.place({ zone: 'at-vie-2', name: 'my-app', gpuCount: 2 });
    write(deployment('my-app', 1));
    expect((await exo(APPLY)).stderr).toContain(
      'exo-di deployment clone my-app my-app-2 --gpu-count 1 -z at-vie-2',
    );
  });

  test('more GPUs than the quota has for the whole plan; --no-preflight leaves it to the service', async () => {
    const { exo, write, changes } = desk({ quotas: { gpua5000: 4 } });
    write(deployment('a', 3), deployment('b', 2));
    const { code, stderr } = await exo(APPLY);
    expect({ code, changes: changes() }).toEqual({ code: 6, changes: [] });
    expect(stderr).toContain('the quota for gpua5000 is too small: 5 GPUs more needed, 4 free of 4');
    const left = await exo(`${APPLY} --no-preflight`);
    expect(left.code).toBe(6);
    expect(changes()).toHaveLength(2);
  });

  test.each([
    ['no file', 'apply', '--file is required'],
    ['a file that is not there', 'apply -f none.yaml', 'file "none.yaml" does not exist'],
    ['standard input twice', 'apply -f - -f -', 'standard input only once'],
    ['a time that is none', `${APPLY} --at noon`, '--at is no time in ISO 8601: "noon"'],
    ['a day that is none', `${APPLY} --at 2026-02-30`, '--at names a time that does not exist'],
    ['a duration without a unit', `${APPLY} --lock-timeout 5`, '--lock-timeout cannot be read'],
  ])('%s', async (_, line, said) => {
    const { exo, write, sandbox } = desk();
    write(deployment('my-app', 1));
    const { code, stdout, stderr } = await exo(line);
    expect({ code, stdout, requests: sandbox.requests.length }).toEqual({ code: 2, stdout: '', requests: 0 });
    expect(stderr).toContain(said);
  });

  test('every mistake in the file, each with line and column; in JSON as details', async () => {
    const { exo, files, sandbox } = desk();
    files['/f.yaml'] = 'zone: at-vie-2\ntimezone: Mars/Base\ndeployments:\n  - name: a\n    replicas: -1\n';
    const { code, stderr } = await exo(APPLY);
    expect({ code, requests: sandbox.requests.length }).toEqual({ code: 2, requests: 0 });
    expect(stderr).toContain('f.yaml:2:11: timezone: unknown time zone "Mars/Base"');
    expect(stderr).toContain('f.yaml:5:15: deployments[0].replicas: -1 is too small: 0 is the minimum\n');
    expect(stderr).toContain('error: 5 problems in f.yaml, see above; nothing was sent\n');
    const json = JSON.parse((await exo(`${APPLY} -O json`)).stderr);
    expect(json.error).toMatchObject({ code: 'inference-file', exit_code: 2 });
    expect(json.error.details.positions).toHaveLength(5);
  });

  test('a time without an offset if the deployments have several time zones', async () => {
    const { exo, write } = desk();
    write(deployment('a', 1), deployment('b', 1, ['timezone: America/New_York']));
    const { code, stderr } = await exo(`${APPLY} --at 2026-03-27T12:00`);
    expect(code).toBe(2);
    expect(stderr).toContain('--at needs an offset: the deployments have several time zones');
    expect(stderr).toContain('they are Europe/Vienna, America/New_York');
  });
});

test('apply refuses a file with an unknown zone', async () => {
  const { exo, write, changes } = desk();
  write(deployment('a', 1), deployment('b', 1, ['zone: nowhere-1']));
  const { code, stderr } = await exo(APPLY);
  expect({ code, changes: changes() }).toEqual({ code: 2, changes: [] });
  expect(stderr).toContain('f.yaml:9:5: b: there is no zone "nowhere-1"\n');
});

describe('apply --prune', () => {
  function outside() {
    const made = desk();
    for (const name of ['kept', 'gone', 'gone-too']) made.sandbox.place({ zone: 'at-vie-2', name });
    made.sandbox.place({ zone: 'de-fra-1', name: 'elsewhere', gpuType: 'gpu3' });
    made.sandbox.place({ zone: 'at-vie-2', name: 'shared', visibility: 'public' });
    made.write(deployment('kept', 1));
    return made;
  }

  test('without a terminal it needs --yes, or is refused before anything is sent', async () => {
    const { exo, changes } = outside();
    const { code, stderr } = await exo(`${APPLY} --prune`);
    expect({ code, changes: changes() }).toEqual({ code: 2, changes: [] });
    expect(stderr).toContain(
      'no terminal to ask for confirmation; nothing was sent; 2 deployments would be deleted: gone (at-vie-2), gone-too (at-vie-2)\n',
    );
    expect(stderr).toMatch(/add --yes: exo-di apply -f \S+ --prune --yes\n/);
    expect(stderr).toContain('add --yes');
    const more = await exo(
      `${APPLY} --prune --at 2026-01-05T08:00Z --no-preflight --no-wait --lock-timeout 1m`,
    );
    expect(more.stderr).toMatch(
      /-f \S+ --prune --yes --at 2026-01-05T08:00Z --lock-timeout 1m --no-preflight --no-wait\n/,
    );
  });

  test('a piped yes is accepted', async () => {
    const { exo, sizes } = outside();
    const { code, stderr } = await exo(`${APPLY} --prune`, { stdin: 'y\n' });
    expect({ code, sizes: sizes() }).toEqual({ code: 0, sizes: { kept: 1 } });
    expect(stderr).toContain('Delete all 2? y (from standard input)');
  });

  test('--yes deletes only deployments in the zones of the file that the file does not name', async () => {
    const { exo, sizes, sandbox } = outside();
    const { code, stdout } = await exo(`${APPLY} --prune --yes`);
    expect(code).toBe(0);
    expect(stdout).toContain('gone in at-vie-2: deleted\n');
    expect(sizes()).toEqual({ kept: 1 });
    expect(sandbox.deployments('de-fra-1')).toHaveLength(1);
  });

  test('a deployment listed without an ID runs on, and that is reported, also by plan and --dry-run', async () => {
    const { exo, sizes, intercept } = outside();
    intercept(relisted((all) => all.map((one) => (one.name === 'gone' ? { ...one, id: undefined } : one))));
    const said = 'the service lists deployment "gone" in at-vie-2 without an ID: it cannot be deleted';
    for (const line of ['plan -f f.yaml --prune', `${APPLY} --prune --dry-run`, `${APPLY} --prune --yes`]) {
      const { code, stderr } = await exo(line);
      expect({ code, said: stderr.includes(said) }, stderr).toEqual({ code: 1, said: true });
    }
    expect(sizes()).toEqual({ kept: 1, gone: 1 });
    expect((await exo(APPLY)).code).toBe(0);
  });

  test('what it deletes can be created again at once, though its creation was never seen in a list', async () => {
    const { exo, write, clock, creations } = desk({ assumptions: { visibleAfterMs: 60_000 } });
    write(deployment('kept', 0));
    const create =
      'deployment create gone --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 1 -z at-vie-2 --no-wait';
    expect((await exo(create)).code).toBe(0);
    expect(creations.written.size).toBe(1);
    clock.advance(10 * 60_000);
    const { stdout } = await exo(`${APPLY} --prune --yes`);
    expect(stdout).toContain('gone in at-vie-2: deleted\n');
    expect([...creations.written.values()].map(({ name }) => name)).not.toContain('gone');
    expect((await exo(create)).code).toBe(0);
  });

  test('on a terminal it asks, with their number; after no nothing is deleted', async () => {
    const { exo, changes } = outside();
    const { code, stderr } = await exo(`${APPLY} --prune`, { terminal: true, stdin: 'n\n' });
    expect({ code, changes: changes() }).toEqual({ code: 130, changes: [] });
    expect(stderr).toContain('--prune deletes 2 deployments:');
    expect(stderr).toContain('  gone (at-vie-2, 1 GPU)');
    expect(stderr).toContain('Their URLs and API keys are lost for good.');
  });

  test('after yes they are deleted', async () => {
    const { exo, sizes } = outside();
    expect((await exo(`${APPLY} --prune`, { terminal: true, stdin: 'y\n' })).code).toBe(0);
    expect(sizes()).toEqual({ kept: 1 });
  });

  test('without it nothing outside the file is touched', async () => {
    const { exo, changes } = outside();
    expect((await exo(`${APPLY} --yes`)).code).toBe(0);
    expect(changes()).toEqual([]);
  });
});
