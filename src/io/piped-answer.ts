/** How long a pipe is waited for, in ms: whoever pipes a `y` does so at once. */
const WITHIN_MS = 2_000;

/** No more characters than this are read; no answer is longer. */
const MOST = 1_000;

/** Whether the answer is `y` or `yes`; everything else is no yes. */
export const isYes = (answer: string) => /^y(es)?$/i.test(answer.trim());

/**
 * The answer that is piped in for a question, as in `echo y | …`. Only the first line is read, and a pipe that says
 * nothing is not waited for beyond the time limit.
 * @returns undefined for a terminal, an end of input, silence, and what is neither yes nor no
 */
export async function pipedAnswer(
  input: NodeJS.ReadableStream & { isTTY?: boolean | undefined },
  withinMs = WITHIN_MS,
): Promise<'yes' | 'no' | undefined> {
  // A terminal has no piped answer. Its user sees no question, because stderr goes elsewhere.
  if (input.isTTY === true) return undefined;
  const line = await firstLine(input, withinMs);
  if (isYes(line)) return 'yes';
  return /^no?$/i.test(line.trim()) ? 'no' : undefined;
}

/** The text before the first line feed, or what has arrived when the input ends or the time is over. */
function firstLine(input: NodeJS.ReadableStream, withinMs: number): Promise<string> {
  if (!input.readable) return Promise.resolve('');
  return new Promise((resolve) => {
    let text = '';
    const end = () => {
      clearTimeout(timer);
      // The listener for errors stays: without it, a later error would end the process.
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
