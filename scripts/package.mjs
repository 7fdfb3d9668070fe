// Writes what the package has beside the bundle: the declarations of exo-di/client, and the manual pages. With
// --if-missing, existing ones are kept: they belong to this build, because each build begins with an empty dist/.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writeMan } from './from-tree.mjs';
import { writeTypes } from './types.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const isThere =
  process.argv.includes('--if-missing') && existsSync('dist/client.d.ts') && existsSync('dist/man');
if (!isThere) await Promise.all([writeTypes('dist/client.d.ts'), writeMan('dist/man')]);
