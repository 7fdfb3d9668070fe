import type { Style, Tone } from './view.js';

/** Colours a text that is already cut and filled up: what it adds takes no columns. */
export type Paint = (text: string) => string;

export interface Painter {
  head: Paint;
  tone(tone: Tone): Paint;
}

export interface Drawing {
  /** Columns of the terminal; `Infinity` where nothing is to be fitted to one. */
  width: number;
  paint: Painter;
  /** The frame keeps to ASCII. */
  ascii?: boolean | undefined;
}

const uncoloured: Paint = (text) => text;
export const PLAIN: Painter = { head: uncoloured, tone: () => uncoloured };

/** The painter for a stream. Where nothing is coloured no library for it is loaded. */
export async function painterFor({ colour }: Style): Promise<Painter> {
  if (colour === 0) return PLAIN;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: colour });
  const tones = { good: chalk.green, busy: chalk.yellow, bad: chalk.red, off: chalk.dim };
  return { head: chalk.bold, tone: (tone) => (tone ? tones[tone] : uncoloured) };
}
