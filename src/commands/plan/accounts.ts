import type { Deps } from '../../deps.js';
import type { Plan } from '../../desired/plan/plan-types.js';
import { ExoError } from '../../errors.js';
import { carryingOfPart } from '../../hints.js';
import { hintOf } from '../../print-error.js';
import type { Desired } from '../lib/desired/read-desired.js';

/** What of the files is one account's, with the dependencies that act for it. */
export interface Part {
  /** Absent for the account the command runs with. */
  account?: string | undefined;
  deps: Deps;
  desired: Desired;
}

/**
 * The files by the accounts that their deployments name, in their order; one part where none is named. Every account has
 * an organization, zones, quotas and locks of its own.
 */
export function partsOf(deps: Deps, desired: Desired): Part[] {
  const { file, written, others } = desired;
  const accounts = [...new Set(file.deployments.map(({ account }) => account))];
  const [first, ...more] = accounts;
  if (more.length === 0 && first === undefined) return [{ deps, desired }];
  const named = new Set(file.deployments.map(({ zone }) => zone));
  return accounts.map((account) => {
    const own = <T extends { account?: string | undefined }>(list: readonly T[]) =>
      list.filter((one) => one.account === account);
    const deployments = own(file.deployments);
    const zones = file.zones.filter(
      (zone) => deployments.some((one) => one.zone === zone) || (account === undefined && !named.has(zone)),
    );
    return {
      account,
      deps: account === undefined ? deps : deps.as(account),
      desired: {
        ...desired,
        file: { ...file, deployments, zones },
        written: { ...written, deployments: own(written.deployments), zones },
        others: own(others),
      },
    };
  });
}

/** An error of one of several accounts: it and its commands name the account. */
export function inPart<T>({ account, deps }: Part, error: T): T | ExoError {
  if (account === undefined || !(error instanceof ExoError)) return error;
  const { message, explanation } = error;
  const hint = hintOf(error);
  const named = { config: deps.globals.config, useAccount: account };
  const told = (text: string) => carryingOfPart(named, text);
  const whose = message.includes(`account ${account}`) ? '' : ` (account ${account})`;
  return error.retold({
    message: `${message}${whose}`,
    hint: hint && told(hint),
    explanation: explanation && { ...explanation, fixes: explanation.fixes.map(told) },
  });
}

/** The plans of all parts as one. */
export function planOf(parts: readonly { part: Part; plan: Plan }[]): Plan {
  const [first, ...more] = parts;
  const plans = parts.map(({ part: { account }, plan }) => ({
    ...plan,
    families: plan.families.map((family) => ({ ...family, account })),
    prunable: plan.prunable.map((one) => ({ ...one, account })),
  }));
  if (first && more.length === 0 && first.part.account === undefined) return first.plan;
  return {
    at: first?.plan.at ?? new Date(Number.NaN),
    entries: plans.flatMap(({ entries }) => entries),
    steps: plans.flatMap(({ steps }) => steps),
    families: plans.flatMap(({ families }) => families),
    prunable: plans.flatMap(({ prunable }) => prunable),
  };
}

/**
 * Plans every part, one after the other, and puts the plans together.
 * @throws ExoError of an account that did not answer at all
 */
export async function gatherParts(
  parts: readonly Part[],
  gather: (part: Part) => Promise<{ plan: Plan; incomplete?: ExoError | undefined }>,
): Promise<{ plan: Plan; incomplete: ExoError[] }> {
  const rounds = [];
  for (const part of parts) {
    const gathered = await gather(part).catch((error: unknown) => {
      throw inPart(part, error);
    });
    rounds.push({ part, ...gathered });
  }
  return { plan: planOf(rounds), incomplete: rounds.flatMap(({ incomplete }) => incomplete ?? []) };
}
