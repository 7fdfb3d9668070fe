import { describe, expect, test } from 'vitest';
import { DEFAULT_CREDENTIAL } from '../../../src/sandbox/index.js';
import { memoryFiles } from '../../config/memory.js';
import { bench } from '../../helpers/run.js';
import { ahead, retold } from '../../helpers/service.js';

const HOUR = 3_600_000;
const Z = '-z at-vie-2';
const create = (name: string) =>
  `deployment create ${name} --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 2 ${Z} --no-wait`;

/** my-app for four hours, two of them with 3 replicas; `brief` for an hour, then deleted. */
async function month(options: Parameters<typeof bench>[0] = {}) {
  const { exo, clock, sandbox, intercept } = bench(options);
  await exo(create('my-app'));
  await exo(create('brief'));
  clock.advance(HOUR);
  await exo(`deployment delete brief -f ${Z}`);
  await exo(`deployment scale my-app 3 ${Z} --no-wait`);
  clock.advance(2 * HOUR);
  await exo(`deployment scale my-app 1 ${Z} --no-wait`);
  clock.advance(HOUR);
  const priced = {
    env: { EXO_DI_PRICES: '/prices.json' },
    files: memoryFiles({ '/prices.json': '{"eur": {"gpua5000": "1.34"}}' }),
  };
  const json = async (line: string, more = {}) => {
    const { code, stdout, stderr } = await exo(`${line} -O json`, { ...priced, ...more });
    return { code, rows: JSON.parse(stdout), stderr };
  };
  return { exo, clock, sandbox, json, priced, intercept };
}

