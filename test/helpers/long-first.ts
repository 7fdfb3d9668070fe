import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Test files that are small but take long: blocks of pages, a matrix of faults, examples in real time. */
const LONG =
  /test\/(docs-blocks|readme-blocks|e2e\/config|faults\/here|program\/examples|commands\/apply\/clocks)\.test\.ts$/;

/**
 * Starts the long test files first. In a fresh clone vitest does not know how long a file takes and starts with the
 * largest, so a small file that takes long would start last and delay the end of the run.
 */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => Number(LONG.test(moduleId));
    return (await super.sort(files)).sort((a, b) => isLong(b) - isLong(a));
  }
}
