import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { type RunningSandbox, startSandbox } from '../../src/sandbox/index.js';
import { LAUNCHER, launch, sandboxEnv, start } from '../helpers/launch.js';

/*
 * What a command loads. Nothing here is timed (`npm run bench` does that): files, bytes and connections are counted,
 * and they do not depend on the machine.
 */
const exec = promisify(execFile);
const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
const BUILTINS = fileURLToPath(new URL('../fixtures/builtins.cjs', import.meta.url));

interface Loaded {
  files: string[];
  bytes: number;
  builtins: string[];
}

/** Runs a command and tells what it loaded: our files from V8's coverage, Node's modules from a preloaded script. */
async function loaded(args: readonly string[], env: Record<string, string>, code = 0): Promise<Loaded> {
  const folder = mkdtempSync(join(tmpdir(), 'exo-di-loaded-'));
  const covered = { ...env, NODE_V8_COVERAGE: folder };
  expect((await finished(exec(process.execPath, [LAUNCHER, ...args], { env: covered }))).code).toBe(code);
  const files = readdirSync(folder).flatMap((file) => {
    const { result } = coverage.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
    return result.map(({ url }) => url);
  });
  rmSync(folder, { recursive: true });
  const ours = files.filter((url) => url.startsWith('file:')).map((url) => fileURLToPath(url));
  const inDist = [...new Set(ours)].filter((file) => file.startsWith(DIST));
  const { stderr } = await finished(exec(process.execPath, ['-r', BUILTINS, LAUNCHER, ...args], { env }));
  return {
    files: inDist.map((file) => file.slice(DIST.length + 1)),
    bytes: inDist.reduce((sum, file) => sum + statSync(file).size, 0),
    builtins: /^BUILTINS (.*)$/m.exec(stderr)?.[1]?.split(' ') ?? [],
  };
}

const coverage = z.object({ result: z.array(z.object({ url: z.string() })) });
const ended = z.object({ code: z.optional(z.number()), stderr: z.string() });

/** How a process ended, well or not. */
async function finished(running: Promise<{ stderr: string }>) {
  const { code = 0, stderr } = ended.parse(await running.catch((error: unknown) => error));
  return { code, stderr };
}

describe('what is loaded', () => {
  let running: RunningSandbox;
  let env: Record<string, string>;
  beforeAll(async () => {
    running = await startSandbox({ speed: 10_000 });
    running.sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
    env = sandboxEnv(running);
  });
  afterAll(() => running.close());

  test('--version: the launcher and nothing else', async () => {
    const { files, bytes } = await loaded(['--version'], {});
    expect(files).toEqual(['main.cjs']);
    expect(bytes).toBeLessThan(7_600);
  });

  test.each([
    ['--help', ['--help'], 0, 2, 82_000],
    ['a usage error', ['deployment', 'scale', 'x', '-1'], 2, 7, 190_000],
    ['completion bash', ['completion', 'bash'], 0, 5, 120_000],
    ['a TAB for a command', ['complete', '--', 'deployment', 'sc'], 0, 4, 110_000],
    ['a TAB for a flag', ['complete', '--', 'deployment', 'scale', '--'], 0, 4, 110_000],
  ] as const)('%s: no HTTP, no TOML, no tables', async (_, args, code, files, bytes) => {
    const found = await loaded(args, {}, code);
    expect(found.files.filter((file) => /session|table|template|parse|sandbox/.test(file))).toEqual([]);
    expect(found.builtins).not.toContain('net');
    expect(found.files.length).toBeLessThanOrEqual(files);
    expect(found.bytes).toBeLessThan(bytes);
  });

  test('show: what it uses, in few files, and no HTTP/2, no WebCrypto, no child processes', async () => {
    const found = await loaded(['deployment', 'show', 'my-app', '-z', 'at-vie-2', '-O', 'json'], env);
    expect(found.files.filter((file) => /table|template|parse|sandbox|prompt/.test(file))).toEqual([]);
    expect(found.files.length).toBeLessThanOrEqual(9);
    expect(found.bytes).toBeLessThan(400_000);
    for (const unused of ['http2', 'internal/crypto/webcrypto', 'child_process', 'http', 'tls']) {
      expect(found.builtins).not.toContain(unused);
    }
  });

  test('YAML, cron and the sandbox are files of their own', () => {
    const chunks = readdirSync(`${DIST}/chunks`).filter((file) => file.endsWith('.cjs'));
    const holding = (text: string) =>
      chunks.filter((file) => readFileSync(`${DIST}/chunks/${file}`, 'utf8').includes(text));
    for (const mark of ['YAMLParseError', 'CronPattern', 'sandbox-secret-opens-nothing-else']) {
      expect(holding(mark).length).toBeGreaterThan(0);
      expect(holding(mark).filter((file) => /^(core|help|shared|session|table)\.cjs$/.test(file))).toEqual(
        [],
      );
    }
  });
});

