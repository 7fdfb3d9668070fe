import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { startSandbox } from '../../src/sandbox/index.js';
import { closesAtEnd } from '../helpers/closing.js';
import { ownFolder } from '../helpers/folder.js';
import { LAUNCHER, launch, OTHER, sandboxEnv } from '../helpers/launch.js';
import { listen } from '../helpers/network.js';
import { perform } from '../helpers/perform.js';

/*
 * What a command loads when it starts, and how many connections it opens. These counts do not depend on the machine;
 * times do, and `npm run bench` measures them.
 */
const exec = promisify(execFile);
const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
const WEBASSEMBLY = fileURLToPath(new URL('../fixtures/webassembly.cjs', import.meta.url));
const BUILTINS = fileURLToPath(new URL('../fixtures/builtins.cjs', import.meta.url));

interface Loaded {
  files: string[];
  builtins: string[];
}

/** Runs a command and returns what it loaded: our files by V8's coverage, Node's modules by a preloaded script. */
async function loaded(args: readonly string[], env: Record<string, string>, code = 0): Promise<Loaded> {
  const folder = ownFolder();
  const covered = { ...env, NODE_V8_COVERAGE: folder };
  const words = ['-r', BUILTINS, LAUNCHER, ...args];
  const { stderr, ...ended } = await finished(exec(process.execPath, words, { env: covered }));
  expect(ended.code, stderr).toBe(code);
  const files = readdirSync(folder).flatMap((file) => {
    const { result } = coverage.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
    return result.map(({ url }) => url);
  });
  const ours = files.filter((url) => url.startsWith('file:')).map((url) => fileURLToPath(url));
  const inDist = [...new Set(ours)].filter((file) => file.startsWith(DIST));
  return {
    files: inDist.map((file) => file.slice(DIST.length + 1)),
    builtins: /^BUILTINS (.*)$/m.exec(stderr)?.[1]?.split(' ') ?? [],
  };
}

const coverage = z.object({ result: z.array(z.object({ url: z.string() })) });
const ended = z.object({ code: z.optional(z.number()), stderr: z.string() });

/** Waits for a process and returns how it ended, with whatever exit code. */
async function finished(running: Promise<{ stderr: string }>) {
  const { code = 0, stderr } = ended.parse(await running.catch((error: unknown) => error));
  return { code, stderr };
}

/** The files that every command loads, in this order. */
const PARSER = ['launch.cjs', 'started.cjs', 'completion.cjs'];

const opened = closesAtEnd();
const running = await opened(startSandbox({ speed: 10_000 }));
running.sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
const env = sandboxEnv(running);

describe.skipIf(OTHER)('what is loaded', { concurrent: true }, () => {
  test('--version: the launcher and nothing else', async () => {
    const { files, builtins } = await loaded(['--version'], {});
    expect(files).toEqual(['launch.cjs']);
    expect(builtins).not.toContain('crypto');
  });

  test.each([
    ['--help', ['--help'], 0, PARSER],
    ['completion bash', ['completion', 'bash'], 0, PARSER],
    ['an unknown flag', ['deployment', 'scale', '--nope'], 2, [...PARSER, 'deployment.cjs']],
    [
      'a wrong number of replicas',
      ['deployment', 'scale', 'x', '-1'],
      2,
      [...PARSER, 'deployment.cjs', 'verbs.cjs', 'settings.cjs'],
    ],
  ] as const)('%s: no HTTP, no child processes', async (_, args, code, expected) => {
    const { files, builtins } = await loaded(args, {}, code);
    expect(files).toEqual(expected);
    for (const unused of ['net', 'crypto', 'child_process']) expect(builtins).not.toContain(unused);
  });

  test.each([
    ['a command', ['complete', '--', 'deployment', 'sc']],
    ['a flag', ['complete', '--', 'deployment', 'scale', '--']],
  ])('a TAB for %s: no HTTP', async (_, args) => {
    const { files, builtins } = await loaded(args, {});
    expect(files).toEqual(['launch.cjs', 'completion.cjs', 'deployment.cjs']);
    expect(builtins).not.toContain('net');
  });

  test('a TAB for a name in the cache: no HTTP, no parser, no crypto', async () => {
    const cached = { ...env, XDG_CACHE_HOME: ownFolder() };
    const tab = ['complete', '--', 'deployment', 'show', 'my'];
    // Fills the cache as a TAB does in the background when the service is too slow for it.
    await exec(process.execPath, [LAUNCHER, 'complete', '--refresh', ...tab.slice(1)], { env: cached });
    const { files, builtins } = await loaded(tab, cached);
    expect(files).toEqual(['launch.cjs', 'completion.cjs', 'deployment.cjs', 'settings.cjs']);
    for (const unused of ['net', 'crypto']) expect(builtins).not.toContain(unused);
  });

  test('show: no undici, no YAML, no server, no HTTP/2, no WebCrypto, no child processes', async () => {
    const { files, builtins } = await loaded(['deployment', 'show', 'my-app', '-z', 'at-vie-2'], env);
    expect(files.sort()).toEqual(
      [...PARSER, 'deployment.cjs', 'settings.cjs', 'verbs.cjs', 'output.cjs', 'http.cjs'].sort(),
    );
    for (const unused of ['http2', 'internal/crypto/webcrypto', 'child_process', 'tls']) {
      expect(builtins).not.toContain(unused);
    }
  });

  test('functions called at the start are in parentheses, so that V8 compiles them with their file', () => {
    for (const file of PARSER)
      expect(readFileSync(join(DIST, file), 'utf8').split('=(function(').length, file).toBeGreaterThan(5);
  });

  test.each([
    ['makes JSON Schemas', 'draft-2020-12', 'rest.cjs'],
    ['reads TOML', 'Invalid TOML document', 'rest.cjs'],
    ['checks by a schema', 'Encountered Promise during synchronous parse', 'verbs.cjs'],
  ])('the code that %s is in one file only, which is loaded late', (_, words, file) => {
    const holding = readdirSync(DIST).filter(
      (name) => name.endsWith('.cjs') && readFileSync(join(DIST, name), 'utf8').includes(words),
    );
    expect(holding).toEqual([file]);
  });

  test('before undici is compiled for a change, V8 is told not to optimise its WebAssembly parser', async () => {
    const args = ['deployment', 'scale', 'my-app', '1', '-z', 'at-vie-2'];
    const { stderr } = await finished(
      exec(process.execPath, ['-r', WEBASSEMBLY, LAUNCHER, ...args], { env }),
    );
    expect(stderr.match(/^WEBASSEMBLY .*$/gm)).toEqual([
      'WEBASSEMBLY flag --wasm-tiering-budget=1000000000',
      'WEBASSEMBLY compiled',
    ]);
  });
});

