// Writes docs/reference.md and llms.txt from the tree of commands, and into package.json which manual pages there are. A test fails when it was forgotten: npm run docs
import { fileURLToPath } from 'node:url';
import { writeDocs } from './from-tree.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
await writeDocs();
