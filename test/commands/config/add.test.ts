import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Transport, TransportError } from '../../../src/api/http/transport.js';
import { ownFolder } from '../../helpers/folder.js';
import { bench, fakeClock, type RunOptions, run, sandboxTransport } from '../../helpers/run.js';

let home: string;
let path: string;
beforeEach(() => {
  home = ownFolder();
  path = join(home, '.config', 'exoscale', 'exoscale.toml');
});

const SHOWN = '~/.config/exoscale/exoscale.toml';
const SECRET = 'hush-hush';
/** No test asks the real service for its zones. */
const offline: Transport = {
  async send() {
    throw new TransportError('connect', false, 'no network here');
  },
  close() {},
};
const exo = (line: string | string[], options: RunOptions = {}) =>
  run(line, { home, transport: offline, ...options });
const written = () => readFile(path, 'utf8').catch(() => undefined);
const ADD = 'config add --name ci --key EXO123 --secret -';

describe('config add with flags', () => {
  test('writes a new file that only its owner can read, and says where', async () => {
    const { code, stdout, stderr } = await exo(`${ADD} --zone at-vie-2`, { stdin: `${SECRET}\n` });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toBe(`Added account ci to ${SHOWN} (new); it is the default.\n`);
    expect(await written()).toBe(
      'defaultAccount = "ci"\n\n[[accounts]]\nname = "ci"\nkey = "EXO123"\nsecret = "hush-hush"\ndefaultZone = "at-vie-2"\n',
    );
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('does not write into a file that happens to be in the current folder, unless it is named', async () => {
    const cwd = ownFolder();
    const here = join(cwd, 'exoscale.toml');
    await writeFile(here, '');
    const { code, stderr } = await exo(ADD, { stdin: SECRET, cwd });
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: `error: no account is added to ${here}: that file was found only because it is in the current folder\nhint: if it is yours, name it: --config ${here}\n      or make a file of your own: exo-di config add --config FILE\n`,
    });
    expect(await readFile(here, 'utf8')).toBe('');
    expect((await exo(`-C exoscale.toml ${ADD}`, { stdin: SECRET, cwd })).code).toBe(0);
    expect(await readFile(here, 'utf8')).toContain(SECRET);
  });

  test('without a home no file is made in the current folder: the error asks to name one', async () => {
    const cwd = ownFolder();
    const options = { stdin: SECRET, cwd, home: undefined };
    const { code, stderr } = await exo(ADD, options);
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr:
        'error: there is no home folder to keep accounts in\nhint: make a file of your own: exo-di config add --config FILE\n',
    });
    expect((await exo(`-C c.toml ${ADD}`, options)).code).toBe(0);
    expect(await readdir(cwd)).toEqual(['c.toml']);
  });

  test('an unknown zone is written, with a warning', async () => {
    const { code, stderr } = await exo(`${ADD} --zone mars-1`, { stdin: SECRET });
    expect(code).toBe(0);
    expect(stderr).toContain(
      'warning: mars-1 is not one of the known zones; it is saved all the same; see the zones with: exo-di zone list\n',
    );
    expect(await written()).toContain('defaultZone = "mars-1"');
    expect((await exo(`${ADD.replace('ci', 'test')} --zone at-vie2`, { stdin: SECRET })).stderr).toContain(
      'saved all the same; did you mean at-vie-2?\n',
    );
  });

  test('a second one is not the default, unless asked for; comments stay', async () => {
    await exo(ADD, { stdin: SECRET });
    await writeFile(path, `# mine\n${await written()}`);
    const { stderr } = await exo('config add --name b --key EXO2 --secret -', { stdin: SECRET });
    expect(stderr).toBe(`Added account b to ${SHOWN}; use it with: -A b\n`);
    await exo('config add --name c --key EXO3 --secret - --default', { stdin: SECRET });
    expect(await written()).toMatch(/^# mine\ndefaultAccount = "c"\n/);
  });

  test('-O json prints the account, its secret masked; -Q says nothing', async () => {
    const { stdout } = await exo(`${ADD} -O json`, { stdin: SECRET });
    expect(JSON.parse(stdout)).toEqual({
      name: 'ci',
      api_key: 'EXO123',
      api_secret: '××××××',
      endpoint: '',
      default_zone: '',
      config_file: path,
      client_timeout: 0,
    });
    const quiet = await exo('config add --name q --key EXO2 --secret - -Q', { stdin: SECRET });
    expect(quiet).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('a secret on the command line is accepted, with a warning', async () => {
    const { code, stderr } = await exo(`config add --name ci --key EXO1 --secret ${SECRET}`);
    expect(code).toBe(0);
    expect(stderr).toContain('warning: a secret on the command line is visible in the process list');
    expect(stderr).not.toContain(SECRET);
    expect(await written()).toContain(`secret = "${SECRET}"`);
  });

  test('a secretCommand is kept as words', async () => {
    await exo(['config', 'add', '--name', 'ci', '--key', 'EXO1', '--secret-command', "pass show 'my exo'"]);
    expect(await written()).toContain('secretCommand = [ "pass", "show", "my exo" ]');
  });

  test('an unusual key is only warned of', async () => {
    const { code, stderr } = await exo('config add --name ci --key abc --secret -', { stdin: SECRET });
    expect(code).toBe(0);
    expect(stderr).toContain("warning: the API key does not begin with EXO, as Exoscale's keys do");
  });

  test('credentials in the environment are pointed out', async () => {
    const env = { EXOSCALE_API_KEY: 'EXOenv', EXOSCALE_API_SECRET: 'x' };
    const { stderr } = await exo(ADD, { stdin: SECRET, env });
    expect(stderr).toContain(
      'warning: EXOSCALE_API_KEY and EXOSCALE_API_SECRET are set, and are used instead of',
    );
  });

  test('--config may name a file that does not exist yet', async () => {
    const other = join(home, 'other.toml');
    const { code } = await exo([...ADD.split(' '), '--config', other], { stdin: SECRET });
    expect({ code, default: await written() }).toEqual({ code: 0, default: undefined });
    expect(await readFile(other, 'utf8')).toContain('defaultAccount = "ci"');
  });

  test('an account that the environment names need not exist yet', async () => {
    expect((await exo(ADD, { stdin: SECRET, env: { EXOSCALE_ACCOUNT: 'ci' } })).code).toBe(0);
  });

  test.each([
    ['config add', '--name is required; --key is required; --secret or --secret-command is required'],
    ['config add --name ci --key EXO1', '--secret or --secret-command is required'],
    [`${ADD} --zone AT_VIE`, '--zone is "AT_VIE", which is not a zone\'s name like ch-dk-2'],
    ['config add --name ci --key EXO\u00a01 --secret -', '--key has a blank in it'],
    [`${ADD} --endpoint nowhere`, 'the endpoint from --endpoint is not a URL'],
    [`${ADD} --endpoint http://api.example.com/v2`, 'is not encrypted'],
    [`${ADD} --secret-command pass`, '--secret and --secret-command exclude each other'],
    [`${ADD} -O yaml`, 'output format "yaml" is not one of table, json, text'],
    [`${ADD} --output-template {{.Nope}}`, 'Nope'],
  ])('%s is exit 2 and writes nothing', async (line, problem) => {
    const { code, stderr } = await exo(line, { stdin: SECRET });
    expect(code).toBe(2);
    expect(stderr).toContain(problem);
    expect(await written()).toBeUndefined();
  });

  test.each([
    ['', 'is blank'],
    ['\n', 'is blank'],
    ['two\nlines\n', 'has a line feed in it'],
    [`'${SECRET}'\n`, 'stands in quotes'],
  ])('standard input %j is refused as a secret: exit 2', async (stdin, why) => {
    const { code, stderr } = await exo(ADD, { stdin });
    expect(stderr).toBe(`error: --secret - from standard input ${why}; nothing was written\n`);
    expect({ code, text: await written() }).toEqual({ code: 2, text: undefined });
  });

  test('a name that is taken is exit 5, in whatever case', async () => {
    await exo(ADD, { stdin: SECRET });
    const before = await written();
    const { code, stderr } = await exo('config add --name CI --key EXO1 --secret -', { stdin: SECRET });
    expect({ code, text: await written() }).toEqual({ code: 5, text: before });
    expect(stderr).toContain(
      `error: account "ci" exists already in ${SHOWN}\n` +
        'hint: Choose another name, or delete that account first: exo-di config delete ci\n',
    );
  });

  test('a broken file is not changed', async () => {
    await mkdir(join(home, '.config', 'exoscale'), { recursive: true });
    await writeFile(path, 'defaultAccount = [');
    expect((await exo(ADD, { stdin: SECRET })).code).toBe(2);
    expect(await written()).toBe('defaultAccount = [');
  });
});

describe('config add on a terminal', () => {
  const ZONES = 'Zone to use where none is named:\n  1  at-vie-1\n  2  at-vie-2\n';

  test('asks for everything; the secret is not shown', async () => {
    const typed = ['ci\r', 'EXO123\r', `${SECRET}\r`, '2\r'];
    const { code, stdout, stderr } = await exo('config add', { typed });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('API keys are made at https://portal.exoscale.com/iam/keys\n');
    expect(stderr).toContain(ZONES);
    expect(stderr).toContain(`Added account ci to ${SHOWN} (new); it is the default.`);
    expect(stderr).not.toContain(SECRET);
    expect(await written()).toContain('secret = "hush-hush"\ndefaultZone = "at-vie-2"\n');
  });

  test('asks only for what flags do not give, and for the secret with --secret -', async () => {
    const { stderr } = await exo(`${ADD} --zone at-vie-2`, { typed: [`${SECRET}\r`] });
    expect(stderr).toContain('API secret (not shown): ');
    expect(stderr).not.toContain('Name of the account');
    expect(await written()).toContain(`secret = "${SECRET}"`);
  });

  test('asks for nothing if the given name is taken', async () => {
    await exo(ADD, { stdin: SECRET });
    const { code, stderr } = await exo('config add --name CI', { typed: ['EXO2\n'] });
    expect(code).toBe(5);
    expect(stderr).toMatch(/^error: account "ci" exists already/);
  });

  test('asks again after an answer that is refused', async () => {
    await exo(ADD, { stdin: SECRET });
    const typed = ['CI\r', '\r', 'b\r', 'no key\r', 'EXO2\r', 's\r', '99\r', 'Vienna!\r', '\r'];
    const { code, stderr } = await exo('config add', { typed });
    expect(code).toBe(0);
    expect(stderr).toContain('there is an account CI already\n');
    expect(stderr).toContain('an answer is needed; Ctrl-D ends without writing anything\n');
    expect(stderr).toContain('what you typed has a blank in it\n');
    expect(stderr).toContain('there is no number 99\n');
    expect(stderr).toContain('the answer is "Vienna!", which is not a zone\'s name like ch-dk-2\n');
    expect(await written()).toMatch(/name = "b"\nkey = "EXO2"\nsecret = "s"\n$/);
  });

  test('a zone that is not among those offered is asked for again', async () => {
    const { code, stderr } = await exo('config add', {
      typed: ['ci\r', 'EXO1\r', 's\r', 'mars-1\r', 'at-vie-2\r'],
    });
    expect(code).toBe(0);
    expect(stderr).toContain('mars-1 is not among these zones\n');
    expect(await written()).toContain('defaultZone = "at-vie-2"');
  });

  test("offers the API's zones when it answers in time", async () => {
    const { sandbox, env } = bench();
    const transport = sandboxTransport(sandbox);
    const answer = { zones: [{ name: 'mars-1', 'api-endpoint': 'https://api-mars-1.exoscale.com/v2' }] };
    const options = {
      home,
      env,
      typed: ['ci\r', 'EXO1\r', 's\r', '1\r'],
      transport: {
        ...transport,
        send: async () => ({ status: 200, headers: {}, body: JSON.stringify(answer) }),
      },
    };
    // A clock on which the limit of the look-up never ends; that of the other tests ends at once.
    await run('config add', options, { ...fakeClock(), sleep: () => new Promise(() => {}) });
    expect(await written()).toContain('defaultZone = "mars-1"');
  });

  test.each([[[]], [['ci\r']], [['ci\r', 'EXO1\r']], [['ci\r', 'EXO1\r', 's\r']]])(
    'Ctrl-D after %j is a clean end: nothing is written',
    async (answers) => {
      const { code, stdout, stderr } = await exo('config add', { typed: [...answers, '\x04'] });
      expect({ code, stdout, text: await written() }).toEqual({ code: 0, stdout: '', text: undefined });
      expect(stderr).toMatch(/Nothing was written\.\n$/);
    },
  );

  test.each([[[]], [['ci\r', 'EXO1\r', 'half']]])(
    'Ctrl-C after %j is exit 130: nothing is written',
    async (answers) => {
      const { code, stderr } = await exo('config add', {
        typed: [...answers.slice(0, -1), `${answers.at(-1) ?? ''}\x03`],
      });
      expect({ code, text: await written() }).toEqual({ code: 130, text: undefined });
      expect(stderr).toMatch(/error: interrupted; nothing was written\n$/);
    },
  );
});
