import type { SnippetFor } from '../../domain/snippets.js';
import type { View } from '../view.js';

/** A text to paste, and what it is for. */
export interface Snippet {
  for: SnippetFor;
  text: string;
}

/** `deployment snippet` as data. */
export const snippetView: View<Snippet> = {
  name: 'snippet',
  fields: [
    { key: 'for', value: (s) => s.for, keep: true },
    { key: 'snippet', value: (s) => s.text },
  ],
};
