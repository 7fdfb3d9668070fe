import * as z from 'zod/mini';
import { commandLine } from '../../../domain/shell-words.js';
import { UsageError } from '../../../errors.js';
import type { Raw } from '../../../program/spec.js';
import { costFields } from '../../lib/cost-limit.js';
import { flag, parseInput, waitFields, wholeNumber } from '../../lib/parse-input.js';

const schema = z.object({
  '--all': z.optional(wholeNumber(0)),
  '--force': flag,
  '--no-preflight': flag,
  '--dry-run': flag,
  ...costFields,
  ...waitFields,
});

/** Which sizes are asked for: of all deployments of a zone, or of those that are named. */
export type ScaleManyInput = z.infer<typeof schema> & { sizes: ReadonlyMap<string, number> };

const USAGE = 'usage: exo-di deployment scale NAME=SIZE … [-z ZONE], or --all SIZE -z ZONE';

/** @param zone that was given, for the command that is meant @throws UsageError with every problem at once */
export function parseScaleMany(raw: Raw, zone?: string): ScaleManyInput {
  const input = parseInput(schema, raw, USAGE);
  const rest = raw['NAME=SIZE'];
  const words = [raw.NAME, raw.SIZE, ...(Array.isArray(rest) ? rest : [])].filter(
    (word) => word !== undefined,
  );
  const meant = meantSizes(words.map(String));
  if (meant !== undefined) {
    const command = commandLine('deployment scale', meant, zone === undefined ? [] : ['-z', zone]);
    throw new UsageError('several deployments need a size each', { hint: `did you mean: ${command}` });
  }
  const sizes = new Map<string, number>();
  const problems: string[] = [];
  for (const word of words) {
    const [, name, size] = /^(.+)=(\d+)$/s.exec(String(word)) ?? [];
    if (name === undefined || !Number.isSafeInteger(Number(size))) {
      problems.push(`${JSON.stringify(word)} is not NAME=SIZE, with a whole number of 0 or more`);
    } else if (sizes.has(name) && sizes.get(name) !== Number(size)) {
      problems.push(`${JSON.stringify(name)} is given two sizes, ${sizes.get(name)} and ${size}`);
    } else sizes.set(name, Number(size));
  }
  if (input['--all'] !== undefined && words.length > 0)
    problems.push('--all and NAME=SIZE do not go together');
  if (raw['--gpu-count'] !== undefined)
    problems.push('--gpu-count goes with NAME SIZE of one deployment only');
  if (problems.length > 0) throw new UsageError(problems, { hint: USAGE });
  return { ...input, sizes };
}

/** `a b 2` and `a 1 b 2` as they have to be written; undefined where the words are not of that kind. */
function meantSizes(words: readonly string[]): string[] | undefined {
  const isSize = (word: string | undefined) => word !== undefined && /^\d+$/.test(word);
  const size = words.at(-1);
  const names = words.slice(0, -1);
  if (!isSize(size) || words.length < 3 || words.some((word) => word.includes('='))) return undefined;
  if (!names.some(isSize)) return names.map((name) => `${name}=${size}`);
  const isPaired = words.length % 2 === 0 && words.every((word, i) => isSize(word) === (i % 2 === 1));
  return isPaired ? words.flatMap((word, i) => (i % 2 === 0 ? [`${word}=${words[i + 1]}`] : [])) : undefined;
}
