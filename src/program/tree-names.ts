/** The names under which `exo` has this tree. */
export const TREE_NAMES = {
  name: 'dedicated-inference',
  aliases: ['ai', 'inference'],
  summary: 'The same commands, as exo has them; also: ai, inference',
};
