/** Does a name fit a pattern? `*` stands for any characters, also none, `?` for one; everything else for itself. */
export function fitsGlob(name: string, pattern: string): boolean {
  const source = pattern.replace(/[^*?]/gsu, (one) => one.replace(/[.+^${}()|[\]\\/]/, '\\$&'));
  return new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'su').test(name);
}
