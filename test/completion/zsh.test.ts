import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { SCRIPTS } from '../../src/completion/scripts.js';

const hasZsh = spawnSync('zsh', ['--version']).status === 0;

/** Returns what zsh would show for this answer of the program; zsh's own completion functions are replaced. */
function completed(answer: string): string[] {
  const script = `
    compdef() { : }
    compadd() { print -rl -- "\${(@)shown}" }
    exo-di() { print -r -- "$ANSWER" }
    eval "$SCRIPT"
    words=(exo-di deployment show '') CURRENT=4 PREFIX=
    _exo_di`;
  const { stdout } = spawnSync('zsh', ['-f', '-c', script], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8', ANSWER: answer, SCRIPT: SCRIPTS.zsh },
  });
  return stdout.trimEnd().split('\n');
}

test.skipIf(!hasZsh)('descriptions are aligned after wide characters too', () => {
  expect(completed('日本語\tat-vie-2\nmy-app\tat-vie-2\nlonger-one\tat-vie-2\n:4')).toEqual([
    '日本語      -- at-vie-2',
    'my-app      -- at-vie-2',
    'longer-one  -- at-vie-2',
  ]);
});
