import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { SCRIPTS } from '../../src/completion/scripts.js';
import { startSandbox } from '../../src/sandbox/index.js';
import { LONG_RUN } from '../helpers/chance.js';
import { closesAtEnd } from '../helpers/closing.js';
import { ownFolder } from '../helpers/folder.js';
import { LAUNCHER, launch, OTHER, sandboxEnv } from '../helpers/launch.js';
import { perform } from '../helpers/perform.js';

const hasShell = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;

/** A folder for these tests: with the launcher as `exo-di`, a home and caches. */
const folder = ownFolder();
const bin = join(folder, 'bin');
const opened = closesAtEnd();
const running = await opened(startSandbox({ speed: 10_000 }));

mkdirSync(bin);
symlinkSync(OTHER ?? LAUNCHER, join(bin, 'exo-di'));
for (const name of ['my-app', 'my app', "it's", 'a:b:c', `x$(touch ${join(folder, 'evaluated')})`])
  running.sandbox.place({ zone: 'at-vie-2', name });

/** Writes a completion script into a file for a shell to read. */
function scriptFile(shell: keyof typeof SCRIPTS): string {
  const file = join(folder, `script.${shell}`);
  writeFileSync(file, SCRIPTS[shell]);
  return file;
}

const environment = (cache: string) => ({
  ...sandboxEnv(running),
  HOME: folder,
  XDG_CACHE_HOME: join(folder, cache),
  PATH: `${bin}:${process.env.PATH ?? ''}`,
});

describe.each(['bash', 'zsh', 'fish', 'powershell'] as const)('the script for %s', (shell) => {
  test('is printed', async () => {
    const run = shell === 'bash' ? launch : perform;
    expect(await run(['completion', shell], undefined)).toEqual({
      code: 0,
      stdout: SCRIPTS[shell],
      stderr: '',
    });
  });

  test.runIf(shell !== 'powershell' && hasShell(shell))('is understood by the shell', () => {
    const { status, stderr } = spawnSync(shell, ['-n', scriptFile(shell)]);
    expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: '' });
  });
});

/** Installs the completion in a new home, runs a script in the shell there, and returns what it prints. */
async function installed(shell: string, script: string, args: readonly string[] = []) {
  const home = join(folder, `home-${shell}`);
  mkdirSync(home);
  const env = { ...environment(shell), HOME: home };
  const { code } = await perform(['completion', 'install', shell], undefined, { env });
  const { stdout, stderr } = spawnSync(shell, [...args, '-c', script], { env, encoding: 'utf8' });
  return { code, stdout, stderr };
}

describe('after completion install, the shell finds the completion', () => {
  const BASH_COMPLETION = '/usr/share/bash-completion/bash_completion';
  test.runIf(hasShell('bash') && existsSync(BASH_COMPLETION))('bash, with bash-completion', async () => {
    const script = `source ${BASH_COMPLETION}; _completion_loader exo-di; complete -p exo-di`;
    expect(await installed('bash', script, ['--norc'])).toEqual({
      code: 0,
      stdout: 'complete -o default -F _exo_di exo-di\n',
      stderr: '',
    });
  });

  test.runIf(hasShell('zsh'))('zsh, with the line that .zshrc needs', async () => {
    const script =
      'fpath=($HOME/.local/share/zsh/site-functions $fpath); autoload -Uz compinit; compinit -u -D; print $_comps[exo-di]';
    expect(await installed('zsh', script, ['-f'])).toEqual({ code: 0, stdout: '_exo-di\n', stderr: '' });
  });

  test.runIf(hasShell('fish'))('fish', async () => {
    const { stdout } = await installed('fish', "complete -C 'exo-di deployment sc'");
    expect(stdout).toMatch(/^scale\t/);
  });
});

/** A line's words as bash splits them, at = and : too, and the completions that are expected. */
type Line = readonly [what: string, words: readonly string[], expected: readonly string[]];

/** Completes all lines in one bash; each completion starts the launcher. */
async function bash(lines: readonly Line[]): Promise<string[][]> {
  const script = `
    source ${scriptFile('bash')}; source ${scriptFile('bash')}
    while (($# > 0)); do
      COMP_WORDS=(exo-di "\${@:2:$1}"); COMP_CWORD=$1
      shift $(($1 + 1))
      _exo_di exo-di
      printf '%s\\n' "\${COMPREPLY[@]}" --
    done`;
  const words = lines.flatMap(([, given]) => [String(given.length), ...given]);
  const { stdout, stderr } = await promisify(execFile)('bash', ['--norc', '-c', script, 'bash', ...words], {
    env: environment('bash'),
  });
  expect(stderr).toBe('');
  return stdout.split(/^--\n/m).map((part) => part.split('\n').filter(Boolean));
}

/** Tries again: on a busy machine a first TAB may be too slow for names, which are then fetched for a later TAB. */
const soon = (look: () => Promise<void>) => vi.waitFor(look, { timeout: 15_000, interval: 200 });

