import { EXIT_CODE_MEANINGS } from '../../exit-codes.js';
import { environmentText } from './environment.js';
import { outputText } from './output.js';
import type { TopicName } from './spec.js';

/** The text of a help topic. Ends with a line feed. */
export function topicText(name: TopicName): string {
  switch (name) {
    case 'environment':
      return environmentText();
    case 'output':
      return outputText();
    case 'exit-codes':
      return exitCodesText();
  }
}

function exitCodesText(): string {
  const lines = EXIT_CODE_MEANINGS.map(([code, meaning]) => `${String(code).padStart(5)}  ${meaning}`);
  return `Exit codes. Scripts can depend on them: a number never changes its meaning.\n\n${lines.join('\n')}\n`;
}
