import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Files } from '../../../src/io/read-files.js';
import { ownFolder } from '../../helpers/folder.js';
import { type RunOptions, run } from '../../helpers/run.js';

const TEXT = `# mine
defaultAccount = "prod"

[[accounts]]
name = "prod"
key = "EXOprod"
secret = "hush-hush"
endpoint = "https://api.example.com/v2"
defaultZone = "at-vie-2"
sosEndpoint = "https://sos.example.com"
clientTimeout = 5

[[accounts]]
name = "lab"
key = "EXOlab"
secretCommand = ["pass", "show", "my exo"]
`;
const SHOWN = '~/.config/exoscale/exoscale.toml';

let home: string;
let path: string;
beforeEach(async () => {
  home = ownFolder();
  path = join(home, '.config', 'exoscale', 'exoscale.toml');
  await mkdir(join(home, '.config', 'exoscale'), { recursive: true });
  await writeFile(path, TEXT, { mode: 0o600 });
});

const exo = (line: string | string[], options: RunOptions = {}) => run(line, { home, ...options });
const written = () => readFile(path, 'utf8');
const posix = test.skipIf(process.platform === 'win32');

describe('a configuration file that cannot be read', () => {
  const unseen = `no configuration file can be read (${SHOWN}: permission denied)`;
  const files: Files = {
    stat: (at) =>
      at === path
        ? Promise.reject(Object.assign(new Error(), { code: 'EACCES' }))
        : Promise.resolve(undefined),
    readFile: () => Promise.reject(new Error('nothing is there')),
  };

  test('is not reported as missing or as without accounts', async () => {
    expect((await exo('config list', { files })).stderr).toBe(`No accounts could be read: ${unseen}.\n`);
    for (const line of ['config set lab', 'config delete lab', 'config delete lab -f'])
      expect(await exo(line, { files })).toMatchObject({ code: 2, stderr: `error: ${unseen}\n` });
  });
});

test('a folder in the place of the file is not said to be an empty file', async () => {
  await rm(path);
  await mkdir(path);
  const unread = `no configuration file can be read (${SHOWN}: it is a folder)`;
  expect((await exo('config list')).stderr).toBe(`No accounts could be read: ${unread}.\n`);
  for (const line of ['config set lab', 'config add --name a --key EXOa --secret-command c'])
    expect(await exo(line)).toMatchObject({ code: 2, stderr: `error: ${unread}\n` });
});

describe('config list', () => {
  test('in every format', async () => {
    expect((await exo('config list -O json')).stdout).toBe(
      '[{"name":"prod","default":true},{"name":"lab","default":false}]\n',
    );
    expect((await exo('config ls -O text')).stdout).toBe('prod\ttrue\nlab\tfalse\n');
    const { stdout } = await exo('config list');
    expect(stdout).toContain('| prod* |');
    expect(stdout).toContain('| lab   |');
  });

  test('without a file there is none, and how to add one', async () => {
    await rm(path);
    expect(await exo('config list -O json')).toMatchObject({
      code: 0,
      stdout: '[]\n',
      stderr: 'No accounts. Add one with: exo-di config add\n',
    });
  });

  test('without a file, the credentials of the environment are an account, as in exo', async () => {
    await rm(path);
    const env = { EXOSCALE_API_KEY: 'EXOa', EXOSCALE_API_SECRET: 'b' };
    expect(await exo('config list -O text', { env })).toEqual({
      code: 0,
      stdout: '<environment variables>\ttrue\n',
      stderr: '',
    });
  });

  test('with a file, the credentials of the environment are none of its accounts', async () => {
    const env = { EXOSCALE_API_KEY: 'EXOa', EXOSCALE_API_SECRET: 'b' };
    expect((await exo('config list -O text', { env })).stdout).toBe('prod\ttrue\nlab\tfalse\n');
  });

  posix('a secret that others can read is warned of', async () => {
    await chmod(path, 0o644);
    expect((await exo('config list')).stderr).toContain(
      `warning: ${SHOWN} holds a secret that others can read`,
    );
  });
});

