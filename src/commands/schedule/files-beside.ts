import type { Deps } from '../../deps.js';
import { readTexts } from '../lib/desired/read-texts.js';

/** What files take from others: those in the same folder, and the names of those that lie elsewhere. */
export interface FilesBeside {
  /** As they are called from where the command was typed; the files themselves come first. */
  names: string[];
  elsewhere: string[];
}

/** The files that a job needs: those that were named, what they include, and their holidays. */
export async function filesBeside(deps: Deps, files: readonly string[]): Promise<FilesBeside> {
  const texts = await readTexts(deps, files);
  const named = texts.flatMap(({ beside }) => [...(beside ?? [])]);
  const isHere = (written: string) => !/[/\\]/.test(written);
  const found = named.flatMap(([written, one]) => (isHere(written) && 'name' in one ? [one.name] : []));
  return {
    names: [...new Set([...files, ...found])],
    elsewhere: [...new Set(named.flatMap(([written]) => (isHere(written) ? [] : [written])))],
  };
}
