import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
// @ts-expect-error: scripts of the release, without types
import { makeDeb } from '../../scripts/release/deb.mjs';
// @ts-expect-error
import { withoutSignature } from '../../scripts/release/macho.mjs';
// @ts-expect-error
import { checksums, formula, scoop, sumsText } from '../../scripts/release/manifests.mjs';
// @ts-expect-error
import { archiveOf, KINDS, pack, stage } from '../../scripts/release/stage.mjs';
import { closesAtEnd } from '../helpers/closing.js';
import { ownFolder } from '../helpers/folder.js';
import { type Listening, listen } from '../helpers/network.js';
import { packaged } from '../helpers/packaged.js';

/* Ways to install the standalone program; a script takes its place, because the program is tested elsewhere. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const VERSION = '1.2.3';
const PROGRAM = '#!/bin/sh\necho "exo-di 1.2.3 $*"\n';
const URL_OF_RELEASE = 'https://releases.example/v1.2.3';

let folder: string;
let release: string;
let program: string;
beforeAll(async () => {
  folder = ownFolder();
  release = join(folder, 'release');
  mkdirSync(release);
  program = join(folder, 'program');
  writeFileSync(program, PROGRAM);
  chmodSync(program, 0o755);
  await packaged();
  expect(KINDS).toEqual([
    'linux-x64',
    'linux-aarch64',
    'linux-x64-musl',
    'linux-aarch64-musl',
    'darwin-x64',
    'darwin-aarch64',
    'windows-x64',
  ]);
  for (const kind of KINDS) {
    const staged = join(folder, 'staged', `exo-di-${VERSION}-${kind}`);
    stage(program, staged);
    pack(staged, join(release, archiveOf(VERSION, kind)));
  }
  writeFileSync(join(release, 'SHA256SUMS'), sumsText(checksums(release)));
});

test('an archive contains the program, manual pages, completion and licences', () => {
  const listed = execFileSync('tar', ['-tzf', join(release, `exo-di-${VERSION}-linux-x64.tar.gz`)], {
    encoding: 'utf8',
  });
  const names = listed.split('\n').map((name) => name.replace(/^[^/]*\//, ''));
  expect(names).toEqual(
    expect.arrayContaining([
      'exo-di',
      'man1/exo-di.1',
      'man1/exo-di-deployment.1',
      'completions/exo-di.bash',
      'completions/_exo-di',
      'completions/exo-di.fish',
      'LICENSE',
      'THIRD-PARTY-NOTICES.txt',
    ]),
  );
});

const opened = closesAtEnd();

describe.skipIf(process.platform === 'win32')('install.sh', () => {
  let server: Listening;
  const asked: string[] = [];
  let other: Record<string, string> = {};
  beforeAll(async () => {
    const serving = createServer((request, response) => {
      const name = (request.url ?? '').slice(1);
      asked.push(name);
      const path = join(release, name);
      if (other[name] === undefined && !existsSync(path)) return response.writeHead(404).end();
      return response.end(other[name] ?? readFileSync(path));
    });
    server = await opened(listen(serving));
    const text = readFileSync(join(ROOT, 'scripts/release/install.sh'), 'utf8');
    writeFileSync(
      join(folder, 'install.sh'),
      text.replaceAll('@VERSION@', VERSION).replaceAll('@URL@', `http://127.0.0.1:${server.port}`),
    );
  });

  /** Runs install.sh in a new home folder. */
  const install = (
    args: string[] = [],
    env: Record<string, string> = {},
    given: Record<string, string> = {},
  ) =>
    new Promise<{ code: number; stderr: string; home: string }>((resolve) => {
      other = given;
      asked.length = 0;
      const home = ownFolder();
      const words = [join(folder, 'install.sh'), ...args];
      const own = { PATH: process.env.PATH ?? '', HOME: home, NO_PROXY: '127.0.0.1', ...env };
      execFile('sh', words, { env: own }, (error, _stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stderr, home }),
      );
    });
  const installed = (home: string) =>
    readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((one) => /exo-di/.test(one));

  test('is plain ASCII, as container/healthy.sh is, because some shells read nothing else in the C locale', () => {
    for (const path of ['scripts/release/install.sh', 'container/healthy.sh'])
      expect(readFileSync(join(ROOT, path), 'utf8'), path).toMatch(/^[\t\n -~]*$/);
  });

  test('installs into ~/.local/bin, and reports that it is not in the PATH', async () => {
    const { code, stderr, home } = await install();
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('is not in your PATH'),
    });
    const at = join(home, '.local/bin/exo-di');
    expect(execFileSync(at, ['--help'], { encoding: 'utf8' })).toBe('exo-di 1.2.3 --help\n');
    expect(installed(home)).toEqual(['.local/bin/exo-di']);
    expect(asked).toHaveLength(2);
  });

  test('installs into the folder of --to, and replaces an older program', async () => {
    const to = join(folder, 'bin with blanks');
    mkdirSync(to);
    writeFileSync(join(to, 'exo-di'), 'old');
    const { code, home } = await install(['--to', to], { PATH: `${to}:${process.env.PATH}` });
    expect(code).toBe(0);
    expect(readFileSync(join(to, 'exo-di'), 'utf8')).toBe(PROGRAM);
    expect(installed(home)).toEqual([]);
  });

  const sums = (change: (line: string) => string) =>
    readFileSync(join(release, 'SHA256SUMS'), 'utf8').split('\n').map(change).join('\n');
  test.each([
    [
      'a wrong checksum',
      () => ({ SHA256SUMS: sums((line) => line.replace(/^[0-9a-f]{64}/, '0'.repeat(64))) }),
      'is not the one of the release',
    ],
    ['no checksum', () => ({ SHA256SUMS: '' }), 'has no checksum of'],
    ['a page in place of the checksums', () => ({ SHA256SUMS: '<html>\n' }), 'has no checksum of'],
  ])('installs nothing with %s', async (_what, given, problem) => {
    const { code, stderr, home } = await install([], {}, given());
    expect(code).toBe(1);
    expect(stderr).toContain(problem);
    expect(installed(home)).toEqual([]);
  });

  test('installs no program that does not run, and with musl it names the package that may be missing', async () => {
    const tools = join(folder, 'tools');
    mkdirSync(tools);
    writeFileSync(join(tools, 'getconf'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    writeFileSync(join(tools, 'chmod'), '#!/bin/sh\n', { mode: 0o755 });
    writeFileSync(join(tools, 'cp'), '#!/bin/sh\n: >"$2"\n', { mode: 0o755 });
    const { code, stderr, home } = await install([], { PATH: `${tools}:${process.env.PATH}` });
    expect(code).toBe(1);
    if (process.platform === 'linux') expect(stderr).toContain('apk add libstdc++');
    expect(stderr).toContain('it does not run on this machine: nothing was installed');
    expect(installed(home)).toEqual([]);
  });

  test.each([
    [['--version'], {}, 'unknown: --version'],
    [['--to'], {}, '--to needs a folder'],
    [[], { EXO_DI_URL: 'http://releases.example' }, 'has to begin with https://'],
    [[], { HOME: '' }, 'HOME is not set'],
  ])('refuses %j with %j before it downloads anything', async (args, env, problem) => {
    const { code, stderr } = await install(args, env);
    expect({ code, stderr: stderr.includes(problem), asked }).toEqual({ code: 2, stderr: true, asked: [] });
  });
});

