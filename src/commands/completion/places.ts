import { posix, win32 } from 'node:path';
import { SHELLS, type Shell } from '../../completion/shells.js';
import type { Sources } from '../../config/sources.js';
import { quoteForPowershell, quoteWord } from '../../domain/shell-words.js';

/** What decides where a shell looks for completion scripts. */
type Surroundings = Pick<Sources, 'env' | 'platform' | 'home'>;

/** Where the completion of a shell is written to. */
export interface CompletionPlace {
  file: string;
  /** The folder that must exist already. Only folders below it are created, so never somebody's home folder. */
  inside: string;
  /** The line that one of the shell's own files needs, if the shell does not look for the script there by itself. */
  needs?: { line: string; file: string } | undefined;
}

/**
 * The place for the completion script of a user's shell. bash-completion and fish load scripts from their folders by
 * themselves. zsh does not: its `fpath` has no folder of the user, so .zshrc needs a line. PowerShell reads only its
 * profile, so the script is beside the profile, which needs a line.
 * @returns undefined if there is no home folder and no variable names another folder
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
      const line = `. ${quoteForPowershell(place.file)}`;
      return {
        ...place,
        needs: { line, file: join(dirname(place.file), 'Microsoft.PowerShell_profile.ps1') },
      };
    }
  }
}

/** The user's shell, from the variable SHELL; on Windows without SHELL it is PowerShell. */
export function ownShell({ env, platform }: Surroundings): Shell | undefined {
  const name = posix.basename(env.SHELL ?? '');
  if (name === 'pwsh' || (name === '' && platform === 'win32')) return 'powershell';
  return SHELLS.find((shell) => shell === name);
}
