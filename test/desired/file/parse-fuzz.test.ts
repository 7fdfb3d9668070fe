import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseInferenceFiles } from '../../../src/desired/file/parse-file.js';
import { UsageError } from '../../../src/errors.js';
import { anyText } from '../../helpers/any-text.js';
import { runs } from '../../helpers/chance.js';

const words = [
  'deployments:',
  '- name: a',
  'zone',
  ': ',
  '\n  ',
  '\n',
  '- ',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '&a',
  '*a',
  '!!map',
  '<<',
  '|',
  '>',
  '---',
  '...',
  '%',
  '#',
  '? ',
  '\t',
  '\u0000',
  '0 7 * * *',
  'cron',
];

it('any file is either read or refused with the place of the problem', () => {
  const text = fc.oneof(
    anyText({ maxLength: 200 }),
    fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((parts) => parts.join('')),
    fc.json(),
  );
  fc.assert(
    fc.property(text, (content) => {
      try {
        parseInferenceFiles([{ name: 'f', text: content }]);
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
        if (error instanceof UsageError) expect(error.message).toMatch(/^f:[1-9]\d*:[1-9]\d*: /);
      }
    }),
    { numRuns: runs(500) },
  );
});
