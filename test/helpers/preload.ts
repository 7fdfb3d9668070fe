import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/*
 * Test files share their modules, and the end of a file refuses an import that is under way, for the next file too. A
 * command that fails may leave one behind: what draws is imported beside its requests. So all are there beforehand.
 */
const SOURCES = fileURLToPath(new URL('../../src/', import.meta.url));

const DONE = Symbol.for('exo-di: preloaded');

if (!Reflect.has(globalThis, DONE)) {
  Reflect.set(globalThis, DONE, true);
  await import('chalk');
  for (const file of readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.ts') && !file.endsWith('.d.ts')) await import(`${SOURCES}${file}`);
  }
}
