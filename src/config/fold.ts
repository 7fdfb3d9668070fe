import type { TomlTable, TomlValue } from 'smol-toml';
import { accountSchema, configSchema } from './schema.js';

/** Tables, and neither arrays nor dates. */
function isTable(value: TomlValue | undefined): value is TomlTable {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
}

/**
 * A document whose known keys are spelt as the schema has them, since the reference takes `DefaultZone` for
 * `defaultzone`; the others are left out. Keys that differ in case alone are contradictory and end up in `problems`.
 */
export function foldDocument(document: TomlTable, problems: string[]): Record<string, unknown> {
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