describe('config show', () => {
  const PROD = {
    name: 'prod',
    api_key: 'EXOprod',
    api_secret: '×××××××',
    endpoint: 'https://api.example.com/v2',
    default_zone: 'at-vie-2',
    storage_api_endpoint: 'https://sos.example.com',
    config_file: '',
    client_timeout: 5,
  };
  const FROM = ['api_key_from', 'endpoint_from', 'default_zone_from', 'storage_api_endpoint_from'];

  test('without NAME: the account in use, its secret masked', async () => {
    const { stdout } = await exo('config show -O json');
    const shown = JSON.parse(stdout);
    expect(shown).toMatchObject({ ...PROD, config_file: path });
    expect(Object.keys(shown)).toEqual([...Object.keys(PROD), ...FROM]);
    expect(FROM.map((key) => shown[key])).toEqual(FROM.map(() => 'account prod'));
  });

  const ENV = {
    EXOSCALE_API_KEY: 'EXOenv',
    EXOSCALE_SECRET: 'hush',
    EXOSCALE_ZONE: 'ch-gva-2',
    EXOSCALE_API_ENDPOINT: 'https://other.example/v2',
  };

  test('values of the environment override the account, and their source is shown', async () => {
    const shown = JSON.parse((await exo('config show -O json', { env: ENV })).stdout);
    expect(shown).toMatchObject({
      name: 'prod',
      api_key: 'EXOenv',
      api_secret: '××××××',
      endpoint: 'https://other.example/v2',
      default_zone: 'ch-gva-2',
      client_timeout: 5,
    });
    expect(FROM.map((key) => shown[key])).toEqual([
      'EXOSCALE_API_KEY and EXOSCALE_SECRET',
      'EXOSCALE_API_ENDPOINT',
      'EXOSCALE_ZONE',
      'account prod',
    ]);
    const { stdout } = await exo('config show', { env: ENV });
    expect(stdout).toContain('EXOenv (EXOSCALE_API_KEY and EXOSCALE_SECRET)');
    expect(stdout).toContain('ch-gva-2 (EXOSCALE_ZONE)');
    expect(stdout).not.toContain('hush');
  });

  test.each([
    ['without other settings', ''],
    ['for empty ones', "sosEndpoint = ''\nendpoint = ''\ndefaultZone = ''\n"],
  ])('%s: the built-in values', async (_, empty) => {
    await writeFile(path, TEXT + empty);
    const { stdout } = await exo('config show -A lab -O json');
    expect(JSON.parse(stdout)).toMatchObject({
      endpoint: 'https://api-ch-gva-2.exoscale.com/v2',
      endpoint_from: 'built in',
      default_zone: 'ch-dk-2',
      default_zone_from: 'built in',
      storage_api_endpoint: 'https://sos-{zone}.exo.io',
      storage_api_endpoint_from: 'built in',
    });
    const table = (await exo('config show -A lab')).stdout;
    expect(table).toContain('ch-dk-2 (built in)');
  });

  test.each<[env: Record<string, string>, shown: string, from: string]>([
    [
      { EXOSCALE_STORAGE_API_ENDPOINT: 'https://a.example/' },
      'https://a.example',
      'EXOSCALE_STORAGE_API_ENDPOINT',
    ],
    [{ EXOSCALE_SOS_ENDPOINT: 'https://b.example' }, 'https://b.example', 'EXOSCALE_SOS_ENDPOINT'],
    [{ EXOSCALE_SOS_ENDPOINT: 'https://u:hush@b.example' }, 'https://***@b.example', 'EXOSCALE_SOS_ENDPOINT'],
    [{}, 'https://sos.example.com', 'account prod'],
  ])('the storage endpoint with %o, without a slash at its end', async (env, shown, from) => {
    await writeFile(path, TEXT.replace('sos.example.com', 'sos.example.com/'));
    const { stdout } = await exo('config show -O json', { env });
    expect(JSON.parse(stdout)).toMatchObject({
      storage_api_endpoint: shown,
      storage_api_endpoint_from: from,
    });
  });

  test('an account that is named is shown as in the file', async () => {
    const shown = JSON.parse((await exo('config show prod -O json', { env: ENV })).stdout);
    expect(shown).toEqual({ ...PROD, config_file: path });
  });

  test.each([
    ['half a pair', { EXOSCALE_KEY: 'EXOenv' }, 'config show', 3, 'EXOSCALE_API_SECRET is not set'],
    [
      'an account there is not',
      ENV,
      'config show -A nobody',
      2,
      'account "nobody" (flag --use-account) is not',
    ],
  ])('%s is reported', async (_, env, line, code, message) => {
    const outcome = await exo(line, { env });
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toContain(message);
  });

  test.each([
    ['config show lab -O json', {}],
    ['config show -A lab -O json', {}],
    ['config get -O json', { EXOSCALE_ACCOUNT: 'lab' }],
  ])('%s shows the chosen account', async (line, env) => {
    expect(JSON.parse((await exo(line, { env })).stdout)).toMatchObject({
      name: 'lab',
      api_secret: "pass show 'my exo'",
    });
  });

  test('in text and table, no secret either', async () => {
    for (const format of ['text', 'table']) {
      const { stdout } = await exo(`config show -O ${format}`);
      expect(stdout).toContain('EXOprod');
      expect(stdout).not.toContain('hush');
    }
  });

  test('a login in the address of an account that is not in use is masked', async () => {
    const addresses = 'endpoint = "https://me:pw@one.example"\nsosEndpoint = "https://me:pw@two.example"\n';
    await writeFile(path, TEXT + addresses);
    for (const format of ['json', 'text', 'table']) {
      const { stdout, stderr } = await exo(`config show lab -O ${format}`);
      expect(stdout).toContain('https://***@one.example');
      expect(stdout + stderr).not.toContain('me:pw');
    }
  });

  test('with credentials from the environment alone', async () => {
    await rm(path);
    const env = { EXOSCALE_API_KEY: 'EXOenv', EXOSCALE_API_SECRET: 'hush', EXOSCALE_ZONE: 'ch-gva-2' };
    expect(JSON.parse((await exo('config show -O json', { env })).stdout)).toMatchObject({
      name: '<environment variables>',
      api_key: 'EXOenv',
      api_secret: '××××××',
      default_zone: 'ch-gva-2',
    });
  });
});

