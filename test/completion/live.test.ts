import { expect, test } from 'vitest';
import type { NameCache } from '../../src/completion/cache.js';
import { liveNames } from '../../src/completion/live.js';
import type { Named } from '../../src/completion/values.js';
import type { Files } from '../../src/io/read-files.js';
import { createSandbox, DEFAULT_CREDENTIAL, type Sandbox } from '../../src/sandbox/index.js';
import { fakeClock, sandboxTransport, silentHost } from '../helpers/run.js';

const ENV = {
  EXOSCALE_API_ENDPOINT: 'http://127.0.0.1:8787/v2',
  EXOSCALE_API_KEY: DEFAULT_CREDENTIAL.key,
  EXOSCALE_API_SECRET: DEFAULT_CREDENTIAL.secret,
};

interface Setting {
  env?: Record<string, string>;
  config?: string;
  sandbox?: Sandbox;
  cache?: NameCache;
}

function memoryCache(): NameCache & { kept: Map<string, readonly string[]> } {
  const kept = new Map<string, readonly string[]>();
  return {
    kept,
    read: (key) => kept.get(JSON.stringify(key))?.slice(),
    write: (key, names) => void kept.set(JSON.stringify(key), names),
  };
}

function machine({
  env = ENV,
  config,
  sandbox = createSandbox({ clock: fakeClock() }),
  cache = memoryCache(),
}: Setting = {}) {
  const deadline = new AbortController();
  let written = '';
  const stream = {
    write: (text: string) => {
      written += text;
    },
    on() {},
  };
  const files: Files = {
    stat: async () => (config === undefined ? undefined : { folder: false, mode: 0o600 }),
    readFile: async () => config ?? '',
  };
  let slow = 0;
  const transport = sandboxTransport(sandbox);
  const given = { env, home: '/home/u', signal: deadline.signal, files, transport };
  const names = liveNames({
    host: { ...silentHost(given, fakeClock()), stdout: stream, stderr: () => stream },
    cache,
    tooSlow: async () => void slow++,
  });
  const ask = async (kind: Named, given: Record<string, string> = {}) =>
    (await names(kind, new Map(Object.entries(given)))).map(({ value, description }) =>
      description ? `${value} (${description})` : value,
    );
  return { ask, sandbox, deadline, said: () => written, slow: () => slow };
}

function filled(): Sandbox {
  const sandbox = createSandbox({ clock: fakeClock() });
  sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
  sandbox.place({ zone: 'ch-dk-2', name: 'my-app' });
  sandbox.place({ zone: 'de-fra-1', name: 'chat' });
  return sandbox;
}

test('offers the deployments of every zone, each name once, with its zones', async () => {
  const { ask } = machine({ sandbox: filled() });
  expect(await ask('deployment')).toEqual(['chat (de-fra-1)', 'my-app (at-vie-2, ch-dk-2)']);
});

test.each([
  ['flag', {}, { '--zone': 'de-fra-1' }],
  ['EXOSCALE_ZONE', { EXOSCALE_ZONE: 'de-fra-1' }, {}],
])('offers only the deployments of the zone given by %s', async (_, env, given) => {
  const { ask, sandbox } = machine({ sandbox: filled(), env: { ...ENV, ...env } });
  expect(await ask('deployment', given)).toEqual(['chat (de-fra-1)']);
  expect(sandbox.requests.filter(({ path }) => path.endsWith('/ai/deployment'))).toHaveLength(1);
});

test('a second TAB sends no request', async () => {
  const { ask, sandbox } = machine({ sandbox: filled() });
  const first = await ask('deployment');
  const asked = sandbox.requests.length;
  expect(await ask('deployment')).toEqual(first);
  expect(sandbox.requests).toHaveLength(asked);
});

test('names cached for another account or endpoint are not offered', async () => {
  const cache = memoryCache();
  await machine({ sandbox: filled(), cache }).ask('deployment', { '--zone': 'de-fra-1' });
  const other = machine({ cache, env: { ...ENV, EXOSCALE_API_ENDPOINT: 'http://127.0.0.1:9999/v2' } });
  expect(await other.ask('deployment', { '--zone': 'de-fra-1' })).toEqual([]);
});

test('no secret is in the cache', async () => {
  const cache = memoryCache();
  const { ask } = machine({ sandbox: filled(), cache });
  for (const kind of ['deployment', 'model', 'api-key', 'zone'] as const) await ask(kind);
  expect(JSON.stringify([...cache.kept])).not.toContain(ENV.EXOSCALE_API_SECRET);
});

test('offers the known zones without a request, and asks a custom endpoint for its own', async () => {
  const { EXOSCALE_API_ENDPOINT: _, ...official } = ENV;
  const known = machine({ env: official });
  expect(await known.ask('zone')).toContain('at-vie-2');
  expect(known.sandbox.requests).toEqual([]);
  const custom = machine();
  expect(await custom.ask('zone')).toContain('at-vie-2');
  expect(custom.sandbox.requests.map(({ path }) => path)).toEqual(['/v2/zone']);
});

const CONFIG = `defaultAccount = "prod"
[[accounts]]
name = "prod"
key = "EXOprod"
secret = "hidden"
[[accounts]]
name = "lab"
key = "EXOlab"
secretCommand = ["touch", "/tmp/never"]
`;

test('offers the accounts of the configuration file', async () => {
  const { ask, said } = machine({ env: {}, config: CONFIG });
  expect(await ask('account')).toEqual(['lab', 'prod']);
  expect(said()).toBe('');
});

test('a secretCommand is not run', async () => {
  const { ask, sandbox } = machine({ env: {}, config: CONFIG });
  expect(await ask('deployment', { '--use-account': 'lab', '--zone': 'at-vie-2' })).toEqual([]);
  expect(sandbox.requests).toEqual([]);
});

test.each<[string, Setting]>([
  ['without credentials', { env: {} }],
  ['with half of them', { env: { EXOSCALE_API_KEY: 'EXOkey' } }],
  ['with wrong ones', { env: { ...ENV, EXOSCALE_API_SECRET: 'wrong' } }],
  ['with a broken configuration', { config: '[[accounts' }],
  ['with an account that does not exist', { env: { ...ENV, EXOSCALE_ACCOUNT: 'nobody' } }],
  ['with an endpoint that is none', { env: { ...ENV, EXOSCALE_API_ENDPOINT: 'nonsense' } }],
  ['when the service fails', { sandbox: createSandbox({ clock: fakeClock(), fail: ['* /**=500 x*'] }) }],
])('%s, nothing is offered and nothing printed', async (_, setting) => {
  const { ask, said } = machine(setting);
  for (const kind of ['deployment', 'model', 'api-key'] as const) expect(await ask(kind)).toEqual([]);
  expect(said()).toBe('');
});

test('zones are offered without credentials and with a broken configuration', async () => {
  expect(await machine({ env: {}, config: '[[accounts' }).ask('zone')).toContain('ch-dk-2');
});

test('at the deadline, offers the names that have arrived, and fetches the rest only once', async () => {
  const sandbox = filled();
  const { ask, deadline, slow } = machine({ sandbox });
  sandbox.failNext('GET /ai/deployment@ch-dk-2=silence');
  setTimeout(() => deadline.abort(), 50);
  expect(await ask('deployment')).toEqual(['chat (de-fra-1)', 'my-app (at-vie-2)']);
  expect(slow()).toBe(1);
  await ask('deployment');
  expect(slow()).toBe(1);
});
