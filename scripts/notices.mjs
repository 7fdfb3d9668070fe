// Collects the licences of the packages in dist/. They ask for this, because the bundle contains their code and the
// packages are not installed beside it.
import { readdirSync, readFileSync } from 'node:fs';

/** The folder of the package that a file belongs to: `node_modules/@hono/node-server`. */
const packageOf = (path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];

/**
 * The text of THIRD-PARTY-NOTICES.txt.
 * @param inputs the paths of all files that went into the bundles, as esbuild names them
 */
export function noticesOf(inputs) {
  const folders = [...new Set(inputs.flatMap((path) => packageOf(path) ?? []))].sort();
  const parts = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    const text = file ? readFileSync(`${folder}/${file}`, 'utf8') : '';
    if (!license && !text) throw new Error(`${name} says nowhere under which licence it is`);
    return [`${name} ${version} (${license})`, '', text.trim()].join('\n').trim();
  });
  const line = `\n\n${'-'.repeat(80)}\n\n`;
  return `exo-di contains code of these packages, under these licences.${line}${parts.join(line)}\n`;
}
