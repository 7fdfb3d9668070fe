import { type Document, isPair, Scalar, visit } from 'yaml';
import type { Env } from '../../domain/environment.js';
import { edgeProblem } from '../../domain/one-word.js';

/** `$$`, or a variable with or without a default, which is plain text; anything else after `${` is a mistake. */
const REFERENCE = /\$\$|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-((?:(?!\$\{)[^}])*))?\}|\$\{/g;

/**
 * The variables of the API's credentials. What a file says is printed by `plan`, also for a pull request, and sent as a
 * name: whoever may only propose a file must not get at the secret of those who run it. (Windows does not distinguish
 * the case of names.)
 */
const CREDENTIAL = /^(EXOSCALE(_API)?|CLOUDSTACK(_API)?)_(KEY|SECRET(_KEY)?)$/i;

export interface Unfilled {
  offset: number;
  message: string;
}

/** The variables of the environment that were filled in, with their values, which must not be printed. */
export type Filled = Map<string, string>;

/**
 * Fills in `${NAME}` and `${NAME:-default}` in the values of a document, never in its keys. It does so after the
 * document was parsed, so the text of a variable stays one value, whatever it contains. A reference without quotes
 * becomes a number if its text is one. `$$` is a `$`.
 */
export function fillIn(document: Document, env: Env): { filled: Filled; unfilled: Unfilled[] } {
  const filled: Filled = new Map();
  const unfilled: Unfilled[] = [];
  visit(document, {
    Scalar(key, node, path) {
      const { value } = node;
      if (key === 'key' || typeof value !== 'string') return;
      const text = value.replace(REFERENCE, (whole: string, name?: string, otherwise?: string) => {
        if (whole === '$$') return '$';
        const offset = node.range?.[0] ?? 0;
        if (name === undefined) {
          unfilled.push({
            offset,
            message: `${JSON.stringify(value)}: write \${NAME} or \${NAME:-default}; $$ is a $`,
          });
          return whole;
        }
        if (CREDENTIAL.test(name)) {
          unfilled.push({
            offset,
            message: `\${${name}} holds credentials, and a file must not use them: its values are printed and sent`,
          });
          return whole;
        }
        const found = env[name] || otherwise;
        if (found === undefined) {
          unfilled.push({ offset, message: `\${${name}} is not set: set it, or write \${${name}:-default}` });
          return whole;
        }
        if (env[name]) filled.set(name, found);
        return found;
      });
      const owner = path.at(-1);
      const isName = isPair(owner) && String(owner.key) === 'name';
      // With the line end of another file behind it, it would be the name of another deployment than is meant.
      const problem = isName && text !== value ? edgeProblem(text) : undefined;
      if (problem !== undefined)
        unfilled.push({ offset: node.range?.[0] ?? 0, message: `${JSON.stringify(value)} ${problem}` });
      const isPlain = node.type === Scalar.PLAIN && /^\$\{[^}]*\}$/.test(value);
      node.value = isPlain && /^\d{1,15}$/.test(text) ? Number(text) : text;
    },
  });
  return { filled, unfilled };
}

/** A text as it has to be written in a file, so that nothing in it is taken for a variable. */
export function asWritten(text: string): string {
  return /\$\$|\$\{/.test(text) ? text.replaceAll('$', '$$$$') : text;
}

/** A message in which values from the environment are replaced by the names of their variables. */
export function withoutFilled(message: string, filled: Filled): string {
  let text = message;
  for (const [name, value] of filled) {
    text = text.replaceAll(JSON.stringify(value), `"\${${name}}"`);
    // Also within a longer text, except for short values, which could match anything.
    if (value.length > 5) text = text.replaceAll(value, `\${${name}}`);
  }
  return text;
}
