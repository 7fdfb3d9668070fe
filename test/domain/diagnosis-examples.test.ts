import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/domain/failures/diagnosis.js';

/** Logs of real engines, kept beside the project because it may not publish them. */
const EXAMPLES = fileURLToPath(new URL('../../../shared/api/vllm/', import.meta.url));
const there = existsSync(EXAMPLES);
const kinds = there
  ? readFileSync(`${EXAMPLES}index.tsv`, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t'))
  : [];
const linesOf = (file: string) => readFileSync(`${EXAMPLES}${file}`, 'utf8').split('\n');

describe.skipIf(!there)('logs of engines that failed', () => {
  for (const [file = '', kind = '', , line = ''] of kinds.filter(([name]) => name?.startsWith('failures/'))) {
    test(`${file}: ${kind}`, () => {
      const found = diagnose(linesOf(file));
      // A restart loop is diagnosed by its cause.
      expect(found?.kind).toBe(kind === 'restart-loop' ? 'no-cache-blocks' : kind);
      if (kind !== 'restart-loop' && found) expect(linesOf(file).join('\n')).toContain(found.evidence);
      expect(line).not.toBe('');
    });
  }
});

describe.skipIf(!there)('logs of healthy engines with alarming lines', () => {
  for (const file of there ? readdirSync(`${EXAMPLES}healthy`) : []) {
    test(file, () => {
      expect(diagnose(linesOf(`healthy/${file}`))).toBeUndefined();
    });
  }
});
