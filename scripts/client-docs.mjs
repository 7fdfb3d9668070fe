// Writes docs/reference/client.md with TypeDoc, from the declarations of exo-di/client. TypeDoc has to be fetched, so
// the page contains a digest of what it was made from: with it, a test can check without TypeDoc whether the page is up
// to date, and TypeDoc runs only if it is not. With `--check` TypeDoc always runs, and the script fails if it writes
// another page.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GROUPS, groupOf } from './typedoc-plugin.mjs';
import { writeTypes } from './types.mjs';

const PAGE = 'docs/reference/client.md';
const PACKAGES = ['typedoc@0.28.20', 'typedoc-plugin-markdown@4.14.1', 'typescript@6.0.3'];
const HEAD = `# exo-di/client

Every class and type of the client for programs. Written by TypeDoc (\`npm run docs\`); do not edit. How it is used: [the API
from a program](../guide/client.md).
`;

/** The line, invisible in the page, that says what the page was made from. @param declarations of dist/client.d.ts */
export function madeOf(declarations) {
  const generator = ['client-docs.mjs', 'typedoc-plugin.mjs'].map((file) =>
    readFileSync(new URL(file, import.meta.url), 'utf8'),
  );
  const digest = createHash('sha256').update([declarations, ...generator].join('\0').replaceAll('\r', ''));
  return `[//]: # (of declarations and generator with SHA-256 ${digest.digest('hex')})`;
}

/** Adds to each declaration the part of the page that it belongs to. */
const grouped = (declarations) =>
  declarations.replace(
    /\s*\*\/\n(?=(?:declare )?(?:class|interface|type) (\w+))/g,
    (_, name) => `\n * @group ${groupOf(name)}\n */\n`,
  );

/** The text of the page. @param folder for the files that TypeDoc reads and writes */
function clientReference(declarations, folder) {
  writeFileSync(join(folder, 'client.d.ts'), grouped(declarations));
  const files = ['client.d.ts'];
  const compilerOptions = { target: 'es2022', lib: ['es2022', 'dom'], module: 'nodenext', types: [] };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ files, compilerOptions: { ...compilerOptions, strict: true, noEmit: true } }),
  );
  writeFileSync(
    join(folder, 'typedoc.json'),
    JSON.stringify({
      entryPoints: files,
      name: 'exo-di/client',
      plugin: ['typedoc-plugin-markdown', fileURLToPath(new URL('typedoc-plugin.mjs', import.meta.url))],
      out: 'out',
      router: 'module',
      entryFileName: 'client.md',
      readme: 'none',
      logLevel: 'Warn',
      treatWarningsAsErrors: true,
      disableSources: true,
      excludeExternals: true,
      sort: ['source-order'],
      groupOrder: GROUPS.map(([title]) => title),
      hidePageTitle: true,
      hidePageHeader: true,
      hideBreadcrumbs: true,
      expandObjects: true,
      expandParameters: true,
      parametersFormat: 'table',
      interfacePropertiesFormat: 'table',
      classPropertiesFormat: 'table',
      tableColumnSettings: { hideOverrides: true, hideInherited: true, hideDefaults: true },
    }),
  );
  const packages = PACKAGES.map((name) => `--package=${name}`);
  execFileSync('npx', ['--yes', '--prefer-offline', ...packages, 'typedoc'], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  return `${HEAD}\n${madeOf(declarations)}\n\n${readFileSync(join(folder, 'out/client.md'), 'utf8').trim()}\n`;
}

/**
 * Writes the page if it is out of date. @returns whether it was up to date: by its digest or, with `check`, by its text
 */
export async function writeClientReference({ check = false } = {}) {
  // Not below node_modules, where TypeDoc takes everything for code of others.
  const folder = mkdtempSync(join(tmpdir(), 'exo-di-client-'));
  try {
    await writeTypes(join(folder, 'all.d.ts'));
    const declarations = readFileSync(join(folder, 'all.d.ts'), 'utf8');
    const before = readFileSync(PAGE, 'utf8');
    if (!check && before.includes(madeOf(declarations))) return true;
    const page = clientReference(declarations, folder);
    writeFileSync(PAGE, page);
    return page === before;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const isSame = await writeClientReference({ check: process.argv.includes('--check') });
  if (!isSame && process.argv.includes('--check')) {
    console.error(`${PAGE} was not what TypeDoc writes, and now is`);
    process.exitCode = 1;
  }
}
