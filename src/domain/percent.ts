/** `80%`, `80 %` or `80` as a number. @param text a text without a `percentProblem` */
export function parsePercent(text: string): number {
  return Number(text.replace('%', ''));
}

const PERCENT = /^\d{1,3}(\.\d+)?\s*%?$/;
/** The form of a percentage, for the JSON Schema that editors use. */
export const PERCENT_PATTERN = PERCENT.source;

/**
 * The problem of a percentage above 0 and up to 100; undefined if there is none. A number up to 1 without a sign is
 * refused: `0.8` would be less than a hundredth, but whoever writes it means 80 %.
 */
export function percentProblem(text: string): string | undefined {
  if (/^[01](\.\d+)?$/.test(text) && Number(text) > 0 && Number(text) <= 1)
    return `is a percentage: write ${Number((Number(text) * 100).toFixed(9))}%, or ${text}% if that is meant`;
  const isOne = PERCENT.test(text) && parsePercent(text) > 0 && parsePercent(text) <= 100;
  return isOne ? undefined : `must be a percentage up to 100%, such as 80%, not ${JSON.stringify(text)}`;
}
