import * as z from 'zod/mini';
import { normalizeEndpoint } from '../../api/api-endpoint.js';
import { checkEndpoint, zoneProblem } from '../../config/check-values.js';
import { addAccount, type NewAccount, requireFree } from '../../config/edit.js';
import { readConfigFile } from '../../config/file.js';
import { requireEditable, requireNamed } from '../../config/trust.js';
import type { Deps } from '../../deps.js';
import { KNOWN_ZONES } from '../../domain/known-zones.js';
import { whatIsMeant } from '../../domain/likely.js';
import { wordProblem } from '../../domain/one-word.js';
import { commandLine, quoteWord } from '../../domain/shell-words.js';
import { UsageError } from '../../errors.js';
import { accountShowView } from '../../output/views/config.js';
import type { Raw } from '../../program/spec.js';
import { checkedText, flag, isGiven, parseInput, rule, shellWords, text } from '../lib/parse-input.js';
import { flagPrinter } from '../lib/printers.js';
import { editAccount, tellOverrides } from './edit-file.js';

/** A word without blanks. As a secret, `-` means standard input. */
const word = z.pipe(text, checkedText(wordProblem));

const zoneName = z.pipe(text, checkedText(zoneProblem));

/** @param canAsk whether somebody can be asked for what is missing */
const schema = (canAsk: boolean) =>
  z
    .object({
      '--name': canAsk ? z.optional(text) : text,
      '--key': canAsk ? z.optional(word) : word,
      '--secret': z.optional(word),
      '--secret-command': z.optional(shellWords),
      '--zone': z.optional(zoneName),
      '--endpoint': z.optional(text),
      '--default': flag,
    })
    .check(
      rule(
        ({ '--secret': secret, '--secret-command': command }) =>
          secret === undefined || command === undefined,
        '--secret and --secret-command exclude each other',
      ),
      rule(
        ({ '--secret': secret, '--secret-command': command }) =>
          canAsk || secret !== undefined || isGiven(command),
        '--secret or --secret-command is required',
      ),
    );

/** The checked input of `config add`; on a terminal, what is missing is asked for. */
export type AddInput = z.infer<ReturnType<typeof schema>>;

export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseAdd(deps, raw);
  const printer = await flagPrinter(deps, accountShowView);
  const sources = await deps.sources();
  const file = await readConfigFile(sources, { mayBeMissing: true });
  requireNamed(file, sources);
  // What is refused is refused before anything is asked.
  if (file) await requireEditable(sources, file);
  const { '--name': name } = input;
  if (file && name !== undefined) requireFree(name, file.config.accounts, file.shown);
  const account = await completed(deps, input);
  if (!account) {
    deps.io.say('Nothing was written.');
    return;
  }
  const zone = input['--zone'];
  if (zone !== undefined && !KNOWN_ZONES.some((known) => known === zone)) {
    const { question } = whatIsMeant(zone, KNOWN_ZONES);
    deps.io.warn(
      `${zone} is not one of the known zones; it is saved all the same; ${question ?? 'see the zones with: exo-di zone list'}`,
    );
  }
  if (!account.key.startsWith('EXO'))
    deps.io.warn("the API key does not begin with EXO, as Exoscale's keys do; it is saved all the same");
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

/** Checks the input. @throws UsageError with every problem at once */
function parseAdd({ env, io }: Deps, raw: Raw): AddInput {
  const hint = io.interactive
    ? 'see: exo-di config add --help'
    : 'usage, with the secret on standard input: exo-di config add --name NAME --key KEY --secret - [--zone ZONE]\non a terminal, config add asks for what is missing';
  const unusable = unusableEndpoint(raw['--endpoint'], env.EXO_DI_ALLOW_HTTP === '1');
  return parseInput(schema(io.interactive), raw, hint, unusable);
}

/** What is wrong with an endpoint; undefined if nothing is, or the schema already refuses it. */
function unusableEndpoint(value: unknown, allowInsecure: boolean): UsageError | undefined {
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const problems: string[] = [];
  const url = checkEndpoint({ value, from: '--endpoint' }, problems);
  if (url === undefined) return new UsageError(problems);
  try {
    normalizeEndpoint(url, '--endpoint', allowInsecure);
    return undefined;
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
}

/** The account, its secret read or asked for; undefined if Ctrl-D ended the questions. */
async function completed(deps: Deps, input: AddInput): Promise<NewAccount | undefined> {
  const { '--name': name, '--key': key, '--secret': secret, '--secret-command': secretCommand } = input;
  const isTyped = secret === '-' && deps.io.interactive;
  const hasSecret = (secret !== undefined && !isTyped) || isGiven(secretCommand);
  if (name === undefined || key === undefined || !hasSecret) {
    return (await import('./ask-account.js')).askAccount(
      deps,
      isTyped ? { ...input, '--secret': undefined } : input,
    );
  }
  if (secret !== undefined && secret !== '-') {
    deps.io.warn(
      "a secret on the command line is visible in the process list and in the shell's history; give it on standard input instead: --secret -",
    );
  }
  return accountOf(input, {
    name,
    key,
    secret: secret === '-' ? await pipedSecret(deps) : secret,
  });
}

/** The account for the file, from flags and answers. */
export function accountOf(
  { '--secret-command': secretCommand, '--zone': zone, '--endpoint': endpoint }: AddInput,
  { name, key, secret, defaultZone = zone }: NewAccount,
): NewAccount {
  return { name, key, ...(secretCommand?.length ? { secretCommand } : { secret }), endpoint, defaultZone };
}

/** The secret on standard input, without the white space that an editor or `echo` leaves around it. */
async function pipedSecret({ io }: Deps): Promise<string> {
  const secret = (await io.readStdin()).trim();
  const problem = wordProblem(secret);
  if (problem) throw new UsageError(`--secret - from standard input ${problem}; nothing was written`);
  return secret;
}
