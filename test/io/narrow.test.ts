import { describe, expect, test } from 'vitest';
import { displayWidth } from '../../src/output/width.js';
import { deployment, desk, OFFICE_HOURS } from '../helpers/inference-file.js';

/** Lines that are never broken because they are copied: a word, a flag with its value, a request, a line of JSON. */
const isWhole = (line: string) => /^\s*\S+$|^ {2}--\S+ \S+ \\$|^POST |^ {2,}["{]/.test(line);

describe('all output for people fits the width of the terminal', () => {
  const lines = [
    'environment',
    'output',
    'exit-codes',
    'help',
    'config show',
    'deployment create --inference-engine-parameter-help',
    'deployment explain my-app -z at-vie-2',
    'deployment idle --for 1h',
    'deployment scale my-app 2 -z at-vie-2 --dry-run',
    'deployment top',
    'limits gpu',
    'model fit mistralai/Mistral-7B-Instruct-v0.3',
    'model fit nobody/knows-it',
    'plan -f /f.yaml',
    'schedule show -f /f.yaml',
  ];
  test.each(lines.flatMap((line) => [40, 50, 80].map((columns) => [line, columns] as const)))(
    '%s at %i columns',
    async (line, columns) => {
      const { exo, sandbox, write } = desk();
      write(deployment('my-app', undefined, OFFICE_HOURS));
      sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
      sandbox.place({ zone: 'at-vie-2', name: 'other' });
      const { code, stdout, stderr } = await exo(line, {
        terminal: true,
        columns,
        env: { NO_COLOR: '1', TERM: 'dumb' },
      });
      expect(code).toBe(0);
      const wide = `${stdout}\n${stderr}`
        .split('\n')
        .filter((printed) => displayWidth(printed) > columns && !isWhole(printed));
      expect(wide).toEqual([]);
    },
  );
});

test.each([
  ['deployment list', 'in lines in a pipe'],
  ['deployment top', 'in lines in a pipe'],
  ['doctor', 'in lines in a pipe'],
  // With the bars of `exo`, at which scripts cut.
  ['deployment show my-app -z at-vie-2', 'with | in a pipe'],
  ['limits gpu', 'with | in a pipe'],
])('with a locale other than UTF-8, %s draws in ASCII on a terminal, and %s', async (line, piped) => {
  const drawn = async (terminal: boolean) => {
    const { exo, sandbox } = desk();
    sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
    const env = { LC_ALL: 'C', NO_COLOR: '1', TERM: 'dumb' };
    return (await exo(line, { terminal, columns: 200, env })).stdout;
  };
  const marks = /[\u2500-\u259f✓✗]/;
  expect(await drawn(true)).not.toMatch(marks);
  if (piped === 'with | in a pipe') expect(await drawn(false)).toMatch(/^\| .* \|$/m);
  else expect(await drawn(false)).toMatch(marks);
});
