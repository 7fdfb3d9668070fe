import { readFileSync } from 'node:fs';

/** A fenced block of a document. */
export interface Block {
  /** `README.md:51`, of its first line. */
  where: string;
  language: string;
  /** Without the indentation of its fence. */
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
