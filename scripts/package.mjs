// What the package has beside the bundle: the declarations of exo-di/client, and the manual pages.
import { fileURLToPath } from 'node:url';
import { writeMan } from './from-tree.mjs';
import { writeTypes } from './types.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
await Promise.all([writeTypes('dist/client.d.ts'), writeMan('dist/man')]);
