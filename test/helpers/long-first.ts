import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Test files that are small but take long, in the order in which they start: those that mostly wait, for real time or
 * another process, stand between those that keep a processor busy.
 */
const LONG = [
  'faults/here',
  'faults/launched',
  'docs-blocks',
  'e2e/tab',
  'commands/apply/clocks',
  'program/examples',
  'readme-blocks',
  'e2e/creation',
  'e2e/config',
  'e2e/prices',
].map((file) => `/test/${file}.test.ts`);

/**
 * Starts the long test files first. In a fresh clone vitest does not know how long a file takes and starts with the
 * largest, so a small file that takes long would start last and delay the end of the run.
 */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = LONG.findIndex((file) => moduleId.endsWith(file));
      return at < 0 ? LONG.length : at;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
