import { byText } from '../../domain/order.js';
import type { EngineParameter } from '../../schemas/deployment.js';
import { safeJson } from '../json-renderer.js';
import { wrapProse } from '../prose.js';
import type { View } from '../view.js';
import { visible } from '../visible.js';
import { wrap } from '../width.js';

/** Columns that descriptions are indented by, as in `exo`. */
const INDENT = 24;
/** If INDENT leaves fewer columns than this for descriptions, they are indented by NARROW_INDENT. */
const LEAST_BESIDE = 30;
const NARROW_INDENT = 6;
/** Descriptions get at least this many columns, however narrow the terminal is. */
const LEAST = 20;
/** The width to wrap to if that of the terminal is not known. */
const DEFAULT_WIDTH = 80;

/** A parameter of the inference engine, for `-O text` and templates. */
export const engineParameterView: View<EngineParameter> = {
  name: 'parameter',
  fields: [
    { key: 'name', value: (p) => p.name },
    { key: 'section', value: (p) => p.section },
    { key: 'type', value: (p) => p.type },
    { key: 'default', value: (p) => p.default },
    { key: 'flags', value: (p) => (p.flags ?? []).join(' ') },
    { key: 'allowed_values', value: (p) => (p['allowed-values'] ?? []).join(' ') },
    { key: 'description', value: (p) => p.description },
  ],
};

/** Sorts by section; within a section the service's order stays. */
export function sortBySection(parameters: readonly EngineParameter[]): EngineParameter[] {
  return [...parameters].sort((a, b) => byText(a.section ?? '', b.section ?? ''));
}

/** The parameters as a JSON array, with arrays of flags and allowed values. What the service did not tell is empty. */
export function engineHelpJson(parameters: readonly EngineParameter[]): string {
  const documents = sortBySection(parameters).map((parameter) => ({
    name: parameter.name ?? '',
    section: parameter.section ?? '',
    description: parameter.description ?? '',
    type: parameter.type ?? '',
    default: parameter.default ?? '',
    flags: parameter.flags ?? [],
    allowed_values: parameter['allowed-values'] ?? [],
  }));
  return `${safeJson(documents)}\n`;
}

/**
 * The parameters as text for people: sections, and in each section the flags with their descriptions, wrapped.
 * @param width columns of the terminal; undefined where they are not known
 */
export function formatEngineHelp(parameters: readonly EngineParameter[], width = DEFAULT_WIDTH): string {
  const indent = width - INDENT < LEAST_BESIDE ? NARROW_INDENT : INDENT;
  const layout = { width, indent, room: Math.max(LEAST, width - indent) };
  const sections = new Map<string, string[]>();
  for (const parameter of sortBySection(parameters)) {
    const title = visible(parameter.section || 'Other');
    sections.set(title, [...(sections.get(title) ?? []), ...entryLines(parameter, layout)]);
  }
  return [...sections].map(([title, lines]) => `${title}:\n${lines.join('\n')}\n`).join('\n');
}

function entryLines(
  parameter: EngineParameter,
  { width, indent, room }: { width: number; indent: number; room: number },
): string[] {
  const flags = parameter.flags ?? [];
  const title =
    visible(flags.length > 0 ? flags.join(', ') : (parameter.name ?? '')) + placeholder(parameter);
  const lines = describe(parameter).flatMap((line) => wrap(visible(line), room));
  return [wrapProse(`  ${title}`, width), ...lines.map((line) => ' '.repeat(indent) + line)];
}

/** The placeholder for a flag's value: ` MAX_MODEL_LEN`; empty for a switch, which takes none. */
function placeholder({ type, name }: EngineParameter): string {
  return type === 'boolean' || !name ? '' : ` ${visible(name).toUpperCase().replaceAll('-', '_')}`;
}

/** The description as one paragraph, with the default unless the text names it already, then the allowed values. */
function describe({
  description = '',
  default: preset,
  'allowed-values': allowed = [],
}: EngineParameter): string[] {
  const paragraph = description.split(/\s+/).filter(Boolean).join(' ');
  const ownDefault = preset === undefined || preset === '' || paragraph.includes(`(default: ${preset})`);
  const sentence = [paragraph, ownDefault ? '' : `(default: ${preset})`].filter(Boolean).join(' ');
  const values = allowed.length === 0 ? '' : `Allowed values: ${allowed.join(', ')}`;
  return [sentence, values].filter(Boolean);
}