describe.skipIf(OTHER)('the compile cache of Node', () => {
  const keeps = 'enableCompileCache' in process.getBuiltinModule('node:module');
  let home: string;
  beforeEach(() => {
    home = ownFolder();
  });

  const run = (argv: readonly string[], env: Record<string, string> = {}) =>
    launch(argv, undefined, { env: { HOME: home, XDG_CACHE_HOME: '', ...env } });
  const kept = () =>
    readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

  test('is kept in the user’s home, readable only by the user, by Node 22.1 and newer', async () => {
    expect((await run(['--help'])).code).toBe(0);
    expect(kept().length > 0).toBe(keeps);
    if (keeps) expect(statSync(join(home, '.cache/exo-di/code')).mode & 0o777).toBe(0o700);
  });

  test('is not written if it is disabled, not needed (--version) or the home does not exist', async () => {
    expect((await run(['--help'], { NODE_DISABLE_COMPILE_CACHE: '1' })).code).toBe(0);
    expect((await run(['--version'])).code).toBe(0);
    expect((await run(['--help'], { HOME: join(home, 'nobody') })).code).toBe(0);
    expect(readdirSync(home)).toEqual([]);
  });
});

describe('connections', () => {
  let connections = 0;
  // Counts connections and passes them on to the sandbox.
  const counting = createServer((socket) => {
    connections++;
    const upstream: Socket = connect(Number(new URL(running.origin).port), '127.0.0.1');
    socket.pipe(upstream).pipe(socket);
    for (const end of [socket, upstream]) end.on('error', () => end.destroy());
  });
  let port: number;
  beforeAll(async () => {
    port = (await opened(listen(counting))).port;
  });

  test('one command uses one connection for the list of zones, the zone and all polls', async () => {
    connections = 0;
    const through = { ...running, endpoint: `http://127.0.0.1:${port}/v2` };
    const { code } = await launch(['deployment', 'scale', 'my-app', '3', '-z', 'at-vie-2', '-Q'], through);
    expect(code).toBe(0);
    expect(connections).toBe(1);
  });

  test('thirty deletions use ten connections', async () => {
    const names = Array.from({ length: 30 }, (_, n) => `many-${n}`);
    for (const name of names) running.sandbox.place({ zone: 'at-vie-2', name, replicas: 0 });
    connections = 0;
    const through = { ...running, endpoint: `http://127.0.0.1:${port}/v2` };
    const { code } = await perform(['deployment', 'delete', ...names, '-z', 'at-vie-2', '-f', '-Q'], through);
    expect(code).toBe(0);
    expect(running.sandbox.deployments().map(({ name }) => name)).toEqual(['my-app']);
    expect(connections).toBe(10);
  });

  /*
   * The zone is on another server than the list of zones, and the secretCommand waits until there is a connection to
   * the zone. So the command can only end if it opens that connection before it has the secret.
   */
  test.skipIf(process.platform === 'win32')(
    'the connection to the zone opens while a secretCommand runs',
    async () => {
      const folder = ownFolder();
      const mark = join(folder, 'connected');
      counting.once('connection', () => writeFileSync(mark, ''));
      const zone = { name: 'at-vie-2', 'api-endpoint': `http://127.0.0.1:${port}/at-vie-2/v2` };
      const answer = JSON.stringify({ zones: [zone] });
      const zones = await opened(listen(createHttpServer((_, response) => response.end(answer))));
      const config = join(folder, 'exoscale.toml');
      const waiting = `until [ -e ${mark} ]; do sleep 0.02; done; printf %s ${running.secret}`;
      writeFileSync(
        config,
        `[[accounts]]
name = "a"
key = "${running.key}"
secretCommand = ["sh", "-c", ${JSON.stringify(waiting)}]
endpoint = "http://127.0.0.1:${zones.port}/v2"
`,
      );
      connections = 0;
      const { code, stdout } = await perform(
        ['deployment', 'list', '-z', 'at-vie-2', '-O', 'text', '-C', config, '-A', 'a'],
        undefined,
      );
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('my-app') });
      expect(connections).toBe(1);
    },
  );
});
