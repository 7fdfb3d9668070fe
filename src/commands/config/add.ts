import * as z from 'zod/mini';
import { normalizeEndpoint } from '../../api/api-endpoint.js';
import { checkEndpoint, checkZone } from '../../config/check-values.js';
import { addAccount, type NewAccount, requireFree } from '../../config/edit.js';
import { readConfigFile } from '../../config/file.js';
import { requireNamed } from '../../config/trust.js';
import type { Deps } from '../../deps.js';
import { wordProblem } from '../../domain/one-word.js';
import { commandLine, quoteWord } from '../../domain/shell-words.js';
import { KNOWN_ZONES } from '../../domain/zones.js';
import { UsageError } from '../../errors.js';
import { accountShowView } from '../../output/views/config.js';
import type { Raw } from '../../program/spec.js';
import { flag, parseInput, rule, shellWords, text } from '../lib/parse-input.js';
import { flagPrinter } from '../lib/printers.js';
import { editAccount, tellOverrides } from './edit-file.js';

const schema = z
  .object({
    '--name': z.optional(text),
    '--key': z.optional(text),
    '--secret': z.optional(text),
    '--secret-command': z.optional(shellWords),
    '--zone': z.optional(text),
    '--endpoint': z.optional(text),
    '--default': flag,
  })
  .check(
    rule(
      ({ '--secret': secret, '--secret-command': command }) => secret === undefined || command === undefined,
      '--secret and --secret-command exclude each other',
    ),
  );

/** What `config add` is asked for, checked; what is missing can be asked for. */
export type AddInput = z.infer<typeof schema>;

export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseAdd(raw, deps.env.EXO_DI_ALLOW_HTTP === '1');
  const printer = await flagPrinter(deps, accountShowView);
  const sources = await deps.sources();
  const file = await readConfigFile(sources, { mayBeMissing: true });
  requireNamed(file, sources);
  // What is refused in the end is not asked for first.
  const { '--name': name } = input;
  if (file && name !== undefined) requireFree(name, file.config.accounts, file.shown);
  const account = await completed(deps, input);
  if (!account) {
    deps.io.say('Nothing was written.');
    return;
  }
  const zone = input['--zone'];
  if (zone !== undefined && !KNOWN_ZONES.some((known) => known === zone)) {
    deps.io.warn(
      `${zone} is none of the known zones; it is written as it is. See what there is with: exo-di zone list`,
    );
  }
  if (!account.key.startsWith('EXO'))
    deps.io.warn("the API key does not begin with EXO, as Exoscale's keys do; it is kept as it is");
  const { updated, details, isDefault } = await editAccount(deps, account.name, (before, shown) =>
    addAccount(before, shown, account, input['--default']),
  );
  const how = isDefault ? '; it is the default.' : `; use it with: -A ${quoteWord(account.name)}`;
  deps.io.say(
    `Added account ${account.name} to ${updated.shown}${updated.was === undefined ? ' (new)' : ''}${how}`,
  );
  tellOverrides(deps, account.name, isDefault);
  if (printer.data) deps.io.out(printer.one(details), commandLine('config show', [account.name]));
}

/** @throws UsageError with every problem at once */
function parseAdd(raw: Raw, allowInsecure: boolean): AddInput {
  const input = parseInput(schema, raw, 'see: exo-di config add --help');
  const { '--zone': zone, '--endpoint': endpoint, '--key': key } = input;
  const problems: string[] = [];
  if (zone !== undefined) checkZone({ value: zone, from: '--zone' }, problems);
  const url = endpoint && checkEndpoint({ value: endpoint, from: '--endpoint' }, problems);
  const wrong = key === undefined ? undefined : wordProblem(key);
  if (wrong) problems.push(`--key ${wrong}`);
  if (problems.length > 0) throw new UsageError(problems);
  if (url) normalizeEndpoint(url, '--endpoint', allowInsecure);
  return input;
}

/** The account, its secret read or asked for; undefined when that was ended with Ctrl-D. */
async function completed(deps: Deps, input: AddInput): Promise<NewAccount | undefined> {
  const { '--name': name, '--key': key, '--secret': secret, '--secret-command': secretCommand } = input;
  const missing = [
    ...(name === undefined ? ['--name is required'] : []),
    ...(key === undefined ? ['--key is required'] : []),
    ...(secret === undefined && !secretCommand?.length ? ['--secret or --secret-command is required'] : []),
  ];
  const typed = secret === '-' && deps.io.interactive;
  if (missing.length > 0 || typed) {
    if (!deps.io.interactive) {
      throw new UsageError(missing, {
        hint: 'exo-di config add --name NAME --key KEY --secret - [--zone ZONE], the secret on standard input;\non a terminal, config add asks for what is missing',
      });
    }
    return (await import('./ask-account.js')).askAccount(
      deps,
      typed ? { ...input, '--secret': undefined } : input,
    );
  }
  if (secret !== undefined && secret !== '-') {
    deps.io.warn(
      "a secret on the command line stands in the process list and in the shell's history; better give it on standard input: --secret -",
    );
  }
  return accountOf(input, {
    name: name ?? '',
    key: key ?? '',
    secret: await givenSecret(deps, secret),
  });
}

/** Flags and answers as they stand in the file. */
export function accountOf(
  { '--secret-command': secretCommand, '--zone': zone, '--endpoint': endpoint }: AddInput,
  { name, key, secret, defaultZone = zone }: NewAccount,
): NewAccount {
  return { name, key, ...(secretCommand?.length ? { secretCommand } : { secret }), endpoint, defaultZone };
}

/** The flag's secret, or standard input's, without what an editor or `echo` leaves around it. */
async function givenSecret(deps: Deps, flag: string | undefined): Promise<string | undefined> {
  if (flag === undefined) return undefined;
  const [secret, from] =
    flag === '-'
      ? [(await deps.io.readStdin()).trim(), '--secret - from standard input']
      : [flag, '--secret'];
  const problem = wordProblem(secret);
  if (problem) throw new UsageError(`${from} ${problem}; nothing was written`);
  return secret;
}
