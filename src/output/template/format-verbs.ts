import { bounded } from './fault.js';
import { readDirective } from './format-directive.js';
import { formatFloat, formatInt } from './format-numbers.js';
import { formatString, pad, type Spec, without } from './format-text.js';
import { asInt, type GoValue, Row, typeName } from './go-value.js';

const PLAIN: Spec = { verb: 'v', flags: new Set() };

/** A value as Go's %v prints it. */
export function formatValue(value: GoValue): string {
  return format(value, PLAIN);
}

/** Go's `print`: spaces only between two values neither of which is a string. */
export function print(args: readonly GoValue[]): string {
  return args.reduce<string>((text, value, i) => {
    const before = args[i - 1];
    const space = i > 0 && typeof value !== 'string' && typeof before !== 'string';
    return bounded(`${text}${space ? ' ' : ''}${formatValue(value)}`);
  }, '');
}

/** Go's `println`: spaces between all values, and a line feed. */
export function println(args: readonly GoValue[]): string {
  return `${args.reduce<string>((text, value, i) => bounded(`${text}${i > 0 ? ' ' : ''}${formatValue(value)}`), '')}\n`;
}

/**
 * Go's `printf`: verbs %v %s %q %d %b %o %O %x %X %c %U %t %T %e %f %g and %%, flags, width, precision, `*` and argument
 * indexes. Mistakes are not thrown but stand in the text as Go writes them: `%!d(string=demo)`.
 */
export function sprintf(template: string, args: readonly GoValue[]): string {
  let output = '';
  let next = 0;
  let reordered = false;
  for (let at = 0; at < template.length; ) {
    const percent = template.indexOf('%', at);
    output += template.slice(at, percent < 0 ? undefined : percent);
    if (percent < 0) break;
    const directive = readDirective(template, percent + 1, args, next);
    at = directive.end;
    next = directive.next;
    reordered ||= directive.reordered;
    output = bounded(output + directive.problems);
    const { spec } = directive;
    if (spec.verb === undefined) output += '%!(NOVERB)';
    else if (spec.verb === '%') output += '%';
    else if (directive.badIndex) output += `%!${spec.verb}(BADINDEX)`;
    else if (next >= args.length) output += `%!${spec.verb}(MISSING)`;
    else output += format(args[next++] ?? null, { ...spec, verb: spec.verb });
  }
  const extra = reordered ? [] : args.slice(next);
  return bounded(extra.length > 0 ? `${output}%!(EXTRA ${extra.map(named).join(', ')})` : output);
}

/** One value with one verb; a row applies it to each of its fields. */
function format(value: GoValue, spec: Spec): string {
  if (spec.verb === 'T')
    return formatString(typeName(value) === 'nil' ? '<nil>' : typeName(value), { ...spec, verb: 's' }) ?? '';
  if (value === null) return spec.verb === 'v' ? pad('<nil>', spec) : `%!${spec.verb}(<nil>)`;
  if (value instanceof Row) {
    // With %+v Go names the fields, and signs no numbers.
    const named = spec.verb === 'v' && spec.flags.has('+');
    const one = named ? without('+', spec) : spec;
    const parts = [...value.fields].map(([name, field]) => (named ? `${name}:` : '') + format(field, one));
    return `{${parts.join(' ')}}`;
  }
  return formatScalar(value, spec) ?? `%!${spec.verb}(${named(value)})`;
}

/** Undefined when the verb is not for this type. */
function formatScalar(value: Exclude<GoValue, null | Row>, spec: Spec): string | undefined {
  const whole = asInt(value);
  if (whole !== undefined) return formatInt(whole, spec);
  switch (typeof value) {
    case 'string':
      return formatString(value, spec);
    case 'number':
      return formatFloat(value, spec);
    case 'boolean':
      return spec.verb === 'v' || spec.verb === 't' ? pad(String(value), spec) : undefined;
    default:
      return undefined;
  }
}

function named(value: GoValue): string {
  return value === null ? '<nil>' : `${typeName(value)}=${formatValue(value)}`;
}
