import { beforeEach, describe, expect, test } from 'vitest';
import { type HttpResponse, TransportError } from '../../../src/api/http/transport.js';
import { memoryFiles } from '../../config/memory.js';
import { ownFolder } from '../../helpers/folder.js';
import { deployment, fileOf } from '../../helpers/inference-file.js';
import { bench, type RunOptions } from '../../helpers/run.js';
import { HTML_404, json } from '../../helpers/service.js';

const FEED = 'https://prices.test/api/pricing/ai';
const PUBLIC_FEED = 'https://portal.exoscale.com/api/pricing/ai';
const CREATE =
  'deployment create my-app --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 2 -z at-vie-2';

/** A bench with a price feed: the sandbox's, another answer, or a failure; and the requests that it got. */
function withFeed(answer: HttpResponse | TransportError = json({ eur: { 'ai-gpua5000': '1.34' }, chf: {} })) {
  const { exo, sandbox, clock, changes, intercept } = bench();
  const asked: Readonly<Record<string, string>>[] = [];
  intercept(({ url, headers }) => {
    if (!url.startsWith(FEED) && url !== PUBLIC_FEED) return undefined;
    asked.push(headers);
    if (answer instanceof Error) throw answer;
    return answer;
  });
  const type = (line: string | readonly string[], { env, ...options }: RunOptions = {}) =>
    exo(line, { env: { EXO_DI_PRICES: FEED, ...env }, ...options });
  return { type, sandbox, clock, changes, asked };
}

const BROKEN: readonly (readonly [string, HttpResponse | TransportError])[] = [
  ['slow', new TransportError('timeout', true, 'no answer in time')],
  ['not there', new TransportError('connect', false, 'connection refused')],
  ['500', json({ message: 'oops' }, 500)],
  ['HTML', { ...HTML_404, status: 200 }],
  ['empty', { status: 200, headers: {}, body: '' }],
  ['0E-8', json({ eur: { gpua5000: '0E-8' } })],
  ['too long', json({ eur: { gpua5000: '1.34', note: 'x'.repeat(1_000_000) } })],
  ['a redirect', { status: 302, headers: { location: 'https://elsewhere.test/' }, body: '' }],
];

