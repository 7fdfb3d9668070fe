import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveSettings } from '../../src/config/settings.js';
import { CONFIG, SECRET, SHOWN, sources } from './memory.js';

const PROD = `
defaultAccount = "prod"
[[accounts]]
name = "prod"
key = "EXOprod"
secret = "${SECRET}"
defaultZone = "de-fra-1"
endpoint = "https://api.example.org/v2/"
defaultOutputFormat = "text"
clientTimeout = 20
customHeaders = { X-Team = "ml" }
[[accounts]]
name = "test"
key = "EXOtest"
secret = "${SECRET}"
`;
/** The same file without settings that decide where credentials are sent. */
const HARMLESS = PROD.replace(/^(endpoint|customHeaders).*\n/gm, '');
const FROM_PROD = `account prod in ${SHOWN}`;
const ENV = { EXOSCALE_API_KEY: 'EXOenv', EXOSCALE_API_SECRET: 'env-secret' };

const resolve = (given: Parameters<typeof sources>[0]) => resolveSettings(sources(given));

describe('precedence', () => {
  test('the file is enough', async () => {
    const settings = await resolve({ files: { [CONFIG]: PROD } });
    expect(settings).toMatchObject({
      account: { name: 'prod', file: SHOWN },
      zone: { name: 'de-fra-1', from: FROM_PROD },
      endpoint: { url: 'https://api.example.org/v2', from: FROM_PROD },
      outputFormat: 'text',
      timeoutMs: undefined,
      waitTimeoutMs: 1_200_000,
      headers: { 'X-Team': 'ml' },
      warnings: [],
    });
    expect(await settings.credentials()).toEqual({ key: 'EXOprod', secret: SECRET, from: FROM_PROD });
  });

  test('the environment is enough, without a file', async () => {
    const settings = await resolve({
      env: { ...ENV, EXOSCALE_ZONE: 'at-vie-2', EXOSCALE_API_ENDPOINT: 'http://127.0.0.1:8080/v2' },
    });
    expect(settings).toMatchObject({
      account: undefined,
      zone: { name: 'at-vie-2', from: 'EXOSCALE_ZONE' },
      endpoint: { url: 'http://127.0.0.1:8080/v2', from: 'EXOSCALE_API_ENDPOINT' },
      headers: {},
      warnings: [],
      file: undefined,
    });
    expect(await settings.credentials()).toEqual({
      key: 'EXOenv',
      secret: 'env-secret',
      from: 'EXOSCALE_API_KEY and EXOSCALE_API_SECRET',
    });
  });

  test.each([
    ['EXOSCALE_API_KEY', 'EXOSCALE_API_SECRET'],
    ['EXOSCALE_KEY', 'EXOSCALE_SECRET'],
    ['EXOSCALE_API_KEY', 'EXOSCALE_SECRET_KEY'],
    ['CLOUDSTACK_KEY', 'CLOUDSTACK_SECRET'],
    ['CLOUDSTACK_API_KEY', 'CLOUDSTACK_SECRET_KEY'],
  ])('credentials may be called %s and %s', async (key, secret) => {
    const settings = await resolve({ env: { [key]: 'k', [secret]: 's' }, files: { [CONFIG]: PROD } });
    expect(await settings.credentials()).toEqual({ key: 'k', secret: 's', from: `${key} and ${secret}` });
  });

  test('if several names are set, the first of them counts', async () => {
    const env = {
      ...ENV,
      EXOSCALE_KEY: 'x',
      EXOSCALE_SECRET: 'x',
      CLOUDSTACK_KEY: 'x',
      CLOUDSTACK_SECRET: 'x',
    };
    expect(await (await resolve({ env })).credentials()).toMatchObject({
      key: 'EXOenv',
      secret: 'env-secret',
    });
  });

  test('without any settings, only reading the credentials fails', async () => {
    const { credentials, ...rest } = await resolve({ home: undefined });
    expect(JSON.parse(JSON.stringify(rest))).toEqual({ headers: {}, warnings: [] });
    await expect(credentials()).rejects.toMatchObject({ kind: 'credentials' });
  });

  test('credentials of the environment override those of the account, but not its other settings', async () => {
    const settings = await resolve({ env: ENV, files: { [CONFIG]: PROD } });
    expect(settings.zone).toEqual({ name: 'de-fra-1', from: FROM_PROD });
    expect((await settings.credentials()).key).toBe('EXOenv');
  });

  test('a flag overrides the environment, which overrides the file, and empty values count as missing', async () => {
    const maybe = (value: string) => fc.constantFrom(undefined, '', value);
    const given = fc.record({ flag: maybe('flag'), env: maybe('env'), file: maybe('file') });
    await fc.assert(
      fc.asyncProperty(given, given, async (zone, account) => {
        const accounts = ['flag', 'env', 'file'].map(
          (name) => `[[accounts]]\nname = "${name}"\ndefaultZone = "${zone.file ?? ''}"\n`,
        );
        const settings = await resolve({
          flags: { zone: zone.flag, useAccount: account.flag },
          env: { EXOSCALE_ZONE: zone.env, EXOSCALE_ACCOUNT: account.env },
          files: { [CONFIG]: `defaultAccount = "${account.file ?? ''}"\n${accounts.join('')}` },
        });
        const chosen = account.flag || account.env || account.file || undefined;
        expect(settings.account?.name).toBe(chosen);
        expect(settings.zone?.name).toBe(zone.flag || zone.env || (chosen && zone.file) || undefined);
      }),
    );
  });

  test.each([
    [{ flags: { timeout: '2m' }, env: { EXOSCALE_TIMEOUT: '5s' } }, 120_000],
    [{ env: { EXOSCALE_TIMEOUT: '5s' } }, 5000],
    [{ flags: { timeout: '-1s' } }, -1000],
    [{ env: { EXOSCALE_TIMEOUT: '' } }, undefined],
  ])('timeout of %j', async (given, ms) => expect((await resolve(given)).timeoutMs).toBe(ms));

  test.each([
    [{ flags: { outputFormat: 'json' }, files: { [CONFIG]: PROD } }, 'json'],
    [{ flags: { outputFormat: '' }, files: { [CONFIG]: PROD } }, 'text'],
    [{}, undefined],
  ])('output format of %j', async (given, format) =>
    expect((await resolve(given)).outputFormat).toBe(format),
  );
});