describe('the GPU-hours of a month', () => {
  test.each([
    ['', true],
    [' --month 2025-12', false],
  ])('cost%s warns if they are counted by a clock that is ahead', async (flags, isTold) => {
    const { json, intercept } = await month();
    intercept(ahead(2 * HOUR));
    const { code, stderr } = await json(`cost${flags}`);
    expect({ code, times: stderr.split("this machine's clock is 2 h ahead").length - 1 }, stderr).toEqual({
      code: 0,
      times: isTold ? 1 : 0,
    });
  });

  test.each(['', ' --by family'])(
    'cost%s with an absurd number of replicas is a large cost, and no bug',
    async (by) => {
      const { json, sandbox, clock, intercept } = await month();
      clock.advance(31 * 24 * HOUR);
      intercept(retold('/event', () => '[]'));
      for (const { id = '' } of sandbox.deployments())
        sandbox.override(id, { replicas: Number.MAX_SAFE_INTEGER });
      const { code, rows, stderr } = await json(`cost${by}`);
      expect(code, stderr).toBe(0);
      expect(JSON.stringify(rows)).toMatch(/"cost":"\d{15,}\.\d\d"/);
    },
  );

  test('events without a zone, which every zone returns, are counted once', async () => {
    const { json, intercept } = await month();
    const zoneless = ({ zone: _, ...event }: Record<string, unknown>) => event;
    intercept(retold('/event', (body) => JSON.stringify(JSON.parse(body).map(zoneless))));
    const { rows } = await json('cost');
    const own = rows.filter(({ kind }: { kind: string }) => kind === 'deployment');
    expect(own).toMatchObject([
      { what: 'brief', gpu_hours: '2' },
      { what: 'my-app', zone: 'at-vie-2', gpu_hours: expect.stringMatching(/^16/) },
    ]);
  });

  test('are those of a deleted deployment, too, after many changes of another one', async () => {
    const { exo, clock, json } = await month();
    for (let change = 0; change < 45; change++) {
      await exo(`deployment scale my-app ${2 - (change % 2)} ${Z} --no-wait`);
      clock.advance(HOUR / 10);
    }
    const { rows } = await json('cost');
    expect(rows).toContainEqual(expect.objectContaining({ what: 'brief', gpu_hours: '2', cost: '2.68' }));
  });

  test('are those of fifty deleted deployments, as pull requests leave them', async () => {
    const { exo, clock, json } = await month();
    for (let pr = 1; pr <= 50; pr++) {
      await exo(create(`pr-${pr}`));
      clock.advance(HOUR / 2);
      await exo(`deployment delete pr-${pr} -f ${Z}`);
    }
    const { rows } = await json('cost');
    const explained = rows.filter(({ what }: { what: string }) => what.startsWith('pr-'));
    expect(explained).toHaveLength(50);
    for (const row of explained) expect(row).toMatchObject({ gpu_hours: '1', cost: '1.34' });
  });

  test('are one table at 80 columns, with a name that takes half of them', async () => {
    const { exo, priced } = await month();
    await exo(`deployment update my-app --name customer-support-assistant-production ${Z}`);
    const { stdout } = await exo('cost', { ...priced, terminal: true, columns: 80 });
    expect(stdout.match(/What/g)).toHaveLength(1);
    expect(stdout).toContain('Not shown for lack of room: Zone, GPU type, Unit.');
  });

  test('are the same under -Q, including their costs', async () => {
    const { json } = await month();
    expect((await json('cost -Q')).rows).toEqual((await json('cost')).rows);
  });

  test('by deployment, including deleted ones, beside the billed hours', async () => {
    const { json } = await month();
    const { code, rows, stderr } = await json('cost');
    expect(code).toBe(0);
    const known = { zone: 'at-vie-2', gpu_type: 'gpua5000', currency: 'EUR' };
    expect(rows).toMatchObject([
      { what: 'brief', kind: 'deployment', gpu_hours: '2', cost: '2.68', ...known },
      { what: 'my-app', kind: 'deployment', gpu_hours: '16.001', ...known },
      { kind: 'usage', gpu_hours: '', cost: '', currency: '', unit: 'GPU hours' },
    ]);
    expect(stderr).toMatch(
      /^2026-01: 18\.001 GPU-hours explained, 18\.\d+ billed, 24\.12 EUR \(\/prices\.json\)\.\n$/,
    );
  });

  test('by family, billed and explained side by side', async () => {
    const { json } = await month();
    const { rows } = await json('cost --by family');
    expect(rows).toMatchObject([{ what: 'gpua5000', gpu_hours: '18.001', cost: '24.12', difference: '0' }]);
    expect(rows).toHaveLength(1);
  });

  test('by day, and an earlier month', async () => {
    const { json, clock } = await month();
    clock.advance(40 * 24 * HOUR);
    const { rows, stderr } = await json(
      'cost --by day --month 2026-01 --sort what:desc --columns what,gpu_hours',
    );
    expect(rows.slice(-2)).toEqual([
      { what: '2026-01-02', gpu_hours: '48' },
      { what: '2026-01-01', gpu_hours: '58' },
    ]);
    expect(stderr).toContain('2026-01: ');
    expect((await json('cost --month 2025-12')).rows).toEqual([]);
  });

  test('as a table', async () => {
    const { exo, priced } = await month();
    const { stdout } = await exo('cost --by family', priced);
    expect(stdout).toContain('│ What     │ Zone │ GPU type │ GPU-hours │      Cost │');
    expect(stdout).toContain('24.12 EUR');
  });

  test('deployments of one name are told apart by the beginning of their IDs', async () => {
    const { exo, clock } = await month();
    await exo(create('brief'));
    clock.advance(HOUR);
    const { stdout } = await exo('cost');
    expect(stdout.match(/brief \([0-9a-f]{8}\)/g)).toHaveLength(2);
    expect(stdout).toMatch(/│ my-app +│/);
    expect((await exo('cost -O json')).stdout).toContain('"what":"brief","zone"');
  });

  test('the replicas at the beginning of the month are looked up in earlier events', async () => {
    const { exo, clock } = bench();
    clock.advance(20 * 24 * HOUR);
    await exo(create('my-app'));
    clock.advance(20 * 24 * HOUR);
    await exo(`deployment scale my-app 0 ${Z} --no-wait`);
    const { stdout } = await exo('cost --month 2026-02 -O json');
    // 9 days of one replica with two GPUs.
    expect(JSON.parse(stdout)[0]).toMatchObject({ what: 'my-app', gpu_hours: '432', cost: '' });
  });

  test('of one zone are not compared with the report, which is about all zones', async () => {
    const { json, sandbox, clock } = await month();
    sandbox.place({ zone: 'hr-zag-1', name: 'elsewhere', gpuType: 'gpurtx6000pro' });
    clock.advance(HOUR);
    const { rows, stderr } = await json('cost --by family -z at-vie-2');
    expect(rows).toMatchObject([
      { what: 'gpua5000', kind: 'family', billed: '', difference: '' },
      { kind: 'usage', gpu_type: 'gpua5000' },
      { kind: 'usage', gpu_type: 'gpurtx6000pro' },
    ]);
    expect(stderr).toMatch(/ explained, .* \(/);
    expect(stderr).not.toContain('not explained');
  });

  test('hours about which too little is known are not explained, and a warning says so', async () => {
    const { json, intercept } = await month();
    intercept(retold('/event', (events) => events.replaceAll('"replicas":3', '"replicas":null')));
    const { code, stderr } = await json('cost');
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^2026-01: 6\S* GPU-hours explained \(without hours for which the number of replicas is not known\), 18\.\d+ billed\.\n$/,
    );
  });

  test('without prices: only GPU-hours', async () => {
    const { exo } = await month();
    const { stdout, stderr } = await exo('cost --by family -O json');
    expect(JSON.parse(stdout)).toMatchObject([{ gpu_hours: '18.001', cost: '', currency: '' }]);
    expect(stderr).not.toContain('price');
  });
});

