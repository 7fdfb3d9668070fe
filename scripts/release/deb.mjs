// Makes the Debian package of the standalone program, with manual pages and completion, using dpkg-deb.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { completions, manPages, notices } from './stage.mjs';

/** Debian's names for the kinds of machines. */
export const DEBIAN = { 'linux-x64': 'amd64', 'linux-aarch64': 'arm64' };

/** Where Debian keeps the text of the licence that the notices name. */
const LGPL = '\nOn Debian systems the LGPL, version 2, is /usr/share/common-licenses/LGPL-2.\n';

/**
 * What lintian reports about the runtime, which is left as it is: stripping would remove the program from it and leave
 * the bare runtime.
 */
const OVERRIDES = [
  'embedded-library',
  'unstripped-binary-or-object',
  'hardening-no-pie',
  'hardening-no-relro',
]
  .map((tag) => `exo-di: ${tag} *\n`)
  .join('');

/**
 * Makes exo-di_VERSION_ARCH.deb in a folder, and returns its path.
 * @param compression dpkg-deb's: xz for a release, gzip to be quick
 */
export function makeDeb({ program, version, architecture, outdir, compression = 'xz' }) {
  const root = mkdtempSync(join(tmpdir(), 'exo-di-deb-'));
  // Whatever the builder's umask is, files get 0644 and folders 0755.
  const umask = process.umask(0o022);
  try {
    const put = (path, content) => {
      const file = join(root, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    };
    chmodSync(root, 0o755);
    put('usr/bin/exo-di', readFileSync(program));
    chmodSync(join(root, 'usr/bin/exo-di'), 0o755);
    for (const [name, page] of manPages()) put(`usr/share/man/man1/${name}.gz`, gzipSync(page, { level: 9 }));
    const { bash, zsh, fish } = completions();
    put('usr/share/bash-completion/completions/exo-di', bash);
    put('usr/share/zsh/vendor-completions/_exo-di', zsh);
    put('usr/share/fish/vendor_completions.d/exo-di.fish', fish);
    put('usr/share/doc/exo-di/copyright', `${readFileSync('LICENSE', 'utf8')}\n${notices()}${LGPL}`);
    put('usr/share/doc/exo-di/changelog.gz', gzipSync(changelog(version), { level: 9 }));
    put('usr/share/doc/exo-di/CHANGELOG.md.gz', gzipSync(readFileSync('CHANGELOG.md'), { level: 9 }));
    put('usr/share/lintian/overrides/exo-di', OVERRIDES);
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
      statSync(join(root, file)).isFile(),
    );
    const sum = (file) =>
      createHash('md5')
        .update(readFileSync(join(root, file)))
        .digest('hex');
    const sums = files.map((file) => `${sum(file)}  ${file}\n`).sort();
    const bytes = files.reduce((all, file) => all + statSync(join(root, file)).size, 0);
    put('DEBIAN/md5sums', sums.join(''));
    put('DEBIAN/control', control({ version, architecture, kilobytes: Math.ceil(bytes / 1024) }));
    const deb = join(outdir, `exo-di_${version}_${architecture}.deb`);
    mkdirSync(outdir, { recursive: true });
    execFileSync('dpkg-deb', ['--root-owner-group', `-Z${compression}`, '--build', root, deb], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return relative('', deb);
  } finally {
    process.umask(umask);
    rmSync(root, { recursive: true, force: true });
  }
}

/** Description and author from package.json. Debian wants the author as `Name <address>`. */
function about() {
  const { description, author = 'The exo-di authors' } = JSON.parse(readFileSync('package.json', 'utf8'));
  return { description, author };
}

/** The changelog of the Debian package itself, in Debian's form. */
function changelog(version) {
  const { SOURCE_DATE_EPOCH: epoch } = process.env;
  const date = new Date(epoch ? Number(epoch) * 1_000 : Date.now()).toUTCString().replace('GMT', '+0000');
  return `exo-di (${version}) stable; urgency=medium\n\n  * See CHANGELOG.md.gz.\n\n -- ${about().author}  ${date}\n`;
}

function control({ version, architecture, kilobytes }) {
  const { description, author } = about();
  const [summary, rest = ''] = description.split(': ');
  return `Package: exo-di
Version: ${version}
Architecture: ${architecture}
Maintainer: ${author}
Installed-Size: ${kilobytes}
Depends: libc6 (>= 2.17)
Recommends: ca-certificates
Section: admin
Priority: optional
Description: ${summary.replace(/^the /i, '')}
 It can ${rest.charAt(0).toLowerCase()}${rest.slice(1)}.
 .
 GPUs are billed by the minute: nothing is created twice, and a scale-down is
 called done only when the service has done it.
`;
}
