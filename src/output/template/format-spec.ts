/** A directive of printf without its value: `%-10.3s`. */
export interface Spec {
  verb: string;
  /** Of `+ - # 0` and space. */
  flags: ReadonlySet<string>;
  /** The least number of characters. */
  width?: number | undefined;
  precision?: number | undefined;
}

/** Fills up to the width, counted in characters: on the left, with `-` on the right, with `0` by zeros. */
export function pad(text: string, { flags, width = 0 }: Spec): string {
  if (width === 0) return text;
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  if (flags.has('-')) return text + ' '.repeat(missing);
  return (flags.has('0') ? '0' : ' ').repeat(missing) + text;
}

/** The same for numbers: zeros go between the sign and the digits. */
export function padNumber(sign: string, digits: string, spec: Spec): string {
  const zeros = spec.flags.has('0') && !spec.flags.has('-');
  if (!zeros)
    return pad(sign + digits, { ...spec, flags: new Set([...spec.flags].filter((flag) => flag !== '0')) });
  return sign + digits.padStart((spec.width ?? 0) - sign.length, '0');
}

/** `-`, or what the flags put in front of a number that is not negative. */
export function signOf(negative: boolean, flags: ReadonlySet<string>): string {
  if (negative) return '-';
  if (flags.has('+')) return '+';
  return flags.has(' ') ? ' ' : '';
}