describe('invalid settings are refused at once, and all problems are named', () => {
  test.each([
    [{ flags: { zone: 'x/y' } }, 'flag --zone is "x/y", which is not a zone\'s name like ch-dk-2'],
    [
      { env: { EXOSCALE_ZONE: 'evil.org#' } },
      'EXOSCALE_ZONE is "evil.org#", which is not a zone\'s name like ch-dk-2',
    ],
    [
      { env: { EXOSCALE_API_ENDPOINT: 'ftp://x' } },
      'the endpoint from EXOSCALE_API_ENDPOINT is not a URL like https://api-ch-dk-2.exoscale.com/v2',
    ],
    [
      { env: { EXOSCALE_API_ENDPOINT: `https://ada:${SECRET}@x` } },
      'the endpoint from EXOSCALE_API_ENDPOINT must not have a user name, password, query or fragment',
    ],
    [{ flags: { timeout: '15' } }, 'flag --timeout: "15" has no unit: write 15s or 15m'],
    [{ flags: { timeout: '0' } }, 'flag --timeout is 0: give a duration like 15s, or -1s for none'],
    [
      { flags: { outputFormat: 'yaml' } },
      'flag --output-format: output format "yaml" is not one of table, json, text',
    ],
    [
      { flags: { timeout: 'x', zone: '?' } },
      'flag --zone is "?", which is not a zone\'s name like ch-dk-2; flag --timeout: "x" is not a duration like 15s, 1m30s or 500ms',
    ],
    [
      { files: { [CONFIG]: PROD.replace('X-Team', 'Authorization') } },
      `customHeaders of ${FROM_PROD}: "Authorization" cannot be set, the client sets it itself`,
    ],
    [
      { flags: { useAccount: 'prd' }, files: { [CONFIG]: PROD } },
      `account "prd" (flag --use-account) is not defined: not in ${SHOWN}`,
    ],
    [
      { env: { ...ENV, EXOSCALE_ACCOUNT: 'Prod' }, files: { [CONFIG]: PROD } },
      `account "Prod" (EXOSCALE_ACCOUNT) is not defined: not in ${SHOWN}`,
    ],
    [
      { flags: { useAccount: 'prod' } },
      'account "prod" (flag --use-account) is not defined: there is no configuration file',
    ],
    [
      { env: ENV, files: { [CONFIG]: 'oops' } },
      `${SHOWN} is not valid TOML at line 1, column 1: incomplete key-value: cannot find end of key`,
    ],
    ...[{}, { EXOSCALE_ACCOUNT: 'a', ...ENV }].map((env): [object, string] => [
      { env, files: { '/here/exoscale.toml': 'oops' } },
      '/here/exoscale.toml is not valid TOML at line 1, column 1: incomplete key-value: cannot find end of key',
    ]),
  ])('%j', async (given, message) => {
    await expect(resolve(given)).rejects.toMatchObject({ message, kind: 'usage' });
  });

  describe('one invalid account among several', () => {
    const files = { [CONFIG]: `${HARMLESS}clientTimeout = "soon"\nkEY = "x"\n` };
    const problem = `${SHOWN}: account 2: key is set twice, in different case; ${SHOWN}: account 2: clientTimeout must be a number of minutes`;

    test('does not matter when another one is used', async () => {
      expect(await resolve({ files })).toMatchObject({ account: { name: 'prod' }, warnings: [] });
    });

    test.each([
      ['by the flag', { flags: { useAccount: 'test' } }],
      ['by the environment', { env: { EXOSCALE_ACCOUNT: 'test' } }],
      // Its zone and endpoint would still be used.
      ['with the credentials of the environment', { flags: { useAccount: 'test' }, env: ENV }],
    ])('is refused when it is chosen %s', async (_, given) => {
      await expect(resolve({ ...given, files })).rejects.toMatchObject({
        message: problem,
        kind: 'usage',
        hint: 'correct it there, or use another account: --use-account NAME',
      });
    });

    test('is ignored with a warning in a file of the current folder, if the environment has credentials', async () => {
      const here = '/here/exoscale.toml';
      const text = 'defaultAccount = "a"\n[[accounts]]\nname = "a"\nclientTimeout = "soon"';
      const settings = await resolve({ env: ENV, files: { [here]: text } });
      expect(settings).toMatchObject({
        file: undefined,
        warnings: [
          `${here}: account 1: clientTimeout must be a number of minutes; this file is in the current folder, and is ignored`,
        ],
      });
    });
  });

  test('an unreadable file is not reported as missing', async () => {
    const files = { [CONFIG]: { refuses: 'EACCES' } };
    const unseen = `no configuration file can be read (${SHOWN}: permission denied)`;
    const { credentials } = await resolve({ files });
    await expect(credentials()).rejects.toMatchObject({
      message: `no credentials: none in the environment, and ${unseen}`,
      exitCode: 3,
    });
    await expect(resolve({ files, flags: { useAccount: 'prod' } })).rejects.toMatchObject({
      message: `account "prod" (flag --use-account) is not defined: ${unseen}`,
    });
    expect(await resolve({ files, env: ENV })).toMatchObject({ warnings: [] });
  });

  test('the hint for an unknown account lists the existing ones', async () => {
    const error = resolve({ flags: { useAccount: 'prd' }, files: { [CONFIG]: PROD } });
    await expect(error).rejects.toMatchObject({
      hint: expect.stringContaining('Choose one of: prod, test\n'),
    });
  });
});

