import type { Cell } from './box.js';
import type { Style, Tone } from './view.js';

/** How the heads and the values of a table are coloured. */
export interface Painter {
  head: Cell['paint'];
  tone(tone: Tone): Cell['paint'];
}

/** No colours. */
export const PLAIN: Painter = { head: undefined, tone: () => undefined };

/** The painter for a stream. Where nothing is coloured no library for it is loaded. */
export async function painterFor({ colour }: Style): Promise<Painter> {
  if (colour === 0) return PLAIN;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: colour });
  const tones = { good: chalk.green, busy: chalk.yellow, bad: chalk.red, off: chalk.dim };
  return { head: chalk.bold, tone: (tone) => tone && tones[tone] };
}
