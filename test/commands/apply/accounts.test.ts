import { describe, expect, test } from 'vitest';
import type { Transport } from '../../../src/api/http/transport.js';
import { ExoError } from '../../../src/errors.js';
import { CONFIG, memoryFiles } from '../../config/memory.js';
import { ctrlC } from '../../helpers/ended.js';
import { memoryLocks } from '../../helpers/locks.js';
import { bench, type FakeClock, type RunOptions, sandboxTransport } from '../../helpers/run.js';
import { type Answer, json, lying } from '../../helpers/service.js';

const TOML = `
defaultaccount = "prod"
${['prod', 'lab']
  .map(
    (name) => `
[[accounts]]
name = "${name}"
key = "EXO-${name}"
secret = "s-${name}"
endpoint = "https://${name}.example/v2"
`,
  )
  .join('')}`;

const one = (name: string, replicas: number, more = '') =>
  `  - { name: ${name}, model-name: mistralai/Mistral-7B-Instruct-v0.3, gpu-type: gpua5000, gpu-count: 1, replicas: ${replicas}${more} }\n`;

/** Two organizations with one account each: prod, which the command uses by default, and lab. */
function organizations(quota = 50) {
  const credentials = (name: string) => [{ key: `EXO-${name}`, secret: `s-${name}` }];
  const prod = bench({ credentials: credentials('prod') });
  const { clock } = prod;
  const lab = bench({ clock, credentials: credentials('lab'), quotas: { gpua5000: quota } });
  let down: string | undefined;
  /** Answers in place of the service of prod. */
  let odd: Answer = () => undefined;
  const transports = [
    lying(sandboxTransport(prod.sandbox), (...asked) => odd(...asked)),
    sandboxTransport(lab.sandbox),
  ];
  const transport: Transport = {
    async send(request) {
      const { hostname } = new URL(request.url);
      if (hostname === down) return { status: 503, headers: {}, body: '' };
      const found = transports[hostname === 'prod.example' ? 0 : 1];
      if (!found || !['prod.example', 'lab.example'].includes(hostname)) throw new Error(hostname);
      return found.send(request);
    },
    close() {},
  };
  const files: Record<string, string> = { [CONFIG]: TOML, '/prices.json': '{"eur":{"gpua5000":"1.00"}}' };
  const locks = memoryLocks(clock);
  const exo = (line: string, given: RunOptions = {}) =>
    prod.exo(line, {
      files: memoryFiles(files),
      home: '/home/ada',
      locks,
      transport,
      ...given,
      env: { EXOSCALE_API_ENDPOINT: '', EXOSCALE_API_KEY: '', EXOSCALE_API_SECRET: '', ...given.env },
    });
  const write = (...deployments: string[]) => {
    files['/f.yaml'] = `zone: at-vie-2\ndeployments:\n${deployments.join('')}`;
  };
  const fails = (account: string) => {
    down = `${account}.example`;
  };
  const intercept = (answer: Answer) => {
    odd = answer;
  };
  return { prod, lab, exo, write, fails, intercept };
}

const sizes = ({ sandbox }: ReturnType<typeof bench>) =>
  Object.fromEntries(sandbox.deployments().map(({ name, replicas }) => [name, replicas]));
const LAB = ', account: lab';

