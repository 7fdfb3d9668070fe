// Makes a clone ready to run: installs the packages of the lock file and builds dist/, each only if it is out of date.
// `npm run demo` and `npm test` call it, so each of them works in a fresh clone.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

/** The newest time of modification below the paths, in ms. Folders count too, so that a deleted file is noticed. */
function newest(...paths) {
  let time = 0;
  for (const path of paths) {
    const stat = statSync(path);
    time = Math.max(time, stat.mtimeMs);
    if (stat.isDirectory()) time = Math.max(time, newest(...readdirSync(path).map((f) => `${path}/${f}`)));
  }
  return time;
}

/**
 * Says on stderr what is being done and how long it has taken, because npm and node write nothing while they work. On a
 * terminal the line is repainted; otherwise it is written once, at the beginning.
 */
async function saying(what, work) {
  const started = Date.now();
  const line = () => `${what} … ${Math.round((Date.now() - started) / 1000)} s`;
  const { isTTY } = process.stderr;
  process.stderr.write(isTTY ? line() : `${what} …\n`);
  const timer = isTTY ? setInterval(() => process.stderr.write(`\r\x1b[2K${line()}`), 500) : undefined;
  try {
    return await work();
  } finally {
    clearInterval(timer);
    if (isTTY) process.stderr.write(`\r\x1b[2K${line()}\n`);
  }
}

/** Runs a program. When it has ended, resolves to whether it succeeded and what it printed. */
function runs(program, args) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const printed = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => printed.push(chunk));
    child.on('error', (error) => resolve({ ok: false, printed: `${error.message}\n` }));
    child.on('close', (code) => resolve({ ok: code === 0, printed: Buffer.concat(printed).toString() }));
  });
}

const installed = 'node_modules/.package-lock.json';
if (!existsSync(installed) || newest(installed) < newest('package-lock.json')) {
  // If npm's own script is known, it is run with Node: on Windows `npm` is not an executable file.
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--progress=false', '--prefer-offline'];
  const { ok, printed } = await saying('Installing the packages', () =>
    npm ? runs(process.execPath, [npm, ...args]) : runs('npm', args),
  );
  if (!ok) {
    process.stderr.write(`${printed}error: installing the dependencies failed; see above\n`);
    process.exit(1);
  }
}

const built = 'dist/launch.cjs';
const forced = process.argv.includes('--force-build');
if (forced || !existsSync(built) || newest(built) < newest('src', 'scripts', 'package.json', installed)) {
  const { build } = await import('./build.mjs');
  await saying('Building exo-di', build);
}
