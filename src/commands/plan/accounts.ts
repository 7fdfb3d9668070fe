import type { Deps } from '../../deps.js';
import { planDeployments } from '../../desired/plan/plan.js';
import type { Plan, PlanEntry } from '../../desired/plan/plan-types.js';
import { cached } from '../../domain/cached.js';
import { ExoError, isInterruption } from '../../errors.js';
import { carryingOfPart } from '../../hints.js';
import { hintOf } from '../../print-error.js';
import { DEPLOYMENTS } from '../deployment/find.js';
import { warnOfEarlier } from '../lib/creation/earlier.js';
import type { Desired } from '../lib/desired/read-desired.js';
import { wordsOf } from '../lib/kind.js';
import { accountOf } from '../lib/take-turn.js';
import { refuseImpossible, tooFew } from './refuse.js';

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
  const whose = message.includes(`account ${account}`) ? '' : ` (account ${account})`;
  return error.retold({
    message: `${message}${whose}`,
    hint: hint && told(hint),
    explanation: explanation && { ...explanation, fixes: explanation.fixes.map(told) },
  });
}

/** @throws ExoError as `refuseImpossible`, for the first part that cannot be carried out */
export function refuseParts(parts: readonly { part: Part; plan: Plan }[]): void {
  for (const { part, plan } of parts) {
    try {
      refuseImpossible(plan);
    } catch (error) {
      throw inPart(part, error);
    }
  }
}

/** The errors of deployments that stay below the minimum that the files demand. */
export const tooFewIn = (parts: readonly { part: Part; plan: Plan }[]): ExoError[] =>
  parts.flatMap(({ part, plan }) =>
    plan.entries.flatMap((entry) => tooFew(entry) ?? []).map((error) => inPart(part, error)),
  );

const creationsIn = ({ steps }: Plan) =>
  steps.flatMap(({ kind, name, zone }) => (kind === 'create' ? [wordsOf(DEPLOYMENTS, name, zone)] : []));

/** The plans of all parts as one. */
export function planOf(parts: readonly { part: Part; plan: Plan }[]): Plan {
  const accountIn = ({ part: { account } }: (typeof parts)[number]) => ({ account });
  return {
    at: parts[0]?.plan.at ?? new Date(Number.NaN),
    entries: parts.flatMap(({ part, plan }) => plan.entries.map((entry) => entryIn(part, entry))),
    steps: parts.flatMap(({ plan }) => plan.steps),
    families: parts.flatMap((one) => one.plan.families.map((family) => ({ ...family, ...accountIn(one) }))),
    prunable: parts.flatMap((one) => one.plan.prunable.map((gone) => ({ ...gone, ...accountIn(one) }))),
  };
}

function entryIn(part: Part, { notes, refusals, ...entry }: PlanEntry): PlanEntry {
  const told = toldIn(part);
  return {
    ...entry,
    notes: notes.map(told),
    refusals: refusals.map(({ waysOut, ...refusal }) => ({ ...refusal, waysOut: waysOut.map(told) })),
  };
}

/**
 * Errors that mean that the files are wrong: if one account's plan has such an error, nothing is sent for any account.
 */
export const KNOWN_BEFORE: readonly ExoError['kind'][] = ['usage', 'not-found', 'quota'];

/** A part that could not be acted on, and why. */
interface FailedPart {
  part: Part;
  error: ExoError;
}

/**
 * Acts on the parts one after the other; returns results and failures. After an interruption no further part is begun.
 */
export async function inTurn<T>(
  parts: readonly Part[],
  act: (part: Part) => Promise<T>,
): Promise<{ results: T[]; failed: FailedPart[] }> {
  const results: T[] = [];
  const failed: FailedPart[] = [];
  for (const part of parts) {
    if (failed.some(({ error }) => isInterruption(error))) break;
    try {
      results.push(await act(part));
    } catch (error) {
      if (!(error instanceof ExoError)) throw error;
      failed.push({ part, error: inPart(part, error) });
    }
  }
  return { results, failed };
}

/**
 * What is planned for a part that could not be read: nothing is sent. Its deployments stand in the plan all the same,
 * and their GPUs in its cost, as those of a zone that does not answer do.
 */
export function unread({ part, error: incomplete }: FailedPart) {
  const { file, at } = part.desired;
  const plan = planDeployments({
    desired: file.deployments,
    zones: file.zones,
    actual: new Map(),
    quotas: [],
    at,
  });
  const unseen = 'its account could not be read';
  const notes = [`${unseen}: what there is is not known, nothing is sent`];
  return {
    part,
    plan: { ...plan, entries: plan.entries.map((one) => ({ ...one, unseen, notes })) },
    incomplete,
  };
}

/**
 * Plans every part, one after the other, joins the plans to show them, and warns of creations in doubt. As with
 * `apply`, an account that cannot be reached, or whose credentials are refused, does not stop the others: its error is
 * among `incomplete`.
 * @throws ExoError of the kinds in `KNOWN_BEFORE`, or if no part could be planned, for instance because no zone
 * answered
 */
export async function gatherParts(
  parts: readonly Part[],
  gather: (part: Part) => Promise<{ plan: Plan; incomplete?: ExoError | undefined }>,
): Promise<{ plan: Plan; parts: { part: Part; plan: Plan }[]; incomplete: ExoError[] }> {
  const { results, failed } = await inTurn(parts, async (part) => {
    const gathered = await gather(part);
    await warnOfEarlier(part.deps, creationsIn(gathered.plan));
    return { part, ...gathered };
  });
  const isDecisive = ({ error }: FailedPart) => isInterruption(error) || KNOWN_BEFORE.includes(error.kind);
  const decisive = failed.find(isDecisive) ?? (results.length === 0 ? failed[0] : undefined);
  if (decisive) throw decisive.error;
  const planned = [...results, ...failed.map(unread)];
  const incomplete = planned.flatMap((one) => one.incomplete ?? []);
  return { plan: planOf(planned), parts: planned, incomplete };
}