describe('missing credentials are reported only when they are needed', () => {
  const accounts = PROD.replace(/^defaultAccount.*$/m, '');
  test.each([
    [
      {},
      'no credentials: EXOSCALE_API_KEY and EXOSCALE_API_SECRET are not set, and there is no configuration file',
    ],
    [{ env: { EXOSCALE_API_KEY: 'k' } }, 'EXOSCALE_API_SECRET is not set, but EXOSCALE_API_KEY is'],
    [{ env: { EXOSCALE_API_SECRET: 's' } }, 'EXOSCALE_API_KEY is not set, but EXOSCALE_API_SECRET is'],
    [
      { env: { EXOSCALE_API_KEY: '', EXOSCALE_API_SECRET: 's' }, files: { [CONFIG]: PROD } },
      'EXOSCALE_API_KEY is not set, but EXOSCALE_API_SECRET is',
    ],
    [{ files: { [CONFIG]: accounts } }, `default account not defined in ${SHOWN}`],
    [
      { files: { [CONFIG]: `defaultAccount = "gone"\n${accounts}` } },
      `default account "gone" is not among the accounts in ${SHOWN}`,
    ],
    [{ files: { [CONFIG]: '' } }, `no credentials: there is no account in ${SHOWN}`],
    [
      { files: { [CONFIG]: '[[accounts]]\nname = ["a"]\nkey = "EXOa"\n' } },
      `no credentials: ${SHOWN}: account 1: name must be a string`,
    ],
    [{ files: { [CONFIG]: PROD.replace('key = "EXOprod"', '') } }, `no credentials: ${FROM_PROD} has no key`],
    [
      { files: { [CONFIG]: PROD.replace(`secret = "${SECRET}"`, '') } },
      `no credentials: ${FROM_PROD} has neither secret nor secretCommand`,
    ],
    [
      { env: { EXOSCALE_API_KEY: 'k\n', EXOSCALE_API_SECRET: 's' } },
      'the API key from EXOSCALE_API_KEY ends with a line feed',
    ],
    [
      { env: { EXOSCALE_API_KEY: 'k', EXOSCALE_API_SECRET: `${SECRET}\n` } },
      'the API secret from EXOSCALE_API_SECRET ends with a line feed',
    ],
    [
      { env: { EXOSCALE_KEY: 'k', EXOSCALE_SECRET_KEY: `"${SECRET}"` } },
      'the API secret from EXOSCALE_SECRET_KEY stands in quotes',
    ],
    [
      { files: { [CONFIG]: PROD.replaceAll(SECRET, `${SECRET}\\r`) } },
      `the API secret from ${FROM_PROD} ends with a carriage return`,
    ],
    [
      { files: { [CONFIG]: PROD.replaceAll('EXOprod', ' EXOprod') } },
      `the API key from ${FROM_PROD} begins with a blank`,
    ],
    [
      { files: { [CONFIG]: PROD.replace('secret =', `secretCommand = ["echo", "${SECRET} x"]\nsecret =`) } },
      `the API secret that the secretCommand of ${FROM_PROD} printed has a blank in it`,
    ],
    [{ env: { EXOSCALE_KEY: 'k' } }, 'EXOSCALE_API_SECRET is not set, but EXOSCALE_KEY is'],
    [{ env: { CLOUDSTACK_SECRET: 's' } }, 'CLOUDSTACK_KEY is not set, but CLOUDSTACK_SECRET is'],
    [
      // The service would refuse the key of one pair with the secret of another without saying why.
      { env: { EXOSCALE_API_KEY: 'k', CLOUDSTACK_KEY: 'c', CLOUDSTACK_SECRET: 's' } },
      'EXOSCALE_API_SECRET is not set, but EXOSCALE_API_KEY is',
    ],
  ])('%j', async (given, message) => {
    const settings = await resolve(given);
    const error = settings.credentials();
    await expect(error).rejects.toMatchObject({ message, exitCode: 3 });
    await error.catch((thrown: Error) => expect(JSON.stringify(thrown)).not.toContain(SECRET));
  });

  test('the hint names three solutions', async () => {
    const { credentials } = await resolve({});
    await expect(credentials()).rejects.toMatchObject({
      hint: `Give them in the environment: export EXOSCALE_API_KEY=… EXOSCALE_API_SECRET=…
or keep them in a file:       exo-di config add
or try without an account:    exo-di sandbox start`,
    });
  });

  test.each(['key', 'secret'])(
    'an account that a file names without a %s gets none from the environment',
    async (lacks) => {
      const files = { [CONFIG]: PROD.replace(new RegExp(`^${lacks} = .*`, 'm'), '') };
      const flags = { useAccount: 'prod', accountBy: 'account: of the file' };
      const { credentials } = await resolve({ files, flags, env: ENV });
      await expect(credentials()).rejects.toMatchObject({
        message: expect.stringContaining(`no credentials: ${FROM_PROD} has `),
        hint: 'write it there: an account that is named by account: uses its own credentials, not those of the environment',
      });
    },
  );

  test('without a default account, the hint names the accounts', async () => {
    const { credentials } = await resolve({ files: { [CONFIG]: accounts } });
    await expect(credentials()).rejects.toMatchObject({
      hint: 'Choose one of: prod, test\nfor one command with --use-account NAME, for all with: exo-di config set NAME',
    });
  });
});

