import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { startSandbox } from '../../src/sandbox/index.js';
import { LONG_RUN } from '../helpers/chance.js';
import { closesAtEnd } from '../helpers/closing.js';
import { ownFolder } from '../helpers/folder.js';
import { MACHINE_ENV } from '../helpers/launch.js';
import { type Listening, listen } from '../helpers/network.js';

/* The action started as the runner does: inputs in the environment, files for its outputs, its log on stdout. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ACTION = parse(readFileSync(join(ROOT, 'action/action.yml'), 'utf8'));
const ZONE = 'at-vie-2';

const folder = ownFolder();
const opened = closesAtEnd();
const running = await opened(startSandbox({ speed: 10_000 }));
beforeAll(() => {
  execFileSync(process.execPath, [join(ROOT, 'scripts/action.mjs'), join(folder, 'dist')]);
});

/** Returns the values that the runner would read from one of its files. */
function valuesOf(path: string): Record<string, string> {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const found = text.matchAll(/^(\S+)<<(\S+)\n([\s\S]*?)\n\2$/gm);
  return Object.fromEntries([...found].map(([, name = '', , value = '']) => [name, value]));
}

/** A job: its steps share a folder, and each step gets the state that the one before saved. */
function job() {
  const temp = ownFolder();
  const files = {
    GITHUB_OUTPUT: join(temp, 'output'),
    GITHUB_STATE: join(temp, 'state'),
    GITHUB_ENV: join(temp, 'env'),
    GITHUB_PATH: join(temp, 'path'),
    GITHUB_STEP_SUMMARY: join(temp, 'summary'),
  };
  const start = (file: string, env: Record<string, string>, cancelAt?: RegExp) =>
    new Promise<{ code: number | null; log: string }>((resolve) => {
      const child = spawn(process.execPath, [join(folder, 'dist', file)], {
        cwd: temp,
        env: { ...MACHINE_ENV, HOME: temp, RUNNER_TEMP: temp, ...files, ...env },
      });
      let log = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          log += text;
          if (!cancelAt?.test(log) || child.killed) return;
          child.kill('SIGINT');
        });
      }
      child.on('close', (code) => resolve({ code, log }));
    });
  /** Every input of action.yml, with its default; `${{ … }}` is left to the runner. */
  const inputs = (given: Record<string, string>): Record<string, string> => {
    const own: Record<string, string> = {
      'api-key': running.key,
      'api-secret': running.secret,
      'api-endpoint': running.endpoint,
      ...given,
    };
    for (const name of Object.keys(own)) expect(Object.keys(ACTION.inputs)).toContain(name);
    const all = Object.entries<{ default?: string }>(ACTION.inputs).map(([name, { default: usual = '' }]) => [
      `INPUT_${name.toUpperCase()}`,
      own[name] ?? usual.replace(/^\$\{\{.*\}\}$/, 'gh-token'),
    ]);
    return Object.fromEntries(all);
  };
  return {
    temp,
    main: (given: Record<string, string>, env: Record<string, string> = {}, cancelAt?: RegExp) =>
      start('main.cjs', { ...inputs(given), ...env }, cancelAt),
    post: (given: Record<string, string>) => {
      const state = Object.entries(valuesOf(files.GITHUB_STATE)).map(([name, value]) => [
        `STATE_${name}`,
        value,
      ]);
      return start('post.cjs', { ...inputs(given), ...Object.fromEntries(state) });
    },
    told: (file: keyof typeof files) => valuesOf(files[file]),
    text: (file: keyof typeof files) => readFileSync(files[file], 'utf8'),
  };
}

const replicasOf = (id: string) => running.sandbox.deployments(ZONE).find((one) => one.id === id)?.replicas;

