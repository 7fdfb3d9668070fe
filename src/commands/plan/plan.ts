import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { fileWarnings, problemLine } from '../../desired/file/warnings.js';
import { costChangeOf } from '../../desired/plan/plan-quota.js';
import type { Plan } from '../../desired/plan/plan-types.js';
import { plural } from '../../domain/counts.js';
import { Ending } from '../../errors.js';
import { exitCodeOf } from '../../exit-codes.js';
import { filled } from '../../output/json-document.js';
import { safeJson } from '../../output/json-renderer.js';
import { type PlanRow, planView } from '../../output/views/plan.js';
import { familyView } from '../../output/views/plan-families.js';
import type { Raw } from '../../program/spec.js';
import { costsBeside, priceFields } from '../lib/cost-limit.js';
import { pausedLine } from '../lib/desired/holds-file.js';
import { desiredFields, readDesired, warnOf } from '../lib/desired/read-desired.js';
import { fileFacts, pruneOfWholeZones } from '../lib/desired/selection.js';
import { throwFailures } from '../lib/each.js';
import { flag, parseInput } from '../lib/parse-input.js';
import { requireOwnFormat } from '../lib/printers.js';
import { partsOf } from './accounts.js';
import { gatherPlan } from './gather.js';
import { planDocument } from './plan-document.js';
import { gatherParts, refuseParts, tooFewIn } from './plan-parts.js';
import { isImpossible, refusalLines, undeletable, waysOut } from './refuse.js';
import { checkValues, unchecked } from './refused-values.js';
import { describeStep } from './steps.js';

const schema = z
  .object({
    ...desiredFields,
    '--detailed-exitcode': flag,
    '--prune': flag,
    '--markdown': flag,
    '--no-preflight': flag,
    ...priceFields,
  })
  .check(pruneOfWholeZones);

/**
 * Shows what `apply` would do, and sends nothing.
 * @throws ExoError the error with which `apply` would refuse the plan; incomplete if zones did not answer
 */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseInput(schema, raw, fileFacts('plan [NAME...] -f FILE [flags]', raw));
  const { '--prune': prune, '--no-preflight': isUnchecked } = input;
  if (input['--markdown']) requireOwnFormat(deps, '--markdown');
  const rows = await deps.printer(planView);
  const desired = await readDesired(deps, input);
  const costs = costsBeside(deps, input, rows.format === 'json' || input['--markdown']);
  const parts = await partsOf(deps, desired);
  const gathered = await gatherParts(parts, (part) =>
    gatherPlan(part.deps, part.desired, { prune, quota: isUnchecked ? 'none' : 'shown' }),
  );
  // If the file is paused, the deployments are shown with what would be done, but the plan has no requests.
  const planned = desired.paused ? { ...gathered.plan, steps: [] } : gathered.plan;
  const checked = desired.paused || isUnchecked ? unchecked(planned) : await checkValues(gathered.parts);
  const { refused, doubts } = checked;
  // What apply refuses as a whole is shown as a whole, with what else is wrong with it.
  const isRefused = isImpossible(planned);
  const plan = isRefused ? planned : checked.plan;
  const alsoRefused = isRefused ? refused.map(({ message }) => message) : [];
  const cost = await costs.ofChange(costChangeOf(plan));
  const stuck = undeletable(plan, prune);
  const few = desired.paused ? [] : tooFewIn(gathered.parts);
  const failures = [...gathered.incomplete, ...few, ...stuck, ...refused];
  const warnings = [...fileWarnings(desired.written, desired.at, desired.others), ...doubts];
  const summaryLine = desired.paused
    ? summary(gathered.plan, 0, ' if it were not paused.')
    : summary(plan, refused.length, '. Nothing was sent now.');
  const remarks = [
    ...remarksOn(plan, prune),
    ...(cost && plan.entries.length > 0 ? [cost.line] : []),
    ...(desired.paused ? [pausedLine(desired.paused)] : []),
  ];
  if (input['--markdown']) {
    const problems = [...failures.map(({ message }) => message), ...warnings.map(problemLine)];
    const texts = { summary: summaryLine, remarks: [...remarks, ...problems] };
    deps.io.out(await planMarkdown(plan, rowsOf(plan, prune), texts));
  } else if (rows.format === 'json') {
    const all = {
      ...plan,
      prune,
      cost,
      paused: desired.paused?.pause,
      warnings: [...warnings.map(problemLine), ...alsoRefused],
    };
    deps.io.out(`${safeJson(filled(planDocument, all))}\n`);
  } else {
    deps.io.out(rows.many(rowsOf(plan, prune)));
    if (!rows.data && plan.families.length > 0)
      deps.io.out((await deps.printer(familyView)).many(plan.families));
  }
  for (const remark of remarks) deps.io.say(remark);
  deps.io.say(summaryLine);
  warnOf(deps, warnings);
  for (const message of alsoRefused) deps.io.warn(message);
  if (!desired.paused) refuseParts(gathered.parts);
  throwFailures(deps.io, failures, gathered.plan.entries.length + stuck.length);
  if (input['--detailed-exitcode'] && plan.steps.length > 0) throw new Ending(exitCodeOf('changes'));
}

