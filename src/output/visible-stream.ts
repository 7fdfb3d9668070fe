import { visible } from './visible.js';
import { graphemes } from './width.js';

/** How many code units at the end of a piece are searched for a character that may not be complete yet. */
const TAIL = 64;

/**
 * Makes text that arrives in pieces safe to show on a terminal, as `visible` does, but keeps line feeds and tabs. The
 * last character of a piece is held back if the next piece may continue it, as with emoji made of several code points.
 */
export class VisibleStream {
  #held = '';
  /** True if nothing has been shown yet, or a line feed was shown last. */
  #atLineStart = true;

  /** Takes the next piece and returns what can be shown now. */
  feed(text: string): string {
    const all = this.#held + text;
    const held = this.#unfinished(all);
    this.#held = held;
    return this.#shown(held === '' ? all : all.slice(0, -held.length));
  }

  /** Returns the text that was still held back. */
  end(): string {
    const last = this.#shown(this.#held);
    this.#held = '';
    return last;
  }

  /** The last character as people see it; empty if a next piece cannot change it, as after ASCII. */
  #unfinished(text: string): string {
    const last = text.charCodeAt(text.length - 1);
    if (Number.isNaN(last) || last < 0x80) return '';
    let final = '';
    for (const { segment } of graphemes().segment(text.slice(-TAIL))) final = segment;
    // Held back at most up to TAIL: marks without end would otherwise hide the text forever.
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
        // Within a line, a mark at the beginning combines with the character before it, for which `x` stands.
        return within ? visible(`x${part}`).slice(1) : visible(part);
      })
      .join('');
  }
}
