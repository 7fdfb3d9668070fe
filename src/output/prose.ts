import { displayWidth } from './width.js';

/** Lines are never wrapped to fewer columns than this. */
const LEAST = 10;
/** If a label leaves fewer columns than this, the lines after the first are not indented as far as the label. */
const LEAST_BESIDE = 20;
/** A command that can be pasted: it begins a line or follows `: `, and ends with the line. */
const COMMAND = /(^|: )((?:key=\$\(exo-di|eval "\$\(exo-di|exo-di|curl|chmod|kubectl) .*)$/;
/** Words as a shell reads them: a quoted text is never broken. */
const SHELL_WORD = /(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/g;
/** Lines break at single spaces only: several spaces in a row belong to a name that has them. */
const BREAK = /(?<=\S) (?=\S)/;
/** Indents the lines of a command after its first. */
const CONTINUED = '  ';

/**
 * Wraps a line for a person between its words; the lines after the first are indented as far as `label` reaches. If the
 * line is too long, a command at its end goes on a line of its own, and is continued with `\` so that it can be pasted.
 * A word that is wider than the terminal stays whole.
 * @param width columns of the terminal; undefined where the output goes to no terminal: then nothing is wrapped
 * @param label what the line begins with: `error: `
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

/** A command on one line, or on several lines with `\` at their ends, which a shell reads as one. */
export function commandLines(command: string, room: number): string[] {
  if (displayWidth(command) <= room) return [command];
  const shellWords = command.match(SHELL_WORD) ?? [];
  // Several spaces between words, or a quotation without end: breaking the command could change its meaning.
  if (shellWords.join(' ') !== command) return [command];
  const words: string[] = [];
  for (const word of shellWords) {
    const last = words.at(-1);
    // A flag and its value stay on one line.
    const isValue = last !== undefined && /^-[^\s=]+$/.test(last) && !word.startsWith('-');
    words.push(isValue ? `${words.pop()} ${word}` : word);
  }
  const lines = joined(words, room - CONTINUED.length - ' \\'.length);
  return lines.map((line, i) => `${i === 0 ? '' : CONTINUED}${line}${i < lines.length - 1 ? ' \\' : ''}`);
}
