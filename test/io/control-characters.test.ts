import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ownFolder } from '../helpers/folder.js';
import { bench, run, withMyApp } from '../helpers/run.js';

/** Text that sets the title, erases the screen, reverses the writing direction and starts a new line. */
const DRIVING = '\x1b]0;mine\x07\x9b2J\u202e\nerror: not ours\u2028\x7f';
/** All control characters but the line feed, the only one that output without drawings may contain. */
const OBEYED = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e]/;

const LINES: readonly [line: string, typed?: string][] = [
  ['deployment explain ID -z at-vie-2'],
  ['deployment explain FAILED -z at-vie-2'],
  ['deployment show ID -z at-vie-2'],
  ['deployment clone ID copy -z at-vie-2 --dry-run'],
  ['deployment clone ID copy -z at-vie-2 --dry-run -O json'],
  ['deployment scale --all 0 -z at-vie-2', 'n\r'],
  ['deployment clone ID copy -z at-vie-2 --replace', 'n\r'],
  ['deployment delete ID -z at-vie-2', 'n\r'],
  ['deployment scale ID 99 -z at-vie-2 -O json'],
  ['deployment scale ID 1 --gpu-count 2 -z at-vie-2 -O json'],
];

describe('on a terminal, control characters that the service sends have no effect', () => {
  test.each(LINES)('%s', async (line, typed) => {
    const { exo, sandbox } = bench();
    const [id, failed] = ['my-app', 'failed'].map((name) => {
      const placed = sandbox.place({ zone: 'at-vie-2', name });
      sandbox.override(placed, {
        name: name + DRIVING,
        model: { name: `m/x${DRIVING}` },
        'state-details': DRIVING,
        ...(name === 'failed' ? { state: 'error' } : {}),
      });
      return placed;
    });
    const { stdout, stderr } = await exo(line.replace('ID', id ?? '').replace('FAILED', failed ?? ''), {
      terminal: true,
      columns: 400,
      env: { NO_COLOR: '1', TERM: 'dumb' },
      ...(typed === undefined ? {} : { typed: [typed] }),
    });
    // The line editor itself moves the cursor for a question.
    const said = (stdout + stderr).replaceAll(/\x1b\[\d+[GJ]|\r(?=\n)/g, '');
    expect(said).not.toMatch(OBEYED);
    expect(said).not.toMatch(/^error: not ours/m);
  });

  test('the escapes of control characters count towards the width of a line', async () => {
    const { exo, sandbox, id } = withMyApp();
    sandbox.override(id, { name: `${'\x1b'.repeat(5)} ${'\x1b'.repeat(5)}` });
    const home = ownFolder();
    const accounts = Array.from({ length: 9 }, (_, i) => `[[accounts]]\nname = "\\u001b\\u001b ${i}"\n`);
    await writeFile(join(home, 'exoscale.toml'), accounts.join(''));
    const narrow = { terminal: true, columns: 60, env: { NO_COLOR: '1' } };
    for (const { stderr } of [
      await exo(`deployment show ${id.slice(0, 18)} -z at-vie-2`, narrow),
      await run('config set nope', { home, ...narrow }),
    ]) {
      const told = stderr.split('\n').filter((line) => line.includes('\\x1b'));
      expect(told).not.toEqual([]);
      expect(told.filter((line) => line.length > 60)).toEqual([]);
    }
  });

  test('an error as JSON stays valid and contains the name', async () => {
    const { exo, sandbox, id } = withMyApp();
    sandbox.override(id, { name: `my-app${DRIVING}` });
    const { stderr } = await exo(`deployment scale ${id} 1 --gpu-count 2 -z at-vie-2 -O json`, {
      terminal: true,
    });
    expect(JSON.parse(stderr).error.message).toContain(`deployment my-app${DRIVING} in at-vie-2`);
  });
});
