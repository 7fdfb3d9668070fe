import type { Style, Tone } from './view.js';

/** Colours a text. It is called after the text is measured, because its escape sequences take no columns. */
export type Paint = (text: string) => string;

export interface Painter {
  head: Paint;
  tone(tone: Tone): Paint;
}

/** What a table is drawn with: ASCII for terminals that lack lines, Markdown without lines above and below. */
export type Frame = 'lines' | 'ascii' | 'markdown';

export interface Drawing {
  /** Columns of the terminal; `Infinity` where the output goes to no terminal. */
  width: number;
  paint: Painter;
  frame: Frame;
}

const uncoloured: Paint = (text) => text;
export const PLAIN: Painter = { head: uncoloured, tone: () => uncoloured };

/** The painter for a stream. chalk is loaded only if the stream shows colours. */
export async function painterFor({ colour }: Style): Promise<Painter> {
  if (colour === 0) return PLAIN;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: colour });
  const tones = { good: chalk.green, busy: chalk.yellow, bad: chalk.red, off: chalk.dim };
  return { head: chalk.bold, tone: (tone) => (tone ? tones[tone] : uncoloured) };
}
