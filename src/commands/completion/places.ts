import { posix, win32 } from 'node:path';
import { SHELLS, type Shell } from '../../completion/shells.js';
import type { Sources } from '../../config/sources.js';
import { quoteWord } from '../../domain/shell-words.js';

/** What decides where a shell looks. */
type Surroundings = Pick<Sources, 'env' | 'platform' | 'home'>;

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
  const named = (variable: string) => {
    const path = env[variable];
    return path && isAbsolute(path) ? { path, inside: dirname(path) } : undefined;
  };
  const inHome = (...below: string[]) =>
    home === undefined ? undefined : { path: join(home, ...below), inside: home };
  const data = named('XDG_DATA_HOME') ?? inHome('.local', 'share');
  const config = named('XDG_CONFIG_HOME') ?? inHome('.config');
  const below = (base: typeof data, ...path: string[]): CompletionPlace | undefined =>
    base && { file: join(base.path, ...path), inside: base.inside };
  switch (shell) {
    case 'bash':
      return (
        below(named('BASH_COMPLETION_USER_DIR'), 'completions', 'exo-di') ??
        below(data, 'bash-completion', 'completions', 'exo-di')
      );
    case 'fish':
      return below(config, 'fish', 'completions', 'exo-di.fish');
    case 'zsh': {
      const place = below(data, 'zsh', 'site-functions', '_exo-di');
      const dot = named('ZDOTDIR') ?? inHome();
      if (!place || !dot) return undefined;
      const line = `fpath=(${quoteWord(dirname(place.file))} $fpath)`;
      return { ...place, needs: { line, file: join(dot.path, '.zshrc') } };
    }
    case 'powershell': {
      const [base, folder] =
        platform === 'win32' ? [inHome('Documents'), 'PowerShell'] : [config, 'powershell'];
      const place = below(base, folder, 'exo-di.completion.ps1');
      if (!place) return undefined;
      const line = `. '${place.file.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
      return {
        ...place,
        needs: { line, file: join(dirname(place.file), 'Microsoft.PowerShell_profile.ps1') },
      };
    }
  }
}

/** The shell that somebody works in, as far as it shows: SHELL, or PowerShell on Windows. */
export function ownShell({ env, platform }: Surroundings): Shell | undefined {
  const name = posix.basename(env.SHELL ?? '');
  if (name === 'pwsh' || (name === '' && platform === 'win32')) return 'powershell';
  return SHELLS.find((shell) => shell === name);
}
