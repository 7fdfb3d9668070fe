import { SHELLS, type Shell } from '../../completion/shells.js';
import type { Deps } from '../../deps.js';
import { completionInstallView } from '../../output/views/completion.js';
import type { CommandSpec, GroupSpec } from '../../program/spec.js';

const ABOUT =
  'Completes commands, flags and values. The names of deployments, models, API keys, zones and accounts come from the service and from the configuration file. TAB waits at most 300 ms, and offers no names if there are no credentials or the service does not answer. Names are kept for 45 s in ~/.cache/exo-di. A secretCommand is not run for TAB; accounts with one need EXOSCALE_API_KEY and EXOSCALE_API_SECRET for names.';

/** How each shell loads its script, and what it needs to complete an alias of the program. */
const LOADED: Readonly<Record<Shell, string>> = {
  bash: 'Add to ~/.bashrc:  source <(exo-di completion bash)\n\nFor alias exo=exo-di, after it:  complete -o default -F _exo_di exo',
  zsh: 'Add to ~/.zshrc, after compinit:  source <(exo-di completion zsh)\n\nAn alias exo=exo-di completes as it is.',
  fish: 'Write it once:  exo-di completion fish > ~/.config/fish/completions/exo-di.fish\n\nAn alias exo=exo-di completes as it is.',
  powershell:
    'Add to the file that $PROFILE names:  exo-di completion powershell | Out-String | Invoke-Expression',
};

const shell = (name: Shell): CommandSpec => ({
  name,
  summary: `Print the completion script for ${name}`,
  about: `${LOADED[name]}\n\nOr: exo-di completion install ${name}\n\n${ABOUT}`,
  examples: [`exo-di completion ${name}`],
  load: async () => async (deps: Deps) => {
    const { SCRIPTS } = await import('../../completion/scripts.js');
    deps.io.out(SCRIPTS[name]);
  },
});

const install: CommandSpec = {
  name: 'install',
  args: ['[SHELL]'],
  summary: 'Write the completion script where the shell looks for it',
  about:
    'SHELL is bash, zsh, fish or powershell (default: the shell in the variable SHELL). Run it again to update the script. A file that exo-di has not written is left alone (exit code 5). The files that a shell reads at its start are never changed: if one of them needs a line, the line is printed.',
  options: [
    ['--dry-run', 'only print where it would be written'],
    ['-f, --force', 'replace a file that exo-di has not written'],
  ],
  examples: ['exo-di completion install bash', 'exo-di completion install zsh --dry-run'],
  view: completionInstallView,
  load: async () => (await import('./install.js')).run,
};

export const completionGroup: GroupSpec = {
  commands: [...SHELLS.map(shell), install],
};
