import { parse, TomlError, type TomlTable, type TomlValue } from 'smol-toml';
import { UsageError } from '../errors.js';
import { accountSchema, type Config, configSchema } from './schema.js';

/** A configuration file's text, understood. */
export interface ParsedConfig {
  /** Everything that stands in the file, unknown keys included: what writing starts from. Holds secrets. */
  document: TomlTable;
  /** What this tool uses of it, keys in the schema's spelling. Holds secrets. */
  config: Config;
}

/**
 * Reads the text of an `exoscale.toml`.
 * @param shown the file's name for messages
 * @throws {UsageError} naming file, line and column, or every key with a wrong type; never what stands there.
 */
export function parseConfig(text: string, shown: string): ParsedConfig {
  const document = parseToml(text, shown);
  const problems: string[] = [];
  const checked = configSchema.safeParse(foldDocument(document, problems));
  if (!checked.success) {
    problems.push(...checked.error.issues.map((issue) => configProblem(issue.path, issue.message)));
  }
  if (!checked.success || problems.length > 0) {
    throw new UsageError(
      problems.map((problem) => `${shown}: ${problem}`),
      { code: 'invalid-config' },
    );
  }
  return { document, config: checked.data };
}

function parseToml(text: string, shown: string): TomlTable {
  try {
    return parse(text, { integersAsBigInt: 'asNeeded' });
  } catch (error) {
    // The parser's own message, and so the error as a cause, shows the lines around: a secret can stand there.
    if (!(error instanceof TomlError)) throw new UsageError(`${shown} is not valid TOML`);
    const reason = /: ([a-z][a-z ,:-]*)\n/.exec(error.message)?.[1];
    const where = `line ${error.line}, column ${error.column}`;
    throw new UsageError(`${shown} is not valid TOML at ${where}${reason ? `: ${reason}` : ''}`, {
      code: 'invalid-config',
      details: { line: error.line, column: error.column },
    });
  }
}

/**
 * A document whose known keys are spelt as the schema has them, since the reference takes `DefaultZone` for
 * `defaultzone`; the others are left out. Keys that differ in case alone are contradictory and end up in `problems`.
 */
function foldDocument(document: TomlTable, problems: string[]): Record<string, unknown> {
  const folded = foldTable(document, Object.keys(configSchema.shape), '', problems);
  if (Array.isArray(folded.accounts)) {
    const accountKeys = Object.keys(accountSchema.shape);
    folded.accounts = folded.accounts.map((account, index) =>
      isTable(account) ? foldTable(account, accountKeys, `account ${index + 1}: `, problems) : account,
    );
  }
  return folded;
}

function foldTable(table: TomlTable, keys: readonly string[], where: string, problems: string[]) {
  const spelling = new Map(keys.map((key) => [key.toLowerCase(), key]));
  const folded: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(table)) {
    const known = spelling.get(key.toLowerCase());
    if (known === undefined) continue;
    if (known in folded) problems.push(`${where}${known} is set twice, in different case`);
    folded[known] = value;
  }
  return folded;
}

/** A table, and neither an array nor a date. */
function isTable(value: TomlValue | undefined): value is TomlTable {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
}

/** What is wrong, without ever quoting a value: it could be a secret. */
function configProblem(path: readonly PropertyKey[], message: string): string {
  const [first, index, ...rest] = path.map(String);
  return first === 'accounts' && index !== undefined
    ? [`account ${Number(index) + 1}:`, rest.join('.'), message].filter(Boolean).join(' ')
    : `${path.map(String).join('.')} ${message}`;
}
