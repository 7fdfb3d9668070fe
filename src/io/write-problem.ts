/** Why a write failed, without the words that Node puts around it: `ENOSPC: no space left on device, write`. */
export const writeProblem = ({ message }: Error): string =>
  message.replace(/^[A-Z]+: /, '').replace(/, \w+$/, '');
