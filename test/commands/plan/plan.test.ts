import { describe, expect, test } from 'vitest';
import { deployment, desk, OFFICE_HOURS } from '../../helpers/inference-file.js';
import { tableOf } from '../../helpers/run.js';
import { json } from '../../helpers/service.js';

/** A Friday. By day, 3 replicas. */
const PLAN = 'plan -f f.yaml --at 2026-03-27T12:00';

function planned() {
  const made = desk();
  const id = made.sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 1 });
  made.sandbox.place({ zone: 'at-vie-2', name: 'other', replicas: 2 });
  made.write(deployment('my-app', undefined, OFFICE_HOURS), deployment('new', 1));
  return { ...made, id };
}

describe('plan', () => {
  test('the table: present and desired state, why, what would be sent, GPUs, quota and the next change', async () => {
    const { exo, changes } = planned();
    const { code, stdout, stderr } = await exo(PLAN);
    expect({ code, changes: changes() }).toEqual({ code: 0, changes: [] });
    const [head, row, added] = tableOf(stdout);
    expect(head).toEqual(['Zone', 'Name', 'Is', 'Should be', 'Why', 'Would send', 'GPUs', 'Next change']);
    expect(row).toEqual([
      'at-vie-2',
      'my-app',
      '1 replica, ready',
      '3 replicas',
      '0 7 * * 1-5, since Fri 2026-03-27 07:00',
      'scale 1 → 3',
      '1 → 3 gpua5000',
      'Fri 2026-03-27 20:00 Europe/Vienna: 0 replicas',
    ]);
    expect(added?.slice(2, 7)).toEqual([
      'does not exist',
      '1 replica',
      'base value',
      'create with 1 replica',
      '0 → 1 gpua5000',
    ]);
    expect(stdout).toMatch(/│ gpua5000 │ +1 │ +4 │ +3 │ +8 │ +0 │/);
    expect(stderr).toBe(
      'Not in the file, and left alone: other (at-vie-2).\n2 deployments; 2 requests would be sent. Nothing was sent now.\n',
    );
  });

  test('--markdown: the same for the comment of a pull request, with names as literal text', async () => {
    const { exo, sandbox } = planned();
    sandbox.place({ zone: 'at-vie-2', name: '@team|x', replicas: 0 });
    const { code, stdout } = await exo(`${PLAN} --markdown`);
    expect(code).toBe(0);
    expect(stdout).toContain(
      '**exo-di plan:** 2 deployments; 2 requests would be sent. Nothing was sent now.\n\n',
    );
    expect(stdout).toContain(
      '| <code>at-vie-2</code> | <code>my-app</code> | 1 replica, ready | 3 replicas |',
    );
    expect(stdout).toContain('<code>scale 1 &#8594; 3</code>');
    expect(stdout).toMatch(/\| <code>gpua5000<\/code> \| 1 \| 4 \|/);
    expect(stdout).toContain('&#64;team&#124;x');
    expect((await exo(`${PLAN} --markdown -O text`)).code).toBe(2);
  });

  test('-O json: the same, and the requests', async () => {
    const { exo, id } = planned();
    const { stdout } = await exo(`${PLAN} -O json`);
    expect(JSON.parse(stdout)).toMatchObject({
      at: '2026-03-27T11:00:00.000Z',
      changes: 2,
      refused: 0,
      deployments: [
        {
          zone: 'at-vie-2',
          name: 'my-app',
          action: 'change',
          id,
          state: 'ready',
          replicas: 1,
          desired: {
            replicas: 3,
            why: 'schedule "0 7 * * 1-5", since Fri 2026-03-27 07:00 Europe/Vienna',
            reason: { kind: 'schedule', index: 0, cron: '0 7 * * 1-5', since: '2026-03-27T06:00:00.000Z' },
          },
          gpus_now: 1,
          gpus_after: 3,
          next_change: { at: '2026-03-27T19:00:00.000Z', replicas: 0 },
        },
        { name: 'new', action: 'create', id: null, replicas: null },
      ],
      families: [{ family: 'gpua5000', gpus_now: 1, gpus_after: 4, usage: 3, limit: 8, free: 5, short: 0 }],
      outside: [{ zone: 'at-vie-2', name: 'other', replicas: 2, gpus: 2, delete: false }],
      requests: [
        { kind: 'scale', method: 'POST', path: `/ai/deployment/${id}/scale`, body: { replicas: 3 } },
        { kind: 'create', method: 'POST', path: '/ai/deployment', body: { name: 'new', replicas: 1 } },
      ],
    });
  });

  test('text and templates: a line for each deployment', async () => {
    const { exo } = planned();
    expect((await exo(`${PLAN} -O text`)).stdout.split('\n')[0]).toBe(
      'at-vie-2\tmy-app\tready\t1\t3\tschedule "0 7 * * 1-5", since Fri 2026-03-27 07:00 Europe/Vienna\tchange\tgpua5000\t1\t3\tFri 2026-03-27 20:00 Europe/Vienna: 0 replicas\t',
    );
    const line = [...PLAN.split(' '), '--output-template', '{{.Name}} {{.Action}} {{.DesiredReplicas}}\n'];
    expect((await exo(line)).stdout).toContain('my-app change 3\n');
  });

  test('--detailed-exitcode: 11 when something would change, without an error', async () => {
    const { exo, sandbox, write } = planned();
    expect((await exo(`${PLAN} --detailed-exitcode`)).code).toBe(11);
    expect((await exo(`${PLAN} --detailed-exitcode -Q`)).stderr).toBe('');
    write(deployment('other', 2));
    expect((await exo(`${PLAN} --detailed-exitcode`)).code).toBe(0);
    expect(sandbox.requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  test('a plan with too many GPUs names what can be applied, with the zone if the name also needs more', async () => {
    const { exo, sandbox, write, sizes } = desk({ quotas: { gpua5000: 2, gpu3: 2 } });
    sandbox.place({ zone: 'at-vie-2', name: 'app', replicas: 1 });
    sandbox.place({ zone: 'de-fra-1', name: 'app', gpuType: 'gpu3', replicas: 1 });
    write(deployment('app', 3), deployment('app', 0, ['zone: de-fra-1']).replace('gpua5000', 'gpu3'));
    expect((await exo(PLAN)).stderr).toContain('can be applied by name: app with -z de-fra-1\n');
    expect((await exo('apply app -z de-fra-1 -f f.yaml')).code).toBe(0);
    expect(sizes()).toEqual({ app: 1 });
  });

  test('two deployments of one name are an ambiguous name, exit code 5, unless something is impossible too', async () => {
    const { exo, sandbox, write, changes } = desk();
    for (const id of [1, 2]) sandbox.place({ zone: 'at-vie-2', name: 'twice', replicas: id });
    sandbox.place({ zone: 'at-vie-2', name: 'other', gpuCount: 2 });
    write(deployment('twice', 1), deployment('new', 1));
    for (const line of [PLAN, 'apply -f f.yaml', 'apply -f f.yaml --prune --yes']) {
      const { code, stderr } = await exo(`${line} -O json`);
      expect({ code, changes: changes() }).toEqual({ code: 5, changes: [] });
      expect(JSON.parse(stderr.slice(stderr.indexOf('{"error"'))).error).toMatchObject({
        code: 'ambiguous',
        details: { refusals: [{ name: 'twice', kind: 'ambiguous' }] },
      });
    }
    write(deployment('twice', 1), deployment('other', 1));
    expect((await exo(PLAN)).code).toBe(2);
  });

  test.each(['', ' --detailed-exitcode'])(
    'a plan that apply would refuse has the same exit code, and names the ways out%s',
    async (flags) => {
      const { exo, sandbox, write, changes } = desk({ quotas: { gpua5000: 2 } });
      sandbox.place({ zone: 'at-vie-2', name: 'my-app', gpuCount: 2, replicas: 0 });
      write(deployment('my-app', 0), deployment('new', 3));
      const refused = await exo(`${PLAN}${flags}`);
      expect(refused.code).toBe(2);
      expect(refused.stdout).toContain('refused, see below');
      expect(refused.stderr).toContain('apply would refuse this plan, and send nothing');
      expect(refused.stderr).toContain(
        'error: my-app in at-vie-2: gpu-count is 2 and cannot be changed to 1; nothing was sent\n',
      );
      expect(refused.stderr).toContain('exo-di deployment clone my-app my-app-2 --gpu-count 1 -z at-vie-2\n');
      write(deployment('new', 3));
      const short = await exo(`${PLAN}${flags}`);
      expect(short.code).toBe(6);
      expect(short.stderr).toContain(
        'error: cannot apply: the quota for gpua5000 is too small: 3 GPUs more needed, 2 free of 2; nothing was sent\n',
      );
      expect((await exo(`${PLAN}${flags} --no-preflight`)).code).toBe(flags === '' ? 0 : 11);
      expect(short.stderr).toContain(' apply --no-preflight leaves the check to the service\n');
      expect(short.stderr).toContain(
        'hint: these deployments need more GPUs: new in at-vie-2 (0 → 3)\n      see the quota with',
      );
      sandbox.place({ zone: 'at-vie-2', name: 'down', replicas: 1 });
      write(deployment('new', 4), deployment('down', 0));
      expect((await exo(`${PLAN}${flags}`)).stderr).toContain(
        'hint: these deployments need more GPUs: new in at-vie-2 (0 → 4)\n      the other changes can be applied by name: down\n',
      );
      write(deployment('new', 3));
      expect([(await exo('apply -f f.yaml')).code, changes()]).toEqual([6, []]);
    },
  );

  test.each([
    ['at-most: 1', 'Thu 2026-01-01 23:00 Europe/Vienna: at most 1 replica'],
    ['at-least: 1', 'Thu 2026-01-01 23:00 Europe/Vienna: at least 1 replica'],
    ['replicas: 1', 'Thu 2026-01-01 23:00 Europe/Vienna: 1 replica'],
  ])('the next change of an entry with %s is described by its bound', async (size, said) => {
    const { exo, write } = planned();
    const entry = (hour: number, what: string) => `  - { cron: "0 ${hour} * * *", ${what} }`;
    write(deployment('my-app', undefined, ['schedule:', entry(20, 'replicas: 0'), entry(23, size)]));
    expect((await exo(`${PLAN} --at 2026-01-01T20:00`)).stdout).toContain(said);
  });

  test.each([
    ['a missing file', 'plan -f gone.yaml', 2],
    ['a cron that is none', 'plan -f bad.yaml', 2],
    ['a zone there is not', 'plan -f zone.yaml', 2],
    ['no credentials', 'plan -f f.yaml', 3],
  ])('%s: the same exit code as apply', async (_, line, code) => {
    const { exo, files, write } = planned();
    write(deployment('my-app', 1));
    files['/bad.yaml'] = String(files['/f.yaml']) + '    schedule: [{ cron: "0 25 * * *", replicas: 1 }]\n';
    files['/zone.yaml'] = String(files['/f.yaml']).replace('at-vie-2', 'at-nowhere');
    const env: Record<string, string> = code === 3 ? { EXOSCALE_API_KEY: '', EXOSCALE_API_SECRET: '' } : {};
    const ended = await exo(`${line} --detailed-exitcode`, { env });
    expect([ended.code, (await exo(line.replace('plan', 'apply'), { env })).code]).toEqual([code, code]);
  });

  test.each([
    [
      'gpu-type: gpua5000',
      'gpu-type: gpua500',
      2,
      'there is no GPU type "gpua500"\nhint: did you mean gpua5000?',
    ],
    [
      'gpu-type: gpua5000',
      'gpu-type: gpu3',
      6,
      'GPU type gpu3 exists there, but the organization is not authorized',
    ],
    [
      'Mistral-7B-Instruct-v0.3',
      'Mistral-7B',
      4,
      'there is no model "mistralai/Mistral-7B"\nhint: did you mean',
    ],
    [
      'replicas: 2',
      'replicas: 2\n    inference-engine-params: ["--max-len=1"]',
      2,
      'the inference engine has no parameter --max-len',
    ],
  ])(
    '%s as %s, in a new deployment: what apply says, with its exit code',
    async (right, wrong, code, said) => {
      const { exo, files, write, sandbox, changes } = desk();
      sandbox.place({ zone: 'at-vie-2', name: 'down', replicas: 1 });
      write(deployment('down', 0), deployment('new', 2));
      const [down, created] = String(files['/f.yaml']).split(/(?= {2}- name: new)/);
      files['/f.yaml'] = `${down}${created?.replace(right, wrong)}`;
      expect(await exo(`${PLAN} --detailed-exitcode`)).toMatchObject({
        code,
        stderr: expect.stringContaining(`error: cannot create deployment new in at-vie-2: ${said}`),
      });
      const dry = await exo('apply -f f.yaml --dry-run -O json');
      expect(dry.code).toBe(code);
      const { requests, deployments, families } = JSON.parse((await exo(`${PLAN} -O json`)).stdout);
      for (const sent of [JSON.parse(dry.stdout), requests])
        expect(sent).toMatchObject([{ method: 'POST', body: { replicas: 0 } }]);
      expect(deployments[1]).toMatchObject({ name: 'new', requests: [], gpus_now: 0, gpus_after: 0 });
      expect(families.map((one: { gpus_after: number }) => one.gpus_after)).not.toContain(2);
      expect(families.map((one: { gpus_needed: number }) => one.gpus_needed)).not.toContain(1);
      expect((await exo(PLAN)).stdout).toMatch(/ new .* nothing: cannot be\s.*│ 0 gpu/);
      expect((await exo(`${PLAN} --markdown`)).stdout).toMatch(
        /1 request would be sent, and 1 deployment cannot be created or updated\.[\s\S]*<code>cannot create deployment new in/,
      );
      for (const line of [PLAN, 'apply -f f.yaml --dry-run'])
        expect((await exo(`${line} --no-preflight`)).code).toBe(0);
      expect(changes()).toEqual([]);
      expect((await exo('apply -f f.yaml')).code).toBe(code);
      // The other is scaled nevertheless.
      expect(sandbox.deployments().map(({ name, replicas }) => [name, replicas])).toEqual([['down', 0]]);
    },
  );

  test.each([
    ['inference-engine-params: ["--max-len=1"]', 'the inference engine has no parameter --max-len', 3, []],
    ['inference-engine-version: 9.9.9', 'there is no inference engine version "9.9.9"', 3, []],
    ['inference-engine-version: 9.9.9', 'there is no inference engine version "9.9.9"', 0, ['scale 1 → 0']],
  ])(
    'an update with %s: what apply says, with its exit code; the GPUs it frees are freed',
    async (line, said, replicas, sent) => {
      const { exo, sandbox, write, changes } = desk();
      sandbox.place({ zone: 'at-vie-2', name: 'app', replicas: 1 });
      write(deployment('app', replicas, [line]));
      const message = expect.stringContaining(`error: cannot update deployment app in at-vie-2: ${said}`);
      const { stdout, ...ended } = await exo(`${PLAN} --detailed-exitcode`);
      expect(ended).toEqual({ code: 2, stderr: message });
      expect(ended.stderr).toContain(
        `${sent.length === 1 ? '1 request' : '0 requests'} would be sent, and 1 deployment cannot be created or updated.`,
      );
      expect(stdout).toContain(sent[0] ?? ' nothing: cannot be ');
      const after = replicas === 0 ? 0 : 1;
      const { deployments, families } = JSON.parse((await exo(`${PLAN} -O json`)).stdout);
      expect(deployments).toMatchObject([{ requests: sent.map(() => ({})), gpus_now: 1, gpus_after: after }]);
      expect(families).toMatchObject([{ gpus_now: 1, gpus_after: after }]);
      const dry = await exo('apply -f f.yaml --dry-run -O json');
      expect({ code: dry.code, said: JSON.parse(dry.stderr).error.message }).toMatchObject({
        code: 2,
        said: expect.stringContaining(said),
      });
      expect(JSON.parse(dry.stdout)).toMatchObject(sent.map(() => ({ body: { replicas: 0 } })));
      expect((await exo(`${PLAN} --no-preflight`)).code).toBe(0);
      expect(changes()).toEqual([]);
      expect(await exo('apply -f f.yaml')).toMatchObject({ code: 2, stderr: expect.stringContaining(said) });
      expect(changes()).toHaveLength(sent.length);
      expect(sandbox.deployments()).toMatchObject([{ name: 'app', replicas: after }]);
    },
  );

  test.each(['plan -f f.yaml -z de-fra-1', 'apply --dry-run -f f.yaml', 'apply -f f.yaml'])(
    '%s: a GPU type that another zone has: the zone is to be written in the file',
    async (line) => {
      const { exo, files, write } = desk();
      write(deployment('new', 1));
      files['/f.yaml'] = String(files['/f.yaml']).replace('zone: at-vie-2', 'zone: de-fra-1');
      const { code, stderr } = await exo(line, { terminal: true, columns: 400 });
      expect(code).toBe(6);
      expect(stderr).toContain('it is in at-vie-2: write zone: at-vie-2 for it in the file\n');
      expect(stderr).not.toContain('-z at-vie-2');
    },
  );

  test.each(['plan', 'apply --dry-run', 'apply'])(
    '%s -f: two of four that cannot be created',
    async (verb) => {
      const { exo, files, sandbox, write } = desk();
      for (const name of ['a', 'b']) sandbox.place({ zone: 'at-vie-2', name, replicas: 1 });
      write(...['a', 'b', 'c', 'd'].map((name) => deployment(name, 1)));
      files['/f.yaml'] = String(files['/f.yaml']).replaceAll(/(name: [cd]\n[\s\S]*?)gpua5000/g, '$1gpua500');
      expect((await exo(`${verb} -f f.yaml`)).stderr).toContain('error: 2 of 4 failed\n');
    },
  );

  test('in a plan that exceeds the quota: the plan is shown as it is, and a warning says so', async () => {
    const { exo, files, write } = desk({ quotas: { gpua5000: 2 } });
    write(deployment('a', 1), deployment('b', 3));
    files['/f.yaml'] = String(files['/f.yaml']).replace(/(name: b\n +model-name: ).*/, '$1no/such');
    const { code, stdout, stderr } = await exo(PLAN);
    expect(code).toBe(6);
    expect(stdout).toMatch(/ b .* create with 3 replicas .* 0 → 3 gpua5000/);
    expect(stdout).toMatch(/│ gpua5000 │ +0 │ +4 │ +0 │ +2 │ +2 │/);
    const said = 'cannot create deployment b in at-vie-2: there is no model "no/such"';
    expect(stderr).toContain(`warning: ${said}\nerror: cannot apply: the quota for gpua5000 is too small`);
    expect(JSON.parse((await exo(`${PLAN} -O json`)).stdout)).toMatchObject({ changes: 2, warnings: [said] });
    expect((await exo(`${PLAN} --markdown`)).stdout).toContain('cannot create deployment b in');
  });

  test('of a deployment that is created later, a warning says so', async () => {
    const { exo, files, write } = desk();
    write(deployment('new', 0));
    files['/f.yaml'] = String(files['/f.yaml']).replace('gpua5000', 'gpua500');
    const { code, stderr } = await exo(PLAN);
    expect(code).toBe(0);
    expect(stderr).toContain(
      'warning: f.yaml:4:5: cannot create deployment new in at-vie-2: there is no GPU type "gpua500"; it is not needed yet\n',
    );
  });

  test('of a model that is still downloading: a warning, as from create', async () => {
    const { exo, files, write } = desk();
    const said =
      'model some/new-7B in at-vie-2 is not ready but creating, so the service may refuse a deployment of it; wait for it with: exo-di model create some/new-7B --if-not-exists -z at-vie-2\n';
    await exo('model create some/new-7B --no-wait -z at-vie-2 -Q');
    write(deployment('new', 1), deployment('off', 0));
    files['/f.yaml'] = String(files['/f.yaml']).replaceAll(/model-name: .*/g, 'model-name: some/new-7B');
    const { code, stderr } = await exo(PLAN);
    expect(code).toBe(0);
    expect(stderr.match(/warning: .*\n/g)).toEqual([`warning: f.yaml:4:5: ${said}`]);
    const create =
      'deployment create new --model-name some/new-7B --gpu-type gpua5000 --gpu-count 1 -z at-vie-2';
    for (const line of [create, 'apply -f f.yaml'])
      expect((await exo(line)).stderr).toContain(`warning: ${said}`);
  });

  test('that nothing was checked against a list that cannot be read is told', async () => {
    const { exo, intercept, write } = desk();
    write(deployment('new', 1), deployment('off', 0));
    intercept(({ url }) => (url.endsWith('/ai/model') ? json({ message: 'no' }, 403) : undefined));
    const { code, stderr, stdout } = await exo(`${PLAN} -O json`);
    const told = (at: string, name: string) =>
      `f.yaml:${at}: deployment ${name} was not checked against the models of at-vie-2, which could not be read within 2 s`;
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(JSON.parse(stdout).warnings).toEqual([told('4:5', 'new'), told('9:5', 'off')]);
  });

  test('a zone’s lists are read once for all its new deployments', async () => {
    const { exo, sandbox, write } = desk();
    write(...['a', 'b', 'c'].map((name) => deployment(name, 1, ['inference-engine-version: 0.24.0'])));
    expect((await exo(PLAN)).code).toBe(0);
    const paths = sandbox.requests.map(({ path }) => path);
    expect(paths).toHaveLength(new Set(paths).size);
    // So does apply, which checks each one right before it is created.
    expect((await exo('apply -f f.yaml --no-wait')).code).toBe(0);
    const later = sandbox.requests.slice(paths.length).map(({ path }) => path);
    for (const list of ['instance-type', 'model', 'help/inference-engine-parameters'])
      expect(later.filter((path) => path.endsWith(`/ai/${list}`))).toHaveLength(1);
  });

  test.each([
    ['a model', 'model-name: no/such'],
    ['the ID of a model', 'model-id: 11111111-2222-4333-8444-555555555555'],
  ])('so are those of other zones, and %s that all of them lack is looked for once', async (_, model) => {
    const { exo, files, sandbox, write } = desk();
    write(...['a', 'b', 'c'].map((name) => deployment(name, 1)));
    files['/f.yaml'] = String(files['/f.yaml']).replaceAll(/model-name: .*/g, model);
    expect((await exo(PLAN, { terminal: true })).code).toBe(4);
    const paths = sandbox.requests.map(({ path }) => path);
    expect(paths).toHaveLength(new Set(paths).size);
  });

  test('--prune: what would be deleted too', async () => {
    const { exo } = planned();
    const { stdout } = await exo(`${PLAN} --prune`);
    expect(stdout).toMatch(
      /│ other +│ 2 replicas, ready +│ not in the file │ --prune +│ delete +│ 2 → 0 gpua5000/,
    );
    expect(JSON.parse((await exo(`${PLAN} --prune -O json`)).stdout).outside).toMatchObject([
      { delete: true },
    ]);
  });

  test('a zone that does not answer: its deployments are unknown, exit code 10', async () => {
    const { exo, sandbox, write } = planned();
    write(deployment('my-app', 1), deployment('b', 1, ['zone: de-fra-1']));
    sandbox.failNext('GET /ai/deployment@de-fra-1=503 x*');
    const { code, stdout, stderr } = await exo(PLAN);
    expect(code).toBe(10);
    expect(stdout).toContain('nothing: its zone did not answer');
    expect(stdout).toMatch(/│ \? gpua5000 │/);
    expect(stderr).toContain('error: 1 of 2 zones failed: de-fra-1');
    expect((await exo(`${PLAN} --markdown`)).stdout).toContain(
      '<code>1 of 2 zones failed&#58; de-fra-1</code>',
    );
    // Its replicas are not known, so there is no number.
    const none = { name: 'b', replicas: null, gpus_now: null, gpus_after: null };
    expect(JSON.parse((await exo(`${PLAN} -O json`)).stdout).deployments[1]).toMatchObject(none);
  });

  test('a quota that is not told does not refuse the plan, and is shown as unknown', async () => {
    const { exo, sandbox, write } = desk();
    write(deployment('a', 1));
    sandbox.failNext('GET /quota=403 x*');
    const { code, stdout, stderr } = await exo(PLAN);
    expect(code).toBe(0);
    expect(stderr).toContain('warning: the GPU quota was not checked');
    expect(stdout).toMatch(/unknown │ unknown/);
  });
});

test('help names the keys of the JSON, and plan’s own flags first', async () => {
  const { exo } = planned();
  const { stdout } = await exo('plan --help');
  const document = JSON.parse((await exo(`${PLAN} -O json`)).stdout);
  expect(stdout.replace(/\n\s+/g, ' ')).toContain(`JSON keys: ${Object.keys(document).join(', ')}\n`);
  expect(stdout.indexOf('--detailed-exitcode')).toBeLessThan(stdout.indexOf('Global flags:'));
});

test.each(['plan -f f.yaml', 'apply -f f.yaml --dry-run'])(
  '%s tells of a creation in doubt',
  async (line) => {
    const { exo, sandbox, write, clock } = desk();
    write(deployment('new', 1));
    expect((await exo(line)).stderr).not.toContain('a run on this machine');
    sandbox.failNext('POST /ai/deployment=reset');
    expect((await exo('apply -f f.yaml')).code).toBe(9);
    const doubt =
      /^warning: a run on this machine sent its creation at \S+ \(\S+ ago\) and did not learn the outcome; no list shows deployment new in at-vie-2, but it may exist$/m;
    expect(await exo(line)).toMatchObject({ code: 0, stderr: expect.stringMatching(doubt) });
    clock.advance(60 * 60_000);
    expect((await exo(line)).stderr).not.toContain('a run on this machine');
  },
);