describe.skipIf(spawnSync('dpkg-deb', ['--version']).status !== 0)('the Debian package', () => {
  let deb: string;
  beforeAll(() => {
    const architecture = execFileSync('dpkg', ['--print-architecture'], { encoding: 'utf8' }).trim();
    const given = { program, version: VERSION, architecture, outdir: folder, compression: 'gzip' };
    deb = join(ROOT, makeDeb(given));
  });

  test('installs the program, manual pages and completion, and purging removes everything', () => {
    const root = join(folder, 'root');
    for (const path of ['var/lib/dpkg/info', 'var/lib/dpkg/updates', 'var/log'])
      mkdirSync(join(root, path), { recursive: true });
    writeFileSync(join(root, 'var/lib/dpkg/status'), '');
    const dpkg = (...args: string[]) =>
      execFileSync('dpkg', [`--root=${root}`, '--force-not-root', '--force-depends', ...args], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
      });
    dpkg('--install', deb);
    expect(execFileSync(join(root, 'usr/bin/exo-di'), { encoding: 'utf8' })).toBe('exo-di 1.2.3 \n');
    for (const path of [
      'man/man1/exo-di.1.gz',
      'bash-completion/completions/exo-di',
      'zsh/vendor-completions/_exo-di',
      'fish/vendor_completions.d/exo-di.fish',
      'doc/exo-di/copyright',
      'doc/exo-di/changelog.gz',
      'doc/exo-di/CHANGELOG.md.gz',
      'lintian/overrides/exo-di',
    ])
      expect(existsSync(join(root, 'usr/share', path)), path).toBe(true);
    const shipped = (name: string) => readFileSync(join(root, 'usr/share/doc/exo-di', name));
    expect(gunzipSync(shipped('changelog.gz')).toString()).toMatch(
      /^exo-di \(1\.2\.3\) stable; urgency=medium\n\n {2}\* See CHANGELOG.md.gz.\n\n -- .+ {2}\w{3}, \d\d \w{3} \d{4} [\d:]{8} \+0000\n$/,
    );
    expect(shipped('copyright').toString()).toContain('/usr/share/common-licenses/LGPL-2');
    dpkg('--verify', 'exo-di');
    dpkg('--purge', 'exo-di');
    const left = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((one) => /^usr/.test(one));
    expect(left).toEqual([]);
  });

  test('contains only files of root, and declares its dependencies', () => {
    const told = execFileSync('dpkg-deb', ['--info', deb], { encoding: 'utf8' });
    expect(told).toMatch(/Description: command line for/);
    expect(told).toMatch(/Depends: libc6 \(>= 2\.17\)/);
    const listed = execFileSync('dpkg-deb', ['--contents', deb], { encoding: 'utf8' }).trim().split('\n');
    expect(listed.filter((line) => !/^(d|-)rwxr-xr-x root\/root|^-rw-r--r-- root\/root/.test(line))).toEqual(
      [],
    );
  });
});

