/** What is written from the tree of commands by scripts/from-tree.mjs; no command loads it. */
export { llmsText } from './llms.js';
export { manPages } from './man.js';
export { reference } from './reference.js';
