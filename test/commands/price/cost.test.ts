import { describe, expect, test } from 'vitest';
import { memoryFiles } from '../../config/memory.js';
import { deployment, fileOf } from '../../helpers/inference-file.js';
import { withMyApp } from '../../helpers/run.js';
import { json } from '../../helpers/service.js';

/* What files, schedules and quotas cost. The prices are 1.34 for a gpua5000 and 1.045 for a gpu3. */

const PRICES = '{"eur":{"gpua5000":"1.34","gpu3":"1.045"}}';

function priced(replicas = 3, prices = PRICES, ...others: string[]) {
  const { exo, sandbox, changes, intercept } = withMyApp({ replicas: 1 });
  const files = memoryFiles({
    '/inference.yaml': fileOf(deployment('my-app', replicas), ...others),
    '/prices.json': prices,
  });
  const env = { EXO_DI_PRICES: 'prices.json' };
  return { type: (line: string) => exo(line, { files, env }), sandbox, changes, intercept };
}

test.each([
  'plan -f inference.yaml -O json',
  'plan -f inference.yaml --markdown',
  'schedule show -f inference.yaml -O json',
  'schedule show -f inference.yaml',
  'deployment top -O json',
  'deployment idle --for 45m -O json',
  'deployment scale my-app 2 -z at-vie-2 --dry-run -O json',
  'model fit x/Y-1B --gpu-type gpua5000 -O json',
])('%s: the output is the same under -Q, including costs', async (line) => {
  const { type } = priced();
  const { stdout } = await type(line);
  expect(stdout).toMatch(/EUR/);
  expect((await type(`${line} -Q`)).stdout).toBe(stdout);
});

