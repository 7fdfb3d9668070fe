/* Moments in UTC, as the service and JSON write them. */

/** A moment to the second: `2026-11-27T01:00:00Z`. */
export const isoSecond = (at: Date) => at.toISOString().replace(/\.\d+Z$/, 'Z');

/** The day on which a moment lies: `2026-11-27`. @param ms since the epoch */
export const utcDay = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** The month in which a moment lies: `2026-11`. @param ms since the epoch */
export const utcMonth = (ms: number) => new Date(ms).toISOString().slice(0, 7);

/** A moment as the service writes it, in ms since the epoch; undefined if it cannot be read. */
export function msOf(moment: string | undefined): number | undefined {
  const ms = Date.parse(moment ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}
