import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/* Links of pages to other files of the repository: the file exists, and so does the heading. */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const folders = ['', 'action', 'docs', 'docs/guide', 'docs/explanation', 'docs/reference', 'docs/examples'];
const pages = [...folders, 'docs/examples/ci'].flatMap((folder) =>
  readdirSync(ROOT + folder)
    .filter((name) => name.endsWith('.md') || name === 'llms.txt')
    .map((name) => posix.join(folder, name)),
);

const read = (page: string) => readFileSync(ROOT + page, 'utf8');

/** The text without code, in which brackets are not links. */
const proseOf = (text: string) => text.replace(/^( *)```[\s\S]*?^\1```$/gm, '').replace(/`[^`\n]*`/g, '');

/** The anchors of a page's headings; the second heading of a name gets `-1`. */
function anchorsOf(page: string): string[] {
  const seen = new Map<string, number>();
  const text = read(page).replace(/^( *)```[\s\S]*?^\1```$/gm, '');
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => {
    const anchor = title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}

test.each(pages)('the links of %s lead to existing files and headings', (page) => {
  const links = [...proseOf(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = '']) => to);
  const lost = links
    .filter((to) => !/^(?:https?|mailto):/.test(to))
    .filter((to) => {
      const [path = '', anchor] = to.split('#');
      const file = path === '' ? page : posix.join(posix.dirname(page), path);
      if (!existsSync(ROOT + file)) return true;
      return anchor !== undefined && !anchorsOf(file).includes(anchor);
    });
  expect(lost).toEqual([]);
});