describe('plan', () => {
  test('says what the deployments cost afterwards, and now', async () => {
    const { type } = priced();
    const { stderr } = await type('plan -f inference.yaml');
    expect(stderr).toContain('3 × 1.34 = 4.02 EUR/h (prices.json); now 1.34 EUR/h.\n');
    const { stdout } = await type('plan -f inference.yaml --markdown');
    expect(stdout).toMatch(/now 1&#46;34 EUR/);
    expect((await priced(1).type('plan -f inference.yaml')).stderr).toContain(
      '1 × 1.34 = 1.34 EUR/h (prices.json).\n',
    );
  });

  test('does not claim the present cost if a zone does not answer', async () => {
    const { type, sandbox } = priced(
      3,
      PRICES,
      deployment('b', 1, ['zone: de-fra-1']).replace('gpua5000', 'gpu3'),
    );
    sandbox.failNext('GET /ai/deployment@at-vie-2=503 x*');
    const { stderr } = await type('plan -f inference.yaml');
    expect(stderr).toContain('EUR/h (prices.json); now not known.\n');
    const { cost } = JSON.parse((await type('plan -f inference.yaml -O json')).stdout);
    expect(cost).toMatchObject({ per_hour_now: null });
    const applied = await type('apply -f inference.yaml');
    expect(applied).toMatchObject({ code: 10, stdout: expect.stringMatching(/b .*created/i) });
    expect(applied.stderr).not.toContain('EUR');
  });

  test('as data', async () => {
    const { cost } = JSON.parse((await priced().type('plan -f inference.yaml -O json')).stdout);
    expect(cost).toEqual({
      per_hour: '4.02',
      per_hour_now: '1.34',
      currency: 'EUR',
      date: null,
      source: 'prices.json',
    });
    const none = await priced(3, '{"eur":{}}').type('plan -f inference.yaml -O json');
    expect(JSON.parse(none.stdout).cost).toBeNull();
  });

  test('names the price file that was given', async () => {
    const { stderr } = await priced().type('plan -f inference.yaml --prices nope.json');
    expect(stderr).toContain(
      '3 GPU-hours an hour (price unknown: file "nope.json" does not exist); now 1.\n',
    );
  });

  test('shows GPU-hours if there is no price, and nothing if prices are off', async () => {
    const { type } = priced(3, '{"eur":{}}');
    expect((await type('plan -f inference.yaml')).stderr).toContain(
      '3 GPU-hours an hour (price unknown); now 1.\n',
    );
    expect((await type('plan -f inference.yaml --prices off')).stderr).not.toMatch(/EUR|GPU-hour/);
  });
});

describe('apply', () => {
  test('says what it costs once it is done, and nothing where nothing changes', async () => {
    const { type } = priced();
    expect((await type('apply -f inference.yaml')).stderr).toContain('3 × 1.34 = 4.02 EUR/h (prices.json)\n');
    expect((await type('apply -f inference.yaml')).stderr).not.toContain('EUR');
  });

  test('--max-cost-per-hour refuses the whole plan before anything is sent', async () => {
    const { type, changes } = priced();
    for (const flags of ['', ' --dry-run']) {
      const { code, stderr } = await type(`apply -f inference.yaml --max-cost-per-hour 4${flags}`);
      expect(code).toBe(6);
      expect(stderr).toContain(
        'error: cannot apply: it would cost 4.02 EUR/h (prices.json), more than --max-cost-per-hour 4.00\n',
      );
    }
    const unknown = await type('apply -f inference.yaml --max-cost-per-hour 4 --prices /nope');
    expect(unknown.code).toBe(9);
    expect(changes()).toEqual([]);
    expect((await type('apply -f inference.yaml --max-cost-per-hour 4.02')).code).toBe(0);
    expect(changes()).toHaveLength(1);
  });

  test('a plan that lowers the cost is applied, even if the rest is above the limit', async () => {
    const { type, sandbox } = priced(1, '{"eur":{}}');
    await type('deployment scale my-app 3 -z at-vie-2');
    expect((await type('apply -f inference.yaml --max-cost-per-hour 0')).code).toBe(0);
    expect(sandbox.world.data.deployments[0]).toMatchObject({ replicas: 1 });
  });
});

describe('the service scales nothing down', () => {
  /** `my-app` and `b` run; the service calls every scaling to zero done and does nothing. */
  function stuck() {
    const made = priced(2, PRICES, deployment('b', 0));
    made.sandbox.place({ zone: 'at-vie-2', name: 'b', replicas: 2 });
    made.intercept(({ method, body = '' }) =>
      method === 'POST' && body.includes('"replicas":0')
        ? json({ id: '00000000-0000-4000-8000-0000000000aa', state: 'success' })
        : undefined,
    );
    return made;
  }
  const COMMANDS = ['deployment scale my-app=2 b=0 -z at-vie-2', 'apply -f inference.yaml'];

  test.each(COMMANDS)('%s: the cost of what was asked for is not claimed', async (line) => {
    const { type, changes } = stuck();
    const { code, stderr } = await type(line);
    expect({ code, sent: changes().length }, stderr).toEqual({ code: 7, sent: 1 });
    expect(stderr).not.toContain('EUR/h');
  });

  test.each(COMMANDS)('%s --max-cost-per-hour: nothing is scaled up beyond the limit', async (line) => {
    const { type, changes } = stuck();
    const { code, stderr } = await type(`${line} --max-cost-per-hour 3`);
    expect({ code, sent: changes().length }, stderr).toEqual({ code: 10, sent: 0 });
    expect(stderr).toContain('still reports 2 replicas, not 0');
    expect(stderr).toMatch(
      /my-app.*: it would cost 5.36 EUR\/h \(prices.json\), more than --max-cost-per-hour 3.00/,
    );
    const within = stuck();
    expect((await within.type(`${line} --max-cost-per-hour 6`)).code).toBe(7);
    expect(within.changes()).toHaveLength(1);
  });
});

describe('schedule show', () => {
  test('what the days cost, and what is saved', async () => {
    const { type } = priced();
    const { stdout } = await type('schedule show -f inference.yaml --days 1');
    expect(stdout).toContain('Cost in 1 day: 96.48 EUR. Saved: 0.00 EUR (prices.json).\n');
    const json = await type('schedule show -f inference.yaml --days 1 -O json');
    expect(JSON.parse(json.stdout).cost).toMatchObject({ total: '96.48', saved: '0.00', currency: 'EUR' });
    expect((await type('schedule show -f inference.yaml --ics')).stderr).toBe('');
  });

  test.each([
    ['--prices nope.json', 'Cost in 1 day: price unknown: file "nope.json" does not exist.\n'],
    ['', 'Cost in 1 day: price unknown.\n'],
    ['--prices off', 'Saved: 0 (0 %).\n'],
  ])('says what is not known, %j', async (flags, end) => {
    const { stdout } = await priced(3, '{"eur":{"gpu3":"1"}}').type(
      `schedule show -f inference.yaml --days 1 ${flags}`,
    );
    expect(stdout.endsWith(end)).toBe(true);
  });
});

test('limits gpu says what the used GPUs cost', async () => {
  const { type, sandbox } = priced();
  sandbox.place({ zone: 'de-fra-1', name: 'other', gpuType: 'gpu3', replicas: 2 });
  expect((await type('limits gpu')).stderr).toBe(
    'In use: 1 × 1.34 (gpua5000) + 2 × 1.045 (gpu3) = 3.43 EUR/h (prices.json)\n',
  );
  expect((await type('limits gpu -O json')).stderr).toBe('');
});
