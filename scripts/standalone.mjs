// npm run build:standalone [-- --target linux-aarch64 --outfile FILE]: compiles src/ into one executable,
// dist/standalone/exo-di, with Bun's compiler and runtime. Both are in one package of the npm registry for each kind of
// machine. Only this script fetches the package, and it refuses one that is not the tested one.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { here, INTEGRITY, VERSION } from './bun.mjs';
import { withoutSignature } from './release/macho.mjs';

const text = { type: 'string' };
const { target = here, outfile = `dist/standalone/exo-di${target.startsWith('windows') ? '.exe' : ''}` } =
  parseArgs({ options: { target: text, outfile: text } }).values;

/** The path of Bun for a kind of machine. It is fetched only once. */
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
    // Files in the current folder may belong to somebody else, and must not set anything.
    ...['--no-compile-autoload-dotenv', '--no-compile-autoload-bunfig'],
    ...['--define', `__EXO_DI_VERSION__=${JSON.stringify(version)}`],
    ...['--outfile', outfile, ...foreign],
  ],
  { stdio: ['ignore', 2, 2] },
);
if (target === 'darwin-x64') writeFileSync(outfile, withoutSignature(readFileSync(outfile)));
