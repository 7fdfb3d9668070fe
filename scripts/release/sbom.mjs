// Makes the bill of materials of a release, in CycloneDX: of all packages that npm has installed, those that are
// bundled.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { VERSION as BUN } from '../bun.mjs';

/** `name@version` of every package whose code is in the bundle, read from the notices that the build has written. */
const bundled = () =>
  [...readFileSync('dist/THIRD-PARTY-NOTICES.txt', 'utf8').matchAll(/^-{80}\n\n(\S+) (\S+) \(/gm)].map(
    ([, name, version]) => `${name}@${version}`,
  );

/** Bun, and JavaScriptCore in it. npm does not know of it, because only the standalone programs contain it. */
const runtime = {
  'bom-ref': `bun@${BUN}`,
  type: 'platform',
  name: 'bun',
  version: BUN,
  description: 'The runtime in the standalone programs; the npm package and the action are without it',
  purl: `pkg:github/oven-sh/bun@bun-v${BUN}`,
  licenses: [{ license: { id: 'MIT' } }, { license: { name: 'LGPL, version 2 (JavaScriptCore)' } }],
};

/** The text of sbom.cdx.json. @throws Error if npm does not know a package of the bundle */
export function sbom() {
  const npm = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { components, dependencies, ...document } = JSON.parse(npm);
  const names = bundled();
  const refs = names.map((name) => {
    const found = components.find((one) => `${one.name}@${one.version}` === name);
    if (!found) throw new Error(`npm knows no ${name}`);
    return found;
  });
  const root = document.metadata.component;
  document.metadata.component = { ...root, type: 'application', name: 'exo-di' };
  const shown = [...refs.map(({ properties, ...one }) => one), runtime];
  const edges = [
    { ref: root['bom-ref'], dependsOn: shown.map((one) => one['bom-ref']) },
    ...dependencies
      .filter(({ ref }) => shown.some((one) => one['bom-ref'] === ref))
      .map(({ ref, dependsOn = [] }) => ({
        ref,
        dependsOn: dependsOn.filter((to) => shown.some((one) => one['bom-ref'] === to)),
      })),
  ];
  return `${JSON.stringify({ ...document, components: shown, dependencies: edges }, null, 2)}\n`;
}
