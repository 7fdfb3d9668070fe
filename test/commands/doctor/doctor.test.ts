import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Client } from '../../../src/api/client.js';
import { TransportError } from '../../../src/api/http/transport.js';
import { nodeFinding } from '../../../src/commands/doctor/checks.js';
import { findingLines } from '../../../src/commands/doctor/lines.js';
import { reach } from '../../../src/commands/doctor/reach.js';
import type { Files } from '../../../src/io/read-files.js';
import { createSandbox, type SandboxOptions } from '../../../src/sandbox/index.js';
import { bench, fakeClock, run, sandboxTransport, T0 } from '../../helpers/run.js';
import { json, lying, named, retold } from '../../helpers/service.js';

const KEY = { key: 'EXO0123456789abcdef', secret: 'the-secret-that-signs' };
const ENV = {
  EXOSCALE_API_ENDPOINT: 'http://127.0.0.1:8787/v2',
  EXOSCALE_API_KEY: KEY.key,
  EXOSCALE_API_SECRET: KEY.secret,
};

/** Runs `doctor` against a new sandbox, with only the given environment. */
function doctor(line: string, given: SandboxOptions & { env?: Record<string, string>; files?: Files } = {}) {
  const { env = ENV, files, ...options } = given;
  const clock = fakeClock();
  const sandbox = createSandbox({ clock, credentials: [KEY], ...options });
  return run(`doctor ${line}`, { env, files, transport: sandboxTransport(sandbox) }, clock);
}

/** The findings of `-O json` that are neither ok nor skipped, as `fail check zone: detail`. */
function bad(stdout: string): string[] {
  const findings: { check: string; zone?: string; status: string; detail: string }[] = JSON.parse(stdout);
  return findings
    .filter(({ status }) => status === 'warn' || status === 'fail')
    .map(({ check, zone, status, detail }) => `${status} ${check}${zone ? ` ${zone}` : ''}: ${detail}`);
}

test.each([
  ['20.19.0', undefined, 'ok', /^Node\.js 20\.19\.0, exo-di /],
  ['18.20.4', undefined, 'warn', /^Node\.js 18\.20\.4, exo-di /],
  // In the standalone program, Bun reports a version of Node.js, too.
  ['26.3.0', '1.4.4', 'ok', /^Bun 1\.4\.4 in place of Node\.js, exo-di /],
])('Node.js %s, Bun %s: %s', (node, bun, status, detail) => {
  expect(nodeFinding(node, bun)).toMatchObject({ status, detail: expect.stringMatching(detail) });
});

test('all is well: with --verbose a line for each check, exit code 0', async () => {
  const { code, stdout, stderr } = await doctor('-z at-vie-2 --verbose');
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'Asking the service\nAll is well.\n' });
  expect(stdout.replace(/Node.js .*/, 'Node.js …')).toBe(
    `
✓ node           Node.js …
✓ configuration  no file; only the environment is used
✓ credentials    key EXO012… from EXOSCALE_API_KEY and EXOSCALE_API_SECRET
✓ clock          in step with the service's
✓ endpoint       proxy: none; DNS: not needed for an IP address; TLS: not needed for this machine itself; API: answered in 0 ms
✓ zone at-vie-2  proxy: none; DNS: not needed for an IP address; TLS: not needed for this machine itself; API: answered in 0 ms
✓ signature      accepted by the service
✓ permission     list-deployments: allowed
✓ permission     get-deployment: allowed
✓ permission     get-deployment-logs: allowed
✓ permission     list-models: allowed
✓ permission     get-model: allowed
✓ permission     list-ai-instance-types: allowed
✓ permission     get-inference-engine-help: allowed
✓ permission     list-ai-api-keys: allowed
✓ permission     get-ai-api-key: allowed
✓ permission     get-operation: allowed
✓ permission     list-events: allowed
✓ permission     get-usage-report: allowed
✓ permission     list-quotas: allowed
· permission     others: not checked, since trying would change or reveal something: create-, update-, scale- and delete-deployment, reveal-deployment-api-key, create- and delete-model, create-, update-, delete-, reveal- and rotate-ai-api-key
✓ quota          gpu2: none granted
✓ quota          gpu3: 0 of 4 GPUs used
✓ quota          gpu3080ti: 0 of 8 GPUs used
✓ quota          gpua30: none granted
✓ quota          gpua5000: 0 of 8 GPUs used
✓ quota          gpurtx6000pro: 0 of 4 GPUs used
`.trimStart(),
  );
});

