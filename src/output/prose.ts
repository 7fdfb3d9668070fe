import { displayWidth } from './width.js';

/** Narrower than this nothing is wrapped any further. */
const LEAST = 10;
/** Where less is left beside a label, the lines after the first stand below it. */
const LEAST_BESIDE = 20;
/** What can be pasted: from here to the end of its line. */
const COMMAND = /(^|: )((?:key=\$\(exo-di|eval "\$\(exo-di|exo-di|curl|chmod) .*)$/;
/** Words as a shell reads them: what is quoted is never broken. */
const SHELL_WORD = /(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/g;
/** Several spaces stand in a name, and are part of it. */
const BREAK = /(?<=\S) (?=\S)/;
/** More lines of one command are indented by this. */
const CONTINUED = '  ';

/**
 * A line for a person, broken between its words; the lines after the first are indented as far as `label` reaches. A
 * command in it stands on a line of its own where it does not fit behind its words, and is broken as a shell reads
 * on, so that it can be pasted. A word that is wider than the terminal stays whole.
 * @param width of the terminal; undefined where no one is looking: then the line stays as it is
 * @param label `error: `, with which the line begins
 */
export function wrapProse(line: string, width: number | undefined, label = ''): string {
  if (width === undefined || displayWidth(label + line) <= width) return label + line;
  if (label !== '' && width - displayWidth(label) < LEAST_BESIDE)
    return wrapProse(label.trim() === '' ? line : label + line, width);
  const [margin = ''] = /^ */.exec(line) ?? [];
  const indent = ' '.repeat(displayWidth(label)) + margin;
  const room = Math.max(LEAST, width - indent.length);
  const text = line.slice(margin.length);
  const command = COMMAND.exec(text);
  const words = command ? text.slice(0, command.index + (command[1] ?? '').length) : text;
  const lines = [
    ...(words === '' ? [] : joined(words.trimEnd().split(BREAK), room)),
    ...(command ? commandLines(command[2] ?? '', room) : []),
  ];
  return lines.map((one, i) => (i === 0 ? label + margin : indent) + one).join('\n');
}

/** Words on lines of at most `room` columns. @param indent of the lines after the first */
export function joined(words: readonly string[], room: number, indent = ''): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && displayWidth(`${last} ${word}`) <= room) lines.splice(-1, 1, `${last} ${word}`);
    else lines.push(last === undefined ? word : indent + word);
  }
  return lines;
}

/** A command on one line, or on several that a shell takes for one. */
export function commandLines(command: string, room: number): string[] {
  if (displayWidth(command) <= room) return [command];
  const shellWords = command.match(SHELL_WORD) ?? [];
  // Spaces between words that are more than one, and a quotation that does not end, are left as they are.
  if (shellWords.join(' ') !== command) return [command];
  const words: string[] = [];
  for (const word of shellWords) {
    const last = words.at(-1);
    // A flag keeps its value beside it, where it has one.
    const isValue = last !== undefined && /^-[^\s=]+$/.test(last) && !word.startsWith('-');
    words.push(isValue ? `${words.pop()} ${word}` : word);
  }
  const lines = joined(words, room - CONTINUED.length - ' \\'.length);
  return lines.map((line, i) => `${i === 0 ? '' : CONTINUED}${line}${i < lines.length - 1 ? ' \\' : ''}`);
}