test.each([
  [{ flags: { useAccount: 'prd' } }, 'all with: exo-di config set NAME'],
  [{ env: { EXOSCALE_ACCOUNT: 'prd' } }, 'all with: export EXOSCALE_ACCOUNT=NAME'],
  [{ flags: { useAccount: 'prd', accountBy: 'account: of the file' } }, 'or add it with: exo-di config add'],
])('the hint for an unknown account fits the place that names it: %o', async (given, hint) => {
  await expect(resolve({ ...given, files: { [CONFIG]: PROD } })).rejects.toMatchObject({
    hint: expect.stringMatching(new RegExp(`${hint}$`)),
  });
});

describe('warnings', () => {
  test.each([
    [
      'a secret that others can read',
      { files: { [CONFIG]: { text: PROD, mode: 0o100640 } } },
      [`${SHOWN} holds a secret that others can read; to prevent that: chmod 600 ${CONFIG}`],
    ],
    [
      'a key without secret',
      { files: { [CONFIG]: { text: '[[accounts]]\nkey = "k"', mode: 0o100644 } } },
      [],
    ],
    [
      'no warning about file modes on Windows',
      {
        platform: 'win32',
        home: 'C:\\ada',
        cwd: 'C:\\',
        files: { 'C:\\ada\\exoscale.toml': { text: PROD, mode: 0o100666 } },
      },
      [],
    ],
    [
      'a file of the current folder',
      { files: { '/here/exoscale.toml': HARMLESS } },
      [
        'settings come from /here/exoscale.toml in the current folder; if that is what you want, name the file with --config',
      ],
    ],
    [
      'a broken file of the current folder, if the environment has credentials',
      { env: ENV, files: { '/here/exoscale.toml': 'oops' } },
      [
        '/here/exoscale.toml is not valid TOML at line 1, column 1: incomplete key-value: cannot find end of key; this file is in the current folder, and is ignored',
      ],
    ],
    [
      'no warning for the same file with --config',
      { flags: { config: 'exoscale.toml' }, files: { '/here/exoscale.toml': HARMLESS } },
      [],
    ],
    [
      'two accounts with the same name',
      { files: { [CONFIG]: 'defaultAccount = "a"\n[[accounts]]\nname = "a"\n[[accounts]]\nname = "a"\n' } },
      [`${SHOWN} has more than one account a; the first of them is used`],
    ],
    [
      'an account whose credentials are overridden',
      { flags: { useAccount: 'test' }, env: ENV, files: { [CONFIG]: PROD } },
      [
        `EXOSCALE_API_KEY and EXOSCALE_API_SECRET are used instead of the credentials of account test in ${SHOWN}`,
      ],
    ],
  ])('%s', async (_, given, warnings) => expect((await resolve(given)).warnings).toEqual(warnings));
});

