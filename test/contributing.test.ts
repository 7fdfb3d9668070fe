import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ownFolder } from './helpers/folder.js';
import { blocksOf } from './helpers/readme.js';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

test('every path that CONTRIBUTING.md names exists', () => {
  const text = readFileSync(`${ROOT}CONTRIBUTING.md`, 'utf8');
  const paths = [
    ...text.matchAll(/`((?:src|test|scripts|bench|bin|docs|action|container|kubernetes)\/[\w./-]*)`/g),
  ].map(([, path = '']) => path);
  expect(paths.length).toBeGreaterThan(30);
  // The paths of the example command that CONTRIBUTING.md creates.
  const made = paths.filter((path) => !/\/url\.(test\.)?ts$/.test(path));
  expect(made.filter((path) => !existsSync(`${ROOT}${path}`))).toEqual([]);
});

test('the example command of CONTRIBUTING.md compiles', { timeout: 60_000 }, () => {
  const [, verb = '', spec = ''] = blocksOf('CONTRIBUTING.md').flatMap(({ language, text }) =>
    language === 'ts' ? [text] : [],
  );
  const known = `import { deploymentShowView } from '../../output/views/deployment.js';
import { ZONE } from '../../program/flags.js';
import type { CommandSpec } from '../../program/spec.js';
export `;
  const made = ownFolder();
  const files = {
    'src/commands/deployment/url.ts': verb,
    'src/commands/deployment/url-spec.ts': known + spec,
    'package.json': '{ "type": "module" }',
    'tsconfig.json': JSON.stringify({
      extends: `${ROOT}tsconfig.json`,
      // The example is compiled as if it were beside the existing files.
      compilerOptions: { rootDirs: [made, ROOT], typeRoots: [`${ROOT}node_modules/@types`] },
      include: [`${made}/src`],
    }),
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(made, name)), { recursive: true });
    writeFileSync(join(made, name), text);
  }
  symlinkSync(`${ROOT}node_modules`, join(made, 'node_modules'));
  const { stdout } = spawnSync(process.execPath, [`${ROOT}node_modules/typescript/bin/tsc`, '-p', made]);
  expect(String(stdout)).toBe('');
});
