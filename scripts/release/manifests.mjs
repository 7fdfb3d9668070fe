// Makes what package managers need from a release's checksums: a Homebrew formula and a Scoop manifest.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { archiveOf } from './stage.mjs';

/** The SHA-256 of each file of a folder, by name, as hex. */
export function checksums(folder) {
  const sum = (name) =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
  const names = readdirSync(folder, { withFileTypes: true }).filter(
    (one) => one.isFile() && one.name !== 'SHA256SUMS',
  );
  return new Map(names.map(({ name }) => [name, sum(name)]));
}

/** The text of SHA256SUMS, for `sha256sum -c`. */
export const sumsText = (sums) =>
  [...sums]
    .sort()
    .map(([name, sum]) => `${sum}  ${name}\n`)
    .join('');

/** URL and checksum of the archive for a kind of machine. @throws Error if the release has no such archive */
function asset(sums, version, kind, url) {
  const name = archiveOf(version, kind);
  const sha256 = sums.get(name);
  if (!sha256) throw new Error(`the release has no ${name}`);
  return { url: `${url}/${name}`, sha256 };
}

/** The description as package managers want it: one line that does not begin with an article. */
const summaryOf = (description) =>
  description
    .split(':')[0]
    .replace(/^(?:the|an?) /i, '')
    .replace(/^./, (first) => first.toUpperCase());

/** The text of Formula/exo-di.rb of a tap. @param url where the files of the release are */
export function formula({ sums, version, url, homepage, description }) {
  const of = (kind) => {
    const one = asset(sums, version, kind, url);
    return `url "${one.url}"\n      sha256 "${one.sha256}"`;
  };
  return `class ExoDi < Formula
  desc "${summaryOf(description)}"
  homepage "${homepage}"
  version "${version}"
  license "MIT"

  on_macos do
    on_arm do
      ${of('darwin-aarch64')}
    end
    on_intel do
      ${of('darwin-x64')}
    end
  end

  on_linux do
    on_arm do
      ${of('linux-aarch64')}
    end
    on_intel do
      ${of('linux-x64')}
    end
  end

  def install
    bin.install "exo-di"
    man1.install Dir["man1/*.1"]
    bash_completion.install "completions/exo-di.bash" => "exo-di"
    zsh_completion.install "completions/_exo-di"
    fish_completion.install "completions/exo-di.fish"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/exo-di --version")
  end
end
`;
}

/** The text of bucket/exo-di.json of a bucket. */
export function scoop({ sums, version, url, homepage, description }) {
  const { url: archive, sha256 } = asset(sums, version, 'windows-x64', url);
  const manifest = {
    version,
    description: summaryOf(description),
    homepage,
    license: 'MIT',
    architecture: { '64bit': { url: archive, hash: sha256, extract_dir: `exo-di-${version}-windows-x64` } },
    bin: 'exo-di.exe',
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
