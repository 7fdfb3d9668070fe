// Writes docs/reference.md and llms.txt from the tree of commands, into package.json which manual pages there are, and
// docs/reference/client.md by TypeDoc, which is fetched where that is out of date. A test fails when it was forgotten: npm run docs
import { fileURLToPath } from 'node:url';
import { writeClientReference } from './client-docs.mjs';
import { writeDocs } from './from-tree.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
await writeDocs();
await writeClientReference();
