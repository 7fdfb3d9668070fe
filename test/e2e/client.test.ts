import { execFile } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { startSandbox } from '../../src/sandbox/index.js';
import { closesAtEnd } from '../helpers/closing.js';
import { ownFolder } from '../helpers/folder.js';

/* The client as other programs use it: imported by the package's name, over real sockets. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

const opened = closesAtEnd();
const running = await opened(startSandbox({ speed: 10_000 }));
const env: NodeJS.ProcessEnv = {
  ...process.env,
  EXOSCALE_API_KEY: running.key,
  EXOSCALE_API_SECRET: running.secret,
  EXOSCALE_API_ENDPOINT: running.endpoint,
};

describe('the examples of the documentation', () => {
  const example = (name: string, ...args: string[]) =>
    run(process.execPath, [`${ROOT}docs/examples/client/${name}.mjs`, ...args], { env });

  test('create-once creates only once, and all-to-zero scales everything it can', async () => {
    const { stdout } = await example('create-once', 'my-app', 'at-vie-2');
    expect(stdout).toMatch(/^http.*\/v1\n$/);
    const again = await example('create-once', 'my-app', 'at-vie-2').catch((error: unknown) => error);
    expect(again).toMatchObject({ code: 1, stderr: 'my-app is there already; nothing was sent\n' });
    // A deployment that cannot be scaled does not keep the others from being scaled.
    const other = running.sandbox.place({ zone: 'de-fra-1', name: 'other' });
    running.sandbox.failNext('POST /ai/deployment/*/scale=409');
    const zero = await example('all-to-zero').catch((error: unknown) => error);
    expect(zero).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: could not scale .*409\)\n$/),
    });
    expect(await example('all-to-zero')).toMatchObject({ stderr: '' });
    expect(running.sandbox.deployments().map(({ replicas }) => replicas)).toEqual([0, 0]);
    // Nor is one forgotten whose ID the list does not tell.
    running.sandbox.override(other, { id: undefined });
    expect(await example('all-to-zero').catch((error: unknown) => error)).toMatchObject({
      code: 1,
      stderr: 'error: the service does not tell the ID of other in de-fra-1; it was left as it is\n',
    });
  });

  test('create-once does not say that nothing was sent if the service has refused it', async () => {
    running.sandbox.failNext('POST /ai/deployment=409');
    expect(
      await example('create-once', 'refused', 'at-vie-2').catch((error: unknown) => error),
    ).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: could not create deployment refused in at-vie-2: .*409\)\n$/),
    });
  });
});

test('CommonJS can require the installed client, without a warning', async () => {
  const folder = ownFolder();
  const installed = join(folder, 'node_modules/exo-di');
  for (const file of ['package.json', 'dist/client.js'])
    cpSync(join(ROOT, file), join(installed, file), { recursive: true });
  const program = "console.log(typeof require('exo-di/client').ExoscaleClient)";
  const ended = await run(process.execPath, ['-e', program], { cwd: folder });
  expect(ended).toEqual({ stdout: 'function\n', stderr: '' });
});

test('an uncaught error is printed by its name, without a page of the bundled code that threw it', async () => {
  const program =
    "import { ExoscaleClient } from 'exo-di/client'; new ExoscaleClient({ key: '', secret: '' });";
  const thrown = await run(process.execPath, ['--input-type=module', '-e', program], { cwd: ROOT }).catch(
    (error: unknown) => error,
  );
  const { stderr } = z.object({ stderr: z.string() }).parse(thrown);
  expect(stderr).toContain('\nInvalidRequestError: the key is empty\n');
  expect(stderr.length).toBeLessThan(2_000);
});

/* The only global it adds is the configuration that zod shares between its copies. */
test('importing it does nothing: no output, no handle left open, no environment read', async () => {
  const program = `
    const names = [];
    const env = new Proxy({}, { get: (_, name) => (names.push(name), undefined) });
    Object.defineProperty(process, 'env', { value: env });
    const before = Object.keys(globalThis);
    const { ExoscaleClient } = await import('exo-di/client');
    new ExoscaleClient({ key: 'EXO', secret: 'x' });
    const added = Object.keys(globalThis).filter((name) => !before.includes(name));
    console.log(JSON.stringify({ names: names.filter((name) => /EXO|PROXY|SSL/i.test(String(name))), added }));
  `;
  const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '-e', program], {
    cwd: ROOT,
  });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual({ names: [], added: ['__zod_globalConfig'] });
});
