// npm run build:standalone [-- --target linux-aarch64 --outfile FILE]: one executable of src/, dist/standalone/exo-di,
// with Bun's compiler and runtime. Both are one package of the npm registry for each kind of machine, fetched here and by nothing
// else, and refused when it is not the one that was tried.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { here, INTEGRITY, VERSION } from './bun.mjs';
import { withoutSignature } from './release/macho.mjs';

const text = { type: 'string' };
const { target = here, outfile = `dist/standalone/exo-di${target.startsWith('windows') ? '.exe' : ''}` } =
  parseArgs({ options: { target: text, outfile: text } }).values;

/** The Bun of a kind of machine, fetched once. */
function bunFor(kind) {
  if (!Object.hasOwn(INTEGRITY, kind))
    throw new Error(`there is none for ${kind}; there is: ${Object.keys(INTEGRITY).join(', ')}`);
  const folder = join('node_modules/.cache/exo-di-bun', `${kind}-${VERSION}`);
  const bun = join(folder, 'package/bin', kind.startsWith('windows') ? 'bun.exe' : 'bun');
  if (existsSync(bun)) return bun;
  mkdirSync(folder, { recursive: true });
  const pack = ['pack', `@oven/bun-${kind}@${VERSION}`, '--json', '--pack-destination', folder];
  const [{ filename, integrity }] = JSON.parse(execFileSync('npm', pack, { encoding: 'utf8' }));
  if (integrity !== INTEGRITY[kind])
    throw new Error(`${filename} is not the one that was tried: ${integrity}`);
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', folder]);
  return bun;
}

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const foreign =
  target === here ? [] : ['--compile-executable-path', bunFor(target), '--target', `bun-${target}`];
execFileSync(
  bunFor(here),
  [
    'build',
    'scripts/standalone-entry.mjs',
    ...['--compile', '--bytecode', '--splitting', '--minify', '--format=esm'],
    // What lies in the current folder is a stranger's: it must set nothing.
    ...['--no-compile-autoload-dotenv', '--no-compile-autoload-bunfig'],
    ...['--define', `__EXO_DI_VERSION__=${JSON.stringify(version)}`],
    ...['--outfile', outfile, ...foreign],
  ],
  { stdio: ['ignore', 2, 2] },
);
if (target === 'darwin-x64') writeFileSync(outfile, withoutSignature(readFileSync(outfile)));
