import { describe, expect, test } from 'vitest';
import { describeFields } from '../../src/output/fields.js';
import { GLOBAL_OPTIONS } from '../../src/program/flags.js';
import { readFlag } from '../../src/program/flags-at.js';
import { descriptionOf, usageOf } from '../../src/program/help-text.js';
import { everyPlace } from '../../src/program/place.js';
import { RESOURCES, TOOLS, TREE } from '../../src/tree.js';
import { run } from '../helpers/run.js';
import { everyCommand } from '../helpers/tree.js';

const commands = await everyCommand();

/** Commands that print no object, and so have no fields. */
const WITHOUT_FIELDS = [
  'export',
  'deployment chat',
  'schedule install',
  'sandbox start',
  'deployment proxy',
  'sandbox demo',
  'config',
  'completion bash',
  'completion zsh',
  'completion fish',
  'completion powershell',
  'help',
  'environment',
  'output',
  'exit-codes',
];

describe.each(commands.map((called) => [called.path.join(' '), called] as const))(
  '%s',
  (name, { path, spec }) => {
    const { summary, about = '', options = [], examples = [], view } = spec;

    test('has a usage line, a description, examples, and the fields of its output', async () => {
      const { code, stdout, stderr } = await run([...path, '--help']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(new RegExp(`^Usage: exo-di ${name} \\[flags\\]`));
      expect(stdout.replace(/\s+/g, ' ')).toContain(`${summary}.`);
      expect(stdout).toContain('\nExamples:\n  exo-di ');
      expect(/^Template fields: /m.test(stdout)).toBe(!WITHOUT_FIELDS.includes(name));
      expect(view === undefined).toBe(WITHOUT_FIELDS.includes(name));
    });

    test('is described in sentences', () => {
      expect(summary).toMatch(/^[A-Z].*[^.]$/);
      // In the list of commands, a summary must fit on one line of 80 columns.
      expect(summary.length).toBeLessThanOrEqual(66);
      if (about) expect(about).toMatch(/\.$/);
      for (const [, description] of options) expect(description).toMatch(/^(?![A-Z][a-z]).*[^.]$/);
    });

    test('has examples that call it, with flags that it has', () => {
      const flags = [...options, ...GLOBAL_OPTIONS].map(readFlag);
      const known = flags.flatMap(({ long, short }) => [long, short ?? []].flat());
      for (const example of examples) {
        expect(example).toContain(`exo-di ${name}`);
        const own = example
          .slice(example.lastIndexOf(`exo-di ${name}`))
          .replace(/"\$\(.*?\)"|'[^']*'|"[^"]*"/g, '');
        for (const flag of own.match(/(?<= )--?[a-z][a-z-]*/gi) ?? []) expect(known).toContain(flag);
      }
    });
  },
);

describe('the words', () => {
  test.each([
    ['Deployments, not instances or servers', /\b(server|VM|cluster)s?\b/],
    ['GPU count, not number of GPUs per node', /GPUs per node/],
    ['no contractions of politeness', /\b(please|simply|just|easily)\b/i],
  ])('%s', (_, unwanted) => {
    for (const { path, spec } of commands) {
      const all = [spec.summary, spec.about, ...(spec.options ?? []).map(([, description]) => description)];
      for (const text of all) expect(text ?? '', path.join(' ')).not.toMatch(unwanted);
    }
  });
});

const helpOf = async (name: string) =>
  (await run([...name.split(' ').filter(Boolean), '--help'], { columns: 80 })).stdout;
const places = (await everyPlace(TREE)).map((place) => ({ ...place, name: place.path.join(' ') }));

test.each(places)('the help of "$name" fits 80 columns', async ({ name }) => {
  // Without lines with a long quotation: it is one word, and stays whole.
  const broken = (await helpOf(name)).split('\n').filter((line) => !/"[^"]{70,}"/.test(line));
  for (const line of broken) expect(line.length).toBeLessThanOrEqual(80);
});

/** One place for each kind of help: the main help, groups and commands. */
const DRAWN = ['', 'deployment', 'config', 'deployment scale', 'deployment create', 'version'];

test.each(DRAWN)('the help of "%s" has the recorded layout', async (name) => {
  const file = `${name.replaceAll(' ', '-') || 'exo-di'}.txt`;
  await expect(await helpOf(name)).toMatchFileSnapshot(`__snapshots__/help/${file}`);
});

const others = places.filter(({ name }) => !DRAWN.includes(name));
const summaryOf = new Map([...RESOURCES, ...TOOLS].map(({ name, summary }) => [name, summary]));

test.each(others)(
  'the help of "$name" has the same text as docs/reference.md',
  async ({ name, spec, branches }) => {
    const { options = [], examples = [], view, jsonKeys } = spec ?? {};
    const usage = spec ? usageOf(spec, branches.length > 0) : '[flags] <command>';
    const named = branches.map((branch) => [[branch.name, ...branch.aliases].join(', '), branch.summary]);
    const expected = [
      `Usage: exo-di ${name} ${usage}`,
      spec ? descriptionOf(spec) : `${summaryOf.get(name)}.`,
      ...(named.length > 0 ? [['Commands:', ...named.flat()].join(' ')] : []),
      ['Flags:', ...options.flat(), '-h, --help show this help'].join(' '),
      ['Global flags:', ...GLOBAL_OPTIONS.flat()].join(' '),
      ...(examples.length > 0 ? [['Examples:', ...examples].join(' ')] : []),
      ...(view ? [describeFields(view, jsonKeys)] : []),
    ];
    const pasted = (await helpOf(name)).replaceAll(' \\\n', ' ');
    expect(paragraphs(pasted)).toEqual(paragraphs(expected.join('\n\n')));
  },
);

/** The words of a text, wherever its lines are broken. */
const paragraphs = (text: string) =>
  text
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' '));
