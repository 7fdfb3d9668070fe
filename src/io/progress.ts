import { visible } from '../output/visible.js';
import { cut } from '../output/width.js';
import type { Progress } from './io.js';

const ASCII_FRAMES = ['|', '/', '-', '\\'];
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 120;
/** Back to the first column, and clear the line. */
const CLEAR = '\r\x1b[2K';

/** What a spinner is drawn for. */
interface SpinnerSurroundings {
  /** Columns of the terminal, asked anew for each frame. */
  columns: () => number;
  /** The spinner is drawn in ASCII. */
  ascii: boolean;
  /** What the clock shows, in ms. */
  now: () => number;
}

/** A spinner with the seconds passed, on one line of a terminal that is repainted in place. */
export function spinner(
  write: (text: string) => void,
  text: string,
  { columns, ascii, now }: SpinnerSurroundings,
): Progress {
  // Not counted in frames: a process that is stopped, or a machine that sleeps, paints none.
  const start = now();
  const frames = ascii ? ASCII_FRAMES : FRAMES;
  let shown = text;
  let ticks = 0;
  const paint = () => {
    const line = `${frames[ticks % frames.length]} ${shown} ${Math.floor((now() - start) / 1000)}s`;
    // A line that wraps could not be taken back.
    write(CLEAR + cut(line, Math.max(1, columns() - 1)));
    ticks++;
  };
  paint();
  const timer = setInterval(paint, FRAME_MS);
  timer.unref();
  return {
    update: (next) => {
      shown = visible(next);
    },
    stop: () => {
      clearInterval(timer);
      write(CLEAR);
    },
  };
}

export const silentProgress: Progress = { update() {}, stop() {} };
