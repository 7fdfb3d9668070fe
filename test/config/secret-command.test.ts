import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runSecretCommand } from '../../src/config/secret-command.js';
import { ownFolder } from '../helpers/folder.js';
import { SECRET } from './memory.js';

const node = process.execPath;
const run = (command: string[], more: { timeoutMs?: number; signal?: AbortSignal } = {}) =>
  runSecretCommand(command, { from: 'account prod', account: 'prod', ...more });
const js = (code: string) => [node, '-e', code];

describe('runSecretCommand', () => {
  test.each([
    ['trailing line feeds are cut', `process.stdout.write('a b\\n\\n')`, 'a b'],
    ['those of Windows too', `process.stdout.write('a\\r\\n')`, 'a'],
    ['what stands before is kept', `process.stdout.write(' a\\nb ')`, ' a\nb '],
  ])('%s', async (_, code, secret) => expect(await run(js(code))).toBe(secret));

  test('arguments reach the program unchanged, without a shell', async () => {
    const args = ['$HOME', '`id`', '; echo x', "it's", '*'];
    const printed = await run([...js('console.log(JSON.stringify(process.argv.slice(1)))'), ...args]);
    expect(JSON.parse(printed)).toEqual(args);
  });

  test.each([
    ['a failure', js(`console.log('${SECRET}'); process.exitCode = 7`), `${node} failed with exit code 7`],
    ['a program that is not there', ['/nowhere/pass', SECRET], '/nowhere/pass was not found'],
    ['a single text instead of words', [`pass show ${SECRET}`], 'pass … was not found'],
    ['nothing printed', js('console.log()'), `${node} printed nothing`],
    [
      'far too much',
      js(`for (;;) console.log('${SECRET}'.repeat(1000))`),
      `${node} printed far more than a secret`,
    ],
    ['a NUL character', [node, `${SECRET}\0`], `${node} cannot be run`],
  ])('%s', async (_, command, what) => {
    const error = run(command);
    await expect(error).rejects.toMatchObject({
      message: `secretCommand of account prod: ${what}`,
      exitCode: 3,
    });
    await error.catch((thrown: Error) => expect(`${thrown.stack} ${thrown.cause}`).not.toContain(SECRET));
  });

  test.skipIf(process.platform === 'win32').each([
    ['no program', undefined, 0o600, 'was not found', /without a shell/],
    ['not to be executed', 'x', 0o600, 'cannot be run: permission denied', /without a shell/],
    [
      'a script with Windows’ line ends',
      '#!/bin/sh\r\necho x\r\n',
      0o700,
      'is a script whose first line (#!) names a program that was not found',
      /exo-di config show prod$/,
    ],
    ['one that fails', '#!/bin/sh\nexit 3\n', 0o700, 'failed with exit code 3', /exo-di config show prod$/],
  ])('%s: the error has the reason and a hint', async (_, text, mode, what, hint) => {
    const program = join(ownFolder(), 'secret');
    if (text !== undefined) await writeFile(program, text, { mode });
    await expect(run([program])).rejects.toMatchObject({
      message: `secretCommand of account prod: ${program} ${what}`,
      hint: expect.stringMatching(hint),
    });
  });

  test('a command that is a single text: the hint splits it into words', async () => {
    await expect(run(['pass show exoscale'])).rejects.toMatchObject({
      hint: expect.stringContaining('secretCommand = ["pass", "show", "exoscale"]'),
    });
  });

  test('is killed at its deadline, even when a grandchild holds its output open', async () => {
    const grandchild = `require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20_000)'], { stdio: ['ignore', 'inherit', 'ignore'] })`;
    const started = Date.now();
    await expect(run(js(`${grandchild}; setTimeout(() => {}, 60_000)`), { timeoutMs: 400 })).rejects.toThrow(
      `${node} took longer than 400ms`,
    );
    expect(Date.now() - started).toBeLessThan(15_000);
  });

  test('does not wait for a background process that keeps its output open', async () => {
    const agent = `require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20_000)'], { stdio: ['ignore', 'inherit', 'ignore'], detached: true }).unref()`;
    const started = Date.now();
    const long = 'x'.repeat(60_000);
    expect(
      await run(js(`${agent}; process.stdout.write('x'.repeat(60_000) + '\\n', () => process.exit())`)),
    ).toBe(long);
    await expect(run(js(`${agent}; process.exit(3)`))).rejects.toThrow(`${node} failed with exit code 3`);
    expect(Date.now() - started).toBeLessThan(15_000);
  });

  test('ends with the signal’s reason when aborted, before or while it runs', async () => {
    const reason = new Error('interrupted');
    await expect(run(js(''), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const running = run(js('setTimeout(() => {}, 60_000)'), { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 100);
    await expect(running).rejects.toBe(reason);
  });
});
