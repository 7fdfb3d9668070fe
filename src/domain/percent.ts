/** `80%`, `80 %` or `80` as a number. @param text one in which `percentProblem` finds nothing */
export function parsePercent(text: string): number {
  return Number(text.replace('%', ''));
}

/** What is wrong with a share above nothing and up to all: `must be a percentage …`. */
export function percentProblem(text: string): string | undefined {
  const isOne = /^\d{1,3}(\.\d+)?\s*%?$/.test(text) && parsePercent(text) > 0 && parsePercent(text) <= 100;
  return isOne ? undefined : `must be a percentage up to 100%, such as 80%, not ${JSON.stringify(text)}`;
}
