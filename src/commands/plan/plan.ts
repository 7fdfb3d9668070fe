import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { plural } from '../../domain/gpus.js';
import { describeFamilyShortage } from '../../domain/plan-quota.js';
import type { Plan } from '../../domain/plan-types.js';
import { Ending } from '../../errors.js';
import { safeJson } from '../../output/json.js';
import { familyView, type PlanRow, planView } from '../../output/views/plan.js';
import type { Raw } from '../../program/define.js';
import { flag, parseInput } from '../values.js';
import { desiredFields, readDesired } from './desired.js';
import { planDocument } from './document.js';
import { gatherPlan } from './gather.js';
import { refusalLines, waysOut } from './refuse.js';
import { describeStep } from './requests.js';

const schema = z.object({ ...desiredFields, '--detailed-exitcode': flag, '--prune': flag });

/** With --detailed-exitcode: something would change. */
const WOULD_CHANGE = 2;

/** Shows what `apply` would do, and sends nothing. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseInput(schema, raw, 'usage: exo-di plan -f FILE [flags]');
  const rows = await deps.printer(planView);
  const desired = await readDesired(deps, input);
  const { plan, incomplete } = await gatherPlan(deps, desired, { prune: input['--prune'], quota: 'shown' });
  if (rows.format === 'json') deps.io.out(`${safeJson(planDocument(plan, input['--prune']))}\n`);
  else deps.io.out(rows.many(rowsOf(plan, input['--prune'])));
  if (!rows.data && plan.families.length > 0)
    deps.io.out((await deps.printer(familyView)).many(plan.families));
  remark(deps, plan, input['--prune']);
  if (incomplete) throw incomplete;
  const differs = plan.steps.length > 0 || plan.entries.some(({ action }) => action === 'refused');
  if (input['--detailed-exitcode'] && differs) throw new Ending(WOULD_CHANGE);
}

function rowsOf(plan: Plan, prune: boolean): PlanRow[] {
  const named = plan.entries.map((entry): PlanRow => {
    const { desired, next, deployment, steps } = entry;
    return { entry, desired, next, timezone: deployment.timezone, steps: steps.map(describeStep) };
  });
  const outside = plan.prunable.map(({ zone, name, deployment, gpus }): PlanRow => {
    const family = deployment['gpu-type'] ?? '';
    const entry = {
      zone,
      name,
      actual: deployment,
      gpus: { family, now: gpus, after: 0 },
      action: 'delete' as const,
    };
    return { entry, timezone: 'UTC', steps: ['delete'] };
  });
  return prune ? [...named, ...outside] : named;
}

/** What a reader of the plan should know beside it, on stderr. */
function remark(deps: Deps, plan: Plan, prune: boolean): void {
  for (const entry of plan.entries) {
    for (const line of refusalLines(entry)) deps.io.warn(`apply would refuse this: ${line}`);
    for (const way of waysOut(entry)) deps.io.say(`  ${way}`);
    // Of what is absent or not known the table says as much.
    if (entry.action === 'absent' || entry.action === 'unknown') continue;
    for (const note of entry.notes) deps.io.say(`${entry.name} in ${entry.zone}: ${note}`);
  }
  for (const family of plan.families) {
    const shortage = describeFamilyShortage(family);
    if (shortage) deps.io.warn(`apply would refuse this: ${shortage}`);
  }
  if (!prune && plan.prunable.length > 0) {
    const names = plan.prunable.map(({ name, zone }) => `${name} (${zone})`);
    deps.io.say(`Not in the file, and left alone: ${names.join(', ')}.`);
  }
  deps.io.say(summary(plan));
}

function summary({ entries, families, steps: { length: steps } }: Plan): string {
  const all = plural(entries.length, 'deployment');
  const refused = entries.some(({ action }) => action === 'refused');
  if (refused || families.some(({ short }) => short > 0))
    return `${all}; as it is, apply would send nothing.`;
  return steps === 0
    ? `${all}; nothing to change.`
    : `${all}; ${plural(steps, 'request')} would be sent. Nothing was sent now.`;
}
