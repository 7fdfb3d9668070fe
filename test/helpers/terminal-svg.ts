/* Draws what a terminal shows as a picture in which words are text, not shapes. */

/** The size of a character, in px. */
const CELL = { width: 8, height: 18 };
const MARGIN = 16;

/** For each character of a frame, the sides to which lines go from the middle of its cell. */
const FRAME: Readonly<Record<string, string>> = {
  '─': 'left right',
  '│': 'up down',
  '┌': 'right down',
  '┐': 'left down',
  '└': 'right up',
  '┘': 'left up',
  '├': 'right up down',
  '┤': 'left up down',
  '┬': 'left right down',
  '┴': 'left right up',
  '┼': 'left right up down',
};
/** Characters that fill a cell from below by one to eight eighths. */
const BLOCKS = '▁▂▃▄▅▆▇█';

const STYLE = `text{font:13.3px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#1f2328}
rect{fill:#1f2328}.screen{fill:#fff;stroke:#d0d7de}path{fill:none;stroke:#8c959f}.bold{font-weight:700}
.good{fill:#1a7f37}.busy{fill:#9a6700}.bad{fill:#cf222e}.off{fill:#6e7781}
@media(prefers-color-scheme:dark){text,rect{fill:#e6edf3}.screen{fill:#0d1117;stroke:#30363d}path{stroke:#6e7681}
.good{fill:#3fb950}.busy{fill:#d29922}.bad{fill:#f85149}.off{fill:#8b949e}}`;

/** The CSS classes of a character; empty for none. */
interface Style {
  bold: string;
  tone: string;
}
type Cell = Style & { text: string };

/** How each code in `ESC[…m` changes the style. */
const CODES: Readonly<Record<string, Partial<Style>>> = {
  0: { bold: '', tone: '' },
  1: { bold: 'bold' },
  2: { tone: 'off' },
  22: { bold: '', tone: '' },
  31: { tone: 'bad' },
  32: { tone: 'good' },
  33: { tone: 'busy' },
  39: { tone: '' },
};

/**
 * Draws what was printed on a terminal as an SVG, light or dark like the reader's system. Frames and blocks are drawn
 * as shapes, because fonts leave gaps between them; every other piece is text that begins in its column whatever the
 * font.
 * @param title a description of the picture, for people who cannot see it
 * @throws Error if a style other than bold, dim, green, yellow and red was printed, or a line is too long
 */
export function terminalSvg(printed: string, { title, columns }: { title: string; columns: number }): string {
  const rows = cellsOf(printed.trimEnd());
  const longest = Math.max(...rows.map((row) => row.length));
  if (longest > columns) throw new Error(`a line has ${longest} columns`);
  const width = columns * CELL.width + 2 * MARGIN;
  const height = rows.length * CELL.height + 2 * MARGIN;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="screen" x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="6"/>`,
    `<g transform="translate(${MARGIN} ${MARGIN})">`,
    ...frameOf(rows),
    ...rows.flatMap((row, index) => [...blocksOf(row, index * CELL.height), ...textOf(row, index)]),
    '</g>',
    '</svg>',
  ].join('\n')}\n`;
}