describe('compiled code that is kept', () => {
  let running: RunningSandbox;
  let home: string;
  beforeAll(async () => {
    running = await startSandbox({ speed: 10_000 });
    running.sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
  });
  afterAll(() => running.close());
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'exo-di-home-'));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const SHOW = ['deployment', 'show', 'my-app', '-z', 'at-vie-2', '-O', 'json'];
  const run = (argv: readonly string[], env: Record<string, string> = {}) =>
    launch(argv, running, { env: { HOME: home, XDG_CACHE_HOME: '', ...env } });
  /** The files there are, by name, with what tells a file from one that took its place. */
  const kept = () => {
    const folder = join(home, '.cache/exo-di/code');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    );
    return new Map(files.map((file) => [file.name, statSync(join(file.parentPath, file.name)).ino]));
  };

  test('the first run of a command keeps it, the second compiles nothing anew, and both print the same', async () => {
    const first = await run(SHOW);
    const then = kept();
    expect([...then.keys()]).toEqual(['deployment-show']);
    expect(await run(SHOW)).toEqual(first);
    expect(kept()).toEqual(then);
  });

  test('another output format adds its part', async () => {
    await run(SHOW);
    const then = kept();
    await run(SHOW.slice(0, -2));
    expect(kept()).not.toEqual(then);
    const table = kept();
    await run(SHOW.slice(0, -2));
    await run(SHOW);
    expect(kept()).toEqual(table);
  });

  test('parts that are loaded after the first answer are taken from it too', async () => {
    const refused = () => run(SHOW, { EXOSCALE_API_SECRET: 'wrong' });
    expect((await refused()).code).toBe(3);
    const then = kept();
    expect((await refused()).code).toBe(3);
    expect(kept()).toEqual(then);
  });

  test('a command that fails keeps it too, one that a signal ended does not', async () => {
    expect((await run(['deployment', 'scale', 'my-app', '-1'])).code).toBe(2);
    expect([...kept().keys()]).toEqual(['deployment-scale']);
    const child = start(['deployment', 'wait', 'my-app', '--for', 'stopped', '-z', 'at-vie-2'], running, {
      env: { HOME: home, XDG_CACHE_HOME: '' },
    });
    await child.says(/my-app/);
    child.kill('SIGTERM');
    expect((await child.outcome).code).toBe(143);
    expect([...kept().keys()]).toEqual(['deployment-scale']);
  });

  test('what is kept is none of the user’s data', async () => {
    running.sandbox.place({ zone: 'at-vie-2', name: 'a-name-of-nobody' });
    await run(['deployment', 'show', 'a-name-of-nobody', '-z', 'at-vie-2']);
    const folder = join(home, '.cache/exo-di/code');
    for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      const text = readFileSync(join(file.parentPath, file.name), 'latin1');
      expect(text).not.toContain(running.secret);
      expect(text).not.toContain(running.key);
      expect(text).not.toContain('a-name-of-nobody');
    }
  });

  test('NODE_DISABLE_COMPILE_CACHE turns it off, and a home that is not there is not made', async () => {
    expect((await run(SHOW, { NODE_DISABLE_COMPILE_CACHE: '1' })).code).toBe(0);
    expect(readdirSync(home)).toEqual([]);
    const nowhere = join(home, 'nobody');
    expect((await run(SHOW, { HOME: nowhere })).code).toBe(0);
    expect(readdirSync(home)).toEqual([]);
  });
});

