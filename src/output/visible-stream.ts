import { visible } from './visible.js';
import { graphemes } from './width.js';

/** So much of the end of a piece is looked at for a character that may not be whole, in code units. */
const TAIL = 64;

/**
 * Text that comes in pieces, made fit to be shown on a terminal as `visible` does it; line feeds and tabs are obeyed. A
 * character that the next piece may go on with, as emoji do, waits for it.
 */
export class VisibleStream {
  #held = '';
  #atLineStart = true;

  /** What can be shown by now. */
  feed(text: string): string {
    const all = this.#held + text;
    const held = this.#unfinished(all);
    this.#held = held;
    return this.#shown(held === '' ? all : all.slice(0, -held.length));
  }

  /** What was still waiting. */
  end(): string {
    const last = this.#shown(this.#held);
    this.#held = '';
    return last;
  }

  /** Nothing was shown, or a line feed last. */
  get atLineStart(): boolean {
    return this.#atLineStart;
  }

  /** The last character as people see it, unless nothing can follow it that changes it. */
  #unfinished(text: string): string {
    const last = text.charCodeAt(text.length - 1);
    if (Number.isNaN(last) || last < 0x80) return '';
    let final = '';
    for (const { segment } of graphemes().segment(text.slice(-TAIL))) final = segment;
    // One without end is no character.
    return final.length < TAIL ? final : '';
  }

  #shown(text: string): string {
    return text
      .split(/([\n\t])/)
      .map((part) => {
        if (part === '') return '';
        const within = !this.#atLineStart && part !== '\n' && part !== '\t';
        this.#atLineStart = part === '\n';
        if (part === '\n' || part === '\t') return part;
        // A mark combines with what was shown before it.
        return within ? visible(`x${part}`).slice(1) : visible(part);
      })
      .join('');
  }
}
