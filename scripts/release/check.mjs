// npm run release:check [-- --all]: builds a release, tries each part as its user would, as far as this machine can,
// and prints what the release would contain, what was not tried, and what still has to be done. Nothing is published.
// Programs for other machines are built if they can be started here (qemu), and with --all.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, createReadStream, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { here } from '../bun.mjs';
import { buildRelease } from './build.mjs';
import { lint } from './lint.mjs';
import { report } from './report.mjs';
import { archiveOf, KINDS } from './stage.mjs';
import { failures, has, run, step } from './steps.mjs';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));

const work = mkdtempSync(join(tmpdir(), 'exo-di-check-'));
const outdir = join(work, 'release');
const { version, author } = JSON.parse(readFileSync('package.json', 'utf8'));
const { values: flags } = parseArgs({ options: { all: { type: 'boolean', default: false } } });
/** The environment of a user who has nothing yet. */
const stranger = () => ({
  PATH: process.env.PATH,
  HOME: mkdtempSync(join(work, 'home-')),
  NO_PROXY: '127.0.0.1',
});

/**
 * The program that starts programs for another kind of Linux machine, and that machine's libraries, where Debian
 * installs them.
 */
const QEMU = ['qemu-aarch64-static', '/usr/aarch64-linux-gnu'];
const foreign = here === 'linux-x64' && QEMU.every(has) ? ['linux-aarch64'] : [];
const kinds = flags.all ? KINDS : [here, ...foreign];
const inOutdir = (...names) => names.map((name) => join(outdir, name));

let server;
await step(`everything for ${kinds.join(', ')} is built`, async () => {
  server = createServer(({ url }, response) =>
    createReadStream(join(outdir, url))
      .on('error', () => response.writeHead(404).end())
      .pipe(response),
  );
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  await buildRelease({ url, homepage: url, kinds, outdir, compression: 'gzip' });
});
if (failures.length > 0) {
  rmSync(work, { recursive: true, force: true });
  process.exit(1);
}
await step('the npm package is installed without a network, alone, and runs', () => {
  const prefix = join(work, 'npm');
  const tarball = join(outdir, `exo-di-${version}.tgz`);
  const quietly = ['install', '-g', '--offline', '--no-audit', '--no-fund'];
  run('npm', [...quietly, '--cache', join(work, 'cache'), '--prefix', prefix, tarball]);
  const modules = readdirSync(join(prefix, 'lib/node_modules')).filter((name) => !name.startsWith('.'));
  if (modules.length !== 1) throw new Error(`it brings ${modules.join(', ')}`);
  return run(join(prefix, 'bin/exo-di'), ['--version'], { env: stranger() }).trim();
});
await step('install.sh checks the standalone program, installs it, and it runs', async () => {
  const env = stranger();
  await new Promise((resolve, reject) =>
    spawn('sh', [join(outdir, 'install.sh')], { env, stdio: 'ignore' }).on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`install.sh ended with ${code}`)),
    ),
  );
  return run(join(env.HOME, '.local/bin/exo-di'), ['--version'], { env }).trim();
});
await step(
  'the program for linux-aarch64 starts',
  () => {
    const folder = mkdtempSync(join(work, 'aarch64-'));
    const [archive] = inOutdir(archiveOf(version, 'linux-aarch64'));
    run('tar', ['-xzf', archive, '-C', folder, '--strip-components=1']);
    const start = (flag) => run(QEMU[0], ['-L', QEMU[1], join(folder, 'exo-di'), flag], { env: stranger() });
    start('--help');
    return start('--version').trim();
  },
  ...QEMU,
);
const debs = readdirSync(outdir).filter((name) => name.endsWith('.deb'));
await step(
  'the Debian package is unpacked, and runs',
  () => {
    const root = join(work, 'deb');
    const own = debs.find((name) => name.includes(run('dpkg', ['--print-architecture']).trim()));
    run('dpkg-deb', ['--extract', ...inOutdir(own), root]);
    return run(join(root, 'usr/bin/exo-di'), ['--version'], { env: stranger() }).trim();
  },
  'dpkg-deb',
);
await lint({ outdir, hasAuthor: Boolean(author), all: flags.all });
await step('the action puts its own exo-di on the PATH', () => {
  const folder = join(work, 'action');
  mkdirSync(folder);
  run('tar', ['-xzf', join(outdir, `exo-di-action-${version}.tar.gz`), '-C', folder, '--strip-components=1']);
  const env = { ...stranger(), RUNNER_TEMP: folder, 'INPUT_API-KEY': 'EXO', 'INPUT_API-SECRET': 'x' };
  for (const name of ['GITHUB_PATH', 'GITHUB_ENV', 'GITHUB_STATE', 'GITHUB_OUTPUT'])
    env[name] = join(folder, name);
  run(process.execPath, [join(folder, 'dist/main.cjs')], { env });
  const path = readFileSync(env.GITHUB_PATH, 'utf8').trim();
  return run(join(path, 'exo-di'), ['--version'], { env }).trim();
});
await step(
  'what .dockerignore lets in is enough to build the image, as far as that goes without an engine',
  () => {
    const context = join(work, 'image');
    const allowed = readFileSync('.dockerignore', 'utf8').match(/(?<=^!).+$/gm);
    for (const path of allowed) cpSync(path, join(context, path), { recursive: true });
    run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: context });
    run(process.execPath, ['scripts/setup.mjs', '--force-build'], { cwd: context });
    return run(process.execPath, [join(context, 'bin/exo-di.js'), '--version'], { env: stranger() }).trim();
  },
);
await step(
  'the image is built, and runs with nothing that can be written to',
  () => {
    run('docker', ['build', '--quiet', '--tag', 'exo-di-check', '.']);
    const locked = ['run', '--rm', '--read-only', '--tmpfs', '/tmp', 'exo-di-check'];
    return run('docker', [...locked, 'exo-di', '--version']).trim();
  },
  has('docker') && spawnSync('docker', ['info']).status === 0 ? 'docker' : 'running docker',
);
await step(
  'every checksum is that of its file',
  () => void run('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: outdir }),
  'sha256sum',
);
const npmRun = (name) => run('npm', ['run', '--silent', name]);
await step('the reference of the client is what TypeDoc writes', () => void npmRun('docs:check'));
await step('the site is built, and no link in it is dead', () => void npmRun('docs:site'));
await step(
  'a browser finds every page in order, on a phone and on a desk',
  () => npmRun('docs:look').trim(),
  ['chromium', 'google-chrome'].find(has) ?? 'chromium',
);
await step('publint, attw and knip find nothing', () => void npmRun('lint:package'));
server?.close();

report({ outdir, here, foreign });
rmSync(work, { recursive: true, force: true });
process.exitCode = failures.length > 0 ? 1 : 0;
