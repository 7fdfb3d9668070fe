import { execFileSync } from 'node:child_process';
import { closeSync, constants, existsSync, openSync, writeSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type RunningSandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.js';
import { placeKey } from '../faults/mutations.js';
import { LONG_RUN } from '../helpers/chance.js';
import { ownFolder } from '../helpers/folder.js';
import { deployment, fileOf } from '../helpers/inference-file.js';
import { launch, start } from '../helpers/launch.js';
import { begin, perform } from '../helpers/perform.js';
import { until } from '../helpers/until.js';

const ZONE = 'at-vie-2';
const CREATE =
  'deployment create new-app --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 1 -z at-vie-2';
const SCALE = 'deployment scale my-app 3 -z at-vie-2';
const UPDATE = 'deployment update my-app --inference-engine-version 0.24.0 -z at-vie-2';
const TAKE_UP = /wait again with: exo-di operation wait [0-9a-f-]{36} -z at-vie-2\n/;

/** Starts a service with `my-app`, so slow that a change is still under way when the test ends. */
async function service<T>(options: SandboxOptions, use: (running: RunningSandbox) => Promise<T>): Promise<T> {
  const running = await startSandbox({ speed: 0.01, ...options });
  running.sandbox.place({ zone: ZONE, name: 'my-app' });
  try {
    return await use(running);
  } finally {
    await running.close();
  }
}

/** Resolves once the sandbox has got a request with this method and path. */
const asked = ({ sandbox }: RunningSandbox, wanted: string, pattern: RegExp) =>
  until(() => sandbox.requests.some(({ method, path }) => method === wanted && pattern.test(path)));
const requestsTo = ({ sandbox }: RunningSandbox, path: string) =>
  sandbox.requests.filter((request) => request.path.endsWith(path)).length;
const changes = ({ sandbox }: RunningSandbox) => sandbox.requests.filter(({ method }) => method !== 'GET');

describe.skipIf(process.platform === 'win32')('a signal', { concurrent: true }, () => {
  test.for([
    ['SIGINT', SCALE, 130, 'interrupted', start],
    ['SIGTERM', SCALE, 143, 'terminated', start],
    ['SIGHUP', SCALE, 143, 'the terminal went away', start],
    ['SIGINT', CREATE, 130, 'interrupted', begin],
    ['SIGTERM', UPDATE, 143, 'terminated', begin],
    ['SIGINT', 'deployment delete my-app -f -z at-vie-2', 130, 'interrupted', begin],
    ['SIGINT', 'model create owner/new-7B -z at-vie-2', 130, 'interrupted', begin],
  ] as const)(
    '%s while waiting names the command to pick it up: %s',
    async ([signal, line, exitCode, word, run]) => {
      await service({}, async (running) => {
        const command = run(line.split(' '), running);
        await asked(running, 'GET', /\/operation\//);
        const before = Date.now();
        command.kill(signal);
        const { code, stderr, stdout } = await command.outcome;
        // At once: long before the next look at the operation, or its end.
        expect(Date.now() - before).toBeLessThan(5_000);
        expect({ code, stdout }, stderr).toEqual({ code: exitCode, stdout: '' });
        expect(stderr).toContain(`error: ${word}: no longer waiting for the service to `);
        expect(stderr).toMatch(TAKE_UP);
        expect(changes(running)).toHaveLength(1);
      });
    },
  );

  test('in sandbox demo prints no command to pick anything up, because nothing goes on', async () => {
    const command = start(['sandbox', 'demo', '--speed', '0.01'], undefined);
    await command.prints(/minutes are normal/);
    command.kill('SIGINT');
    const { code, stderr, stdout } = await command.outcome;
    expect([code, stderr]).toEqual([130, 'error: interrupted\n']);
    expect(stdout).not.toContain('wait again with');
  });

  test('with -O json prints the same error as JSON', async () => {
    await service({}, async (running) => {
      const command = begin([...SCALE.split(' '), '-O', 'json', '-Q'], running);
      await asked(running, 'GET', /\/operation\//);
      command.kill('SIGINT');
      const { code, stderr } = await command.outcome;
      expect(code).toBe(130);
      const { error } = JSON.parse(stderr);
      expect(error).toMatchObject({ exit_code: 130, zone: ZONE, code: 'interrupted' });
      expect(error.hint).toContain(`exo-di operation wait ${error.operation_id} -z ${ZONE}`);
    });
  });

  test.for([
    ['GET /zone=slow=60000', /\/zone$/, SCALE, start],
    ['GET /ai/deployment=slow=60000', /\/ai\/deployment$/, SCALE, begin],
    ['GET /quota=silence', /\/quota$/, CREATE, begin],
    ['GET /ai/deployment=drip', /\/ai\/deployment$/, CREATE, begin],
    ['GET /ai/deployment=503 x*', /\/ai\/deployment$/, SCALE, begin],
  ] as const)('before the change is sent (%s): no change is sent', async ([fault, path, line, run]) => {
    await service({ fail: [fault] }, async (running) => {
      const command = run(line.split(' '), running);
      await asked(running, 'GET', path);
      command.kill('SIGINT');
      const { code, stderr } = await command.outcome;
      expect(code, stderr).toBe(130);
      expect(stderr).toContain('interrupted');
      expect(stderr).not.toMatch(/operation wait|may have been/);
      expect(changes(running)).toEqual([]);
    });
  });

  test.for([
    [SCALE, 'POST', /\/scale$/],
    ['deployment delete my-app -f -z at-vie-2', 'DELETE', /\/ai\/deployment\//],
  ] as const)(
    'while the request is on its way: the error says that it may have been done: %s',
    async ([line, method, path]) => {
      await service({ fail: [`${method} /**=silence-after`] }, async (running) => {
        const command = begin(line.split(' '), running);
        await asked(running, method, path);
        command.kill('SIGINT');
        const { code, stderr } = await command.outcome;
        expect(code, stderr).toBe(130);
        expect(stderr).toMatch(
          /interrupted while trying to .*: it may have been done\nhint: running the command again is safe; see what became of it with: exo-di deployment show [0-9a-f-]+ -z at-vie-2\n/,
        );
        expect(changes(running)).toHaveLength(1);
      });
    },
  );

  test.for([
    ['while the creation is on its way', ['POST /ai/deployment=silence-after'], 2],
    [
      'while looking for a creation whose answer was lost',
      ['POST /ai/deployment=reset-after', 'GET /ai/deployment=slow=0', 'GET /ai/deployment=silence'],
      3,
    ],
  ] as const)('%s: the error says what to check', async ([_, fail, requests]) => {
    await service({ fail }, async (running) => {
      const command = begin(CREATE.split(' '), running);
      await until(() => requestsTo(running, '/ai/deployment') === requests);
      command.kill('SIGINT');
      const { code, stderr } = await command.outcome;
      expect(code, stderr).toBe(130);
      expect(stderr).toContain(
        'error: interrupted before it was known whether deployment new-app was created in at-vie-2\n' +
          'hint: before trying again, check that it does not exist: exo-di deployment list -z at-vie-2\n',
      );
    });
  });

  test('sent twice ends the command whatever it does', async () => {
    await service({}, async (running) => {
      const command = start(SCALE.split(' '), running);
      await asked(running, 'GET', /\/operation\//);
      command.kill('SIGINT');
      command.kill('SIGINT');
      const { code, stderr } = await command.outcome;
      expect(code).toBe(130);
      expect(stderr).not.toMatch(/^ {4}at /m);
    });
  });

  test('ends sandbox start with 0, because that is how it is meant to end', async () => {
    const command = start(['sandbox', 'start', '--port', '0'], undefined);
    await command.says(/Ctrl-C ends it/);
    command.kill('SIGINT');
    const { code, stdout, stderr } = await command.outcome;
    expect({ code, stderr: stderr.split('\n').at(-2) }).toEqual({
      code: 0,
      stderr: 'The sandbox has ended.',
    });
    expect(stdout).toMatch(/^export EXOSCALE_API_ENDPOINT=/);
  });
});

/** Opens a named pipe for writing, once another process reads from it. */
async function writerOf(pipe: string): Promise<number> {
  let fd: number | undefined;
  await until(() => {
    try {
      fd = openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch {
      // Nobody reads from it yet.
    }
    return fd !== undefined;
  });
  return fd ?? -1;
}

describe.runIf(process.platform === 'linux')('a file that is a pipe', { concurrent: true }, () => {
  test.for([
    ['deployment list', '-C'],
    ['plan', '-f'],
  ] as const)('that says nothing does not keep %s %s PIPE from ending on SIGTERM', async ([line, flag]) => {
    await service({}, async (running) => {
      const pipe = join(ownFolder(), 'pipe');
      execFileSync('mkfifo', [pipe]);
      const command = start([...line.split(' '), flag, pipe], running);
      const writer = await writerOf(pipe);
      command.kill('SIGTERM');
      expect(await command.outcome).toEqual({ code: 143, stdout: '', stderr: 'error: terminated\n' });
      closeSync(writer);
    });
  });

  test('is read to its end', async () => {
    const pipe = join(ownFolder(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const command = start(['config', 'list', '-C', pipe, '-O', 'text'], undefined);
    const writer = await writerOf(pipe);
    writeSync(writer, 'defaultaccount = "a"\n');
    writeSync(writer, '[[accounts]]\nname = "a"\nkey = "EXOa"\nsecret = "s"\n');
    closeSync(writer);
    expect(await command.outcome).toMatchObject({ code: 0, stdout: expect.stringMatching(/^a\b/) });
  });
});

describe.concurrent('a reader that closes the pipe', () => {
  const many = ({ sandbox }: RunningSandbox) => {
    // More output than a pipe can hold.
    for (let n = 0; n < 2_000; n++) sandbox.place({ zone: ZONE, name: `app-${n}`, replicas: 0 });
  };

  test.for([
    ['deployment list -z at-vie-2'],
    ...(LONG_RUN ? [['deployment list -z at-vie-2 -O json'], ['deployment list -z at-vie-2 -O text']] : []),
  ])('%s | head -1 ends with 0, without an error', async ([line = '']) => {
    await service({}, async (running) => {
      many(running);
      const command = start(line.split(' '), running);
      await command.closeOutput();
      expect(await command.outcome).toMatchObject({ code: 0, stderr: '' });
    });
  });

  test('deployment logs --follow | head -1 ends with 0', async () => {
    await service({ speed: 600, load: '00:00 1' }, async (running) => {
      const command = start(['deployment', 'logs', 'my-app', '-z', ZONE, '--follow'], running);
      await command.closeOutput();
      expect(await command.outcome).toMatchObject({ code: 0, stderr: '' });
    });
  });

  test.for([
    ['api-key create ci --scope public -Q', /see it with: exo-di api-key reveal [0-9a-f-]{36}\n$/, launch],
    ['api-key rotate ours -f -Q -O json', /see it with: exo-di api-key reveal ours\n$/, perform],
    [
      'deployment scale my-app 3 -z at-vie-2 -Q --no-wait',
      /exo-di operation show [0-9a-f-]{36} -z at-vie-2\n$/,
      perform,
    ],
    ['api-key list', /^$/, perform],
  ] as const)(
    '%s | true warns, with the command that shows what nobody has read',
    async ([line, said, run]) => {
      await service({}, async (running) => {
        placeKey(running.sandbox, 'ours');
        const { code, stderr } = await run(line.split(' '), running, { stdout: 'unread' });
        expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(said) });
      });
    },
  );

  test('does not keep a change from being made', async () => {
    await service({ speed: 100_000 }, async (running) => {
      const command = start([...SCALE.split(' '), '-O', 'json'], running);
      const closed = command.closeOutput();
      const { code, stderr } = await command.outcome;
      await closed;
      expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.not.stringContaining('EPIPE') });
      expect(running.sandbox.deployments(ZONE)).toMatchObject([{ replicas: 3 }]);
    });
  });
});

describe.skipIf(!existsSync('/dev/full'))('a full disk', { concurrent: true }, () => {
  test.for([
    ['--version'],
    ['--help'],
    ['deployment list -z at-vie-2'],
    ...(LONG_RUN ? [['deployment list -z at-vie-2 -O json'], [`${CREATE} --dry-run`]] : []),
  ])('%s > /dev/full fails, and says why', async ([line = '']) => {
    await service({}, async (running) => {
      const { code, stderr } = await launch(line.split(' '), running, { stdout: 'full' });
      expect(code).toBe(1);
      expect(stderr).toContain('the output could not be written: ');
      expect(stderr).toContain('no space left on device');
      expect(stderr).not.toMatch(/^ {4}at /m);
    });
  });

  test('plan --detailed-exitcode > /dev/full does not end with 11 as if its plan could be read', async () => {
    await service({}, async (running) => {
      const file = join(ownFolder(), 'inference.yaml');
      const line = ['plan', '-f', file, '--detailed-exitcode'];
      await writeFile(file, fileOf(deployment('my-app', 2)));
      expect(await perform(line, running)).toMatchObject({ code: 11 });
      expect(await perform(line, running, { stdout: 'full' })).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('error: the output could not be written: no space left on device\n'),
      });
    });
  });

  test.for([
    [[], /^warning: the output could not be written: no space left on device\nerror: .*de-fra-1/m],
    [['-O', 'json'], /"warnings":\[.*,"the output could not be written: no space left on device"\]/],
  ] as const)(
    'a list without one zone > /dev/full says that the rest is lost, too: %j',
    async ([flags, said]) => {
      await service({ fail: ['GET /ai/deployment@de-fra-1=403 x*'] }, async (running) => {
        const { code, stderr } = await perform(['deployment', 'list', ...flags], running, { stdout: 'full' });
        expect({ code, stderr }).toEqual({ code: 10, stderr: expect.stringMatching(said) });
      });
    },
  );
});

describe.skipIf(!existsSync('/dev/full'))(
  'a change that was made although its output could not be written',
  { concurrent: true },
  () => {
    test.for([
      [
        'api-key create ci --scope public',
        /see it with: exo-di api-key reveal [0-9a-f-]{36}(?:$|")/m,
        launch,
      ],
      ['api-key rotate ours -f -O json', /see it with: exo-di api-key reveal ours(?:$|")/m, perform],
      [
        'api-key update ours --name theirs -O json',
        /see it with: exo-di api-key show [0-9a-f-]{36}(?:$|")/m,
        perform,
      ],
      [CREATE, /see it with: exo-di deployment show [0-9a-f-]{36} -z at-vie-2$/m, perform],
      [`${SCALE} -O json`, /see it with: exo-di deployment show [0-9a-f-]{36} -z at-vie-2(?:$|")/m, perform],
      [`${SCALE} --no-wait`, /see it with: exo-di operation show [0-9a-f-]{36} -z at-vie-2(?:$|")/m, perform],
      ['deployment scale my-app=2 -z at-vie-2', /see it with: exo-di deployment list(?:$|")/m, perform],
      ['deployment delete my-app -f -z at-vie-2', /see it with: exo-di deployment list(?:$|")/m, perform],
      ['api-key delete ours -f', /see it with: exo-di api-key list(?:$|")/m, perform],
    ] as const)('%s > /dev/full names the command that shows it', async ([line, hint, run]) => {
      await service({ speed: 100_000 }, async (running) => {
        placeKey(running.sandbox, 'ours');
        const { code, stderr } = await run(line.split(' '), running, { stdout: 'full' });
        expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(hint) });
        expect(stderr).toContain('no space left on device; what it tells of has been done');
      });
    });
  },
);

test.runIf(existsSync('/dev/full'))(
  'a lost output after a change of local files names the command, too',
  async () => {
    const env = { HOME: ownFolder() };
    const file = join(env.HOME, 'inference.yaml');
    const fields = 'model-name: org/m, gpu-type: gpua5000, gpu-count: 1, replicas: 1';
    await writeFile(file, `zone: at-vie-2\ndeployments: [{ name: my-app, ${fields} }]\n`);
    for (const [line, again] of [
      ['config add --name a --key EXOa --secret-command x -O json', 'config show a'],
      ['config add --name b --key EXOb --secret-command x -O json', 'config show b'],
      ['config set b', 'config list'],
      ['config delete a -f -O json', 'config list'],
      [`hold my-app --replicas 0 --until +1h -f ${file}`, `hold list -f ${file}`],
      [`release my-app -f ${file} -O json`, `hold list -f ${file}`],
      [`pause -f ${file} -O json`, `hold list -f ${file}`],
      [`resume -f ${file}`, `hold list -f ${file}`],
    ] as const) {
      const { code, stderr } = await perform(line.split(' '), undefined, { env, stdout: 'full' });
      expect({ line, code }).toEqual({ line, code: 1 });
      expect(stderr).toContain('what it tells of has been done');
      expect(stderr).toContain(`do not do it again, see it with: exo-di ${again}`);
    }
  },
);

describe.concurrent('without a home folder a command works, without a warning', () => {
  test.for([
    [{ HOME: '' }, launch],
    [{ HOME: '/nowhere/at/all' }, perform],
  ] as const)('%j', async ([env, run]) => {
    await service({}, async (running) => {
      const list = 'deployment list -z at-vie-2 -O text'.split(' ');
      expect(await run(list, running, { env })).toEqual({
        code: 0,
        stdout: expect.stringContaining('\tmy-app\t'),
        stderr: '',
      });
    });
  });
});