function rowsOf({ entries, prunable }: Plan, prune: boolean): PlanRow[] {
  const named = entries.map(({ deployment: { account, timezone }, steps, ...entry }): PlanRow => {
    return { ...entry, account, timezone, steps: steps.map(describeStep) };
  });
  const outside = prunable.map(({ deployment: actual, gpus, ...one }): PlanRow => {
    const gpuChange = { family: actual['gpu-type'] ?? '', now: gpus, after: 0 };
    return { ...one, actual, gpus: gpuChange, action: 'delete', timezone: 'UTC', steps: ['delete'] };
  });
  return prune ? [...named, ...outside] : named;
}

function remarksOn(plan: Plan, prune: boolean): string[] {
  const notes = plan.entries.flatMap(({ action, name, zone, notes }) => {
    // For absent and unknown deployments, the table says the same as their first note.
    const untold = action === 'absent' || action === 'unknown' ? notes.slice(1) : notes;
    return untold.map((note) => `${name} in ${zone}: ${note}`);
  });
  if (prune || plan.prunable.length === 0) return notes;
  const names = plan.prunable.map(({ name, zone }) => `${name} (${zone})`);
  return [...notes, `Not in the file, and left alone: ${names.join(', ')}.`];
}

/**
 * @param refused how many deployments cannot be created or updated
 * @param end the end of a sentence about the requests
 */
function summary(plan: Plan, refused: number, end: string): string {
  const { entries, steps } = plan;
  const unknown = entries.filter(({ action }) => action === 'unknown').length;
  const all = `${plural(entries.length, 'deployment')}${unknown > 0 ? ` (${unknown} unknown)` : ''}`;
  if (isImpossible(plan)) return `${all}; apply would refuse this plan, and send nothing.`;
  if (steps.length === 0 && refused === 0) return `${all}; nothing to change.`;
  const failures = refused > 0 ? `, and ${plural(refused, 'deployment')} cannot be created or updated` : '';
  return `${all}; ${plural(steps.length, 'request')} would be sent${failures}${end}`;
}

/** The fields with names and texts from the file or the service, which Markdown shows as code. */
const NAMED = new Set(['zone', 'name', 'why', 'action', 'gpu_type', 'family']);

/**
 * The plan in Markdown, for a comment in a pull request.
 * @param texts.remarks sentences about the plan, which are also printed on stderr
 * @param texts.summary a sentence about what would be sent
 */
async function planMarkdown(
  { entries, families }: Plan,
  rows: readonly PlanRow[],
  texts: { remarks: readonly string[]; summary: string },
): Promise<string> {
  const { markdownCode, markdownTable, markdownText } = await import('../../output/markdown.js');
  const refused = entries.flatMap((entry) => [...refusalLines(entry), ...waysOut(entry)]);
  const points = [...refused, ...texts.remarks].map((line) => `- ${markdownCode(line)}\n`);
  return [
    `**exo-di plan:** ${markdownText(texts.summary)}\n`,
    rows.length > 0 ? markdownTable(planView, rows, NAMED) : '',
    families.length > 0 ? markdownTable(familyView, families, NAMED) : '',
    points.join(''),
  ]
    .filter((part) => part !== '')
    .join('\n');
}
