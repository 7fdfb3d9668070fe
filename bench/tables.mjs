// Writes the measured figures into the tables of the pages about the cost of a start.

/** The pages that have such a table, as paths from the project's folder. */
export const PAGES = ['README.md', 'docs/explanation/start-up.md'];

const TABLE = /(?<=\n\| what \| script .*\n\| --- .*\n)(?:\|.*\n)+/;

/**
 * A page with the figures of a benchmark. The rows that the table already has decide which commands are shown. Throws
 * if the page has no table.
 */
export function withFigures(page, rows) {
  if (!TABLE.test(page)) throw new Error('the page has no table of figures');
  return page.replace(TABLE, (table) => {
    const commands = table.trimEnd().split('\n');
    return commands.map((line) => `${rowOf(line.split(' | ')[0].slice(2), rows)}\n`).join('');
  });
}

/** The row of a command: as a script and, if measured, as the standalone program. */
function rowOf(what, rows) {
  const cells = [what, `${what}, standalone`].map((name) => {
    const found = rows.find((row) => row.what === name);
    return found ? ` ${found.value.toFixed(1)} ${found.unit} | ${found.ratio.toFixed(2)} ` : ' | ';
  });
  return `| ${what} |${cells.join('|')}|`;
}