describe('connections', () => {
  let running: RunningSandbox;
  let counting: Server;
  let connections = 0;
  const sockets = new Set<Socket>();
  beforeAll(async () => {
    running = await startSandbox({ speed: 10_000 });
    running.sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
    // Counts what arrives and hands it on.
    counting = createServer((socket) => {
      connections++;
      const upstream: Socket = connect(Number(new URL(running.origin).port), '127.0.0.1');
      socket.pipe(upstream).pipe(socket);
      for (const end of [socket, upstream]) {
        sockets.add(end);
        end.on('error', () => end.destroy());
      }
    });
    await new Promise<void>((resolve) => counting.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    counting.close();
    await running.close();
  });

  test('one for the list of zones and the zone, kept for the whole command, polls included', async () => {
    connections = 0;
    const through = { ...running, endpoint: `http://127.0.0.1:${portOf(counting)}/v2` };
    const { code } = await launch(['deployment', 'scale', 'my-app', '3', '-z', 'at-vie-2', '-Q'], through);
    expect(code).toBe(0);
    expect(connections).toBe(1);
  });

  test('ten for many changes at once, each with its own', async () => {
    const names = Array.from({ length: 30 }, (_, n) => `many-${n}`);
    for (const name of names) running.sandbox.place({ zone: 'at-vie-2', name, replicas: 0 });
    connections = 0;
    const through = { ...running, endpoint: `http://127.0.0.1:${portOf(counting)}/v2` };
    const { code } = await launch(['deployment', 'delete', ...names, '-z', 'at-vie-2', '-f', '-Q'], through);
    expect(code).toBe(0);
    expect(running.sandbox.deployments().map(({ name }) => name)).toEqual(['my-app']);
    expect(connections).toBe(10);
  });

  /*
   * The zone is on another server than the list of zones, and the secretCommand ends when somebody has connected to
   * it: so it ends at all only if the connection is begun before the secret is there.
   */
  test.skipIf(process.platform === 'win32')('it opens while a secretCommand runs', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'exo-di-secret-'));
    const mark = join(folder, 'connected');
    counting.once('connection', () => writeFileSync(mark, ''));
    const zone = { name: 'at-vie-2', 'api-endpoint': `http://127.0.0.1:${portOf(counting)}/at-vie-2/v2` };
    const zones = createHttpServer((_, response) => response.end(JSON.stringify({ zones: [zone] })));
    await new Promise<void>((resolve) => zones.listen(0, '127.0.0.1', resolve));
    const config = join(folder, 'exoscale.toml');
    const waiting = `until [ -e ${mark} ]; do sleep 0.02; done; printf %s ${running.secret}`;
    writeFileSync(
      config,
      `[[accounts]]
name = "a"
key = "${running.key}"
secretCommand = ["sh", "-c", ${JSON.stringify(waiting)}]
endpoint = "http://127.0.0.1:${portOf(zones)}/v2"
`,
    );
    connections = 0;
    const { code, stdout } = await launch(
      ['deployment', 'list', '-z', 'at-vie-2', '-O', 'text', '-C', config, '-A', 'a'],
      undefined,
    );
    zones.closeAllConnections();
    zones.close();
    rmSync(folder, { recursive: true });
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('my-app') });
    expect(connections).toBe(1);
  });
});

function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
