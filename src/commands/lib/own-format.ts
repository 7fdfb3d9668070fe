import type { Deps } from '../../deps.js';
import { UsageError } from '../../errors.js';

/** @throws UsageError when another format was asked for beside a flag that is one itself */
export function requireOwnFormat({ globals }: Deps, flag: string): void {
  const { outputFormat, outputTemplate, columns, sort } = globals;
  const others = [
    ...(outputFormat === undefined || outputFormat === 'table' ? [] : [`-O ${outputFormat}`]),
    ...(outputTemplate ? ['--output-template'] : []),
    ...(columns === undefined ? [] : ['--columns']),
    ...(sort === undefined ? [] : ['--sort']),
  ];
  if (others.length > 0)
    throw new UsageError(
      `${flag} is a format of its own: it cannot be combined with ${others.join(' and ')}`,
    );
}
