import type { Deps } from '../../../deps.js';
import { ExoError } from '../../../errors.js';
import { chatFailure, type Message, speak, spoken, systemMessage, userMessage } from './chat-reply.js';
import type { Reached, Target } from './endpoint.js';

/**
 * A conversation at a terminal, until Ctrl-D. Ctrl-C stops a reply, what came of it is kept; a failed reply is told and
 * taken back, and the conversation goes on.
 * @param settings sent with every prompt: `max_tokens`, `temperature` @param images URLs, for the first thing that is said
 * @throws ExoError credentials: without the key there is nothing to go on with
 */
export async function converse(
  deps: Deps,
  reached: Reached,
  target: Target,
  settings: Readonly<Record<string, number>>,
  system: string | undefined,
  images: readonly string[],
): Promise<void> {
  const { io } = deps;
  let messages: Message[] = [];
  const usual = 'Ctrl-C stops a reply, Ctrl-D ends; /help tells more.';
  io.say(`${reached.model}, ${target.placed}. ${usual}`);
  // What was asked for is told under -Q too.
  const tellAsked = (line: string) => io.error(`${line}\n`);
  const lines = await io.typedLines(deps.clock, () => io.say('Ctrl-D ends the conversation.'));
  const answer = async (text: string) => {
    const asked = [...messages, userMessage(text, images)];
    const prompt = { model: reached.model, messages: [...systemMessage(system), ...asked], ...settings };
    const said = await lines.during((stop) => speak(deps, reached, prompt, stop));
    io.say(spoken(said));
    // Stopped before its first word: as if nothing had been asked.
    if (said.text === '') return;
    images = [];
    messages = [...asked, { role: 'assistant', content: said.text }];
  };
  try {
    for (;;) {
      const line = await lines.next('> ');
      if (line === undefined) return;
      const typed = readTyped(line);
      switch (typed.kind) {
        case 'end':
          return;
        case 'say':
          await answer(typed.text).catch(async (error: unknown) => {
            const failure = await chatFailure(deps, error, target);
            if (!(failure instanceof ExoError) || isFinal(failure)) throw failure;
            tell(deps, failure, messages.length > 0);
          });
          break;
        case 'system':
          system = typed.text ?? system;
          if (typed.text === undefined) tellAsked(system ?? 'There is nothing the model is told first.');
          break;
        case 'clear':
          messages = [];
          io.say('Forgotten.');
          break;
        case 'help':
          for (const each of CHAT_HELP) tellAsked(each);
          break;
        case 'unknown':
          tellAsked(`There is no ${typed.command}; /help tells what there is, a blank before it says it.`);
          break;
      }
    }
  } finally {
    lines.close();
  }
}

const isFinal = ({ kind }: ExoError) => ['credentials', 'interrupted', 'terminated'].includes(kind);

/** A failed reply, with what is known of why. */
function tell({ io }: Deps, { message, hint, explanation, code }: ExoError, hasMore: boolean): void {
  io.warn(message);
  const isLong = code === 'prompt-refused' && hasMore;
  const next = explanation
    ? [`${explanation.cause}${explanation.fixes[0] === undefined ? '' : `: ${explanation.fixes[0]}`}`]
    : isLong
      ? ['/clear forgets what was said.']
      : (hint?.split('\n') ?? []);
  io.say(...next);
}

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

const CHAT_HELP = [
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
