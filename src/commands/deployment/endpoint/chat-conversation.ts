import type { Deps } from '../../../deps.js';
import { ExoError } from '../../../errors.js';
import { chatFailure, type Message, speak, spoken, systemMessage, userMessage } from './chat-reply.js';
import type { Reached } from './endpoint-target.js';

/**
 * A conversation on a terminal, until Ctrl-D. Ctrl-C stops a reply, whose beginning stays part of the conversation. A
 * failed reply is reported and forgotten, and the conversation goes on.
 * @param settings sent with every prompt: `max_tokens`, `temperature`
 * @param images URLs, sent with the first prompt
 * @throws ExoError credentials, because without a valid key no prompt can succeed
 */
export async function converse(
  deps: Deps,
  reached: Reached,
  settings: Readonly<Record<string, number | undefined>>,
  system: string | undefined,
  images: readonly string[],
): Promise<void> {
  const { io } = deps;
  let messages: Message[] = [];
  const usual = 'Ctrl-C stops a reply, Ctrl-D ends; /help lists the commands.';
  io.say(`${reached.model}, ${reached.placed}. ${usual}`);
  // Answers to /system and /help are printed with -Q, too, because the user asked for them.
  const tellAsked = (line: string) => io.error(`${line}\n`);
  const lines = await io.typedLines(() => io.say('Ctrl-D ends the conversation.'));
  const answer = async (text: string) => {
    const asked = [...messages, userMessage(text, images)];
    const prompt = { model: reached.model, messages: [...systemMessage(system), ...asked], ...settings };
    const said = await lines.during((stop) => speak(deps, reached, prompt, stop));
    io.say(spoken(said));
    // A reply without text, for instance one stopped before its first word, is forgotten together with its prompt.
    if (said.text === '') return;
    images = [];
    messages = [...asked, { role: 'assistant', content: said.text }];
  };
  try {
    for (;;) {
      const line = await lines.next('> ');
      if (line === undefined) return;
      const { command, text } = readTyped(line);
      switch (command) {
        case undefined:
          if (text === '') break;
          await answer(text).catch(async (error: unknown) => {
            const failure = await chatFailure(deps, error, reached);
            if (!(failure instanceof ExoError) || isFinal(failure)) throw failure;
            tell(deps, failure, messages.length > 0);
          });
          break;
        case '/system':
          if (text === '') tellAsked(system ?? 'There is no system prompt.');
          else system = text;
          break;
        case '/clear':
          messages = [];
          io.say('Forgotten.');
          break;
        case '/help':
          for (const each of CHAT_HELP) tellAsked(each);
          break;
        case '/exit':
        case '/quit':
          return;
        default:
          tellAsked(
            `There is no command ${command}; /help lists them. A blank before it sends the line as a prompt.`,
          );
      }
    }
  } finally {
    lines.close();
  }
}

const isFinal = ({ kind }: ExoError) => ['credentials', 'interrupted', 'terminated'].includes(kind);

/** Prints a failed reply, with its cause if that is known. */
function tell({ io }: Deps, { message, hint, explanation, code }: ExoError, hasMore: boolean): void {
  io.warn(message);
  const isLong = code === 'prompt-refused' && hasMore;
  const next = explanation
    ? [`${explanation.cause}${explanation.fixes[0] === undefined ? '' : `: ${explanation.fixes[0]}`}`]
    : isLong
      ? ['/clear forgets the conversation.']
      : (hint?.split('\n') ?? []);
  io.say(...next);
}

const CHAT_HELP = [
  '/system TEXT  set the system prompt; without TEXT, print it',
  '/clear        forget the conversation; the system prompt stays',
  '/exit         end, as Ctrl-D does',
  'Ctrl-C        stop the reply',
  'A line that begins with a blank is sent as a prompt.',
];

/** Reads a line as a command (a slash at its very beginning) with its text, or as a prompt (`command` is undefined). */
export function readTyped(line: string): { command: string | undefined; text: string } {
  // The pattern leaves out paths, and several pasted lines, which are prompts.
  const [, command, rest = ''] = /^(\/[a-z]*)(?:[ \t]+(.*))?$/s.exec(line.trimEnd()) ?? [];
  return { command, text: (command === undefined ? line : rest).trim() };
}
