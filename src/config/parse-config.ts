import { parse, TomlError, type TomlTable } from 'smol-toml';
import { UsageError } from '../errors.js';
import { type Account, accountSchema, type Config, configSchema, type Table } from './config-schema.js';
import { invalidConfig } from './readable.js';

/** The content of a configuration file. */
export interface ParsedConfig {
  /** Everything that is in the file, unknown keys included. Edits start from it. Holds secrets. */
  document: TomlTable;
  /** The part that exo-di uses, with keys spelt as in the schema. Holds secrets. */
  config: Config;
}

/**
 * Reads the text of an `exoscale.toml`.
 * @param shown the file's name for messages
 * @throws {UsageError} naming file, line and column, or every key outside of the accounts whose type is wrong; values
 * are never quoted.
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
    // The parser's error is not even kept as a cause: its message shows the lines around, and these may hold a secret.
    if (!(error instanceof TomlError)) throw new UsageError(`${shown} is not valid TOML`);
    const reason = /: ([a-z][a-z ,:-]*)\n/.exec(error.message)?.[1];
    const where = `line ${error.line}, column ${error.column}`;
    throw new UsageError(`${shown} is not valid TOML at ${where}${reason ? `: ${reason}` : ''}`, {
      code: 'invalid-config',
      details: { line: error.line, column: error.column },
    });
  }
}

/** One account. Keys that cannot be read are left out and become its problems. @param index from 0 */
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
 * The known keys of a table, spelt as in the schema; unknown keys are left out. Like `exo`, this takes `DefaultZone`
 * for `defaultzone`. Two keys that differ only in case contradict each other and become a problem.
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

/** Describes what is wrong. Values are never quoted, because they may be secrets. */
function problemOf({ path, message }: { path: readonly PropertyKey[]; message: string }): string {
  const [first, index] = path.map(String);
  return first === 'accounts' && index !== undefined
    ? `account ${Number(index) + 1}: ${message}`
    : `${path.map(String).join('.')} ${message}`;
}