describe('price', () => {
  test('a row for each family, in euros or the chosen currency', async () => {
    const { exo } = bench();
    const env = { EXO_DI_PRICES: 'http://127.0.0.1:8787/api/pricing/ai' };
    const { stdout } = await exo('price -O text --columns family,price_per_hour,currency', { env });
    expect(stdout).toBe(
      'gpu3\t1.045\tEUR\ngpu3080ti\t0.81\tEUR\ngpua30\t0.92\tEUR\ngpua5000\t1.34\tEUR\ngpurtx6000pro\t2.60\tEUR\n',
    );
    const one = await exo('price --gpu-type GPUA5000 --currency CHF -O json', { env });
    expect(JSON.parse(one.stdout)).toEqual([
      {
        family: 'gpua5000',
        price_per_hour: '1.34',
        currency: 'CHF',
        date: '2026-01-01',
        source: env.EXO_DI_PRICES,
      },
    ]);
  });

  test('from a file, and EXO_DI_CURRENCY', async () => {
    const { exo } = bench();
    const files = memoryFiles({ '/mine.json': '{"usd":{"gpu3":"2"}}' });
    const given = { files, env: { EXO_DI_CURRENCY: 'usd' } };
    expect((await exo('price --prices mine.json -O text', given)).stdout).toBe(
      'gpu3\t2.00\tUSD\t\tmine.json\n',
    );
    const none = await exo('price --prices mine.json --currency eur', given);
    expect(none).toMatchObject({ code: 0, stderr: 'mine.json has no price of a GPU in EUR.\n' });
  });

  test('a price in a file that cannot be read is told, by every command that reads the file', async () => {
    const { type } = withFeed();
    const files = memoryFiles({ '/mine.json': '{"eur":{"gpua5000":"1,34","gpu3":"2"}}' });
    const warning =
      'warning: mine.json: prices that cannot be read count as unknown: gpua5000 in EUR is "1,34"; a price is written like "1.34"\n';
    const listed = await type('price --prices mine.json', { files });
    expect(listed).toMatchObject({ code: 0, stderr: expect.stringContaining(warning) });
    const created = await type(`${CREATE} --prices mine.json`, { files });
    expect(created).toMatchObject({ code: 0, stderr: expect.stringContaining(warning) });
    expect(created.stderr).toContain('2 GPU-hours an hour (price unknown)\n');
  });

  test('says whose prices they are', async () => {
    const { stderr } = await withFeed().type('price');
    expect(stderr).toBe(`From ${FEED}, without any discount.\n`);
  });

  test('hides the query of an address, which can hold a token, in output and trace', async () => {
    const { type, asked } = withFeed();
    const env = { EXO_DI_PRICES: `${FEED}?private_token=abc-123`, EXOSCALE_TRACE: '1' };
    for (const line of ['price', 'price -O json', 'price --gpu-type gpu9']) {
      const { stdout, stderr } = await type(line, { env });
      expect(stdout + stderr).toContain(`${FEED}?***`);
      expect(stdout + stderr).not.toContain('abc-123');
    }
    expect(asked).toHaveLength(3);
  });

  test('the public list, also where the configuration names no account or cannot be read', async () => {
    const { type, asked } = withFeed();
    const files = memoryFiles({ '/f.yaml': fileOf(deployment('my-app', 1)) });
    const env = { EXO_DI_PRICES: '', EXOSCALE_API_ENDPOINT: '' };
    for (const flags of ['', ' -A nobody', ' -C /nope']) {
      const { stdout } = await type(`schedule show -f f.yaml${flags}`, { files, env });
      expect(stdout).toContain('Cost in 7 days: 225.12 EUR. Saved: 0.00 EUR (list price, 2026-01-01).');
    }
    expect(asked).toHaveLength(3);
  });

  test.each([
    ['price --gpu-type gpu9', 9, `the price of gpu9 is not known: ${FEED} has none in EUR`],
    ['price --prices https://', 9, 'the prices are not known: Invalid URL'],
    [
      'price --prices https://me:secret@prices.test/',
      9,
      'the prices are not known: prices.test: its URL must not contain a password',
    ],
    ['price --prices off', 9, 'the prices are not known: prices are turned off'],
    ['price --prices /nope', 9, 'the prices are not known: file "/nope" does not exist'],
    ['price --currency gbp', 2, '--currency must be one of eur, chf, usd, not "gbp"'],
  ])('%s: exit code %d', async (line, code, message) => {
    const outcome = await withFeed().type(line);
    expect(outcome.code).toBe(code);
    expect(outcome.stderr.split('\n')[0]).toBe(`error: ${message}`);
  });

  test('a mistyped family: the error names the one that was meant', async () => {
    const { stderr } = await withFeed().type('price --gpu-type a5000');
    expect(stderr).toContain('hint: did you mean gpua5000?\n      exo-di price --gpu-type gpua5000\n');
  });

  test('with an endpoint that is not the service’s there are no public prices', async () => {
    const { exo, sandbox } = bench();
    const { code, stderr } = await exo('price', { env: { EXO_DI_PRICES: '' } });
    expect(code).toBe(9);
    expect(stderr).toContain('no prices are known for this endpoint');
    expect(sandbox.requests).toEqual([]);
  });
});

