import type { Deps } from '../../deps.js';
import { cached } from '../../domain/cached.js';
import { ExoError } from '../../errors.js';
import { carryingOfPart } from '../../hints.js';
import { hintOf } from '../../print-error.js';
import type { Desired } from '../lib/desired/read-desired.js';
import { accountOf } from '../lib/take-turn.js';

type Account = string | undefined;

/** The part of the files that belongs to one account, and the dependencies that act for that account. */
export interface Part {
  /** The account's name in the files; absent for the account that the command runs with. */
  account?: Account;
  /** All names that the files use for this account. */
  accounts: readonly Account[];
  deps: Deps;
  desired: Desired;
}

const accountsIn = ({ file }: Desired): Account[] => [
  ...new Set(file.deployments.map(({ account }) => account)),
];

/**
 * Splits the files by the accounts that their deployments name, in the order of the files. If none is named, there is
 * one part. Every account has an organization, zones, quotas and locks of its own. Names with the same API key are one
 * account.
 */
export async function partsOf(deps: Deps, desired: Desired): Promise<Part[]> {
  const accounts = accountsIn(desired);
  const [first, ...more] = accounts;
  if (more.length === 0 && first === undefined) return [{ accounts: [undefined], deps, desired }];
  const depsOf = (account: Account) => (account === undefined ? deps : deps.as(account));
  const parts = new Map<string, Account[]>();
  for (const account of accounts) {
    // An account whose API key cannot be read is a part of its own. Its error is reported when its part is planned.
    const key = await accountOf(depsOf(account)).then(JSON.stringify, () => `account ${account}`);
    cached(parts, key, () => []).push(account);
  }
  return [...parts.values()].map((names) => ({
    account: names[0],
    accounts: names,
    deps: depsOf(names[0]),
    desired: partFor(names, desired),
  }));
}

/** The part's share of files that were read again; undefined if they do not name its account any more. */
export function partAgain({ accounts }: Part, desired: Desired): Desired | undefined {
  const named = accountsIn(desired);
  if (named.every((account) => account === undefined))
    return accounts.includes(undefined) ? desired : undefined;
  return named.some((account) => accounts.includes(account)) ? partFor(accounts, desired) : undefined;
}

function partFor(accounts: readonly Account[], desired: Desired): Desired {
  const { file, written, others } = desired;
  const isOwn = ({ account }: { account?: Account }) => accounts.includes(account);
  const deployments = file.deployments.filter(isOwn);
  const named = new Set(file.deployments.map(({ zone }) => zone));
  const zones = file.zones.filter(
    (zone) =>
      deployments.some((one) => one.zone === zone) || (accounts.includes(undefined) && !named.has(zone)),
  );
  return {
    ...desired,
    file: { ...file, deployments, zones },
    written: { ...written, deployments: written.deployments.filter(isOwn), zones },
    // Two accounts can belong to one organization: what the files name for the other account is not outside the files.
    others: [...others, ...file.deployments.filter((one) => !isOwn(one))],
  };
}

/** Adds -A to the commands in a text about one of several accounts. */
export const toldIn =
  ({ account, deps }: Part) =>
  (text: string) =>
    account === undefined ? text : carryingOfPart({ config: deps.globals.config, useAccount: account }, text);

/** The error of one of several accounts, with the account in its message and in the commands of its hints. */
export function inPart<T>(part: Part, error: T): T | ExoError {
  const { account } = part;
  if (account === undefined || !(error instanceof ExoError)) return error;
  const { message, explanation } = error;
  const hint = hintOf(error);
  const told = toldIn(part);
  const isTold = [account, JSON.stringify(account)].some((name) => message.includes(`account ${name}`));
  const whose = isTold ? '' : ` (account ${account})`;
  return error.retold({
    message: `${message}${whose}`,
    hint: hint && told(hint),
    explanation: explanation && { ...explanation, fixes: explanation.fixes.map(told) },
  });
}
