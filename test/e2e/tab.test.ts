import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, test } from 'vitest';
import { ownFolder } from '../helpers/folder.js';
import { BEFORE, EXECUTABLE, MACHINE_ENV } from '../helpers/launch.js';

const has = (program: string) => spawnSync(program, ['-c', 'true']).status === 0;
const hasScript = spawnSync('script', ['--version']).status === 0;
/** The current folder of the shells, with an `exo-di` that writes down the words it is called with. */
const folder = ownFolder();
const bin = join(folder, 'bin');
const touched = join(folder, 'touched');

/** What is typed before TAB, the name that others chose, and the words expected if that name cannot be inserted. */
const LINES: readonly (readonly [typed: string, name: string, stays?: readonly string[]])[] = [
  ['stage', `stage$(touch ${touched})`],
  ['"stage', `stage$(touch ${touched})`],
  ["'prod", `prod';touch ${touched}; #`],
  ['"dbl', `dbl"; touch ${touched}; "`],
  ['"tick', `tick\`touch ${touched}\``],
  ["'own", "own'"],
  ['amp', `amp & touch ${touched}`],
  ['back', 'back\\slash\\'],
  ["'bang", 'bang!!'],
  ['"uni\u00e9', 'uni\u00e9\u{1f600}'],
  ['glob', 'glob*?[a]{b,c}~'],
  ['colon:a', 'colon:a:b@c=d'],
  ['line', `line\ntouch ${touched}`, ['line']],
];

/** All of them behind `exo-di`, and one behind an alias. */
const TYPED = [
  ...LINES.map((line) => ['exo-di', ...line] as const),
  ['exo', 'amp', `amp & touch ${touched}`] as const,
];

const NAMES = [...new Set(LINES.map(([, name]) => name))];

/** What is typed before TAB for a path, and the words expected. The home folder is the current one. */
const PATHS = [
  ['-f inf', ['-f', 'inference.yaml']],
  ['-f "a f', ['-f', 'a file.yaml']],
  ['-f a\\ f', ['-f', 'a file.yaml']],
  ['-f ~/inf', ['-f', join(folder, 'inference.yaml')]],
  ['-f=inf', ['-f=inference.yaml']],
  ['--file=inf', ['--file=inference.yaml']],
] as const;

let env: Record<string, string>;

beforeAll(() => {
  mkdirSync(bin);
  for (const name of ['inference.yaml', 'a file.yaml']) writeFileSync(join(folder, name), '');
  const wrapper = join(bin, 'exo-di');
  const program = `${[EXECUTABLE, ...BEFORE].map((word) => `"${word}"`).join(' ')} "$@"`;
  writeFileSync(
    wrapper,
    `#!/bin/sh
case $1 in
  complete) ${program}; : > "$ASKED"; exit;;
  completion) exec ${program};;
esac
printf '%s\\0' "$@" > "$CALLED.new"; mv "$CALLED.new" "$CALLED"
`,
  );
  chmodSync(wrapper, 0o755);
  const account = (name: string) => `[[accounts]]\nname = ${JSON.stringify(name)}\nkey = "k"\nsecret = "s"\n`;
  const config = join(folder, 'exoscale.toml');
  writeFileSync(config, NAMES.map(account).join(''), { mode: 0o600 });
  env = {
    ...MACHINE_ENV,
    HOME: folder,
    TERM: 'xterm',
    LC_ALL: 'C.UTF-8',
    EXOSCALE_CONFIG: config,
    PATH: `${bin}:${MACHINE_ENV.PATH}`,
  };
});

/** The line that bash needs for an alias, as the guide has it. */
const [FOR_ALIAS = ''] = /complete [^`]+ exo(?=`)/.exec(readFileSync('docs/guide/from-exo.md', 'utf8')) ?? [];

