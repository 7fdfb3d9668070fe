// npm run release -- --tag v1.2.3 --url URL --homepage URL [--kinds linux-x64,…] [--outdir release]
// Builds all files of a release into one folder. Without --tag it is a trial, with the notes of the unreleased changes.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildAction } from '../action.mjs';
import { DEBIAN, makeDeb } from './deb.mjs';
import { checksums, formula, scoop, sumsText } from './manifests.mjs';
import { notesOf } from './notes.mjs';
import { sbom } from './sbom.mjs';
import { archiveOf, KINDS, pack, stage } from './stage.mjs';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));

/**
 * @param options.tag undefined for a trial @param options.url where the files will be @param options.kinds of machines
 * @param options.compression of the Debian packages: gzip is quicker
 * @throws Error for a tag that does not match the version, or a version without notes
 */
export async function buildRelease({ tag, url, homepage, kinds = KINDS, outdir = 'release', compression }) {
  const { version, description } = JSON.parse(readFileSync('package.json', 'utf8'));
  if (tag !== undefined && tag !== `v${version}`)
    throw new Error(`${tag} is not the version ${version} of package.json`);
  const notes = notesOf(readFileSync('CHANGELOG.md', 'utf8'), tag === undefined ? 'Unreleased' : version);
  const run = (program, ...args) => execFileSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const out = resolve(outdir);
  const work = mkdtempSync(join(tmpdir(), 'exo-di-release-'));
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  try {
    run('npm', 'run', '--silent', 'build');
    run('npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', out);
    for (const kind of kinds) {
      const program = join(work, kind.startsWith('windows') ? `${kind}.exe` : kind);
      run(process.execPath, 'scripts/standalone.mjs', '--target', kind, '--outfile', program);
      const staged = join(work, archiveOf(version, kind).replace('.tar.gz', ''));
      stage(program, staged);
      pack(staged, join(out, archiveOf(version, kind)));
      if (DEBIAN[kind]) makeDeb({ program, version, architecture: DEBIAN[kind], outdir: out, compression });
      rmSync(staged, { recursive: true });
      rmSync(program);
    }
    const action = join(work, `exo-di-action-${version}`);
    await buildAction(join(action, 'dist'));
    for (const file of ['action.yml', 'README.md']) copyFileSync(`action/${file}`, join(action, file));
    pack(action, join(out, `exo-di-action-${version}.tar.gz`));
    const script = readFileSync('scripts/release/install.sh', 'utf8');
    writeFileSync(join(out, 'install.sh'), script.replaceAll('@VERSION@', version).replaceAll('@URL@', url));
    writeFileSync(join(out, 'sbom.cdx.json'), sbom());
    const sums = checksums(out);
    if (KINDS.every((kind) => kinds.includes(kind))) {
      writeFileSync(join(out, 'exo-di.rb'), formula({ sums, version, url, homepage, description }));
      writeFileSync(join(out, 'exo-di.json'), scoop({ sums, version, url, homepage, description }));
    }
    writeFileSync(join(out, 'NOTES.md'), notes);
    writeFileSync(join(out, 'SHA256SUMS'), sumsText(sums));
    return { out, version };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = { type: 'string' };
  const { values } = parseArgs({
    options: { tag: text, url: text, homepage: text, kinds: text, outdir: text },
  });
  if (!values.url || !values.homepage) {
    console.error(
      'usage: npm run release -- --tag v1.2.3 --url URL --homepage URL [--kinds KIND,…] [--outdir FOLDER]',
    );
    process.exit(2);
  }
  await buildRelease({ ...values, kinds: values.kinds?.split(',') });
}