describe('secretCommand', () => {
  const print = `${JSON.stringify([process.execPath, '-e', `console.log(process.pid)`])}`;
  const toml = `defaultAccount = "a"\n[[accounts]]\nname = "a"\nkey = "k"\nsecret = "no"\nsecretCommand = ${print}`;

  test('wins over secret, and runs once', async () => {
    const { credentials } = await resolve({ files: { [CONFIG]: toml } });
    const [first, second] = await Promise.all([credentials(), credentials()]);
    expect(first.secret).toMatch(/^\d+$/);
    expect(second).toEqual(first);
  });

  test('an empty one counts as missing', async () => {
    const { credentials } = await resolve({ files: { [CONFIG]: toml.replace(print, '[]') } });
    expect((await credentials()).secret).toBe('no');
  });
});

describe('endpoint, headers and secretCommand are refused from a file that others could have written', () => {
  const HERE = '/here/exoscale.toml';
  const account = (line: string) => `defaultAccount = "a"\n[[accounts]]\nname = "a"\nkey = "k"\n${line}`;
  const writable = { path: CONFIG, why: 'can be written by others (mode 666)', byMode: true };
  const foreign = { path: CONFIG, why: 'belongs to another user', byMode: false };
  const folder = { path: '/home/ada/.config', why: 'can be written by others (mode 777)', byMode: true };

  test.each([
    [
      'an endpoint',
      'endpoint = "https://evil.example/v2"',
      'endpoint of account a in /here/exoscale.toml is',
    ],
    ['headers', 'customHeaders = { Via = "x" }', 'customHeaders of account a in /here/exoscale.toml is'],
    [
      'several',
      'endpoint = "https://evil.example"\ncustomHeaders = { Via = "x" }',
      'endpoint and customHeaders of account a in /here/exoscale.toml are',
    ],
  ])('%s from the current folder, also with credentials in the environment', async (_, line, what) => {
    for (const env of [{}, ENV, { ...ENV, EXOSCALE_API_ENDPOINT: 'https://api.example.org/v2' }]) {
      await expect(resolve({ env, files: { [HERE]: account(line) } })).rejects.toMatchObject({
        message: `${what} refused: that file was found only because it is in the current folder`,
        hint: 'if it is yours, name it: --config /here/exoscale.toml',
        code: 'untrusted-config',
        exitCode: 3,
      });
    }
  });

  test('a secretCommand from the current folder, unless it is not run because the environment has credentials', async () => {
    const files = { [HERE]: account('secretCommand = ["false"]\ndefaultZone = "at-vie-2"') };
    for (const env of [{}, { EXOSCALE_API_KEY: 'EXOenv' }]) {
      await expect(resolve({ env, files })).rejects.toMatchObject({
        message:
          'secretCommand of account a in /here/exoscale.toml is refused: that file was found only because it is in the current folder',
        code: 'untrusted-config',
      });
    }
    for (const flags of [{}, { useAccount: 'a' }]) {
      const { zone, credentials } = await resolve({ env: ENV, flags, files });
      expect(zone?.name).toBe('at-vie-2');
      expect(await credentials()).toMatchObject({ from: 'EXOSCALE_API_KEY and EXOSCALE_API_SECRET' });
    }
    await expect(
      resolve({ env: ENV, flags: { useAccount: 'a', accountBy: 'it' }, files }),
    ).rejects.toMatchObject({
      code: 'untrusted-config',
    });
  });

  test.each([
    [writable, 'that file can be written by others (mode 666)', `chmod go-w ${CONFIG}`],
    [foreign, 'that file belongs to another user', 'exo-di config add --config FILE'],
    [folder, '/home/ada/.config can be written by others (mode 777)', 'chmod go-w /home/ada/.config'],
  ])('from a file that others can change, even with --config: %j', async (stranger, why, hint) => {
    const files = { [CONFIG]: { text: account('secretCommand = ["true"]'), stranger } };
    for (const flags of [{}, { config: CONFIG }]) {
      await expect(resolve({ flags, files })).rejects.toMatchObject({
        message: `secretCommand of account a in ${SHOWN} is refused: ${why}`,
        hint: expect.stringContaining(hint),
      });
    }
  });

  test.each([
    ['named by a flag', { flags: { config: 'exoscale.toml' } }],
    ['named by the environment', { env: { EXOSCALE_CONFIG: 'exoscale.toml' } }],
  ])('a file of the current folder is accepted if it is %s', async (_, given) => {
    const files = { [HERE]: account('endpoint = "https://ours.example/v2"') };
    expect((await resolve({ ...given, files })).endpoint?.url).toBe('https://ours.example/v2');
  });

  test('an account without these settings, or one that is not chosen, is accepted', async () => {
    const other = `${account('defaultZone = "at-vie-2"')}\n[[accounts]]\nname = "b"\nendpoint = "https://x.example"`;
    const stranger = writable;
    expect((await resolve({ files: { [HERE]: other } })).zone?.name).toBe('at-vie-2');
    expect((await resolve({ files: { [CONFIG]: { text: other, stranger } } })).zone?.name).toBe('at-vie-2');
    expect(
      (await resolve({ files: { [CONFIG]: { text: account('customHeaders = {}'), stranger } } })).headers,
    ).toEqual({});
  });
});