/** How bash splits words, and how it writes a name of each kind. What is completed is tested in `test/completion`. */
const LINES: readonly Line[] = [
  ['a command', ['deployment', 'sc'], ['scale']],
  ['a value right behind =', ['deployment', 'list', '--zone', '=', 'at-vie-2'], ['at-vie-2']],
  ['names with blanks', ['deployment', 'show', 'm'], ['my\\ app', 'my-app']],
  ['a name with colons', ['deployment', 'show', 'a', ':', 'b'], ['b:c']],
  ['nothing', ['nonsense', ''], []],
];
const MORE: readonly Line[] = [
  ['a flag', ['deployment', 'scale', '--no-w'], ['--no-wait']],
  ['a value', ['deployment', 'list', '-O', 'j'], ['json']],
  ['all values behind =', ['deployment', 'list', '--output-format', '='], ['table', 'json', 'text']],
  ['a name between quotes', ['deployment', 'show', "'my "], ['my app']],
  ['a name with a quote', ['deployment', 'show', 'it'], ["it\\'s"]],
];

describe.runIf(hasShell('bash'))('in bash', () => {
  test('commands, values and names are completed', async () => {
    let remaining = LONG_RUN ? [...LINES, ...MORE] : LINES;
    await soon(async () => {
      const found = await bash(remaining);
      const wrong = remaining.flatMap((line, at) =>
        `${found[at]}` === `${line[2]}` ? [] : [[line, found[at]]],
      );
      remaining = remaining.filter((line, at) => `${found[at]}` !== `${line[2]}`);
      expect(wrong).toEqual([]);
    });
  });

  test('a name that others chose is quoted, and neither it nor the typed words are evaluated', async () => {
    const typed = `$(touch ${join(folder, 'evaluated')})`;
    await soon(async () => {
      const [[name = ''] = []] = await bash([
        ['a name', ['deployment', 'show', 'x'], []],
        ['typed', ['deployment', 'show', typed, ''], []],
      ]);
      expect(name).toMatch(/^x\\\$\\\(touch\\ /);
    });
    expect(existsSync(join(folder, 'evaluated'))).toBe(false);
  });
});

describe('complete --', () => {
  const ask = (env: Record<string, string>, ...words: string[]) =>
    launch(['complete', '--', ...words], undefined, {
      env: { HOME: folder, XDG_CACHE_HOME: join(folder, 'none'), ...env },
      cwd: folder,
    });
  const silence = { code: 0, stdout: ':4\n', stderr: '' };

  test('completes names from the service', async () => {
    await soon(async () => {
      const words = ['complete', '--', 'deployment', 'show', 'my-'];
      const { stdout } = await launch(words, running, { env: environment('names') });
      expect(stdout).toBe('my-app\tat-vie-2\n:4\n');
    });
  });

  test('without credentials it offers nothing, and prints no error', async () => {
    expect(await ask({}, 'deployment', 'show', '')).toEqual(silence);
  });

  test('with a broken configuration it offers nothing, and prints no error', async () => {
    const file = join(folder, 'broken.toml');
    writeFileSync(file, '[[accounts');
    expect(await ask({ EXOSCALE_CONFIG: file }, 'deployment', 'show', '')).toEqual(silence);
    expect(await ask({ EXOSCALE_CONFIG: file }, '-A', '')).toEqual(silence);
  });

  test('if nothing listens at the endpoint it offers nothing, even under EXOSCALE_TRACE', async () => {
    const away = {
      ...sandboxEnv(running),
      EXOSCALE_API_ENDPOINT: 'http://127.0.0.1:9/v2',
      EXOSCALE_TRACE: '1',
    };
    expect(await ask(away, 'deployment', 'show', '')).toEqual(silence);
  });

  test('names that arrive too late for one TAB are kept for a later one', async () => {
    running.sandbox.failNext('GET /ai/model@at-vie-2=slow=600');
    const env = { ...environment('late'), EXOSCALE_ZONE: 'at-vie-2' };
    const ask = () => launch(['complete', '--', 'model', 'show', 'openai/gpt-oss-1'], running, { env });
    expect(await ask()).toEqual(silence);
    const cache = join(folder, 'late', 'exo-di');
    // Newer versions of Node keep a folder of compiled code beside these files.
    const kept = () => readdirSync(cache, { withFileTypes: true }).filter((entry) => entry.isFile());
    const isKept = () => kept().some(({ name }) => /gpt-oss/.test(readFileSync(join(cache, name), 'utf8')));
    await vi.waitFor(() => expect(isKept()).toBe(true), { timeout: 15_000 });
    await soon(async () => expect((await ask()).stdout).toBe('openai/gpt-oss-120b\tat-vie-2\n:4\n'));
  });

  test('if the service does not answer, it ends without waiting', async () => {
    running.sandbox.failNext('GET /ai/model@at-vie-2=silence x*');
    const since = performance.now();
    const env = { ...environment('silence'), EXOSCALE_ZONE: 'at-vie-2' };
    expect(await launch(['complete', '--', 'model', 'show', ''], running, { env })).toEqual(silence);
    // The real deadline is far shorter; but on a busy machine starting Node alone takes long.
    expect(performance.now() - since).toBeLessThan(5000);
    running.sandbox.clearFaults();
  });
});
