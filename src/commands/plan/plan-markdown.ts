import type { Plan } from '../../desired/plan/plan-types.js';
import { markdownCode, markdownTable, markdownText } from '../../output/markdown.js';
import { type PlanRow, planView } from '../../output/views/plan.js';
import { familyView } from '../../output/views/plan-families.js';
import { refusalLines, waysOut } from './refuse.js';

/** Fields of a plan that hold what somebody has named, or written into the file. */
const NAMED = new Set(['zone', 'name', 'why', 'action', 'gpu_type', 'family']);

/**
 * A plan for the comment of a pull request.
 * @param told.remarks what is said of it on stderr, a sentence each @param told.summary in a sentence what would be sent
 */
export function planMarkdown(
  { entries, families }: Plan,
  rows: readonly PlanRow[],
  told: { remarks: readonly string[]; summary: string },
): string {
  const refused = entries.flatMap((entry) => [...refusalLines(entry), ...waysOut(entry)]);
  const points = [...refused, ...told.remarks].map((line) => `- ${markdownCode(line)}\n`);
  return [
    `**exo-di plan:** ${markdownText(told.summary)}\n`,
    rows.length > 0 ? markdownTable(planView, rows, NAMED) : '',
    families.length > 0 ? markdownTable(familyView, families, NAMED) : '',
    points.join(''),
  ]
    .filter((part) => part !== '')
    .join('\n');
}
