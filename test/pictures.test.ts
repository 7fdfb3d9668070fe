import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PICTURES, take } from './helpers/pictures.js';
import { terminalSvg } from './helpers/terminal-svg.js';

const folder = new URL('../docs/pictures/', import.meta.url);

describe('the pictures of the docs', () => {
  test.each(Object.entries(PICTURES))('%s shows the present output', async (name, picture) => {
    const drawn = readFileSync(new URL(name, folder), 'utf8');
    expect(drawn, 'run: npm run docs').toBe(await take(picture));
    expect(drawn).not.toMatch(/[^\P{Cc}\n]/u);
  });

  test('there are no outdated pictures', () => {
    expect(readdirSync(folder).sort()).toEqual(Object.keys(PICTURES).sort());
  });
});

describe('a picture of a terminal', () => {
  const svg = (printed: string, columns = 80) => terminalSvg(printed, { title: 'a <title> & more', columns });

  test('has words as text, each at its column', () => {
    const text = svg('│a <b>│  \x1b[1mc d\x1b[22m\n');
    expect(text).toContain('<title>a &lt;title&gt; &amp; more</title>');
    expect(text.match(/<tspan.*<\/tspan>/)?.[0]).toBe(
      '<tspan x="8" textLength="40" lengthAdjust="spacingAndGlyphs">a &lt;b&gt;</tspan> ' +
        '<tspan class="bold" x="72" textLength="24" lengthAdjust="spacingAndGlyphs">c d</tspan>',
    );
  });

  test('has lines and blocks as shapes', () => {
    expect(svg('┌─┐\n└─┘')).toContain('<path d="M4 9H20M4 27H20M4 9V27M20 9V27"/>');
    expect(svg('\x1b[32m▄▄█\x1b[39m')).toContain(
      '<rect class="good" x="0" y="9" width="16" height="8"/>\n<rect class="good" x="16" y="1" width="8" height="16"/>',
    );
  });

  test.each([
    ['\x1b[2K', 'a control character'],
    ['\x07', 'a control character'],
    ['\x1b[35mpurple', 'no picture has a style 35'],
    ['x'.repeat(81), 'a line has 81 columns'],
  ])('with %j is refused', (printed, why) => {
    expect(() => svg(printed)).toThrow(why);
  });
});
