// Makes what every way of installing the program needs beside it: manual pages, completion, licences.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { INTEGRITY } from '../bun.mjs';

/** The kinds of machines for which a release has a program: all for which there is a Bun. */
export const KINDS = Object.keys(INTEGRITY);

/** The name of the archive for a kind of machine. */
export const archiveOf = (version, kind) => `exo-di-${version}-${kind}.tar.gz`;

let scripts;

/** The completion scripts, by shell. They are the same for every archive, so the program is asked only once. */
export function completions() {
  const script = (shell) =>
    execFileSync(process.execPath, ['bin/exo-di.js', 'completion', shell], { encoding: 'utf8' });
  scripts ??= { bash: script('bash'), zsh: script('zsh'), fish: script('fish') };
  return scripts;
}

/** The manual pages that were built, by name. */
export const manPages = () =>
  readdirSync('dist/man').map((name) => [name, readFileSync(join('dist/man', name), 'utf8')]);

/** The licences of a standalone program: those of the bundle and of the runtime. */
export const notices = () => `${readFileSync('dist/THIRD-PARTY-NOTICES.txt', 'utf8')}
${'-'.repeat(80)}

The program holds the runtime Bun, which is under the MIT licence, and in it JavaScriptCore, which is under the LGPL, version 2.
Whole texts, and how it is linked anew: https://github.com/oven-sh/bun/blob/main/LICENSE.md
`;

/** Puts everything that an archive contains into a new folder. @param program the executable */
export function stage(program, folder) {
  for (const part of ['man1', 'completions']) mkdirSync(join(folder, part), { recursive: true });
  const name = /\.exe$/.test(program) ? 'exo-di.exe' : 'exo-di';
  copyFileSync(program, join(folder, name));
  chmodSync(join(folder, name), 0o755);
  for (const [page, text] of manPages()) writeFileSync(join(folder, 'man1', page), text);
  const { bash, zsh, fish } = completions();
  writeFileSync(join(folder, 'completions/exo-di.bash'), bash);
  writeFileSync(join(folder, 'completions/_exo-di'), zsh);
  writeFileSync(join(folder, 'completions/exo-di.fish'), fish);
  copyFileSync('LICENSE', join(folder, 'LICENSE'));
  writeFileSync(join(folder, 'THIRD-PARTY-NOTICES.txt'), notices());
}

/** Packs a folder. The same files always give the same bytes. */
export function pack(folder, archive) {
  const same = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mtime=@0'];
  execFileSync('tar', [...same, '-C', join(folder, '..'), '-czf', archive, basename(folder)]);
}