describe('what a change costs', () => {
  test('is printed before it is sent; for scaling down, afterwards', async () => {
    const { type, asked } = withFeed();
    expect((await type(CREATE)).stderr).toContain(
      '(gpua5000).\n2 × 1.34 = 2.68 EUR/h (list price, 2026-01-01)\n',
    );
    expect((await type('deployment scale my-app 3 -z at-vie-2')).stderr).toContain(
      '\n6 × 1.34 = 8.04 EUR/h (',
    );
    const down = await type('deployment scale my-app 2 -z at-vie-2');
    expect(down.stderr).toMatch(/Scaled my-app to 2 replicas\.\n4 × 1\.34 = 5\.36 EUR\/h \(.*\)\n$/);
    expect((await type('deployment scale my-app=1 -z at-vie-2')).stderr).toContain('2 × 1.34 = 2.68 EUR/h');
    expect(asked).toHaveLength(4);
    await type('deployment scale my-app 0 -z at-vie-2');
    await type('deployment scale my-app=0 -z at-vie-2');
    await type('deployment show my-app -z at-vie-2');
    await type('deployment list');
    await type('deployment scale my-app 1 -z at-vie-2 -Q');
    expect(asked).toHaveLength(4);
  });

  test('is printed for a clone, and in a dry run', async () => {
    const { type, changes } = withFeed();
    await type(CREATE);
    const { stdout } = await type('deployment clone my-app two --gpu-count 1 -z at-vie-2 --dry-run');
    expect(stdout).toMatch(/= 1 GPU\n1 × 1\.34 = 1\.34 EUR\/h \(.*\)\n$/);
    const json = await type('deployment scale my-app 2 -z at-vie-2 --dry-run -O json');
    expect(JSON.parse(json.stdout)).toMatchObject({ total_gpus: 4, cost_per_hour: '5.36', currency: 'EUR' });
    expect(changes()).toHaveLength(1);
  });

  test('the price feed gets no credentials and no headers of the account', async () => {
    const { type, asked } = withFeed();
    await type(CREATE);
    expect(asked.map((headers) => Object.keys(headers).sort())).toEqual([['accept', 'user-agent']]);
  });

  test.each(BROKEN)('a feed that is %s does not affect the change', async (_, answer) => {
    const { type, changes } = withFeed(answer);
    const { code, stdout, stderr } = await type(CREATE);
    const without = bench();
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: (await without.exo(CREATE)).stdout });
    expect(changes()).toEqual(without.changes());
    expect(stderr).toContain('\n2 GPU-hours an hour (price unknown)\n');
    expect(stderr).not.toMatch(/warning|error/);
  });

  test('is not printed if prices are turned off', async () => {
    const { type } = withFeed();
    expect((await type(CREATE, { env: { EXO_DI_PRICES: 'off' } })).stderr).not.toMatch(/EUR|GPU-hour/);
  });
});