describe('events or usage that may not be read', () => {
  test.each([
    ['GET /usage-report', 'get-usage-report', 'what is explained', [{ what: 'brief' }, { what: 'my-app' }]],
    ['GET /event', 'list-events', 'what is billed', [{ kind: 'usage' }]],
  ])('%s: the rest is printed, and the warning names the operation', async (deny, operation, rest, rows) => {
    const { exo, json } = await month({
      credentials: [{ ...DEFAULT_CREDENTIAL, deny: [deny] }],
    });
    expect((await json('cost')).rows).toMatchObject(rows);
    const { code, stderr } = await exo('cost');
    expect(code).toBe(10);
    expect(stderr).toContain(
      `Forbidden by role policy for ${operation} (HTTP 403); only ${rest} was printed`,
    );
    expect(stderr).toContain(`the role of this key must allow the operation ${operation}`);
  });

  test('neither: exit code 3', async () => {
    const { exo, clock } = bench({
      credentials: [{ ...DEFAULT_CREDENTIAL, deny: ['GET /event', 'GET /usage-report'] }],
    });
    clock.advance(HOUR);
    expect(await exo('cost')).toMatchObject({ code: 3, stdout: '' });
  });

  test('a zone that does not answer is warned of, the others are shown', async () => {
    const { json, sandbox } = await month();
    sandbox.failNext('GET /ai/deployment@hr-zag-1=403');
    const { code, rows, stderr } = await json('cost');
    expect(code).toBe(10);
    expect(rows).toHaveLength(3);
    expect(stderr).toContain('hr-zag-1');
  });
});

test.each([
  ['--month 2026-13', '--month must be a month such as 2026-10, not "2026-13"'],
  ['--month 2010-01', '--month 2010-01 is more than two years back'],
  ['--month 2030-01', '--month 2030-01 has not begun'],
  ['--by week', '--by must be one of deployment, family, day, not "week"'],
  ['--currency gbp', '--currency must be one of eur, chf, usd, not "gbp"'],
  ['--columns colour', '--columns: there is no column colour'],
])('%s is refused before anything is sent', async (flags, message) => {
  const { exo, sandbox } = bench();
  expect(await exo(`cost ${flags}`)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  expect(sandbox.requests).toEqual([]);
});
