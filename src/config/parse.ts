import { parse, TomlError, type TomlTable } from 'smol-toml';
import { UsageError } from '../errors.js';
import { foldDocument } from './fold.js';
import { type Config, configProblem, configSchema } from './schema.js';

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
