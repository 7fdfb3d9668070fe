import { EXIT_CODE_MEANINGS } from '../../exit-codes.js';
import { environmentBlocks } from './environment.js';
import { type Block, laidOut } from './lay-out.js';
import { outputBlocks } from './output.js';
import type { TopicName } from './spec.js';

const TOPICS: Readonly<Record<TopicName, readonly Block[]>> = {
  environment: environmentBlocks,
  output: outputBlocks,
  'exit-codes': [
    'Exit codes. Scripts can depend on them: a number never changes its meaning.',
    { terms: EXIT_CODE_MEANINGS.map(([code, meaning]) => [String(code).padStart(3), meaning]), width: 5 },
  ],
};

/** The text of a help topic, for a terminal of so many columns. Ends with a line feed. */
export const topicText = (name: TopicName, columns = 80) => laidOut(TOPICS[name], columns);
