// Builds action/dist: main.cjs and post.cjs, which the runner starts, and exo-di beside them.
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

/** Builds the action into a folder, from its sources and dist/. */
export async function buildAction(outdir) {
  rmSync(outdir, { recursive: true, force: true });
  await esbuild.build({
    entryPoints: ['action/main.ts', 'action/post.ts'],
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    legalComments: 'none',
    logLevel: 'warning',
  });
  const program = join(outdir, 'exo-di');
  mkdirSync(join(program, 'dist'), { recursive: true });
  cpSync('bin', join(program, 'bin'), { recursive: true });
  for (const file of readdirSync('dist').filter((name) => /\.cjs$|NOTICES/.test(name)))
    cpSync(join('dist', file), join(program, 'dist', file));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAction(process.argv[2] ?? 'action/dist');
