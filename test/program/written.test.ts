import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { llmsText } from '../../src/docs/docs.js';
import { manPages } from '../../src/docs/man.js';
import { everyCommand } from '../helpers/tree.js';

/* Files that are generated from the tree of commands: llms.txt and the manual pages. */

test('llms.txt is the present output of its generator', async () => {
  expect(readFileSync(new URL('../../llms.txt', import.meta.url), 'utf8'), 'run: npm run docs').toBe(
    await llmsText(),
  );
});

test('package.json names every manual page', async () => {
  const { man } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(man, 'run: npm run docs').toEqual([...(await manPages()).keys()].map((name) => `dist/man/${name}`));
});

test('every command and each of its flags is in a manual page', async () => {
  const pages = await manPages();
  const root = pages.get('exo-di.1') ?? '';
  const plain = (page: string) => page.replaceAll('\\-', '-');
  for (const { path, spec } of await everyCommand()) {
    const own = pages.get(`exo-di-${path[0]}.1`);
    if (!own) {
      expect(['environment', 'output', 'exit-codes', 'help']).toContain(path[0]);
      continue;
    }
    expect(plain(root)).toContain(`exo-di ${path.join(' ')}`);
    expect(plain(own)).toContain(`.SH "exo-di ${path.join(' ')}"`);
    for (const [flags] of spec.options ?? []) expect(plain(own)).toContain(`.TP\n\\fB${flags}\\fR\n`);
  }
});

test('a page is ASCII, and no line of text looks like a roff request', async () => {
  for (const [name, page] of await manPages()) {
    expect(page, name).toMatch(/^[\n -~]*$/);
    // A terminal without UTF-8 cannot show other characters, and a heading begins its own paragraph.
    expect(page, name).not.toMatch(/u2026|\.SH .*\n\.PP/);
    if (name !== 'exo-di.1') expect(page, name).toMatch(/\.SH "SEE ALSO"\n\\fBexo\\-di\\fR\(1\)/);
    const requests = page.split('\n').filter((line) => /^[.']/.test(line));
    expect(
      requests.filter((line) => !/^\.(TH|SH|PP|TP|nf|fi)\b/.test(line)),
      name,
    ).toEqual([]);
  }
});
