import { parse, TomlError, type TomlTable } from 'smol-toml';
import { UsageError } from '../errors.js';
import { invalidConfig } from './readable.js';
import { type Account, accountSchema, type Config, configSchema, type Table } from './schema.js';

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
 * @throws {UsageError} naming file, line and column, or every key with a wrong type outside of the accounts; never
 *   what stands there.
 */
export function parseConfig(text: string, shown: string): ParsedConfig {
  const document = parseToml(text, shown);
  const problems: string[] = [];
  const folded = foldTable(document, Object.keys(configSchema.shape), problems);
  const checked = configSchema.safeParse(folded);
  problems.push(...(checked.error?.issues.map(problemOf) ?? []));
  if (!checked.success || problems.length > 0) throw invalidConfig(problems, shown);
  const accounts = checked.data.accounts.map(readAccount);
  return { document, config: { ...checked.data, accounts } };
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

/** One account, without the keys that cannot be read: those are its problems. @param index from 0 */
function readAccount(table: Table, index: number): Account {
  const problems: string[] = [];
  const folded = foldTable(table, Object.keys(accountSchema.shape), problems);
  const issues = accountSchema.safeParse(folded).error?.issues ?? [];
  problems.push(...issues.map(problemOf));
  const unreadable = new Set(issues.map(({ path: [key] }) => key));
  const readable = Object.entries(folded).filter(([key]) => !unreadable.has(key));
  const account = accountSchema.parse(Object.fromEntries(readable));
  if (problems.length === 0) return account;
  return { ...account, problems: problems.map((problem) => `account ${index + 1}: ${problem}`) };
}

/**
 * The known keys of a table, spelt as the schema has them, since the reference takes `DefaultZone` for `defaultzone`;
 * the others are left out. Keys that differ in case alone are contradictory and end up in `problems`.
 */
function foldTable(table: Table, keys: readonly string[], problems: string[]) {
  const spelling = new Map(keys.map((key) => [key.toLowerCase(), key]));
  const folded: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(table)) {
    const known = spelling.get(key.toLowerCase());
    if (known === undefined) continue;
    if (known in folded) problems.push(`${known} is set twice, in different case`);
    folded[known] = value;
  }
  return folded;
}

/** What is wrong, without ever quoting a value: it could be a secret. */
function problemOf({ path, message }: { path: readonly PropertyKey[]; message: string }): string {
  const [first, index] = path.map(String);
  return first === 'accounts' && index !== undefined
    ? `account ${Number(index) + 1}: ${message}`
    : `${path.map(String).join('.')} ${message}`;
}
