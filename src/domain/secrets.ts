/** What stands where a secret was. */
export const MASK = '***';

/**
 * What a flag or an engine parameter whose value may be a secret has in its name. Tokenizers and the paths of key files
 * have it too, and people need to see them.
 */
const SECRET_FLAG = /^-[^=]*(?:token(?!iz)|key(?!file|word)|secret|password|passphrase|credential)/i;
/** Values that are no secret: nothing, a yes or no, or a number, as of tokens: `8192`, `0.9`, `8k`. */
const HARMLESS = /^(?:|true|false|\d+(?:\.\d+)?[kmgt]?)$/i;

/** Whether the value of a flag or an engine parameter is to be hidden. The one rule for all that is shown, said and traced. */
export function isSecret(flag: string, value: string): boolean {
  return SECRET_FLAG.test(flag) && !HARMLESS.test(value);
}

/** The same words with their secrets hidden, written as `--api-key=…` or in two words. */
export function withoutSecrets(words: readonly string[]): string[] {
  return words.map((word, at) => {
    const [, flag, value = ''] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
    if (flag !== undefined) return isSecret(flag, value) ? `${flag}=${MASK}` : word;
    return !word.startsWith('--') && isSecret(words[at - 1] ?? '', word) ? MASK : word;
  });
}

/** Tokens of the hub, of a header, and in front of the host of a URL. */
const TOKENS = /\bhf_\w{16,}|(?<=\bBearer\s+)[\w.~+/=-]{8,}|(?<=\w:\/\/)[^/\s@"]+(?=@)/g;

/** A line that somebody else has written, with what looks like a secret in it hidden. */
export function withoutTokens(line: string): string {
  return line
    .replace(TOKENS, MASK)
    .replace(/(?<![\w-])(--?[\w-]+)([= ]+)(\S+)/g, (all, flag: string, between: string, value: string) =>
      isSecret(flag, value) ? `${flag}${between}${MASK}` : all,
    );
}

/** What is wrong with words that have a mask in place of a secret, for they come from where secrets are hidden; undefined: nothing. */
export function maskProblem(words: readonly string[]): string | undefined {
  for (const [at, word] of words.entries()) {
    const flag = word === MASK ? words[at - 1] : word.endsWith(`=${MASK}`) && word.slice(0, -MASK.length - 1);
    if (flag && isSecret(flag, MASK))
      return `${MASK} stands for the value of ${flag}: write the value itself`;
  }
  return undefined;
}
