import * as z from 'zod/mini';
import { parseDuration } from '../../domain/duration.js';

/** Less proves nothing; more than logs reach back is of no use. In ms. */
const AFTER_MS = { least: 60_000, most: 7 * 86_400_000 } as const;

function afterProblem(text: string): string | undefined {
  try {
    const ms = parseDuration(text);
    return ms >= AFTER_MS.least && ms <= AFTER_MS.most ? undefined : 'must be from 1m to 168h';
  } catch {
    return `${JSON.stringify(text)} is not a duration like 45m or 2h`;
  }
}

/** When a deployment without work goes to zero. */
export const idleEntry = z
  .strictObject({
    after: z.string().check(
      z.refine((value) => afterProblem(value) === undefined, {
        error: (issue) => afterProblem(String(issue.input)) ?? '',
      }),
      z.meta({ description: 'So long it has to have provably had no work.', examples: ['45m'] }),
    ),
  })
  .check(
    z.meta({
      description:
        'Scale to zero when its logs prove that it had no work for so long. It then stays at zero until its schedule fires, or somebody scales it up; at-least and a hold keep it awake.',
    }),
  );
