import type { Deps } from '../../deps.js';
import type { Plan, Step } from '../../desired/plan/plan-types.js';
import { plural } from '../../domain/counts.js';
import { gpus } from '../../domain/gpus.js';
import { lostWith } from '../deployment/delete.js';
import { confirming } from '../lib/confirm.js';
import type { Part } from '../plan/accounts.js';
import { gatherPlan } from '../plan/gather.js';
import { refuseImpossible } from '../plan/refuse.js';
import { type ApplyInput, unattended } from './input.js';

/** The IDs of the deployments that the user has agreed to delete; `all` if the user is not asked. */
export type Permitted = ReadonlySet<string> | 'all';

/**
 * Asks which deployments `--prune` may delete, before the lock is taken: other runs must not wait for the answer.
 * @throws UsageError if there is neither a terminal nor a piped answer, and as `refuseImpossible`
 * @throws ExoError interrupted (code `declined`) on any answer but yes
 */
export async function permitted({ deps, desired }: Part, input: ApplyInput): Promise<Permitted> {
  if (!input['--prune'] || input['--yes']) return 'all';
  const { plan } = await gatherPlan(deps, desired, { prune: true, quota: 'none' });
  refuseImpossible(plan);
  const doomed = plan.prunable.filter(({ id }) => id !== undefined);
  if (doomed.length === 0) return new Set();
  const { accountBy, useAccount } = deps.globals;
  const whose = accountBy === undefined ? '' : ` of account ${useAccount}`;
  const question = [
    `Not in the file, so --prune deletes ${plural(doomed.length, 'deployment')}${whose}:`,
    ...doomed.map((one) => `  ${one.name} (${one.zone}, ${gpus(one.gpus)})`),
    lostWith(doomed.length),
    `Delete ${doomed.length === 1 ? 'it' : `all ${doomed.length}`}?`,
  ];
  const names = doomed.map((one) => `${one.name} (${one.zone})`).join(', ');
  const loss = `${plural(doomed.length, 'deployment')}${whose} would be deleted: ${names}`;
  const confirm = await confirming(deps, { command: unattended(input), flag: '--yes', loss });
  await confirm(question);
  return new Set(doomed.flatMap(({ id }) => id ?? []));
}

/**
 * Leaves out deletions that the user has not agreed to: a deployment may have been created since the question. With
 * --every, a deployment that is missing in the file is deleted one round later than this is first seen, because the
 * file may be incomplete while somebody writes it.
 * @param missed the IDs that earlier rounds have not found in the files; those of this round are added
 */
export function withoutUnasked(
  deps: Deps,
  { entries, steps, prunable }: Pick<Plan, 'entries' | 'steps' | 'prunable'>,
  agreed: Permitted,
  missed?: Set<string>,
): Step[] {
  const doomed = missed ?? agreed;
  const isAgreed = (id: string) => doomed === 'all' || doomed.has(id);
  const allowed = steps.filter((step) => {
    if (step.kind !== 'delete' || isAgreed(step.id)) return true;
    const why = missed
      ? 'is not in the file any more: the next round deletes it'
      : 'appeared after the question, and is not deleted';
    deps.io.warn(`${step.name} in ${step.zone} ${why}`);
    return false;
  });
  for (const { id } of prunable) if (id !== undefined) missed?.add(id);
  for (const { actual } of entries) if (actual?.id !== undefined) missed?.delete(actual.id);
  return allowed;
}
