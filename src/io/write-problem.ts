/** Why a write failed, without what Node adds: only the middle of `ENOSPC: no space left on device, write`. */
export const writeProblem = ({ message }: Error): string =>
  message.replace(/^[A-Z]+: /, '').replace(/, \w+$/, '');
