import { TOPIC_NAMES } from '../commands/help/spec.js';
import { topicText } from '../commands/help/topics.js';
import { EXIT_CODE_MEANINGS } from '../exit-codes.js';
import { describeFields } from '../output/fields.js';
import { GLOBAL_OPTIONS } from '../program/flags.js';
import { descriptionOf, usageOf } from '../program/help-text.js';
import { everyPlace, type Place, TREE_NAMES } from '../program/place.js';
import type { CommandSpec } from '../program/spec.js';
import { TREE } from '../tree.js';

/**
 * The manual pages by file name: `exo-di.1`, and one for each resource and tool, such as `exo-di-deployment.1`. They
 * are made from the same tree as the help, with the macros of man(7).
 */
export async function manPages(): Promise<ReadonlyMap<string, string>> {
  const places = (await everyPlace(TREE)).filter(({ path: [first = ''] }) => isNamed(first));
  const pages = ENTRIES.map(({ name, summary }) => {
    const own = places.filter(({ path }) => path[0] === name);
    const sections = [...own.flatMap(commandSection), heading('SEE ALSO'), ABOVE];
    return [`exo-di-${name}.1`, page(`exo-di-${name}`, summary, sections)] as const;
  });
  return new Map([['exo-di.1', rootPage(places)], ...pages]);
}

/** Refers to the page with the global flags and the exit codes. */
const ABOVE =
  '\\fBexo\\-di\\fR(1), for the flags that every command takes, the exit status and the environment';

const APART: readonly string[] = [...TOPIC_NAMES, 'help', TREE_NAMES.name];
const ENTRIES = TREE.branches.filter(({ name }) => !APART.includes(name));
const isNamed = (word: string) => ENTRIES.some(({ name }) => name === word);

function rootPage(places: readonly Place[]): string {
  const commands = places.flatMap(({ path, spec }) =>
    spec ? tagged(`\\fBexo\\-di ${escaped(path.join(' '))}\\fR`, spec.summary) : [],
  );
  return page('exo-di', 'run large language models on dedicated GPUs with Exoscale Dedicated Inference', [
    heading('SYNOPSIS'),
    '\\fBexo\\-di\\fR \\fICOMMAND\\fR [\\fIflags\\fR] [\\fIarguments\\fR]',
    heading('COMMANDS'),
    ...commands,
    heading('GLOBAL OPTIONS'),
    text('Every command takes them, anywhere on the line; the last one counts.'),
    ...flags(GLOBAL_OPTIONS),
    heading('EXIT STATUS'),
    ...EXIT_CODE_MEANINGS.flatMap(([code, meaning]) => tagged(`\\fB${code}\\fR`, meaning)),
    heading('ENVIRONMENT'),
    ...literal(topicText('environment')),
    heading('OUTPUT'),
    ...literal(topicText('output')),
    heading('SEE ALSO'),
    ENTRIES.map(({ name }) => `\\fBexo\\-di\\-${escaped(name)}\\fR(1)`).join(',\n'),
  ]);
}

function commandSection({ path, spec }: Place): string[] {
  if (!spec) return [];
  return [
    heading(`exo-di ${path.join(' ')}`),
    `\\fBexo\\-di ${escaped(path.join(' '))}\\fR ${escaped(usageOf(spec))}`,
    ...descriptionOf(spec)
      .split('\n\n')
      .flatMap((part) => ['.PP', text(part)]),
    ...flags(spec.options ?? []),
    ...examples(spec),
    ...(spec.view
      ? describeFields(spec.view, spec.jsonKeys)
          .split('\n')
          .flatMap((line) => ['.PP', text(line)])
      : []),
  ];
}

function page(name: string, summary: string, parts: readonly string[]): string {
  const title = `.TH ${escaped(name).toUpperCase()} 1 "" "exo\\-di" "exo\\-di"`;
  const one = `${summary.charAt(0).toLowerCase()}${summary.slice(1)}`;
  return `${[title, heading('NAME'), `${escaped(name)} \\- ${text(one)}`, ...parts].join('\n')}\n`;
}

const heading = (name: string) => `.SH "${escaped(name)}"`;

function flags(options: NonNullable<CommandSpec['options']>): string[] {
  return options.flatMap(([flag, description]) => tagged(`\\fB${escaped(flag)}\\fR`, description));
}

const tagged = (tag: string, content: string) => ['.TP', tag, text(content)];

const examples = ({ examples: lines = [] }: CommandSpec) =>
  lines.length > 0 ? ['.PP', 'Examples:', '.PP', ...literal(lines.join('\n'))] : [];

const literal = (content: string) => ['.nf', ...content.trimEnd().split('\n').map(text), '.fi'];

/** In ASCII, so that the reader's locale does not matter. */
const escaped = (content: string) =>
  content
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('…', '...')
    .replaceAll('’', "'")
    .replace(/[^\t\n -~]/gu, (char) => `\\[u${hex(char)}]`);
const hex = (char: string) => char.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');

/** Text for troff. A line that begins with a dot or an apostrophe is escaped, because it would be read as a request. */
const text = (content: string) => escaped(content).replace(/^(?=[.'])/gm, '\\&');
