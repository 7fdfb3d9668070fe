/** `80%`, `80 %` or `80` as a number. @param text one in which `percentProblem` finds nothing */
export function parsePercent(text: string): number {
  return Number(text.replace('%', ''));
}

const PERCENT = /^\d{1,3}(\.\d+)?\s*%?$/;
/** What a percentage looks like, for editors. */
export const PERCENT_PATTERN = PERCENT.source;

/**
 * What is wrong with a share above nothing and up to all: `must be a percentage …`. `0.8` would be less than a hundredth,
 * and whoever writes it means most of it.
 */
export function percentProblem(text: string): string | undefined {
  if (/^[01](\.\d+)?$/.test(text) && Number(text) > 0 && Number(text) <= 1)
    return `is a percentage: write ${Number((Number(text) * 100).toFixed(9))}%, or ${text}% if that is meant`;
  const isOne = PERCENT.test(text) && parsePercent(text) > 0 && parsePercent(text) <= 100;
  return isOne ? undefined : `must be a percentage up to 100%, such as 80%, not ${JSON.stringify(text)}`;
}
