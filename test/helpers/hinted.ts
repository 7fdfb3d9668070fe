import { splitWords } from '../../src/domain/shell-words.js';

/*
 * Commands that people are told to type: each that any test provokes is read by the real parser and checked by the
 * command itself, at the end of its test file, once for each kind of command line.
 */

/** What stands for something that the reader has to put in, and what a test puts in. */
const SAMPLES: Readonly<Record<string, string>> = {
  ZONE: 'at-vie-2',
  NAME: 'a-name',
  'NEW-NAME': 'a-name',
  SIZE: '1',
  ID: '00000000-0000-4000-8000-000000000001',
  FILE: '/nowhere.yaml',
};

/** Command lines by their kind. */
const waiting = new Map<string, string>();
const checked = new Set<string>();

/** Takes the commands out of what was said. */
export function noteHints({ stdout, stderr }: { stdout: string; stderr: string }): void {
  const told = stdout.split('\n').filter((line) => line.includes(' with: exo-di'));
  for (const line of commandsIn([...stderr.split('\n').flatMap(said), ...told].join('\n'))) {
    const words = line.split(' ');
    const kind = `${words.length} ${words.filter((word, at) => at < 2 || word.startsWith('-')).join(' ')}`;
    if (!checked.has(kind)) waiting.set(kind, line);
  }
}

export const hasHints = () => waiting.size > 0;

/** Those that were said since the last time. */
export function takeHints(): string[] {
  const lines = [...waiting];
  waiting.clear();
  for (const [kind] of lines) checked.add(kind);
  return lines.map(([, line]) => line);
}

/** A hint as words, something put in where the reader has to. @throws ShellWordsError */
export const wordsOf = (line: string) => splitWords(line).map((word) => SAMPLES[word] ?? word);

/** The lines of an error under -O json too. */
function said(line: string): string[] {
  if (!line.startsWith('{"error"')) return [line];
  const { error } = JSON.parse(line);
  return String(error.hint ?? '').split('\n');
}

/** From `exo-di` to the end of the line, or of `$(…)`, or to the next command. */
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