describe('the manifests for package managers', () => {
  const given = () => ({
    sums: checksums(release),
    version: VERSION,
    url: URL_OF_RELEASE,
    homepage: 'https://exo-di.example',
    description: 'The command line of it: and more',
  });
  const sums = () =>
    new Map(
      readFileSync(join(release, 'SHA256SUMS'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split('  '))
        .map(([sum = '', name = '']) => [name, sum]),
    );

  test('the Homebrew formula has every archive with its own checksum', () => {
    const text: string = formula(given());
    expect(text).toContain('desc "Command line of it"');
    const found = [...text.matchAll(/url "(\S+)"\n\s*sha256 "(\S+)"/g)].map(([, url, sum]) => [url, sum]);
    const kinds = ['darwin-aarch64', 'darwin-x64', 'linux-aarch64', 'linux-x64'];
    const names = kinds.map((kind) => `exo-di-${VERSION}-${kind}.tar.gz`);
    expect(found).toEqual(names.map((name) => [`${URL_OF_RELEASE}/${name}`, sums().get(name)]));
  });

  test('the Scoop manifest has the Windows archive', () => {
    const name = `exo-di-${VERSION}-windows-x64.tar.gz`;
    expect(JSON.parse(scoop(given()))).toMatchObject({
      version: VERSION,
      bin: 'exo-di.exe',
      architecture: { '64bit': { url: `${URL_OF_RELEASE}/${name}`, hash: sums().get(name) } },
    });
  });
});

describe('a program for macOS', () => {
  /** Builds a Mach-O file of a header, a __LINKEDIT segment and a signature at its end. */
  function machO({ behind = '' } = {}) {
    const header = Buffer.alloc(32 + 72 + 16);
    header.writeUInt32LE(0xfeedfacf, 0);
    header.writeUInt32LE(2, 16);
    header.writeUInt32LE(72 + 16, 20);
    header.writeUInt32LE(0x19, 32);
    header.writeUInt32LE(72, 36);
    header.write('__LINKEDIT', 40);
    header.writeBigUInt64LE(BigInt(header.length), 72);
    header.writeBigUInt64LE(14n, 80);
    header.writeUInt32LE(0x1d, 104);
    header.writeUInt32LE(16, 108);
    header.writeUInt32LE(header.length + 5, 112);
    header.writeUInt32LE(9, 116);
    return Buffer.concat([header, Buffer.from(`linkssignature${behind}`)]);
  }

  test('loses its signature and all references to it', () => {
    const bytes: Buffer = withoutSignature(withoutSignature(machO()));
    expect(bytes.toString('latin1', 120)).toBe('links');
    expect([bytes.readUInt32LE(16), bytes.readUInt32LE(20)]).toEqual([1, 72]);
    expect(bytes.readBigUInt64LE(80)).toBe(5n);
    expect(bytes.subarray(104, 120)).toEqual(Buffer.alloc(16));
  });

  test.each([
    ['anything behind it', machO({ behind: '!' }), 'the signature is not the last of this Mach-O file'],
    ['another format', Buffer.from('MZ'.padEnd(200)), 'this is no 64-bit Mach-O file'],
  ])('with %s it is refused', (_what, given, problem) => {
    expect(() => withoutSignature(given)).toThrow(new Error(problem));
  });
});