describe('config set', () => {
  test('makes an account the default; comments stay', async () => {
    expect(await exo('config set lab')).toMatchObject({
      code: 0,
      stdout: 'Default profile set to [lab]\n',
      stderr: '',
    });
    expect(await written()).toBe(TEXT.replace('defaultAccount = "prod"', 'defaultAccount = "lab"'));
  });

  test('-O json prints the account, -Q nothing', async () => {
    expect(JSON.parse((await exo('config set lab -O json')).stdout)).toMatchObject({ name: 'lab' });
    expect(await exo('config set prod -Q')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('warns of variables in the environment that override it', async () => {
    const { stdout, stderr } = await exo('config set lab', { env: { EXOSCALE_ACCOUNT: 'prod' } });
    expect(stdout).toBe('Default profile set to [lab]\n');
    expect(stderr).toBe('warning: EXOSCALE_ACCOUNT is set to prod, and is used instead of the default\n');
    const env = { EXOSCALE_ACCOUNT: 'lab', EXOSCALE_API_KEY: 'EXOe', EXOSCALE_API_SECRET: 'es' };
    expect((await exo('config set lab', { env })).stderr).toBe(
      'warning: EXOSCALE_API_KEY and EXOSCALE_API_SECRET are set, and are used instead of those of any account\n',
    );
  });

  test('works if the present default account does not exist', async () => {
    await writeFile(path, TEXT.replace('"prod"', '"gone"'));
    expect((await exo('config set lab', { env: { EXOSCALE_ACCOUNT: 'gone' } })).code).toBe(0);
  });

  posix('mends the mode of a file that others could read', async () => {
    await chmod(path, 0o644);
    await exo('config set lab');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('warns if comments of the file are lost', async () => {
    await writeFile(
      path,
      '# mine\naccounts = [{ name = "a", key = "EXO1" }, { name = "b", key = "EXO2" }]\n',
    );
    const { code, stderr } = await exo('config add --name c --key EXO3 --secret -', { stdin: 's' });
    expect(code).toBe(0);
    expect(stderr).toContain(`warning: the comments in ${SHOWN} were lost`);
  });
});

describe('config delete', () => {
  test('-f deletes without asking', async () => {
    const { code, stdout, stderr } = await exo('config del lab -f');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toBe(`Deleted account lab from ${SHOWN}. Its API key is not revoked.\n`);
    expect((await written()).trimEnd()).toBe(TEXT.slice(0, TEXT.lastIndexOf('[[accounts]]')).trimEnd());
  });

  test('-O json prints what was deleted', async () => {
    expect(JSON.parse((await exo('config delete lab -f -O json')).stdout)).toMatchObject({ name: 'lab' });
  });

  test('asks on a terminal; anything but yes is exit 130', async () => {
    const no = await exo('config delete lab', { typed: ['\r'] });
    expect(no.code).toBe(130);
    expect(no.stderr).toContain(`Delete account "lab" from ${SHOWN}? Its API key is not\nrevoked. [y/N] `);
    expect(await written()).toBe(TEXT);
    expect((await exo('config delete lab', { typed: ['y\r'] })).code).toBe(0);
    expect(await written()).not.toContain('lab');
  });

  test.each([
    ['n\r', 'Declined; nothing was written.'],
    ['\x03', 'error: interrupted; nothing was written'],
  ])('%j at the question deletes nothing: %s', async (typed, said) => {
    const { code, stderr } = await exo('config delete lab', { typed: [typed] });
    expect({ code, stderr }).toEqual({ code: 130, stderr: expect.stringContaining(`${said}\n`) });
    expect(await written()).toBe(TEXT);
  });

  test('deleting the last account also removes the default', async () => {
    await exo('config delete lab -f');
    expect((await exo('config delete prod -f')).code).toBe(0);
    expect((await exo('config list -O json')).stdout).toBe('[]\n');
  });
});

describe('config', () => {
  const MENU = `Accounts in ${SHOWN}:\n  1  prod (default)\n  2  lab\n`;

  test.each(['2', 'lab'])('on a terminal asks for the default: %s', async (answer) => {
    const { code, stdout, stderr } = await exo('config', { typed: [`${answer}\r`] });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Default profile set to [lab]\n' });
    expect(stderr).toContain(MENU);
    expect(await written()).toContain('defaultAccount = "lab"');
  });

  test.each(['\r', '\x04', '1\r', 'prod\r'])('%j changes nothing', async (answer) => {
    const { code, stderr } = await exo('config', { typed: [answer] });
    expect({ code, text: await written() }).toEqual({ code: 0, text: TEXT });
    expect(stderr).toMatch(/othing was written\.\n$/);
  });

  test('asks again for an account that does not exist, and Ctrl-C is exit 130', async () => {
    const { code, stderr } = await exo('config', { typed: ['9\r', 'nobody\r', '\x03'] });
    expect({ code, text: await written() }).toEqual({ code: 130, text: TEXT });
    expect(stderr).toContain('there is no account 9\n');
    expect(stderr).toContain('there is no account nobody\n');
  });

  test('an unknown command is exit 2, not the menu', async () => {
    const { code, stderr } = await exo('config lst', { typed: ['2\r'] });
    expect({ code, text: await written() }).toEqual({ code: 2, text: TEXT });
    expect(stderr).toContain('error: unknown command lst\n');
  });
});

describe('what is refused changes nothing', () => {
  test.each([
    ['config', 2, 'hint: one of: add, list, show, set, delete\n'],
    ['config show nobody', 4, `there is no account "nobody" in ${SHOWN}\nhint: there are: prod, lab\n`],
    ['config set', 2, 'NAME is required'],
    ['config set nobody', 4, 'account "nobody" is not in'],
    ['config set lab -O yaml', 2, 'output format "yaml" is not one of'],
    [
      'config delete lab',
      2,
      'nothing was written\nhint: to do it without being asked, add -f: exo-di config delete lab -f\n',
    ],
    ['config delete prod -f', 5, 'account "prod" is the default account'],
    ['config delete prod', 5, 'Make another one the default first: exo-di config set NAME'],
    ['config delete nobody -f', 4, 'account "nobody" is not in'],
    ['config delete nobody', 4, 'There are: prod, lab'],
    ['config delete', 2, 'NAME is required'],
  ])('%s is exit %i', async (line, code, said) => {
    expect(await exo(line)).toMatchObject({ code, stderr: expect.stringContaining(said) });
    expect(await written()).toBe(TEXT);
  });

  test.each([
    ['config show', 3, 'exo-di config add'],
    ['config set lab', 4, 'There are none; add one: exo-di config add'],
  ])('%s without a file is exit %i', async (line, code, said) => {
    await rm(path);
    expect(await exo(line)).toMatchObject({ code, stderr: expect.stringContaining(said) });
  });
});
