/** How long a pipe may take to say something, in ms: whoever pipes a `y` has it there at once. */
const WITHIN_MS = 2_000;

/** More than any answer has, in characters. */
const MOST = 1_000;

/** `y` or `yes`, and nothing else. */
export const isYes = (answer: string) => /^y(es)?$/i.test(answer.trim());

/**
 * The answer that a pipe holds for a question, as in `echo y | …`. Only its first line is looked at, and nobody waits for
 * a pipe that says nothing.
 * @returns undefined for a terminal, an end of input, silence, and what is neither yes nor no
 */
export async function pipedAnswer(
  input: NodeJS.ReadableStream & { isTTY?: boolean | undefined },
  withinMs = WITHIN_MS,
): Promise<'yes' | 'no' | undefined> {
  // Whoever sits at this terminal sees no question: stderr goes elsewhere.
  if (input.isTTY === true) return undefined;
  const line = await firstLine(input, withinMs);
  if (isYes(line)) return 'yes';
  return /^no?$/i.test(line.trim()) ? 'no' : undefined;
}

/** What stands before the first line feed, or what has come of it when the input ends or the time is over. */
function firstLine(input: NodeJS.ReadableStream, withinMs: number): Promise<string> {
  if (!input.readable) return Promise.resolve('');
  return new Promise((resolve) => {
    let text = '';
    const end = () => {
      clearTimeout(timer);
      // Its errors stay heard: one that comes later must not end the process.
      input.off('data', onData).off('end', end).off('close', end);
      input.pause();
      resolve(text.split('\n', 1)[0] ?? '');
    };
    const onData = (chunk: Uint8Array | string) => {
      text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('latin1');
      if (text.includes('\n') || text.length > MOST) end();
    };
    const timer = setTimeout(end, withinMs);
    input.on('data', onData).on('end', end).on('error', end).on('close', end);
  });
}
