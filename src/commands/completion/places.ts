import { posix, win32 } from 'node:path';
import { quoteWord } from '../../domain/shell-words.js';

export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];

/** What decides where a shell looks. */
export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>;
  platform: string;
  home?: string | undefined;
}

/** Where the completion of a shell is written to. */
export interface CompletionPlace {
  file: string;
  /** The folder that has to be there already: nobody's home is made. */
  inside: string;
  /** What the shell needs to find it, where it does not look there by itself: a line for one of its own files. */
  needs?: { line: string; file: string } | undefined;
}

/**
 * Where a shell looks for completions of its user: the folders of bash-completion and of fish, which both load what lies
 * there when it is needed; one of the XDG folders that zsh has in no `fpath` by itself; beside PowerShell's profile, the
 * only file it reads.
 * @returns undefined where there is no home folder and no other is named
 */
export function completionPlace(
  shell: Shell,
  { env, platform, home }: Surroundings,
): CompletionPlace | undefined {
  const { join, dirname, isAbsolute } = platform === 'win32' ? win32 : posix;
  /** A folder that a variable names, or one of the home folder. */
  const folder = (variable: string, ...below: string[]) => {
    const named = env[variable];
    if (named && isAbsolute(named)) return { path: named, inside: dirname(named) };
    return home === undefined ? undefined : { path: join(home, ...below), inside: home };
  };
  const data = () => folder('XDG_DATA_HOME', '.local', 'share');
  const config = () => folder('XDG_CONFIG_HOME', '.config');
  switch (shell) {
    case 'bash': {
      const own = env.BASH_COMPLETION_USER_DIR;
      if (own && isAbsolute(own)) return { file: join(own, 'completions', 'exo-di'), inside: dirname(own) };
      const base = data();
      return (
        base && { file: join(base.path, 'bash-completion', 'completions', 'exo-di'), inside: base.inside }
      );
    }
    case 'fish': {
      const base = config();
      return base && { file: join(base.path, 'fish', 'completions', 'exo-di.fish'), inside: base.inside };
    }
    case 'zsh': {
      const base = data();
      const dot = folder('ZDOTDIR');
      if (!base || !dot) return undefined;
      const functions = join(base.path, 'zsh', 'site-functions');
      const needs = { line: `fpath=(${quoteWord(functions)} $fpath)`, file: join(dot.path, '.zshrc') };
      return { file: join(functions, '_exo-di'), inside: base.inside, needs };
    }
    case 'powershell': {
      const base = platform === 'win32' ? folder('', 'Documents') : config();
      if (!base) return undefined;
      const beside = join(base.path, platform === 'win32' ? 'PowerShell' : 'powershell');
      const file = join(beside, 'exo-di.completion.ps1');
      const needs = {
        line: `. '${file.replace(/['\u2018-\u201b]/g, '$&$&')}'`,
        file: join(beside, 'Microsoft.PowerShell_profile.ps1'),
      };
      return { file, inside: base.inside, needs };
    }
  }
}

/** The shell that somebody works in, as far as it shows: SHELL, or PowerShell on Windows. */
export function ownShell({ env, platform }: Surroundings): Shell | undefined {
  const name = posix.basename(env.SHELL ?? '');
  if (name === 'pwsh' || (name === '' && platform === 'win32')) return 'powershell';
  return SHELLS.find((shell) => shell === name);
}