test('all is well: a line for each kind', async () => {
  const { stdout } = await doctor('');
  expect(stdout.replace(/Node.js .*/, 'Node.js …')).toBe(
    `
✓ node           Node.js …
✓ configuration  no file; only the environment is used
✓ credentials    key EXO012… from EXOSCALE_API_KEY and EXOSCALE_API_SECRET
✓ clock          in step with the service's
✓ endpoint       answers within 0 ms
✓ zones          8 zones answer within 0 ms
✓ signature      accepted by the service
✓ permission     13 read operations are allowed; operations that change something were not tried
✓ quota          GPUs used: gpu3 0 of 4, gpu3080ti 0 of 8, gpua5000 0 of 8, gpurtx6000pro 0 of 4
`.trimStart(),
  );
});

test('a problem is printed in full, checks that are ok in short', async () => {
  const { stdout } = await doctor('', { fail: ['GET /zone@de-fra-1=503', 'GET /ai/model=403'] });
  expect(stdout).toContain('✓ zones          7 zones answer within 0 ms\n');
  expect(stdout).toContain('✗ zone de-fra-1  API: answered with HTTP 503 in 0 ms\n');
});

test.each([60, 80, 120, 200])(
  'on a terminal of %i columns the text is wrapped between words',
  async (columns) => {
    const { exo } = bench();
    const { stdout } = await exo('doctor', { terminal: true, columns });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThan(24);
    for (const line of lines) expect(line.replace(/\x1b\[\d+m/g, '').length).toBeLessThanOrEqual(columns);
  },
);

test('on a terminal, words about commands are not continued as if they were a command', async () => {
  const { exo } = bench({ credentials: [{ ...KEY, deny: ['GET /event', 'GET /usage-report'] }] });
  const { stdout } = await exo('doctor', { terminal: true, env: ENV });
  expect(stdout).toContain('only exo-di deployment history and exo-di cost need it');
  expect(stdout).not.toContain('\\\n');
});

test('a quota whose use is not told does not count as unused', async () => {
  const { exo, intercept } = bench();
  const quotas = [
    { resource: 'gpua5000', limit: 8 },
    { resource: 'gpu2', limit: 0 },
    { resource: 'gpu3', limit: -1, usage: 2 },
  ];
  intercept(retold('/quota', () => JSON.stringify({ quotas })));
  const { stdout } = await exo('doctor -z at-vie-2 --verbose');
  expect(stdout).toContain('gpua5000: it is not known how many GPUs are used\n');
  expect(stdout).toContain('gpu2: none granted\n');
  expect(stdout).toContain('gpu3: 2 GPUs used, no limit\n');
  expect((await exo('doctor -z at-vie-2')).stdout).toContain(
    'GPUs used: gpu3 2 (no limit), gpua5000 unknown\n',
  );
});

test('as JSON: an array of findings, every zone among them', async () => {
  const { code, stdout } = await doctor('-O json');
  expect(code).toBe(0);
  const findings: { check: string; zone?: string }[] = JSON.parse(stdout);
  expect(findings).toContainEqual({ check: 'permission:list-models', status: 'ok', detail: 'allowed' });
  expect(findings).toContainEqual({ check: 'quota:gpua5000', status: 'ok', detail: '0 of 8 GPUs used' });
  expect(findings.filter(({ check }) => check === 'api').map(({ zone }) => zone)).toEqual([
    undefined,
    ...['at-vie-1', 'at-vie-2', 'bg-sof-1', 'ch-dk-2', 'ch-gva-2', 'de-fra-1', 'de-muc-1', 'hr-zag-1'],
  ]);
});

test('doctor changes nothing, and never prints the secret', async () => {
  const { exo, changes, sandbox } = bench();
  const { stdout, stderr } = await exo('doctor -O json');
  expect(changes()).toEqual([]);
  expect(stdout + stderr).not.toContain(sandbox.world.credentials[0]?.secret);
});

describe('the problems decide the exit code', () => {
  const denied = (deny: string[]): SandboxOptions => ({ credentials: [{ ...KEY, deny }] });
  const none = { gpu2: 0, gpu3: 0, gpua30: 0, gpu3080ti: 0, gpua5000: 0, gpurtx6000pro: 0 };

  test.each<[string, string, Parameters<typeof doctor>[1], number, string[]]>([
    [
      'no credentials',
      '-z at-vie-2',
      { env: { EXOSCALE_API_ENDPOINT: ENV.EXOSCALE_API_ENDPOINT } },
      3,
      [
        'fail credentials: no credentials: EXOSCALE_API_KEY and EXOSCALE_API_SECRET are not set, and there is no configuration file',
      ],
    ],
    [
      'a secret that does not fit',
      '-z at-vie-2',
      { env: { ...ENV, EXOSCALE_API_SECRET: 'another' } },
      3,
      ['fail signature: refused: Invalid request signature'],
    ],
    [
      'operations that the role denies',
      '-z at-vie-2',
      denied(['GET /ai/model', 'GET /quota']),
      3,
      [
        'fail permission:list-models: denied: Forbidden by role policy for list-models',
        'fail permission:list-quotas: denied: Forbidden by role policy for list-quotas',
      ],
    ],
    [
      "the organization's events and usage, which few commands need",
      '-z at-vie-2',
      denied(['GET /event', 'GET /usage-report']),
      3,
      [
        'warn permission:list-events: denied: Forbidden by role policy for list-events',
        'warn permission:get-usage-report: denied: Forbidden by role policy for get-usage-report',
      ],
    ],
    [
      'a clock 20 minutes ahead',
      '-z at-vie-2',
      { clock: fakeClock(T0 - 20 * 60_000) },
      3,
      ["fail clock: 20 min ahead of the service's"],
    ],
    [
      'a clock 20 minutes behind: signatures have expired',
      '-z at-vie-2',
      { clock: fakeClock(T0 + 20 * 60_000) },
      3,
      ["fail clock: 20 min behind the service's", 'fail signature: refused: Invalid request signature'],
    ],
    [
      'a clock 2 minutes behind',
      '-z at-vie-2',
      { clock: fakeClock(T0 + 120_000) },
      3,
      ["warn clock: 2 min behind the service's"],
    ],
    ['no GPU granted', '-z at-vie-2', { quotas: none }, 6, ['warn quota: no GPU of any family is granted']],
    ['a zone that does not exist', '-z xx-yyy-1', {}, 2, ['fail zone: there is no zone xx-yyy-1']],
    [
      'a zone of the environment that does not exist',
      '',
      { env: { ...ENV, EXOSCALE_ZONE: 'xx-yyy-1' } },
      2,
      ['fail zone: there is no zone xx-yyy-1 (EXOSCALE_ZONE)'],
    ],
    [
      'an endpoint that refuses to list its zones',
      '',
      { fail: ['GET /zone=403'] },
      3,
      ['fail zone: EXOSCALE_API_ENDPOINT does not list its zones: answered with HTTP 403'],
    ],
    [
      'the same with a zone chosen: whether it exists is not known',
      '-z at-vie-2',
      { fail: ['GET /zone=403'] },
      3,
      ['fail zone: EXOSCALE_API_ENDPOINT does not list its zones: answered with HTTP 403'],
    ],
    [
      'an endpoint with another API',
      '',
      { fail: ['GET /zone=404'] },
      9,
      ['fail api: answered with HTTP 404 in 0 ms'],
    ],
    [
      'a zone that answers, and does not list its deployments',
      '',
      { fail: ['GET /ai/deployment@de-fra-1=503 x9'] },
      9,
      [
        'fail permission:list-deployments de-fra-1: could not list deployments in de-fra-1: The sandbox was told to fail this request (HTTP 503)',
      ],
    ],
    [
      'a zone that fails',
      '',
      { fail: ['GET /zone@de-fra-1=503'] },
      9,
      ['fail api de-fra-1: answered with HTTP 503 in 0 ms'],
    ],
    [
      'an endpoint that is not encrypted',
      '',
      { env: { ...ENV, EXOSCALE_API_ENDPOINT: 'http://api.example/v2' } },
      2,
      [
        'fail endpoint: EXOSCALE_API_ENDPOINT: http://api.example is not encrypted, and requests carry credentials',
      ],
    ],
    [
      'a configuration that cannot be read',
      '--timeout soon',
      {},
      2,
      ['fail configuration: flag --timeout: "soon" is not a duration like 15s, 1m30s or 500ms'],
    ],
  ])('%s', async (_, line, given, code, findings) => {
    const outcome = await doctor(`${line} -O json`, given);
    expect({ code: outcome.code, bad: bad(outcome.stdout) }).toEqual({ code, bad: findings });
  });
});

test('a fast clock is not said to be refused where the signature is accepted', async () => {
  const { stdout } = await doctor('-z at-vie-2', { clock: fakeClock(T0 - 20 * 60_000) });
  expect(stdout).toMatch(/^✓ signature +accepted by the service$/m);
  expect(stdout).toMatch(
    /^✗ clock .*\n +set this machine's clock right: signatures and schedules go by it$/m,
  );
});

test('a mistyped zone is answered with the one that is meant', async () => {
  const { stdout, stderr } = await doctor('-z at-vie2');
  expect(stdout).toContain(
    '✗ zone           there is no zone at-vie2\n                 did you mean at-vie-2?\n                 the zones are at-vie-1, ',
  );
  expect(stderr).toMatch(/^1 check failed\.$/m);
});

test('a page that forbids the list of zones is not the API, and blames no credentials', async () => {
  const { exo, intercept } = bench();
  intercept(({ url }) =>
    new URL(url).pathname.endsWith('/zone')
      ? { status: 403, headers: {}, body: '<html>Blocked by policy</html>' }
      : undefined,
  );
  const { code, stdout } = await exo('doctor -z at-vie-2 -O json');
  expect({ code, bad: bad(stdout) }).toEqual({ code: 9, bad: ['fail api: what answers is not the API'] });
});

describe('the configuration file', () => {
  const file = `defaultAccount = "prod"\n[[accounts]]\nname = "prod"\nkey = "${KEY.key}"\nsecret = "${KEY.secret}"\nendpoint = "${ENV.EXOSCALE_API_ENDPOINT}"\n`;
  const files = (mode: number): Files => ({
    stat: async (path) => (path === '/exo.toml' ? { folder: false, mode } : undefined),
    readFile: async () => file,
  });

  test('where it is, its mode and the account', async () => {
    const { code, stdout } = await doctor('-C /exo.toml -z at-vie-2', { env: {}, files: files(0o100600) });
    expect(code).toBe(0);
    expect(stdout).toContain('✓ configuration  /exo.toml, mode 600, account prod\n');
    expect(stdout).toContain('✓ credentials    key EXO012… from account prod in /exo.toml\n');
  });

  test('one that others can read', async () => {
    const { code, stdout } = await doctor('-C /exo.toml -z at-vie-2 -O json', {
      env: {},
      files: files(0o100644),
    });
    expect({ code, bad: bad(stdout) }).toEqual({
      code: 3,
      bad: [
        'warn configuration: /exo.toml holds a secret that others can read; to prevent that: chmod 600 /exo.toml',
      ],
    });
  });

  test('one that makes no sense: nothing else is checked', async () => {
    const broken: Files = { ...files(0o100600), readFile: async () => 'accounts = [' };
    const { code, stdout } = await doctor('-C /exo.toml', { env: {}, files: broken });
    expect(code).toBe(2);
    expect(stdout).toMatch(/^✗ configuration +\/exo\.toml is not valid TOML/m);
    expect(stdout).toMatch(/^· endpoint +not checked without a configuration$/m);
  });

  test('the hint names that file', async () => {
    const text = `${file}secretCommand = ["/nowhere/\\u0000"]\n`;
    const failing: Files = { ...files(0o100600), readFile: async () => text };
    const { code, stdout } = await doctor('-C /exo.toml -z at-vie-2', { env: {}, files: failing });
    expect(code).toBe(3);
    expect(stdout).toMatch(/see the command with: exo-di -C \/exo\.toml config show prod$/m);
  });

  test('one that makes no sense is reported through a template, too', async () => {
    const broken: Files = { ...files(0o100600), readFile: async () => 'accounts = [' };
    const line = '-C /exo.toml --output-template {{.Check}}={{.Status}}';
    const { code, stdout } = await doctor(line, { env: {}, files: broken });
    expect({ code, stdout }).toEqual({ code: 2, stdout: 'node=ok\nconfiguration=fail\nendpoint=skip\n' });
    const wrong = await doctor('-C /exo.toml --output-template {{.Nope}}', { env: {}, files: broken });
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
  });
});

test('wrong flags are refused as in other commands', async () => {
  expect(await doctor('extra')).toMatchObject({ code: 2, stdout: '' });
  expect(await doctor('--output-template {{.Nope}}')).toMatchObject({ code: 2, stdout: '' });
});

test('a hint stands below its line', async () => {
  const { stdout } = await doctor('-z at-vie-2', { env: { ...ENV, EXOSCALE_API_SECRET: 'another' } });
  expect(stdout).toContain(
    '✗ signature      refused: Invalid request signature\n                 the secret does not belong to this key',
  );
});

describe('what is not reached comes with what to look at', () => {
  const refused = async () => {
    throw new TransportError('connect', false, 'connection refused');
  };

  test('an endpoint of one’s own: where it is set', async () => {
    const { stdout } = await run('doctor', { env: ENV, transport: { send: refused, close: async () => {} } });
    expect(stdout).toContain(
      '✗ endpoint       API: 127.0.0.1:8787: connection refused\n                 is it the right endpoint? it is http://127.0.0.1:8787/v2 (EXOSCALE_API_ENDPOINT)\n',
    );
  });

  test('every zone of the service: the network, said once', async () => {
    const deps = { env: {}, clock: fakeClock(), signal: new AbortController().signal };
    const network = { lookUp: refused, handshake: refused };
    const reached = await Promise.all(
      ['at-vie-1', 'at-vie-2'].map((zone) => {
        const target = { zone, endpoint: `https://api-${zone}.exoscale.com/v2`, from: `zone ${zone}` };
        return reach(deps, {} as Client, target, { network, timeoutMs: undefined });
      }),
    );
    const findings = reached.flatMap((one) => one.findings);
    expect(findingLines(findings, { width: 80, colour: 0, terminal: false, ascii: false }, false)).toBe(
      `✗ zone at-vie-1  DNS: api-at-vie-1.exoscale.com: connection refused
✗ zone at-vie-2  DNS: api-at-vie-2.exoscale.com: connection refused
                 is this machine online? if only a proxy reaches the internet here, set HTTPS_PROXY
`,
    );
  });

  test('a zone that does not allow its list: the role', async () => {
    const { stdout } = await doctor('', { fail: ['GET /ai/deployment@de-fra-1=403 x9'] });
    expect(stdout).toMatch(
      /could not list deployments in de-fra-1: .*\n +the role of this key does not allow it/,
    );
  });
});

test.each([
  ['no zones', () => [], 2, ['fail zone: EXOSCALE_API_ENDPOINT names no zones']],
  [
    'a zone without an address, of several',
    (zones: { name: string }[]) =>
      zones.map((zone) => (zone.name === 'at-vie-2' ? { ...zone, 'api-endpoint': null } : zone)),
    9,
    ['fail zone: EXOSCALE_API_ENDPOINT does not say where at-vie-2 is'],
  ],
  [
    'a zone whose address is none',
    (zones: { name: string }[]) =>
      zones.map((zone) => (zone.name === 'at-vie-2' ? { ...zone, 'api-endpoint': 'at-vie-2' } : zone)),
    9,
    ['fail api at-vie-2: the endpoint of zone at-vie-2 is not a URL'],
  ],
])('an endpoint that lists %s', async (_, told, exitCode, problems) => {
  const sandbox = createSandbox({ clock: fakeClock(), credentials: [KEY] });
  const transport = lying(sandboxTransport(sandbox), async (request, ask) =>
    named(request) === 'GET /zone' && new URL(request.url).pathname === '/v2/zone'
      ? json({ zones: told(JSON.parse((await ask(request)).body).zones) })
      : undefined,
  );
  const { code, stdout } = await run('doctor -O json', { env: ENV, transport });
  expect({ code, bad: bad(stdout) }).toEqual({ code: exitCode, bad: problems });
});

test('the page about accounts names exactly the operations that are tried, for a key that may only read', async () => {
  const { stdout } = await doctor('-O json');
  const tried = JSON.parse(stdout).flatMap(({ check }: { check: string }) => {
    const [, operation = 'others'] = /^permission:(.*)/.exec(check) ?? [];
    return operation === 'others' ? [] : [operation];
  });
  const page = readFileSync(new URL('../../../docs/guide/accounts.md', import.meta.url), 'utf8');
  const [, table = ''] = /^\| for \| operations \|\n(.*?)\n\n/ms.exec(page) ?? [];
  const named = [...table.matchAll(/`((?:list|get)-[a-z-]+)`/g)].map(([, name]) => name);
  expect(named.sort()).toEqual(tried.sort());
});
