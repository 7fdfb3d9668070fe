// The tables of the pages that tell what starting costs, of what was measured.

/** The pages that have such a table, named from the project's folder. */
export const PAGES = ['README.md', 'docs/explanation/start-up.md'];

const TABLE = /(?<=\n\| what \| script .*\n\| --- .*\n)(?:\|.*\n)+/;

/** A page with the figures of a bench; which commands it tells of is the page's to choose. Throws where it has no table. */
export function withFigures(page, rows) {
  if (!TABLE.test(page)) throw new Error('the page has no table of figures');
  return page.replace(TABLE, (table) => {
    const commands = table.trimEnd().split('\n');
    return commands.map((line) => `${rowOf(line.split(' | ')[0].slice(2), rows)}\n`).join('');
  });
}

/** A command's row: as a script and, where it was measured, as the standalone program. */
function rowOf(what, rows) {
  const cells = [what, `${what}, standalone`].map((name) => {
    const found = rows.find((row) => row.what === name);
    return found ? ` ${found.value.toFixed(1)} ${found.unit} | ${found.ratio.toFixed(2)} ` : ' | ';
  });
  return `| ${what} |${cells.join('|')}|`;
}