function cellsOf(printed: string): Cell[][] {
  let style: Style = { bold: '', tone: '' };
  return printed.split('\n').map((line) =>
    line.split(/(\x1b\[[\d;]*m)/).flatMap((piece) => {
      const [, codes] = /^\x1b\[(.*)m$/.exec(piece) ?? [];
      for (const code of codes?.split(';') ?? []) {
        if (!CODES[code]) throw new Error(`no picture has a style ${code}`);
        style = { ...style, ...CODES[code] };
      }
      if (codes !== undefined) return [];
      if (/\p{Cc}/u.test(piece)) throw new Error(`a control character in ${JSON.stringify(piece)}`);
      return [...piece].map((text) => ({ ...style, text }));
    }),
  );
}

/** All lines of frames, as one path. */
function frameOf(rows: readonly Cell[][]): string[] {
  const text = rows.map((row) => row.map((cell) => cell.text));
  const across = text.flatMap((row, index) =>
    lines(row, ['left', 'right']).map(
      ([from, to]) => `M${from * CELL.width} ${(index + 0.5) * CELL.height}H${to * CELL.width}`,
    ),
  );
  const columns = Math.max(...text.map((row) => row.length));
  const down = Array.from({ length: columns }, (_, index) =>
    lines(
      text.map((row) => row[index] ?? ' '),
      ['up', 'down'],
    ).map(([from, to]) => `M${(index + 0.5) * CELL.width} ${from * CELL.height}V${to * CELL.height}`),
  );
  const all = [...across, ...down.flat()];
  return all.length > 0 ? [`<path d="${all.join('')}"/>`] : [];
}

/** Where the lines in a row or column begin and end, in cells. */
function lines(cells: readonly string[], [back, on]: readonly [string, string]): [number, number][] {
  const found: [number, number][] = [];
  for (const [index, cell] of cells.entries()) {
    const sides = FRAME[cell]?.split(' ') ?? [];
    const last = found.at(-1);
    const [from, to] = [
      sides.includes(back) ? index : index + 0.5,
      sides.includes(on) ? index + 1 : index + 0.5,
    ];
    if (from === to) continue;
    if (last?.[1] === from) last[1] = to;
    else found.push([from, to]);
  }
  return found;
}

function blocksOf(row: readonly Cell[], top: number): string[] {
  return runsOf(row, (cell) => (BLOCKS.includes(cell.text) ? `${cell.text} ${cell.tone}` : undefined)).map(
    ({ from, cells: [cell], length }) => {
      // A gap above and below keeps bars in adjacent rows apart.
      const height = ((CELL.height - 2) * (BLOCKS.indexOf(cell?.text ?? '') + 1)) / BLOCKS.length;
      const y = top + CELL.height - 1 - height;
      return `<rect${classOf([cell?.tone])} x="${from * CELL.width}" y="${y}" width="${length * CELL.width}" height="${height}"/>`;
    },
  );
}

/** The words of a row, each at its column. */
function textOf(row: readonly Cell[], index: number): string[] {
  const isText = ({ text }: Cell) => !FRAME[text] && !BLOCKS.includes(text);
  const pieces = runsOf(row, (cell) => (isText(cell) ? `${cell.bold} ${cell.tone}` : undefined));
  const words = pieces.flatMap(({ from, cells }) => {
    const text = cells.map((cell) => cell.text).join('');
    return [...text.matchAll(/\S+(?: \S+)*/gu)].map(({ 0: word, index: before }) => {
      const x = (from + [...text.slice(0, before)].length) * CELL.width;
      const { bold, tone } = cells[0] ?? { bold: '', tone: '' };
      const length = [...word].length * CELL.width;
      return `<tspan${classOf([bold, tone])} x="${x}" textLength="${length}" lengthAdjust="spacingAndGlyphs">${escaped(word)}</tspan>`;
    });
  });
  return words.length > 0 ? [`<text y="${index * CELL.height + 13}">${words.join(' ')}</text>`] : [];
}

/** Groups adjacent cells of the same kind; cells without a kind are left out. */
function runsOf(row: readonly Cell[], kindOf: (cell: Cell) => string | undefined) {
  const runs: { kind: string; from: number; cells: Cell[]; length: number }[] = [];
  for (const [index, cell] of row.entries()) {
    const kind = kindOf(cell);
    const last = runs.at(-1);
    if (kind === undefined) continue;
    if (last?.kind === kind && last.from + last.length === index) last.length = last.cells.push(cell);
    else runs.push({ kind, from: index, cells: [cell], length: 1 });
  }
  return runs;
}

const classOf = (names: readonly (string | undefined)[]) => {
  const given = names.filter(Boolean);
  return given.length > 0 ? ` class="${given.join(' ')}"` : '';
};

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
