// Prints what a release would contain, what was not tried, and what has to be done before it.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DEBIAN } from './deb.mjs';
import { archiveOf, KINDS } from './stage.mjs';
import { run, untried } from './steps.mjs';

/** @param options.here the kind of this machine @param options.foreign other kinds whose programs it can start */
export function report({ outdir, here, foreign }) {
  const { version, repository, author } = JSON.parse(readFileSync('package.json', 'utf8'));
  const built = readdirSync(outdir);
  console.log('\nA release would contain:');
  const size = (name) => `${(statSync(join(outdir, name)).size / 1e6).toFixed(2)} MB`;
  for (const name of built) console.log(`  ${name.padEnd(48)} ${size(name).padStart(10)}`);
  const others = [
    ...KINDS.map((kind) => archiveOf(version, kind)),
    ...Object.values(DEBIAN).map((machine) => `exo-di_${version}_${machine}.deb`),
    ...['exo-di.rb', 'exo-di.json'],
  ].filter((name) => !built.includes(name));
  for (const name of others) console.log(`  ${name.padEnd(48)} not built here: --all builds it`);

  for (const kind of KINDS.filter((one) => one !== here && !foreign.includes(one)))
    untried.push(`the program for ${kind}: this machine cannot start it; the release's workflow does`);
  console.log(`\nNot tried here:\n${untried.map((one) => `  ${one}`).join('\n')}`);

  const open = [];
  if (!repository) open.push('package.json names no repository: npm refuses the provenance of what has none');
  if (!author)
    open.push('package.json names no author (Name <address>), whom Debian wants as the maintainer');
  if (!readFileSync('CHANGELOG.md', 'utf8').includes(`\n## ${version}`))
    open.push(`CHANGELOG.md has no section ${version}`);
  if (run('git', ['status', '--porcelain']) !== '')
    open.push('the working tree has changes that are not committed');
  if (run('git', ['tag', '--list', `v${version}`]) !== '') open.push(`the tag v${version} is there already`);
  if (open.length > 0)
    console.log(`\nBefore a tag v${version} is pushed:\n${open.map((one) => `  ${one}`).join('\n')}`);
}
