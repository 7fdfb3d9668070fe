/** The text that replaces a secret. */
export const MASK = '***';

/**
 * Words in the name of a flag or engine parameter whose value may be a secret. Tokenizers and paths of key files have
 * such words in their names, too, but people need to see them.
 */
const SECRET_FLAG = /^-[^=]*(?:token(?!iz)|key(?!file|word)|secret|password|passphrase|credential)/i;
/** Values that are no secret: nothing, a yes or no, or a number, such as a number of tokens: `8192`, `0.9`, `8k`. */
const HARMLESS = /^(?:|true|false|\d+(?:\.\d+)?[kmgt]?)$/i;

/** Must the value of a flag or an engine parameter be hidden? Output, messages and traces all go by this one rule. */
export function isSecret(flag: string, value: string): boolean {
  return SECRET_FLAG.test(flag) && !HARMLESS.test(value);
}

/** The words with their secrets hidden, whether written as `--api-key=…` or as two words. */
export function withoutSecrets(words: readonly string[]): string[] {
  return words.map((word, at) => {
    const [, flag, value = ''] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
    if (flag !== undefined) return isSecret(flag, value) ? `${flag}=${MASK}` : word;
    return !word.startsWith('--') && isSecret(words[at - 1] ?? '', word) ? MASK : word;
  });
}

/** Hugging Face tokens, bearer tokens, and credentials before the host of a URL. */
const TOKENS = /\bhf_\w{16,}|\b(Bearer\s+)[\w.~+/=-]{8,}|(?<=\w:\/\/)[^/\s@"]+(?=@)/g;

/** A line from elsewhere, such as a log line, with everything hidden that looks like a secret. */
export function withoutTokens(line: string): string {
  return line
    .replace(TOKENS, (_, bearer: string = '') => bearer + MASK)
    .replace(/(?<![\w-])(--?[\w-]+)([= ]+)(\S+)/g, (all, flag: string, between: string, value: string) =>
      isSecret(flag, value) ? `${flag}${between}${MASK}` : all,
    );
}

/**
 * The problem of words that hold the mask in place of a secret, because they were copied from output that hides it;
 * undefined if there is none.
 */
export function maskProblem(words: readonly string[]): string | undefined {
  for (const [at, word] of words.entries()) {
    const flag = word === MASK ? words[at - 1] : word.endsWith(`=${MASK}`) && word.slice(0, -MASK.length - 1);
    if (flag && isSecret(flag, MASK))
      return `${MASK} stands for the value of ${flag}: write the value itself`;
  }
  return undefined;
}