describe('a file of several accounts', () => {
  test('deployments that name the account of the command belong together with those that name none', async () => {
    const { prod, exo, write } = organizations();
    write(one('web', 2), one('trial', 1, ', account: prod'));
    await exo('apply -f f.yaml');
    prod.sandbox.place({ zone: 'at-vie-2', name: 'stray' });
    const plan = JSON.parse((await exo('plan -f f.yaml --prune -O json')).stdout);
    expect(plan).toMatchObject({
      changes: 1,
      deployments: [
        { name: 'web', account: null, action: 'none' },
        { name: 'trial', account: 'prod', action: 'none' },
      ],
      outside: [{ name: 'stray' }],
      families: [{ gpus_now: 4, gpus_after: 3 }],
    });
    expect((await exo('apply -f f.yaml --prune --yes')).code).toBe(0);
    expect(sizes(prod)).toEqual({ web: 2, trial: 1 });
  });

  test('the quota of an account is checked for all its deployments together', async () => {
    const { prod, exo, write } = organizations();
    write(one('web', 30), one('trial', 30, ', account: prod'));
    expect((await exo('apply -f f.yaml')).code).toBe(6);
    expect(sizes(prod)).toEqual({});
  });

  test('every account gets only its own deployments', async () => {
    const { prod, lab, exo, write } = organizations();
    write(one('web', 2), one('trial', 1, LAB));
    const { code, stdout } = await exo('apply -f f.yaml');
    expect(code).toBe(0);
    expect(stdout).toBe(
      'web in at-vie-2: created with 2 replicas\ntrial in at-vie-2 (account lab): created with 1 replica\n',
    );
    expect([sizes(prod), sizes(lab)]).toEqual([{ web: 2 }, { trial: 1 }]);
    const { stdout: rows } = await exo('apply -f f.yaml -O json');
    expect(JSON.parse(rows)).toMatchObject([
      { name: 'web', account: '', result: 'unchanged' },
      { name: 'trial', account: 'lab', result: 'unchanged' },
    ]);
  });

  test("the environment's credentials are used for deployments that name no account", async () => {
    const { prod, lab, exo, write } = organizations();
    write(one('web', 1), one('trial', 1, LAB));
    const env = { EXOSCALE_API_KEY: 'EXO-prod', EXOSCALE_API_SECRET: 's-prod' };
    expect(await exo('apply -f f.yaml', { env })).toMatchObject({ code: 0, stderr: expect.any(String) });
    expect([sizes(prod), sizes(lab)]).toEqual([{ web: 1 }, { trial: 1 }]);
  });

  test('a slow change of one account keeps no GPUs of another running', async () => {
    const { prod, lab, exo, write } = organizations();
    prod.sandbox.place({ zone: 'at-vie-2', name: 'web', replicas: 1 });
    const trial = lab.sandbox.place({ zone: 'at-vie-2', name: 'trial', replicas: 1 });
    write(one('web', 4), one('trial', 0, LAB));
    const begun = prod.clock.now();
    expect(await exo('apply -f f.yaml')).toMatchObject({
      code: 0,
      stdout: 'web in at-vie-2: scaled 1 → 4\ntrial in at-vie-2 (account lab): scaled 1 → 0\n',
    });
    expect(prod.clock.now() - begun).toBeGreaterThan(10 * 60_000);
    expect(lab.sandbox.gpuHours(trial) * 60).toBeLessThan(1);
  });

  test('what both looks at an account find is said once', async () => {
    const { prod, lab, exo, write } = organizations();
    prod.sandbox.place({ zone: 'at-vie-2', name: 'web', replicas: 1 });
    write(one('web', 1, ', idle: { after: 45m }'), one('trial', 0, LAB));
    prod.sandbox.failNext('GET /ai/deployment/*/logs=403 x9');
    const { code, stderr } = await exo('apply -f f.yaml');
    expect({ code, lab: sizes(lab) }).toEqual({ code: 0, lab: {} });
    expect(stderr.split('warning: web in at-vie-2 counts as busy')).toHaveLength(2);
  });

  test('a selection leaves the others alone', async () => {
    const { prod, lab, exo, write } = organizations();
    write(one('web', 2), one('trial', 1, LAB));
    await exo('apply trial -f f.yaml');
    expect([sizes(prod), sizes(lab)]).toEqual([{}, { trial: 1 }]);
  });

  test('plan shows all deployments, and a quota for each organization', async () => {
    const { exo, write } = organizations(7);
    write(one('web', 2), one('trial', 3, LAB));
    const plan = JSON.parse((await exo('plan -f f.yaml -O json')).stdout);
    expect(plan.deployments).toMatchObject([
      { name: 'web', account: null },
      { name: 'trial', account: 'lab' },
    ]);
    expect(plan.families).toMatchObject([
      { family: 'gpua5000', account: null, gpus_after: 2 },
      { family: 'gpua5000', account: 'lab', gpus_after: 3, limit: 7 },
    ]);
    expect(plan.changes).toBe(2);
    const { stdout } = await exo('plan -f f.yaml', { terminal: true, columns: 160 });
    expect(stdout).toContain('gpua5000, account lab');
  });

  test.each(['apply', 'apply --dry-run', 'plan'])(
    'a refusal in one account keeps anything from being sent to any: %s',
    async (command) => {
      const { prod, lab, exo, write } = organizations(1);
      write(one('web', 2), one('trial', 3, LAB));
      const { code, stderr } = await exo(`${command} -f f.yaml`);
      expect(code).toBe(6);
      expect(stderr).toContain('nothing was sent (account lab)');
      expect(stderr).toContain('exo-di -A lab limits gpu');
      expect([prod.changes(), lab.changes()]).toEqual([[], []]);
    },
  );

  test('commands that plan prints name the account', async () => {
    const { lab, exo, write } = organizations();
    lab.sandbox.place({ zone: 'at-vie-2', name: 'trial', gpuCount: 2 });
    const id = lab.sandbox.place({ zone: 'at-vie-2', name: 'lost' });
    lab.sandbox.override(id, { state: 'error' });
    write(one('web', 1), one('trial', 1, LAB), one('lost', 1, LAB));
    const { stdout, stderr } = await exo('plan -f f.yaml -O json');
    const [web, trial, lost] = JSON.parse(stdout).deployments;
    expect(web).toMatchObject({ refusals: [], notes: [] });
    expect(trial.refusals[0].ways_out.at(-1)).toMatch(/^exo-di -A lab deployment clone trial trial-2 /);
    expect(lost.notes).toEqual([expect.stringContaining('see why: exo-di -A lab deployment explain lost')]);
    expect(JSON.parse(stderr.trim().split('\n').at(-1) ?? '').error).toMatchObject({
      message: expect.stringMatching(/\(account lab\)$/),
      hint: expect.stringContaining('exo-di -A lab deployment clone trial trial-2 '),
    });
  });

  test('a printed command to wait for a change names the account', async () => {
    const { exo, write } = organizations();
    write(one('web', 1), one('trial', 1, LAB));
    const { stdout } = await exo('apply -f f.yaml --no-wait');
    expect(stdout).toMatch(
      /^web in at-vie-2: create with 1 replica is under way; wait for it with: exo-di operation wait /,
    );
    expect(stdout).toMatch(/^trial in at-vie-2 \(account lab\): .* with: exo-di -A lab operation wait /m);
  });

  test('an account that does not answer is reported and does not stop others', async () => {
    const { prod, exo, write, fails } = organizations();
    write(one('trial', 1, LAB), one('web', 1));
    await exo('apply -f f.yaml');
    write(one('trial', 2, LAB), one('web', 0));
    fails('lab');
    const { code, stdout } = await exo('apply -f f.yaml');
    expect(stdout).toContain('web in at-vie-2: scaled 1 → 0\n');
    expect(code).toBe(9);
    expect(sizes(prod)).toEqual({ web: 0 });
  });

  test('an account that does not answer counts beside the deployments of the others', async () => {
    const { prod, exo, write, fails } = organizations();
    write(one('trial', 1, LAB), one('web', 1));
    prod.sandbox.failNext('POST /ai/deployment=400');
    fails('lab');
    const { code, stderr } = await exo('apply -f f.yaml');
    expect({ code, stderr }).toEqual({ code: 10, stderr: expect.stringContaining('error: 2 of 2 failed') });
  });

  test.each(['signature', 'role'])(
    'an account whose credentials are refused (%s) does not stop others, and is named with a command',
    async (what) => {
      const { prod, lab, exo, write } = organizations();
      write(one('trial', 1, LAB), one('web', 1));
      await exo('apply -f f.yaml');
      write(one('trial', 2, LAB), one('web', 0));
      lab.sandbox.failNext(`GET /ai/deployment=403${what === 'role' ? ':policy' : ''} x9`);
      const { code, stdout, stderr } = await exo('apply -f f.yaml');
      expect({ code, prod: sizes(prod) }).toEqual({ code: 3, prod: { web: 0 } });
      expect(stdout).toContain('web in at-vie-2: scaled 1 → 0\n');
      expect(stderr).toMatch(
        /error: could not list deployments in at-vie-2: .*\(HTTP 403\) \(account lab\)\n/,
      );
      expect(stderr).toContain('exo-di -A lab doctor');
    },
  );

  test.each(['plan', 'apply'])(
    '%s looks for a creation in doubt in the account that has it',
    async (command) => {
      const { lab, exo, write } = organizations();
      write(one('web', 0), one('trial', 1, LAB));
      lab.sandbox.failNext('POST /ai/deployment=reset x9');
      await exo('apply -f f.yaml');
      write(one('web', 0), one('trial', 0, LAB));
      const { code, stderr } = await exo(`${command} -f f.yaml`);
      expect(code).toBe(10);
      expect(stderr).toContain('error: 1 of 1 deployment could not be read (account lab)\n');
      expect(stderr).toContain('look again with: exo-di -A lab deployment list -z at-vie-2\n');
    },
  );

  test.each(['plan', 'apply --dry-run'])(
    '%s shows what would be done for the other accounts if one is refused',
    async (command) => {
      const { prod, lab, exo, write } = organizations();
      write(one('trial', 2, LAB), one('web', 1));
      lab.sandbox.failNext('GET /ai/deployment=403 x9');
      const { code, stdout, stderr } = await exo(`${command} -f f.yaml`);
      expect({ code, changes: prod.changes() }).toEqual({ code: 3, changes: [] });
      expect(stdout).toContain('web');
      expect(stderr).toMatch(
        /error: could not list deployments in at-vie-2: .*\(HTTP 403\) \(account lab\)\n/,
      );
    },
  );

  test('the deployments of an account that cannot be read are shown as unknown', async () => {
    const { lab, exo, write } = organizations();
    write(one('trial', 1, LAB), one('web', 1));
    await exo('apply -f f.yaml');
    write(one('trial', 2, LAB), one('web', 1));
    lab.sandbox.failNext('GET /ai/deployment=403 x9');
    const unknown = 'its account could not be read';
    const plan = await exo('plan -f f.yaml');
    expect(plan.code).toBe(3);
    expect(plan.stdout).toMatch(new RegExp(`trial.* unknown .*2 replicas.*nothing: ${unknown}`));
    expect(plan.stderr).toContain('2 deployments (1 unknown); nothing to change.\n');
    const planned = JSON.parse((await exo('plan -f f.yaml -O json')).stdout).deployments;
    expect(planned).toMatchObject([
      { name: 'web', action: 'none', replicas: 1 },
      { name: 'trial', action: 'unknown', account: 'lab', replicas: null, desired: { replicas: 2 } },
    ]);
    const { code, stdout, stderr } = await exo('apply -f f.yaml');
    expect({ code, stdout }).toEqual({
      code: 3,
      stdout: `web in at-vie-2: unchanged, 1 replica (base value)\ntrial in at-vie-2 (account lab): ${unknown}, nothing was sent\n`,
    });
    expect(stderr.match(/HTTP 403/g)).toHaveLength(1);
  });

  test('the cost limit counts what the files want in an account that cannot be read', async () => {
    const { prod, lab, exo, write } = organizations();
    write(one('trial', 3, LAB), one('web', 2));
    lab.sandbox.failNext('GET /ai/deployment=403 x9');
    const { code, stderr } = await exo('apply -f f.yaml --max-cost-per-hour 4', {
      env: { EXO_DI_PRICES: 'prices.json' },
    });
    expect({ code, changes: prod.changes() }).toEqual({ code: 6, changes: [] });
    expect(stderr).toContain('5.00 EUR/h');
  });

  test('plan --markdown says which account is not in it', async () => {
    const { lab, exo, write } = organizations();
    write(one('trial', 2, LAB), one('web', 1));
    lab.sandbox.failNext('GET /ai/deployment=403 x9');
    const { stdout } = await exo('plan -f f.yaml --markdown');
    expect(stdout).toMatch(/^- <code>could not list deployments in at-vie-2.*account lab/m);
  });

  test('the cost limit counts every account, also if one does not scale down', async () => {
    const { prod, lab, exo, write, intercept } = organizations();
    for (const name of ['web', 'old']) prod.sandbox.place({ zone: 'at-vie-2', name, replicas: 1 });
    lab.sandbox.place({ zone: 'at-vie-2', name: 'trial', replicas: 1 });
    write(one('web', 2), one('old', 0), one('trial', 1, LAB));
    intercept(({ body = '' }) =>
      body.includes('"replicas":0')
        ? json({ id: '00000000-0000-4000-8000-0000000000aa', state: 'success' })
        : undefined,
    );
    const { code, stderr } = await exo('apply -f f.yaml --max-cost-per-hour 3', {
      env: { EXO_DI_PRICES: 'prices.json' },
    });
    expect(code, stderr).toBe(10);
    expect(stderr).toContain('take more GPUs, with old not scaled down: it would cost 4.00 EUR/h');
    expect(sizes(prod)).toEqual({ web: 1, old: 1 });
  });

  test('--prune deletes only in the zones that the file names for an account', async () => {
    const { prod, lab, exo, write } = organizations();
    for (const { sandbox } of [prod, lab])
      for (const zone of ['at-vie-2', 'de-fra-1'] as const) sandbox.place({ zone, name: 'old' });
    lab.sandbox.place({ zone: 'de-fra-1', name: 'trial' });
    write(one('web', 1), one('trial', 1, `${LAB}, zone: de-fra-1`));
    const { code, stdout } = await exo('apply -f f.yaml --prune --yes -O json');
    expect(code).toBe(0);
    // A deletion is printed with its account, too.
    expect(JSON.parse(stdout)).toMatchObject([
      { name: 'web', account: '' },
      { name: 'old', account: '', reason: '--prune' },
      { name: 'trial', account: 'lab' },
      { name: 'old', zone: 'de-fra-1', account: 'lab', done: 'deleted' },
    ]);
    const left = ({ sandbox }: typeof prod) =>
      (['at-vie-2', 'de-fra-1'] as const).map((zone) =>
        sandbox
          .deployments(zone)
          .map(({ name }) => name)
          .sort(),
      );
    expect(left(prod)).toEqual([['web'], ['old']]);
    expect(left(lab)).toEqual([['old'], ['trial']]);
  });

  test('commands in errors name the account', async () => {
    const { lab, exo, write } = organizations();
    const id = lab.sandbox.place({ zone: 'at-vie-2', name: 'trial' });
    lab.sandbox.override(id, { state: 'error' });
    write(one('web', 1), one('trial', 1, LAB));
    const { code, stderr } = await exo('apply -f f.yaml');
    expect(code).toBe(7);
    expect(stderr).toMatch(/exo-di -A lab deployment \w+/);
    expect(stderr).not.toMatch(/exo-di deployment/);
  });

  test.each(['plan', 'apply', 'apply --dry-run'])(
    'a file of one named account tells it in its errors, too: %s',
    async (command) => {
      const { lab, exo, write } = organizations();
      lab.sandbox.place({ zone: 'at-vie-2', name: 'trial', gpuCount: 2 });
      write(one('trial', 1, LAB));
      const { code, stderr } = await exo(`${command} -f f.yaml`);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: expect.stringContaining('; nothing was sent (account lab)\n'),
      });
      expect(stderr).toContain('exo-di -A lab deployment clone trial trial-2 ');
      expect(stderr).not.toContain('exo-di deployment');
    },
  );

  test.each([
    ['Ctrl-C', 130, 'interrupted', { terminal: true, typed: ['y\r', '\x03'] }],
    ['no', 130, 'Declined', { terminal: true, typed: ['y\r', 'n\r'] }],
    ['no terminal', 2, 'no terminal to ask for confirmation', {}],
  ])('without an answer for one account (%s), nothing is sent to any', async (_, code, why, given) => {
    const { prod, lab, exo, write } = organizations();
    if (code === 130) prod.sandbox.place({ zone: 'at-vie-2', name: 'old' });
    lab.sandbox.place({ zone: 'at-vie-2', name: 'old' });
    write(one('web', 1), one('trial', 1, LAB));
    const { stderr, ...ended } = await exo('apply -f f.yaml --prune', given);
    expect(ended).toEqual({ code, stdout: '' });
    expect(stderr).toContain(`${why}; nothing was sent`);
    expect(stderr).not.toContain('Applying');
    expect([prod.changes(), lab.changes()]).toEqual([[], []]);
  });

  test.each(['plan', 'apply', 'apply --dry-run'])(
    'an interruption while accounts are read is none of an account: %s',
    async (command) => {
      const { exo, write, intercept } = organizations();
      write(one('web', 1), one('trial', 1, LAB));
      const { signal, press } = ctrlC();
      intercept(() => void press());
      expect(await exo(`${command} -f f.yaml`, { signal })).toEqual({
        code: 130,
        stdout: '',
        stderr: 'error: interrupted\n',
      });
    },
  );

  /** Lets a command of prod and lab run for three rounds. @param between called after each of them */
  function threeRounds({ clock }: { clock: FakeClock }, between: (nth: number) => void = () => {}) {
    const controller = new AbortController();
    let rounds = 0;
    const sleep = clock.sleep.bind(clock);
    clock.sleep = async (ms, signal) => {
      // The limit for the last messages of an ended command is in real time.
      if (!signal) return new Promise((resolve) => setTimeout(resolve, 100));
      if (ms > 60_000) between(++rounds);
      if (rounds === 3) controller.abort(new ExoError('terminated', 'terminated'));
      return sleep(ms, signal);
    };
    return controller.signal;
  }

  test('with --every, a round that changes nothing prints nothing', async () => {
    const { prod, exo, write } = organizations();
    write(one('trial', 0, ', account: prod'), one('web', 0, LAB));
    const outcome = await exo('apply -f f.yaml --every 5m', { signal: threeRounds(prod) });
    expect(outcome).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test.each([
    [
      'an account whose credentials are refused',
      'lab',
      'GET /ai/deployment=403 x*',
      'web in at-vie-2: scaled 2 → 0',
    ],
    [
      'a creation that is refused',
      'prod',
      'POST /ai/deployment=400 x*',
      'trial in at-vie-2 (account lab): scaled 2 → 0',
    ],
  ])('with --every, %s ends no others, not even in the first round', async (_, whose, fault, said) => {
    const { prod, lab, exo, write } = organizations();
    const [broken, sound] = whose === 'lab' ? [lab, prod] : [prod, lab];
    sound.sandbox.place({ zone: 'at-vie-2', name: whose === 'lab' ? 'web' : 'trial', replicas: 2 });
    broken.sandbox.failNext(fault);
    write(one('web', 2), one('trial', 2, LAB));
    const signal = threeRounds(prod, (nth) => {
      if (nth === 1) write(one('web', whose === 'lab' ? 0 : 2), one('trial', whose === 'lab' ? 2 : 0, LAB));
    });
    const { code, stdout } = await exo('apply -f f.yaml --every 5m', { signal });
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(said) });
  });

  test('an unknown account is refused before anything is sent', async () => {
    const { prod, exo, write } = organizations();
    write(one('web', 1), one('trial', 1, ', account: labb'));
    const { code, stderr } = await exo('apply -f f.yaml');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: account "labb" \(account: of the file\) is not defined: [^()]+\n/);
    expect(stderr).toContain('lab');
    expect(prod.changes()).toEqual([]);
  });
});
