import { EXIT_CODE_MEANINGS } from '../../exit-codes.js';
import { environmentBlocks } from './environment.js';
import { type Block, laidOut } from './lay-out.js';
import { outputBlocks } from './output.js';
import type { TopicName } from './spec.js';

/** The text of a help topic, for a terminal of so many columns. Ends with a line feed. */
export function topicText(name: TopicName, columns = 80): string {
  switch (name) {
    case 'environment':
      return laidOut(environmentBlocks, columns);
    case 'output':
      return laidOut(outputBlocks(), columns);
    case 'exit-codes':
      return laidOut(exitCodes, columns);
  }
}

const exitCodes: readonly Block[] = [
  'Exit codes. Scripts can depend on them: a number never changes its meaning.',
  { terms: EXIT_CODE_MEANINGS.map(([code, meaning]) => [String(code).padStart(3), meaning]), width: 5 },
];
