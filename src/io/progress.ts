import { visible } from '../output/visible.js';
import { cut } from '../output/width.js';
import type { Progress } from './io.js';

const ASCII_FRAMES = ['|', '/', '-', '\\'];
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 120;
/** Back to the first column, and clear the line. */
export const CLEAR = '\r\x1b[2K';

/** What a spinner needs to know of its surroundings. */
interface SpinnerSurroundings {
  /** The terminal's columns, asked for each frame. */
  columns: () => number;
  /** The spinner is drawn in ASCII. */
  ascii: boolean;
  /** The current time in ms. */
  now: () => number;
}

/** A spinner with the seconds passed, on one line of a terminal, repainted in place. */
export function spinner(
  write: (text: string) => void,
  text: string,
  { columns, ascii, now }: SpinnerSurroundings,
): Progress {
  // The seconds are not counted in frames: none is painted while the process is stopped or the machine sleeps.
  const start = now();
  const frames = ascii ? ASCII_FRAMES : FRAMES;
  let shown = text;
  let ticks = 0;
  const paint = () => {
    const line = `${frames[ticks % frames.length]} ${shown} ${Math.floor((now() - start) / 1000)}s`;
    // A line that wraps could not be cleared again.
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
