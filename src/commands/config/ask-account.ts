import type { Client } from '../../api/client.js';
import { checkZone } from '../../config/check-values.js';
import type { NewAccount } from '../../config/edit.js';
import { readConfigFile } from '../../config/file.js';
import type { Deps } from '../../deps.js';
import { KNOWN_ZONES } from '../../domain/known-zones.js';
import { wordProblem } from '../../domain/one-word.js';
import { ExoError } from '../../errors.js';
import { type AddInput, accountOf } from './add.js';

/** How long to wait for the list of zones, in ms; after that the built-in list is used. */
const ZONES_MS = 3_000;

const KEYS_PAGE = 'https://portal.exoscale.com/iam/keys';

/**
 * Asks on a terminal for what the flags do not say.
 * @returns undefined if Ctrl-D ended the questions
 * @throws ExoError interrupted on Ctrl-C
 */
export async function askAccount(deps: Deps, input: AddInput): Promise<NewAccount | undefined> {
  // The client is made before the first question, so that no warnings about settings come between the answers.
  const client = await deps.client().catch(() => undefined);
  const zones = input['--zone'] === undefined ? zoneNames(deps, client) : undefined;
  const file = await readConfigFile(await deps.sources(), { mayBeMissing: true });
  const taken = file?.config.accounts.map(({ name }) => name.toLowerCase()) ?? [];
  if (input['--key'] === undefined) deps.io.say(`API keys are made at ${KEYS_PAGE}`);
  const name =
    input['--name'] ??
    (await askUntil(
      deps,
      'Name of the account: ',
      required((answer) =>
        taken.includes(answer.toLowerCase()) ? `there is an account ${answer} already` : undefined,
      ),
    ));
  if (name === undefined) return undefined;
  const key = input['--key'] ?? (await askUntil(deps, 'API key: ', required(malformed)));
  if (key === undefined) return undefined;
  const givenSecret = input['--secret'];
  const asksSecret = givenSecret === undefined && !input['--secret-command']?.length;
  const secret = asksSecret
    ? await askUntil(deps, 'API secret (not shown): ', required(malformed), true)
    : givenSecret;
  if (asksSecret && secret === undefined) return undefined;
  if (!zones) return accountOf(input, { name, key, secret });
  const zone = await askZone(deps, await zones);
  return zone === undefined
    ? undefined
    : accountOf(input, { name, key, secret, defaultZone: zone || undefined });
}

const malformed = (answer: string) => {
  const problem = wordProblem(answer);
  return problem && `what you typed ${problem}`;
};

/** Reads an answer, and refuses an empty one. @param problemOf what else is wrong with it */
const required = (problemOf: (answer: string) => string | undefined) => (answer: string) => {
  const problem =
    answer === '' ? 'an answer is needed; Ctrl-D ends without writing anything' : problemOf(answer);
  return problem === undefined ? { value: answer } : { problem };
};

/** Asks for a zone by its number or name; the answer is empty for none. */
function askZone(deps: Deps, zones: readonly string[]): Promise<string | undefined> {
  deps.io.error(`Zone to use where none is named:\n${numbered(zones)}`);
  return askUntil(deps, 'Number or name (empty: none): ', (answer) => {
    if (answer === '') return { value: '' };
    const zone = /^\d+$/.test(answer) ? zones[Number(answer) - 1] : answer;
    if (zone === undefined) return { problem: `there is no number ${answer}` };
    const problems: string[] = [];
    if (!checkZone({ value: zone, from: 'the answer' }, problems)) return { problem: problems[0] ?? '' };
    return zones.includes(zone) ? { value: zone } : { problem: `${zone} is not among these zones` };
  });
}

/** A list to choose from. */
export const numbered = (items: readonly string[]) =>
  items.map((item, i) => `${String(i + 1).padStart(3)}  ${item}\n`).join('');

/**
 * Asks until the answer can be read.
 * @param read returns the meaning of an answer, or what is wrong with it
 * @returns undefined if Ctrl-D ended the questions
 * @throws ExoError interrupted on Ctrl-C, saying that nothing was written
 */
export async function askUntil<T>(
  deps: Deps,
  question: string,
  read: (answer: string) => { value: T } | { problem: string },
  secret = false,
): Promise<T | undefined> {
  for (;;) {
    const answer = await deps.io.ask(question, { secret }).catch((error: unknown) => {
      if (!(error instanceof ExoError) || error.kind !== 'interrupted') throw error;
      throw new ExoError('interrupted', 'interrupted; nothing was written', { cause: error });
    });
    if (answer === undefined) return undefined;
    const found = read(answer.trim());
    if ('value' in found) return found.value;
    deps.io.error(`${found.problem}\n`);
  }
}

/**
 * The zones of the service (`list-zones`), fetched while the user types; the built-in ones if that fails or is slow.
 */
async function zoneNames(deps: Deps, client: Client | undefined): Promise<readonly string[]> {
  const none = () => [];
  const answer = client?.listZones().then((zones) => zones.map(({ name }) => name).sort(), none);
  const patience = deps.clock.sleep(ZONES_MS, deps.signal).then(none, none);
  const names = await Promise.race([answer ?? [], patience]);
  return names.length > 0 ? names : KNOWN_ZONES;
}
