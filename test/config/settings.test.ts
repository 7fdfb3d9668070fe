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
const FROM_PROD = `account prod in ${SHOWN}`;
const ENV = { EXOSCALE_API_KEY: 'EXOenv', EXOSCALE_API_SECRET: 'env-secret' };

const resolve = (given: Parameters<typeof sources>[0]) => resolveSettings(sources(given));

describe('precedence', () => {
  test('the file alone', async () => {
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

  test('the environment alone: no file is needed', async () => {
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

  test('nothing at all', async () => {
    const { credentials, ...rest } = await resolve({ home: undefined });
    expect(JSON.parse(JSON.stringify(rest))).toEqual({ headers: {}, warnings: [] });
    await expect(credentials()).rejects.toMatchObject({ kind: 'credentials' });
  });

  test('credentials of the environment override the account’s, whose other defaults stay', async () => {
    const settings = await resolve({ env: ENV, files: { [CONFIG]: PROD } });
    expect(settings.zone).toEqual({ name: 'de-fra-1', from: FROM_PROD, ofAccount: true });
    expect((await settings.credentials()).key).toBe('EXOenv');
  });

  test('flag before environment before file, whatever the combination; empty counts as not given', async () => {
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

describe('refused at once, every problem named', () => {
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
      'the endpoint from EXOSCALE_API_ENDPOINT may have neither user name, password, query nor fragment',
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
  ])('%j', async (given, message) => {
    await expect(resolve(given)).rejects.toMatchObject({ message, kind: 'usage' });
  });

  test('an unknown account is answered with those there are', async () => {
    const error = resolve({ flags: { useAccount: 'prd' }, files: { [CONFIG]: PROD } });
    await expect(error).rejects.toMatchObject({
      hint: expect.stringContaining('Choose one of: prod, test\n'),
    });
  });
});

describe('missing credentials are told when they are needed, not before', () => {
  const accounts = PROD.replace(/^defaultAccount.*$/m, '');
  test.each([
    [
      {},
      'no credentials: neither EXOSCALE_API_KEY with EXOSCALE_API_SECRET nor a configuration file is there',
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
    [{ files: { [CONFIG]: PROD.replace('key = "EXOprod"', '') } }, `no credentials: ${FROM_PROD} has no key`],
    [
      { files: { [CONFIG]: PROD.replace(`secret = "${SECRET}"`, '') } },
      `no credentials: ${FROM_PROD} has neither secret nor secretCommand`,
    ],
    [
      { env: { EXOSCALE_API_KEY: 'k\n', EXOSCALE_API_SECRET: 's' } },
      'the API key from EXOSCALE_API_KEY and EXOSCALE_API_SECRET has blanks or other characters no key has',
    ],
  ])('%j', async (given, message) => {
    const settings = await resolve(given);
    await expect(settings.credentials()).rejects.toMatchObject({ message, exitCode: 3 });
  });

  test('with three ways out', async () => {
    const { credentials } = await resolve({});
    await expect(credentials()).rejects.toMatchObject({
      hint: `Give them in the environment: export EXOSCALE_API_KEY=… EXOSCALE_API_SECRET=…
or keep them in a file:       exo-di config add
or try without an account:    exo-di sandbox start`,
    });
  });

  test('without a default account, with the names to choose from', async () => {
    const { credentials } = await resolve({ files: { [CONFIG]: accounts } });
    await expect(credentials()).rejects.toMatchObject({
      hint: 'Choose one of: prod, test\nfor one command with --use-account NAME, for all with: exo-di config set NAME',
    });
  });
});

describe('warnings', () => {
  test.each([
    [
      'a secret that others can read',
      { files: { [CONFIG]: { text: PROD, mode: 0o100640 } } },
      [`${SHOWN} holds a secret that others can read; to end that: chmod 600 ${CONFIG}`],
    ],
    [
      'a key without secret',
      { files: { [CONFIG]: { text: '[[accounts]]\nkey = "k"', mode: 0o100644 } } },
      [],
    ],
    [
      'Windows, which has no such modes',
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
      { files: { '/here/exoscale.toml': PROD } },
      [
        'settings come from /here/exoscale.toml in the current folder; name it with --config if that is meant',
      ],
    ],
    [
      'the same file, named',
      { flags: { config: 'exoscale.toml' }, files: { '/here/exoscale.toml': PROD } },
      [],
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

  test('an empty one is none', async () => {
    const { credentials } = await resolve({ files: { [CONFIG]: toml.replace(print, '[]') } });
    expect((await credentials()).secret).toBe('no');
  });

  test('is not run from a file that merely lies in the current folder', async () => {
    const { credentials } = await resolve({ files: { '/here/exoscale.toml': toml } });
    await expect(credentials()).rejects.toMatchObject({
      message: 'the secretCommand in /here/exoscale.toml is not run',
      kind: 'credentials',
    });
  });
});
