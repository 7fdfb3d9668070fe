// npm run release:check: builds what a release has, as far as this machine can, tries each part as its user would, and ends
// with the list of what a release would contain and of what still stands in its way. Nothing is published.
import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildRelease } from './build.mjs';
import { archiveOf, KINDS } from './stage.mjs';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));

const isMusl = process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime;
const arch = { x64: 'x64', arm64: 'aarch64' }[process.arch];
const here = `${process.platform}-${arch}${isMusl ? '-musl' : ''}`;
const work = mkdtempSync(join(tmpdir(), 'exo-di-check-'));
const outdir = join(work, 'release');
const { version, repository } = JSON.parse(readFileSync('package.json', 'utf8'));
let failed = false;

async function step(what, act) {
  const started = Date.now();
  try {
    const said = await act();
    console.log(`ok    ${what}${said ? `: ${said}` : ''} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed = true;
    console.log(`FAIL  ${what}: ${[error.stdout, error.stderr].join('\n').trim() || error.message}`);
  }
}

const run = (program, args, options = {}) =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...options });
const has = (program) => {
  try {
    run(program, ['--version']);
    return true;
  } catch {
    return false;
  }
};
/** The environment of somebody who has nothing yet. */
const stranger = () => ({
  PATH: process.env.PATH,
  HOME: mkdtempSync(join(work, 'home-')),
  NO_PROXY: '127.0.0.1',
});

let server;
await step(`everything for ${here} is built`, async () => {
  server = createServer(({ url }, response) =>
    createReadStream(join(outdir, url))
      .on('error', () => response.writeHead(404).end())
      .pipe(response),
  );
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  await buildRelease({ url, homepage: url, kinds: [here], outdir, compression: 'gzip' });
});
await step('the npm package is installed without a network, alone, and runs', () => {
  const prefix = join(work, 'npm');
  const tarball = join(outdir, `exo-di-${version}.tgz`);
  run('npm', [
    'install',
    '-g',
    '--offline',
    '--no-audit',
    '--no-fund',
    '--cache',
    join(work, 'cache'),
    '--prefix',
    prefix,
    tarball,
  ]);
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
const deb = readdirSync(existsSync(outdir) ? outdir : work).find((name) => name.endsWith('.deb'));
if (deb && has('dpkg')) {
  await step('the Debian package is unpacked, and runs', () => {
    const root = join(work, 'deb');
    run('dpkg-deb', ['--extract', join(outdir, deb), root]);
    return run(join(root, 'usr/bin/exo-di'), ['--version'], { env: stranger() }).trim();
  });
}
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
await step('every checksum is that of its file', () => {
  if (has('sha256sum')) run('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: outdir });
});
const npmRun = (name) => run('npm', ['run', '--silent', name]);
await step('the reference of the client is what TypeDoc writes', () => void npmRun('docs:check'));
await step('the site is built, and no link in it is dead', () => void npmRun('docs:site'));
if (['chromium', 'google-chrome'].some(has))
  await step('a browser finds every page in order, on a phone and on a desk', () =>
    npmRun('docs:look').trim(),
  );
await step('publint, attw and knip find nothing', () => void npmRun('lint:package'));
server?.close();

console.log('\nA release would contain:');
const built = existsSync(outdir) ? readdirSync(outdir) : [];
const size = (name) => `${(statSync(join(outdir, name)).size / 1e6).toFixed(2)} MB`;
for (const name of built) console.log(`  ${name.padEnd(48)} ${size(name).padStart(10)}`);
for (const kind of KINDS.filter((one) => one !== here))
  console.log(`  ${archiveOf(version, kind).padEnd(48)} not built here`);
for (const name of [`exo-di_${version}_arm64.deb`, 'exo-di.rb', 'exo-di.json'].filter(
  (one) => !built.includes(one),
))
  console.log(`  ${name.padEnd(48)} not built here`);

const open = [];
if (!repository) open.push('package.json names no repository: npm refuses the provenance of what has none');
if (!readFileSync('CHANGELOG.md', 'utf8').includes(`\n## ${version}`))
  open.push(`CHANGELOG.md has no section ${version}`);
if (run('git', ['status', '--porcelain']) !== '')
  open.push('the working tree has changes that are not committed');
if (run('git', ['tag', '--list', `v${version}`]) !== '') open.push(`the tag v${version} is there already`);
if (open.length > 0)
  console.log(`\nBefore a tag v${version} is pushed:\n${open.map((one) => `  ${one}`).join('\n')}`);
rmSync(work, { recursive: true, force: true });
process.exitCode = failed ? 1 : 0;