/** How each shell is started and set up; its prompt `<waits>` shows that it waits for a command. */
const SHELLS = {
  bash: {
    command: 'bash --norc --noprofile -i',
    load: `PS1='<wai''ts>'; source <(exo-di completion bash); alias exo=exo-di; ${FOR_ALIAS}`,
  },
  zsh: {
    command: 'zsh -f -i',
    load: "PS1='<wai''ts>'; autoload -Uz compinit; compinit -u -D; source <(exo-di completion zsh); alias exo=exo-di",
  },
  fish: {
    command: 'fish --no-config -i',
    load: "function fish_prompt; echo -n '<wai''ts>'; end; exo-di completion fish | source; alias exo=exo-di",
  },
} as const;

let opened = 0;

/** Starts a shell on a terminal. @returns a function that types a line */
async function open(shell: keyof typeof SHELLS) {
  // Several shells of a kind run at once.
  const own = `${shell}-${++opened}`;
  const called = join(folder, `called-${own}`);
  const asked = join(folder, `asked-${own}`);
  const { command, load } = SHELLS[shell];
  const child = spawn('script', ['-qfec', command, '/dev/null'], {
    env: { ...env, CALLED: called, ASKED: asked },
    cwd: folder,
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const until = async (condition: () => boolean, ms: number) => {
    for (const end = Date.now() + ms; !condition() && Date.now() < end; )
      await new Promise((resolve) => setTimeout(resolve, 10));
  };
  const typed = async (keys: string, ms: number) => {
    const from = printed.length;
    child.stdin.write(keys);
    await until(() => printed.includes('<waits>', from), ms);
  };
  await typed(`${load}\r`, 30_000);
  return {
    /**
     * Types a line, TAB and Enter. On a busy machine a TAB may come too late, and then nothing is inserted, so it is
     * tried again if another call is expected.
     * @returns what the program was called with
     */
    async tab(line: string, expected: readonly string[]): Promise<string[] | undefined> {
      let called = await this.once(line);
      for (let again = 0; `${called}` !== `${expected}` && again < 3; again++) called = await this.once(line);
      return called;
    },
    async once(line: string): Promise<string[] | undefined> {
      for (const file of [called, asked]) rmSync(file, { force: true });
      child.stdin.write(`${line}\t`);
      await until(() => existsSync(asked), 10_000);
      await typed('\r', 800);
      if (existsSync(called)) return readFileSync(called, 'utf8').split('\0').slice(0, -1);
      // Without a call, the shell waits for the end of a quotation: cancel the line.
      await typed('\x03', 5000);
      return undefined;
    },
    close: () => child.kill('SIGKILL'),
  };
}

describe.concurrent.each(['bash', 'zsh', 'fish'] as const)('%s on a terminal', (shell) => {
  test.runIf(hasScript && has(shell))(
    'inserts a name that others chose as one literal word, in whatever quotation the cursor is',
    { timeout: 120_000 },
    async ({ expect }) => {
      const terminal = await open(shell);
      const found: unknown[] = [];
      for (const [program, typed, name, stays = [name]] of TYPED) {
        const called = await terminal.tab(`${program} config show ${typed}`, ['config', 'show', ...stays]);
        found.push([program, typed, called]);
      }
      terminal.close();
      expect(found).toEqual(
        TYPED.map(([program, typed, name, stays = [name]]) => [program, typed, ['config', 'show', ...stays]]),
      );
      expect(existsSync(touched)).toBe(false);
    },
  );

  test.runIf(hasScript && has(shell))(
    'completes a path, also in a quotation, in the home folder and behind a flag',
    { timeout: 120_000 },
    async ({ expect }) => {
      const terminal = await open(shell);
      const found: unknown[] = [];
      for (const [typed, words] of PATHS)
        found.push([typed, await terminal.tab(`exo-di apply ${typed}`, ['apply', ...words])]);
      terminal.close();
      expect(found).toEqual(PATHS.map(([typed, words]) => [typed, ['apply', ...words]]));
    },
  );
});
