import { readFileSync } from 'node:fs';

/** A fenced block of a document. */
export interface Block {
  /** The place of the block's first line: `README.md:51`. */
  where: string;
  language: string;
  /** The text without the indentation of its fence. */
  text: string;
}

/** Every fenced block of a document, in order. @param file relative to the project */
export function blocksOf(file: string): Block[] {
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
  return [...text.matchAll(/^( *)```(\w*)\n([\s\S]*?)^\1```$/gm)].map((found) => {
    const [, margin = '', language = '', body = ''] = found;
    const line = text.slice(0, found.index).split('\n').length + 1;
    return { where: `${file}:${line}`, language, text: body.replaceAll(new RegExp(`^${margin}`, 'gm'), '') };
  });
}
