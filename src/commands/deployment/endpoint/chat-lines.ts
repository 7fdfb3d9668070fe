/** What a line means that was typed in a conversation. */
type Typed =
  | { kind: 'say'; text: string }
  /** Sets what the model is told first; undefined to show it. */
  | { kind: 'system'; text: string | undefined }
  | { kind: 'clear' }
  | { kind: 'help' }
  | { kind: 'end' }
  | { kind: 'nothing' }
  /** A command that there is not. */
  | { kind: 'unknown'; command: string };

export const CHAT_HELP = [
  '/system TEXT  what the model is told first; without TEXT, what it is now',
  '/clear        forget what was said, but for /system',
  '/exit         end, as Ctrl-D does',
  'Ctrl-C        stop the reply',
  'A line that begins with a blank is said as it is.',
];

/** Reads a line: commands begin with a slash, and with no blank before it. */
export function readTyped(line: string): Typed {
  if (line.trim() === '') return { kind: 'nothing' };
  // A path, or several lines that were pasted, are no command.
  const [, command, rest = ''] = /^(\/[a-z]*)(?:[ \t]+(.*))?$/s.exec(line.trimEnd()) ?? [];
  if (command === undefined) return { kind: 'say', text: line.trim() };
  const text = rest.trim();
  switch (command) {
    case '/system':
      return { kind: 'system', text: text === '' ? undefined : text };
    case '/clear':
      return { kind: 'clear' };
    case '/help':
      return { kind: 'help' };
    case '/exit':
    case '/quit':
      return { kind: 'end' };
    default:
      return { kind: 'unknown', command };
  }
}
