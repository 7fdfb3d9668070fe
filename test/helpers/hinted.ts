import { splitWords } from '../../src/domain/shell-words.js';

/*
 * Checks the commands that messages tell people to type. The commands from all messages of a test file are collected;
 * at its end, one of each kind is read by the real parser and checked by the command itself.
 */

/** The placeholders in messages, which a reader has to replace, and what the check puts in. */
const SAMPLES: Readonly<Record<string, string>> = {
  ZONE: 'at-vie-2',
  NAME: 'a-name',
  'NEW-NAME': 'a-name',
  SIZE: '1',
  ID: '00000000-0000-4000-8000-000000000001',
  FILE: '/nowhere.yaml',
};

/** Command lines to check, by their kind. */
const waiting = new Map<string, string>();
const checked = new Set<string>();

/** Collects the commands that a command's output tells people to type. */
export function noteHints({ stdout, stderr }: { stdout: string; stderr: string }): void {
  const hints = stdout.split('\n').filter((line) => line.includes(' with: exo-di'));
  for (const line of commandsIn([...stderr.split('\n').flatMap(linesOfError), ...hints].join('\n'))) {
    const words = line.split(' ');
    const kind = `${words.length} ${words.filter((word, at) => at < 2 || word.startsWith('-')).join(' ')}`;
    if (!checked.has(kind)) waiting.set(kind, line);
  }
}

export const hasHints = () => waiting.size > 0;

/** The command lines collected since the last call. */
export function takeHints(): string[] {
  const lines = [...waiting];
  waiting.clear();
  for (const [kind] of lines) checked.add(kind);
  return lines.map(([, line]) => line);
}

/** The words of a command line, with placeholders replaced. @throws ShellWordsError */
export const wordsOf = (line: string) => splitWords(line).map((word) => SAMPLES[word] ?? word);

/** The lines of a message; for an error under -O json, the lines of its hint. */
function linesOfError(line: string): string[] {
  if (!line.startsWith('{"error"')) return [line];
  const { error } = JSON.parse(line);
  return String(error.hint ?? '').split('\n');
}

/** The commands in a text: each from after `exo-di` to the end of the line or of `$(…)`, or to the next command. */
export function commandsIn(text: string): string[] {
  return text
    .replace(/ \\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => !/^(hint:)? *(usage|# |\$ )|^(error|warning): |exo-di [^']*(\[|…|\|)/.test(line))
    .flatMap((line) => {
      const [, opened, command] = /(?:^(?:hint:)? *|: |(\$\())exo-di (.+)$/.exec(line) ?? [];
      if (command === undefined) return [];
      return (opened ? command.slice(0, command.lastIndexOf(')')) : command).split(/; exo-di /);
    });
}
