import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { closesAtEnd } from '../helpers/closing.js';
import { ownFolder } from '../helpers/folder.js';
import { launch } from '../helpers/launch.js';
import { listen } from '../helpers/network.js';
import { perform } from '../helpers/perform.js';

/* Configuration files that another user may have written: their endpoint is not asked, their secretCommand not run. */

const CREDENTIALS = { EXOSCALE_API_KEY: 'EXOkey', EXOSCALE_API_SECRET: 'hush', HF_TOKEN: 'hf_hush' };

let home: string;
let here: string;
let marker: string;
let asked: string[];
const opened = closesAtEnd();
const theirs = await opened(
  listen(
    createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.end('{}');
    }),
  ),
);
beforeEach(() => {
  home = ownFolder();
  here = join(home, 'somewhere');
  mkdirSync(here);
  marker = join(home, 'ran');
  asked = [];
});

const endpoint = `endpoint = "http://127.0.0.1:${theirs.port}/v2"`;
const command = () =>
  `secretCommand = ${JSON.stringify([process.execPath, '-e', `require('fs').writeFileSync(${JSON.stringify(marker)}, '')`])}`;
const toml = (...lines: string[]) =>
  ['defaultAccount = "a"', '[[accounts]]', 'name = "a"', 'key = "EXOtheirs"', ...lines, ''].join('\n');
const run = (args: string, env: Record<string, string> = {}, by = perform) =>
  by(args.split(' '), undefined, { cwd: here, env: { HOME: home, ...env } });

const COMMANDS = [
  'deployment scale my-app 0 -z at-vie-2',
  'model create m/x -z at-vie-2',
  'zone list',
  'doctor',
  'api-key list',
  'limits gpu',
  'export',
];

describe.skipIf(process.platform === 'win32')('a configuration file that somebody else controls', () => {
  test.each([['deployment list', launch] as const, ...COMMANDS.map((line) => [line, perform] as const)])(
    '%s: no request goes to the endpoint of a file in the current folder',
    async (args, by) => {
      writeFileSync(join(here, 'exoscale.toml'), toml(endpoint, command()));
      // With credentials in the environment the secretCommand would not be run, so the message does not mention it.
      for (const [env, refused] of [
        [CREDENTIALS, 'endpoint of account a in'],
        [{}, 'endpoint and secretCommand of account a in'],
      ] as const) {
        const { code, stdout, stderr } = await run(args, env, by);
        expect(code).toBe(3);
        expect(stderr + stdout).toContain(refused);
      }
      expect(asked).toEqual([]);
      expect(existsSync(marker)).toBe(false);
    },
  );

  test('a file in the current folder that is named with -C is used', async () => {
    writeFileSync(join(here, 'exoscale.toml'), toml(endpoint));
    await run('zone list -C exoscale.toml', CREDENTIALS);
    expect(asked).not.toEqual([]);
  });

  test.each([
    ['its mode', (file: string) => chmodSync(file, 0o666)],
    ['the mode of its folder', (file: string) => chmodSync(join(file, '..'), 0o777)],
    ...(process.geteuid?.() === 0
      ? [['its owner', (file: string) => chownSync(file, 12345, 0)] as const]
      : []),
  ] as const)(
    'a file that others can change because of %s: its secretCommand is not run',
    async (_, spoil) => {
      const file = join(home, '.config', 'exoscale', 'exoscale.toml');
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, toml(command()));
      spoil(file);
      const { code, stderr } = await run('deployment list');
      expect(code).toBe(3);
      expect(stderr).toContain('secretCommand of account a in ~/.config/exoscale/exoscale.toml is refused');
      expect(existsSync(marker)).toBe(false);
    },
  );

  test.each([
    ['config set a', () => endpoint],
    ['config set a', command],
    ['config delete a -f', command],
    ['config add --name b --key EXOb --secret-command x', () => endpoint],
  ])("%s does not make the user's own what others can change", async (line, setting) => {
    const file = join(home, '.config', 'exoscale', 'exoscale.toml');
    mkdirSync(join(file, '..'), { recursive: true });
    const written = toml(setting());
    writeFileSync(file, written);
    chmodSync(file, 0o666);
    const { code, stderr } = await run(line);
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /^error: ~\/.config\/exoscale\/exoscale.toml has (endpoint|secretCommand), and is not changed: that file can be written by others \(mode 666\)\nhint: if everything in it is yours, take that right from others: chmod go-w /,
    );
    expect(readFileSync(file, 'utf8')).toBe(written);
    expect(statSync(file).mode & 0o777).toBe(0o666);
  });

  test('a relative HOME counts as none, so that it does not point into the current folder', async () => {
    mkdirSync(join(here, '.config', 'exoscale'), { recursive: true });
    writeFileSync(join(here, '.config', 'exoscale', 'exoscale.toml'), toml(endpoint));
    const { stderr } = await run('deployment list', { HOME: '.' }, launch);
    expect(stderr).toContain('no credentials');
    expect(existsSync(join(here, '.cache'))).toBe(false);
    expect(asked).toEqual([]);
  });
});
