import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ownFolder } from '../helpers/folder.js';
import { BEFORE, EXECUTABLE, launch, MACHINE_ENV, OTHER } from '../helpers/launch.js';
import { perform } from '../helpers/perform.js';

/* Text that is not UTF-8, wherever the program reads text: UTF-16 with a BOM is read, the rest is refused. */

let folder: string;
beforeAll(() => {
  folder = ownFolder();
});

const FILE = `zone: at-vie-2
deployments:
  - name: café
    model-name: m/x
    gpu-type: gpua5000
    gpu-count: 1
    replicas: 1
`;
const run = (
  args: string[],
  { input = '', env = {} }: { input?: Buffer | string; env?: Record<string, string> } = {},
  by = perform,
) => by(args, undefined, { cwd: folder, env: { HOME: folder, ...env }, stdin: input });

describe('text that is not UTF-8', () => {
  const latin1 = Buffer.from(FILE, 'latin1');
  const utf16 = Buffer.from(`\ufeff${FILE}`, 'utf16le');

  test('in an inference file, named or piped', async () => {
    writeFileSync(join(folder, 'latin1.yaml'), latin1);
    writeFileSync(join(folder, 'utf16.yaml'), utf16);
    const bad = 'line 3 is not UTF-8, perhaps Latin-1: save it as UTF-8';
    expect(await run(['schedule', 'show', '-f', 'latin1.yaml'])).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: file "latin1.yaml" cannot be read: ${bad}\n`,
    });
    expect((await run(['schedule', 'show', '-f', '-'], { input: latin1 }, launch)).stderr).toBe(
      `error: standard input cannot be read: ${bad}\n`,
    );
    for (const read of [
      run(['schedule', 'show', '-f', 'utf16.yaml']),
      run(['schedule', 'show', '-f', '-'], { input: utf16 }),
    ])
      expect(await read).toMatchObject({ code: 0, stdout: expect.stringContaining('café') });
  });

  test('in the configuration file, which is not changed', async () => {
    const path = join(folder, '.config', 'exoscale', 'exoscale.toml');
    mkdirSync(join(path, '..'), { recursive: true });
    const bytes = Buffer.from('[[accounts]]\nname = "é"\nkey = "k"\n', 'latin1');
    writeFileSync(path, bytes);
    const error =
      'error: configuration file ~/.config/exoscale/exoscale.toml cannot be read: line 2 is not UTF-8, perhaps Latin-1: save it as UTF-8\n';
    for (const args of [
      ['config', 'list'],
      ['config', 'set', 'x'],
      ['deployment', 'list'],
    ])
      expect(await run(args)).toEqual({ code: 2, stdout: '', stderr: error });
    expect(readFileSync(path)).toEqual(bytes);
    writeFileSync(
      path,
      Buffer.from('\ufeffdefaultAccount = "a"\n[[accounts]]\nname = "a"\nkey = "k"\n', 'utf16le'),
    );
    expect(await run(['config', 'list', '-O', 'text'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('a'),
    });
    rmSync(join(folder, '.config'), { recursive: true });
  });

  test('in secrets on standard input', async () => {
    const add = ['config', 'add', '--name', 'a', '--key', 'EXOk', '--secret', '-'];
    const token = ['model', 'create', 'm/x', '-z', 'at-vie-2', '--huggingface-token', '-'];
    const env = { EXOSCALE_API_KEY: 'k', EXOSCALE_API_SECRET: 's' };
    for (const args of [add, token]) {
      expect(await run(args, { input: Buffer.from([0x61, 0xff]), env })).toMatchObject({
        code: 2,
        stderr:
          'error: standard input cannot be read: line 1 is not UTF-8, perhaps Latin-1: save it as UTF-8\n',
      });
    }
  });

  test('in the state file of the sandbox', async () => {
    writeFileSync(join(folder, 'state.json'), Buffer.from('{"é":1}', 'latin1'));
    const { code, stderr } = await run([
      'sandbox',
      'start',
      '--port',
      '0',
      '--state',
      join(folder, 'state.json'),
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error: the sandbox's state file .*state\.json cannot be read: line 1 is not UTF-8/,
    );
  });

  test.skipIf(process.platform === 'win32')('on the command line', () => {
    const script = `exec "$0" "$@" deployment show "$(printf 'caf\\351')" -z at-vie-2`;
    const { status, stderr } = spawnSync('sh', ['-c', script, EXECUTABLE, ...BEFORE], {
      env: MACHINE_ENV,
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: "caf\ufffd" is not UTF-8\nhint: /);
  });
});

test.skipIf(process.platform === 'win32')('a current folder that was removed is reported as that', () => {
  const gone = join(folder, 'gone');
  mkdirSync(gone);
  const script = 'cd "$0" && rmdir "$0" && exec "$@"';
  const words = ['-c', script, gone, EXECUTABLE, ...BEFORE, 'deployment', 'list'];
  const { status, stderr } = spawnSync('sh', words, {
    encoding: 'utf8',
    env: { ...MACHINE_ENV, HOME: folder, EXOSCALE_API_KEY: 'k', EXOSCALE_API_SECRET: 's' },
  });
  // The runtime of the standalone program refuses such a folder itself, with its own message.
  const told = OTHER
    ? 'error: The current working directory was deleted'
    : 'error: the current folder is not there any more\nhint: go to one that is, as with: cd\n';
  expect({ status, stderr }).toEqual({ status: OTHER ? 1 : 2, stderr: expect.stringContaining(told) });
});