describe('--max-cost-per-hour', () => {
  test('refuses before anything is sent, with the size that fits', async () => {
    const { type, changes } = withFeed();
    const { code, stderr } = await type(`${CREATE} --replicas 3 --max-cost-per-hour 6`);
    expect(code).toBe(6);
    expect(stderr).toContain(
      'error: cannot create deployment my-app in at-vie-2: it would cost 8.04 EUR/h (list price, 2026-01-01), more than --max-cost-per-hour 6.00\nhint: 2 replicas are within the limit: exo-di deployment create my-app ',
    );
    expect(stderr).toContain('--replicas 2 -z at-vie-2 --max-cost-per-hour 6');
    expect(changes()).toEqual([]);
    expect((await type(`${CREATE} --max-cost-per-hour 2.68`)).code).toBe(0);
    const scaled = await type('deployment scale my-app 3 -z at-vie-2 --max-cost-per-hour 6 -O json');
    expect(scaled.code).toBe(6);
    expect(JSON.parse(scaled.stderr).error).toMatchObject({
      code: 'cost-limit',
      zone: 'at-vie-2',
      details: { cost_per_hour: '8.04', max_cost_per_hour: '6.00', currency: 'EUR' },
    });
    expect((await type('deployment scale my-app=3 -z at-vie-2 --max-cost-per-hour 6')).code).toBe(6);
    expect((await type('deployment clone my-app b -z at-vie-2 --max-cost-per-hour 2')).code).toBe(6);
    expect(changes()).toHaveLength(1);
  });

  test.each(BROKEN)('is exit code 9 without a price, as with a feed that is %s', async (_, answer) => {
    const { type, changes } = withFeed(answer);
    const { code, stderr } = await type(`${CREATE} --max-cost-per-hour 100 -Q`);
    expect(code).toBe(9);
    expect(stderr).toContain('the price of gpua5000 is not known');
    expect(changes()).toEqual([]);
  });

  test('never refuses a change that lowers the cost, even if the cost is not known', async () => {
    for (const answer of [json({ eur: { gpua5000: '1.34' } }), json({}, 500)]) {
      const { type, sandbox } = withFeed(answer);
      sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 4 });
      expect((await type('deployment scale my-app 2 -z at-vie-2 --max-cost-per-hour 1')).code).toBe(0);
      expect((await type('deployment scale my-app=1 -z at-vie-2 --max-cost-per-hour 1')).code).toBe(0);
      expect((await type('deployment scale my-app 0 -z at-vie-2 --max-cost-per-hour 0')).code).toBe(0);
    }
  });

  test.each([
    ['10chf', 9],
    ['10 EUR', 0],
    ['10gbp', 2],
    ['-1', 2],
    ['1e3', 2],
  ])('%j', async (limit, code) => {
    const { type, sandbox } = withFeed();
    sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 1 });
    const line = 'deployment scale my-app 2 -z at-vie-2';
    expect((await type([...line.split(' '), `--max-cost-per-hour=${limit}`])).code).toBe(code);
  });

  test('is refused with an unknown currency', async () => {
    const { type, changes } = withFeed();
    const env = { EXO_DI_CURRENCY: 'gbp' };
    expect((await type(CREATE, { env })).stderr).toContain('2.68 EUR/h');
    const { code, stderr } = await type(`${CREATE} --max-cost-per-hour 9`, { env });
    expect(code).toBe(2);
    expect(stderr).toContain('EXO_DI_CURRENCY must be one of eur, chf, usd, not "gbp"');
    expect(changes()).toHaveLength(1);
  });
});

describe('prices are kept in the user’s cache', () => {
  let env: Record<string, string>;
  let folder: string;
  beforeEach(() => {
    folder = ownFolder();
    env = { XDG_CACHE_HOME: folder };
  });

  test('for a day', async () => {
    const { type, clock, asked } = withFeed();
    for (const hours of [0, 23, 1.1, 1]) {
      clock.advance(hours * 3_600_000);
      expect((await type('price', { env })).code).toBe(0);
    }
    expect(asked).toHaveLength(2);
    // With a clock that was set back, the age of an entry is not known.
    clock.advance(-48 * 3_600_000);
    await type('price', { env });
    expect(asked).toHaveLength(3);
  });

  test('a feed that failed is not asked again for five minutes, except by commands that need it', async () => {
    const { type, clock, asked, sandbox } = withFeed(json({}, 500));
    sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 1 });
    const scale = (size: number) => type(`deployment scale my-app ${size} -z at-vie-2 --dry-run`, { env });
    await scale(2);
    expect((await scale(3)).stdout).toContain('3 GPU-hours an hour (price unknown)');
    expect(asked).toHaveLength(1);
    await type('price', { env });
    expect(asked).toHaveLength(2);
    clock.advance(300_001);
    await scale(2);
    expect(asked).toHaveLength(3);
  });

  test('the default port and a fragment do not make another source', async () => {
    const { type, asked } = withFeed();
    expect((await type('price --prices HTTPS://prices.test:443/api/pricing/ai#eur')).code).toBe(0);
    expect(asked).toHaveLength(1);
  });

  test('each source has its own entry', async () => {
    const { type, asked } = withFeed();
    await type('price', { env });
    await type(`price --prices ${FEED}?other`, { env });
    expect(asked).toHaveLength(2);
  });
});