describe.concurrent('main', () => {
  test('scales a deployment, masks the credentials first, and leaves exo-di in the PATH', async () => {
    const id = running.sandbox.place({ zone: ZONE, name: 'scaled' });
    const step = job();
    const { code, log } = await step.main({
      command: 'scale',
      deployment: 'scaled',
      replicas: '2',
      zone: ZONE,
    });
    expect(log).toContain('Scaled scaled to 2 replicas.');
    expect(code).toBe(0);
    expect(replicasOf(id)).toBe(2);
    const [first, second] = log.split('\n');
    expect([first, second]).toEqual([`::add-mask::${running.secret}`, `::add-mask::${running.key}`]);
    expect(step.told('GITHUB_OUTPUT')).toEqual({ 'exit-code': '0' });
    expect(step.told('GITHUB_ENV')).toMatchObject({ EXOSCALE_API_SECRET: running.secret });
    const path = `${step.text('GITHUB_PATH').trim()}:${process.env.PATH}`;
    expect(
      execFileSync('exo-di', ['--version'], { env: { ...MACHINE_ENV, PATH: path }, encoding: 'utf8' }),
    ).toMatch(/^exo-di /);
  });

  test('trims pasted blanks from the credentials, and masks the trimmed values that later steps get', async () => {
    const step = job();
    const { log } = await step.main({ 'api-secret': ` ${running.secret}\n`, 'api-key': `${running.key} ` });
    const { EXOSCALE_API_SECRET: secret, EXOSCALE_API_KEY: key } = step.told('GITHUB_ENV');
    expect([secret, key]).toEqual([running.secret, running.key]);
    expect(log.split('\n')).toEqual(expect.arrayContaining([`::add-mask::${secret}`, `::add-mask::${key}`]));
  });

  test('ends with the exit code of the command, and reports its error as a GitHub annotation', async () => {
    const step = job();
    const { code, log } = await step.main({
      command: 'scale',
      deployment: 'nobody',
      replicas: '1',
      zone: ZONE,
    });
    expect(code).toBe(4);
    expect(log).toMatch(/^::error::deployment "nobody" was not found in at-vie-2%0Ahint: /m);
    expect(step.told('GITHUB_OUTPUT')).toEqual({ 'exit-code': '4' });
  });

  test('the runner obeys no workflow command in the output of exo-di', async () => {
    const id = running.sandbox.place({ zone: ZONE, name: 'hostile' });
    running.sandbox.override(id, { state: 'error', 'state-details': '\n::set-env name=PATH::/tmp' });
    const { log } = await job().main({ command: 'scale', deployment: 'hostile', replicas: '2', zone: ZONE });
    const [, token = 'none'] = /^::stop-commands::(\S+)$/m.exec(log) ?? [];
    expect(log.indexOf(`::${token}::`)).toBeGreaterThan(log.indexOf('hostile'));
  });

  test.skipIf(process.platform === 'win32')(
    'when cancelled, ends only after the command it started has ended',
    async () => {
      const slow = await startSandbox({ speed: 1 });
      slow.sandbox.place({ zone: ZONE, name: 'slow' });
      const { code, log } = await job().main(
        { command: 'scale', deployment: 'slow', replicas: '2', zone: ZONE, 'api-endpoint': slow.endpoint },
        {},
        /Scaling slow/,
      );
      await slow.close();
      expect(code, log).toBe(130);
      expect(log).toMatch(/^::error::interrupted/m);
    },
  );

  test('reports invalid inputs as a GitHub annotation, and saves no state', async () => {
    const step = job();
    const { code, log } = await step.main({ ephemeral: 'true', deployment: 'a' });
    expect({ code, log: log.split('\n').at(-2) }).toEqual({ code: 2, log: '::error::ephemeral needs zone' });
    expect(step.told('GITHUB_STATE')).toEqual({});
  });
});

