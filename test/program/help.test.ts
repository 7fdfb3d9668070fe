import { describe, expect, test } from 'vitest';
import { EXIT_CODE_MEANINGS } from '../../src/exit-codes.js';
import { FUNCTIONS } from '../../src/output/template/functions.js';
import { run } from '../helpers/run.js';
import { everyCommand } from '../helpers/tree.js';

describe('help', () => {
  test.each([
    ['help deployment scale', 'deployment scale --help'],
    ['help deployment', 'deployment --help'],
    ['help config', 'config --help'],
    ['help ai deployment update', 'ai deployment update --help'],
    ['help', '--help'],
    ['help help', 'help --help'],
  ])('%s shows what %s shows', async (line, same) => {
    const { code, stdout, stderr } = await run(line);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe((await run(same)).stdout);
    expect(stdout).toMatch(/^Usage: exo-di/);
  });

  test.each(['environment', 'output', 'exit-codes'])('%s is a topic of help, and a command', async (name) => {
    const { code, stdout } = await run(`help ${name}`);
    expect(code).toBe(0);
    expect(stdout).toBe((await run(name)).stdout);
    expect(stdout).toMatch(/\n$/);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('exit-codes lists every code', async () => {
    const { stdout } = await run('help exit-codes', { terminal: true, columns: 200 });
    for (const [code, meaning] of EXIT_CODE_MEANINGS) expect(stdout).toMatch(`${code}  ${meaning}\n`);
  });

  test.each([
    'EXOSCALE_API_KEY',
    'EXOSCALE_API_SECRET',
    'EXOSCALE_API_ENDPOINT',
    'EXOSCALE_ZONE',
    'EXOSCALE_CONFIG',
    'EXOSCALE_ACCOUNT',
    'EXOSCALE_TIMEOUT',
    'EXOSCALE_TRACE',
  ])('environment names %s', async (name) => {
    expect((await run('help environment')).stdout).toContain(`  ${name} `);
  });

  test('commands that ask say at -f that a piped y is accepted, too', async () => {
    const texts = (await everyCommand()).flatMap(({ path, spec: { about = '', options = [] } }) =>
      [about, ...options.map(([notation, text]) => `${notation}: ${text}`)].map((text) => ({ path, text })),
    );
    const asking = texts.filter(({ text }) =>
      /\bdo not ask\b|-f is needed|\bwithout being asked\b/.test(text),
    );
    expect(asking.length).toBeGreaterThan(9);
    expect(asking.filter(({ text }) => !text.includes('piped y'))).toEqual([]);
  });

  test.each(['delete', 'update', 'idle'])(
    'the help of deployment %s promises no GPU total for the dry run, which has none',
    async (verb) => {
      expect((await run(`deployment ${verb} --help`)).stdout).toMatch(
        /--dry-run +show the request; send nothing/,
      );
    },
  );

  test('commands that cannot read their file from standard input do not offer it', async () => {
    expect((await run('schedule install -f - --as cron')).stderr).toContain(
      'a job cannot read standard input or a pipe: give -f a file',
    );
    expect((await run('schedule install --help')).stdout).not.toContain('standard input');
  });

  test('the topic output names every template function', async () => {
    const words = (await run('help output')).stdout.split(/\s+/);
    for (const name of FUNCTIONS.keys()) expect(words).toContain(name);
  });

  test('the main help names the topics', async () => {
    const { stdout } = await run('--help');
    expect(stdout).toMatch(/Help:\n {2}help .*\n {2}environment .*\n {2}output .*\n {2}exit-codes /);
  });

  test.each([
    ['--help', 'exo-di sandbox demo', 'deployment'],
    ['deployment --help', 'exo-di deployment scale my-app 3 -z at-vie-2', 'create'],
  ])('%s: prints lines to paste and the first commands before the others', async (line, paste, first) => {
    const { stdout } = await run(line);
    const at = [
      'To begin, paste one of:',
      paste,
      'First commands:',
      `\n  ${first}`,
      'More commands:',
      'Flags:',
    ];
    const places = at.map((text) => stdout.indexOf(text));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  test.each([40, 60])('descriptions fit %i columns, and break between words', async (columns) => {
    const { stdout } = await run('deployment --help', { terminal: true, columns });
    const described = stdout.split('\n').filter((line) => /^ {6}/.test(line));
    for (const line of described) expect(line.length).toBeLessThanOrEqual(columns);
  });

  test('help never runs the command: config alone would ask', async () => {
    const { code, stdout } = await run('help config', { typed: [] });
    expect(code).toBe(0);
    expect(stdout).toContain('Usage: exo-di config [flags] [command]');
  });
});
