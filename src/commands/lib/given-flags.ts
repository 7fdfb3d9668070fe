import { formatDuration } from '../../domain/duration.js';

/** Flags whose numbers are milliseconds. */
const DURATIONS = ['--wait-timeout'];

/**
 * Flags as they were given, for a command that is to be given again: as words, in the order in which they are named.
 * What was left out, and a switch that is off, is left out here too.
 */
export function givenFlags<Name extends string>(
  input: { readonly [name in Name]?: boolean | number | string | undefined },
  ...names: readonly Name[]
): string[] {
  return names.flatMap((name) => {
    const value = input[name];
    if (value === undefined || value === false) return [];
    if (value === true) return [name];
    return [name, DURATIONS.includes(name) ? durationOf(Number(value)) : String(value)];
  });
}

/** No limit is -1s, as it is typed. */
const durationOf = (ms: number) => (Number.isFinite(ms) ? formatDuration(ms) : '-1s');