describe('plan', () => {
  const FILE = `zone: ${ZONE}
deployments:
  - name: planned
    model-name: mistralai/Mistral-7B-Instruct-v0.3
    gpu-type: gpua5000
    gpu-count: 1
    replicas: 3
`;
  const comments = [{ id: 7, body: '<!-- exo-di plan inference.yaml -->', user: { type: 'Bot' } }];
  /** Each request to GitHub, with the body of the comment in it. */
  const asked: string[] = [];
  let github: Listening;
  beforeAll(async () => {
    const server = createServer(async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      asked.push(
        `${request.method} ${request.url} ${request.headers.authorization} ${text && JSON.parse(text).body}`,
      );
      response.end(JSON.stringify(comments));
    });
    github = await opened(listen(server));
    running.sandbox.place({ zone: ZONE, name: 'planned' });
  });
  beforeEach(() => void asked.splice(0));

  const planned = async (given: Record<string, string> = {}, around: Record<string, string> = {}) => {
    const step = job();
    writeFileSync(join(step.temp, 'inference.yaml'), FILE);
    writeFileSync(join(step.temp, 'event.json'), '{"pull_request":{"number":12}}');
    const env = {
      GITHUB_API_URL: `http://127.0.0.1:${github.port}`,
      GITHUB_REPOSITORY: 'owner/name',
      GITHUB_EVENT_PATH: join(step.temp, 'event.json'),
      ...around,
    };
    const own = { command: 'plan', file: 'inference.yaml', comment: 'true', ...given };
    return { step, ...(await step.main(own, env)) };
  };

  test('becomes an output, a summary and a comment for its zone', async () => {
    const { step, code, log } = await planned({ zone: ZONE });
    expect(code).toBe(0);
    expect(log).not.toContain('::warning::');
    expect(step.told('GITHUB_OUTPUT')).toMatchObject({ changes: 'true', 'exit-code': '0' });
    expect(step.told('GITHUB_OUTPUT').markdown).toContain('<code>planned</code>');
    expect(step.text('GITHUB_STEP_SUMMARY')).toContain('<code>planned</code>');
    expect(asked).toEqual([
      'GET /repos/owner/name/issues/12/comments?per_page=100&page=1 Bearer gh-token ',
      expect.stringMatching(
        /^POST \/repos\/owner\/name\/issues\/12\/comments Bearer gh-token <!-- exo-di plan inference\.yaml in at&#45;vie&#45;2 -->[\s\S]*<code>planned<\/code>/,
      ),
    ]);
  });

  test('that fails replaces an earlier one in its comment, and writes none if there was none', async () => {
    const { code, step } = await planned({ 'api-secret': 'wrong' });
    expect([code, step.told('GITHUB_OUTPUT')]).toEqual([3, { 'exit-code': '3' }]);
    expect(asked.at(-1)).toBe(
      'PATCH /repos/owner/name/issues/comments/7 Bearer gh-token <!-- exo-di plan inference.yaml -->\n' +
        '**exo-di plan** ended with exit code 3: what would change is not known. The log of the run says why.',
    );
    await planned({ 'api-secret': 'wrong', zone: 'de-fra-1' });
    expect(asked.at(-1)).toMatch(/^GET /);
  });

  test('only warns if the comment cannot be written', async () => {
    const { code, log } = await planned({}, { GITHUB_API_URL: 'http://127.0.0.1:2' });
    expect(code).toBe(0);
    expect(log).toContain(
      '::warning::the plan could not be written as a comment: GitHub was not reached at 127.0.0.1:2: connect ECONNREFUSED',
    );
  });
});

describe.concurrent('post', () => {
  test.each([
    ['zero', 0],
    // Which commands each of the two runs is tested in `end.test.ts`.
    ...(LONG_RUN ? [['delete', undefined] as const] : []),
  ] as const)('on-end: %s, after the job has failed', async (end, replicas) => {
    const name = `job-${end}`;
    const id = running.sandbox.place({ zone: ZONE, name });
    const step = job();
    const given = { ephemeral: 'true', deployment: name, zone: ZONE, 'on-end': end };
    await step.main({ ...given, command: 'scale', replicas: '99' });
    const { code, log } = await step.post(given);
    expect(code, log).toBe(0);
    expect(replicasOf(id)).toBe(replicas);
    expect(log).not.toMatch(new RegExp(`(?<!add-mask::)${running.secret}`));
  });

  test('without ephemeral it does nothing', async () => {
    const step = job();
    await step.main({});
    expect(await step.post({ 'api-endpoint': 'http://127.0.0.1:1/v2' })).toEqual({ code: 0, log: '' });
  });
});
