import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { completionPlace, ownShell } from '../../../src/commands/completion/places.js';
import { SCRIPTS } from '../../../src/completion/scripts.js';
import type { Shell } from '../../../src/completion/shells.js';
import { ownFolder } from '../../helpers/folder.js';
import { run } from '../../helpers/run.js';

describe('the file that a shell looks for', () => {
  const linux = { platform: 'linux', home: '/home/ada' };
  test.each<[Shell, Parameters<typeof completionPlace>[1], string | undefined, string | undefined]>([
    ['bash', { ...linux, env: {} }, '/home/ada/.local/share/bash-completion/completions/exo-di', undefined],
    [
      'bash',
      { ...linux, env: { XDG_DATA_HOME: '/data' } },
      '/data/bash-completion/completions/exo-di',
      undefined,
    ],
    [
      'bash',
      { ...linux, env: { XDG_DATA_HOME: 'data' } },
      '/home/ada/.local/share/bash-completion/completions/exo-di',
      undefined,
    ],
    ['bash', { ...linux, env: { BASH_COMPLETION_USER_DIR: '/own' } }, '/own/completions/exo-di', undefined],
    ['bash', { platform: 'linux', env: {} }, undefined, undefined],
    [
      'bash',
      { platform: 'linux', env: { XDG_DATA_HOME: '/data' } },
      '/data/bash-completion/completions/exo-di',
      undefined,
    ],
    ['fish', { ...linux, env: {} }, '/home/ada/.config/fish/completions/exo-di.fish', undefined],
    [
      'fish',
      { ...linux, env: { XDG_CONFIG_HOME: '/conf' } },
      '/conf/fish/completions/exo-di.fish',
      undefined,
    ],
    [
      'zsh',
      { ...linux, env: {} },
      '/home/ada/.local/share/zsh/site-functions/_exo-di',
      'fpath=(/home/ada/.local/share/zsh/site-functions $fpath)',
    ],
    [
      'zsh',
      { platform: 'linux', home: '/home/a b', env: {} },
      '/home/a b/.local/share/zsh/site-functions/_exo-di',
      "fpath=('/home/a b/.local/share/zsh/site-functions' $fpath)",
    ],
    ['zsh', { platform: 'linux', env: { XDG_DATA_HOME: '/data' } }, undefined, undefined],
    [
      'powershell',
      { ...linux, env: {} },
      '/home/ada/.config/powershell/exo-di.completion.ps1',
      ". '/home/ada/.config/powershell/exo-di.completion.ps1'",
    ],
    [
      'powershell',
      { platform: 'win32', home: 'C:\\Users\\O’Neil', env: {} },
      'C:\\Users\\O’Neil\\Documents\\PowerShell\\exo-di.completion.ps1',
      ". 'C:\\Users\\O’’Neil\\Documents\\PowerShell\\exo-di.completion.ps1'",
    ],
  ])('%s %j', (shell, surroundings, file, line) => {
    const place = completionPlace(shell, surroundings);
    expect([place?.file, place?.needs?.line]).toEqual([file, line]);
  });

  test.each([
    ['/usr/bin/zsh', 'linux', 'zsh'],
    ['/opt/microsoft/powershell/7/pwsh', 'linux', 'powershell'],
    ['/bin/dash', 'linux', undefined],
    [undefined, 'linux', undefined],
    [undefined, 'win32', 'powershell'],
    ['/usr/bin/bash', 'win32', 'bash'],
  ] as const)('SHELL=%s on %s is %s', (SHELL, platform, shell) => {
    expect(ownShell({ env: { SHELL }, platform })).toBe(shell);
  });
});

describe('completion install', () => {
  let home: string;
  beforeEach(() => {
    home = ownFolder();
  });
  const exo = (line: string, env: Record<string, string> = { SHELL: '/bin/bash' }) =>
    run(line, { home, env });
  const bashFile = () => join(home, '.local/share/bash-completion/completions/exo-di');

  test('writes the script, says how to undo it, and is idempotent', async () => {
    const { code, stdout, stderr } = await exo('completion install');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'Completion written to ~/.local/share/bash-completion/completions/exo-di.\n',
    });
    expect(stderr).toBe(
      `The package bash-completion loads it; without that, ~/.bashrc needs the line:\n  source ${bashFile()}\nIt works in shells that are opened from now on.\nTo undo it, delete the file: rm ${bashFile()}\n`,
    );
    expect(readFileSync(bashFile(), 'utf8')).toBe(SCRIPTS.bash);
    expect((await exo('completion install bash')).stdout).toMatch(/^Completion is up to date in /);
  });

  test('updates an older script of ours, and does not touch files of others', async () => {
    await exo('completion install');
    writeFileSync(bashFile(), '# older\nexo-di complete -- x\n');
    expect((await exo('completion install')).stdout).toMatch(/^Completion brought up to date in /);
    writeFileSync(bashFile(), 'mine\n');
    const { code, stderr } = await exo('completion install');
    expect(code).toBe(5);
    expect(stderr).toBe(
      'error: ~/.local/share/bash-completion/completions/exo-di is there already, and exo-di has not written it; it is left alone\nhint: put it somewhere else, or replace it with: exo-di completion install bash --force\n',
    );
    expect(readFileSync(bashFile(), 'utf8')).toBe('mine\n');
    expect((await exo('completion install bash --force')).code).toBe(0);
    expect(readFileSync(bashFile(), 'utf8')).toBe(SCRIPTS.bash);
  });

  test('names the line that zsh needs, until it is there', async () => {
    const line = `fpath=(${home}/.local/share/zsh/site-functions $fpath)`;
    const { stderr } = await exo('completion install zsh');
    expect(stderr).toContain(`Add this line to ~/.zshrc, before compinit is called:\n  ${line}\n`);
    writeFileSync(join(home, '.zshrc'), `${line}\ncompinit\n`);
    const again = await exo('completion install zsh');
    expect(again.stderr).not.toContain('Add this line');
    expect(again.stderr).toContain('delete the file and the line in ~/.zshrc: rm ');
  });

  test('--dry-run writes nothing, and -O json has the same facts', async () => {
    const { stdout } = await exo('completion install fish --dry-run -O json');
    const file = join(home, '.config/fish/completions/exo-di.fish');
    expect(JSON.parse(stdout)).toEqual({ shell: 'fish', file, action: 'would-write', add: '', add_to: '' });
    expect(() => readFileSync(file)).toThrow(/ENOENT/);
  });

  test.each([
    ['completion install tcsh', 'SHELL must be bash, zsh, fish or powershell'],
    ['completion install', 'SHELL is required: bash, zsh, fish, powershell'],
  ])('%s is refused', async (line, said) => {
    const { code, stderr } = await exo(line, { SHELL: '/bin/dash' });
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });

  test('without a home folder it says so', async () => {
    const { code, stderr } = await run('completion install bash', {});
    expect(code).toBe(2);
    expect(stderr).toBe(
      'error: there is no folder for the completion of bash: HOME is not set\nhint: print the script instead: exo-di completion bash\n',
    );
  });

  test('a folder that cannot be made is an error that names the file', async () => {
    mkdirSync(dirname(dirname(dirname(bashFile()))), { recursive: true });
    writeFileSync(join(home, '.local/share/bash-completion'), '');
    const { code, stderr } = await exo('completion install bash');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: .*exo-di cannot be written: /);
  });
});
