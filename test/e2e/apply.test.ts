import { execFile } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RunningSandbox, startSandbox } from '../../src/sandbox/index.js';
import { ownFolder } from '../helpers/folder.js';
import { deployment, fileOf } from '../helpers/inference-file.js';
import { launch, start } from '../helpers/launch.js';
import { perform } from '../helpers/perform.js';
import { until } from '../helpers/until.js';

let running: RunningSandbox;
let home: string;
beforeEach(async () => {
  running = await startSandbox({ speed: 10_000 });
  home = ownFolder();
  await writeFile(join(home, 'inference.yaml'), fileOf(deployment('my-app', 1)));
});
afterEach(() => running.close());

const APPLY = ['apply', '-f', 'inference.yaml'];
const options = () => ({ cwd: home, env: { HOME: home } });
const asked = (path: string) =>
  until(() => running.sandbox.requests.some((request) => request.path.includes(path)));
const locks = () => readdir(join(home, '.local', 'state', 'exo-di', 'locks'));

describe('apply, over real sockets', () => {
  test('run twice: the second run prints nothing and creates nothing; no lock is left', async () => {
    expect(await launch(APPLY, running, options())).toMatchObject({
      code: 0,
      stdout: 'my-app in at-vie-2: created with 1 replica\n',
    });
    expect(await perform([...APPLY, '-Q'], running, options())).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await locks()).toEqual([]);
    expect(running.sandbox.deployments('at-vie-2')).toHaveLength(1);
  });

  test('Ctrl-C while it waits: exit code 130, the command to pick it up, no lock left', async () => {
    running.sandbox.failNext('POST /ai/deployment=operation-stuck');
    const applying = start(APPLY, running, options());
    await applying.says(/Waiting for the change/);
    await asked('/operation/');
    applying.kill('SIGINT');
    const { code, stdout, stderr } = await applying.outcome;
    expect({ code, stdout }).toEqual({ code: 130, stdout: 'my-app in at-vie-2: interrupted\n' });
    expect(stderr).toMatch(
      /the operation goes on\nhint: wait again with: exo-di operation wait [0-9a-f-]+ -z at-vie-2/,
    );
    expect(await locks()).toEqual([]);
  });

  test('killed while it holds the lock: the next run takes the lock over at once', async () => {
    running.sandbox.failNext('GET /ai/deployment=silence');
    const killed = start(APPLY, running, options());
    // Wait until the fault has struck this run; otherwise it would strike the next one.
    await asked('/ai/deployment');
    expect(await locks()).toHaveLength(1);
    const refused = await perform([...APPLY, '--lock-timeout', '0'], running, options());
    expect(refused.code).toBe(5);
    expect(refused.stderr).toMatch(/another run is under way: process \d+ on .+; nothing was sent/);
    killed.kill('SIGKILL');
    await killed.outcome;
    expect((await perform([...APPLY, '--lock-timeout', '0', '-Q'], running, options())).code).toBe(0);
    expect(running.sandbox.deployments('at-vie-2')).toHaveLength(1);
  });

  test('the printed crontab line runs unchanged in the small environment that cron gives', async () => {
    const folder = join(home, "50% of ada's");
    await mkdir(folder);
    await writeFile(join(folder, 'inference.yaml'), fileOf(deployment('my-app', 2)));
    const config = join(home, '.config', 'exoscale');
    await mkdir(config, { recursive: true });
    const account = { name: 'ada', key: running.key, secret: running.secret, endpoint: running.endpoint };
    await writeFile(
      join(config, 'exoscale.toml'),
      `defaultaccount = "ada"\n[[accounts]]\n${Object.entries(account)
        .map(([key, value]) => `${key} = "${value}"\n`)
        .join('')}`,
      { mode: 0o600 },
    );
    const { stdout } = await perform(
      ['schedule', 'install', '-f', 'inference.yaml', '--as', 'cron', '--every', '15m'],
      undefined,
      { cwd: folder },
    );
    const line = stdout.trimEnd().split('\n').at(-1) ?? '';
    expect(line).toMatch(/^\*\/15 \* \* \* \* \//);
    // Do as cron does: cut off the five fields, and read `\%` as a percent sign.
    const command = line.split(' ').slice(5).join(' ').replaceAll('\\%', '%');
    const env = { HOME: home, PATH: '/usr/bin:/bin' };
    const done = await promisify(execFile)('/bin/sh', ['-c', command], { env, cwd: '/' });
    expect(done).toEqual({ stdout: '', stderr: '' });
    expect(running.sandbox.deployments('at-vie-2')).toMatchObject([{ name: 'my-app', replicas: 2 }]);
  });
});
