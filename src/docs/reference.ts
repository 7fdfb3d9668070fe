import { TOPIC_NAMES } from '../commands/help/spec.js';
import { topicText } from '../commands/help/topics.js';
import { describeFields } from '../output/fields.js';
import { GLOBAL_OPTIONS } from '../program/flags.js';
import { usageOf } from '../program/help-text.js';
import { everyPlace, type Place, TREE_NAMES } from '../program/place.js';
import type { CommandSpec } from '../program/spec.js';
import { TREE } from '../tree.js';

/** The text of docs/reference.md, from the tree that parser and help use. The same tree gives the same text. */
export async function reference(): Promise<string> {
  const places = (await everyPlace(TREE)).filter(({ path }) => path.length > 0 && !isTopic(path));
  const other = [TREE_NAMES.name, ...TREE_NAMES.aliases].map((name) => `\`exo-di ${name}\``).join(', ');
  const sections = [
    '# Reference',
    'Every command of `exo-di`, as its `--help` tells it. Written by `npm run docs`; do not edit.',
    `The same commands stand under ${other}, as exo has them.`,
    overview(places),
    '## Global flags',
    'Every command takes them, anywhere on the line; the last one counts.',
    flagTable(GLOBAL_OPTIONS),
    ...places.flatMap(placeSection),
    ...TOPIC_NAMES.flatMap((name) => [`## ${name}`, block('text', topicText(name).trimEnd())]),
  ];
  return `${sections.join('\n\n')}\n`;
}

export const isTopic = ([first]: readonly string[]) => TOPIC_NAMES.some((name) => name === first);

/** One line for each command that can be run, with a link to its section. */
function overview(places: readonly Place[]): string {
  const rows = places.flatMap(({ path, spec }) =>
    spec ? [`| [${path.join(' ')}](#exo-di-${path.join('-')}) | ${cell(spec.summary)} |`] : [],
  );
  return ['| command | what it does |', '| --- | --- |', ...rows].join('\n');
}

function placeSection({ path, branches, spec }: Place): string[] {
  const heading = path.length === 1 ? '##' : '###';
  const [first = ''] = path;
  const title = spec ? `${heading} exo-di ${path.join(' ')}` : `${heading} ${first}`;
  if (spec) return [title, ...commandSection(path, spec, branches.length > 0)];
  const summary = TREE.branches.find(({ name }) => name === first)?.summary ?? '';
  return [title, sentence(summary)];
}

function commandSection(path: readonly string[], spec: CommandSpec, holdsOthers: boolean): string[] {
  const { summary, about, aliases = [], options = [], examples = [], view, jsonKeys } = spec;
  const also = aliases.length > 0 ? ` Also: ${aliases.map((alias) => `\`${alias}\``).join(', ')}.` : '';
  const usage = usageOf(spec, holdsOthers);
  return [
    sentence(summary) + also,
    block('text', `exo-di ${path.join(' ')} ${usage}`),
    ...(about ? [prose(about)] : []),
    ...(options.length > 0 ? [flagTable(options)] : []),
    ...(examples.length > 0 ? [block('sh', examples.join('\n'))] : []),
    ...(view ? [describeFields(view, jsonKeys).split('\n').map(fieldLine).join('\n\n')] : []),
  ];
}

function flagTable(options: NonNullable<CommandSpec['options']>): string {
  const rows = options.map(
    ([flags, description]) => `| \`${flags.replaceAll('|', '\\|')}\` | ${cell(description)} |`,
  );
  return ['| flag | what it does |', '| --- | --- |', ...rows].join('\n');
}

const block = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\``;
const sentence = (text: string) => prose(`${text}.`);
const cell = (text: string) => prose(text).replaceAll('|', '\\|');
/** Escapes what Markdown would take for markup, because help is plain text. */
const prose = (text: string) => text.replace(/[<>*`]/g, (char) => `\\${char}`);

/** Formats the names in `JSON keys: id, name` as code. */
function fieldLine(line: string): string {
  const [label = '', names = ''] = line.split(': ');
  return `${label}: ${names
    .split(/,? /)
    .map((name) => `\`${name}\``)
    .join(' ')}`;
}
