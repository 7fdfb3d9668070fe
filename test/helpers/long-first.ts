import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Small files with much to do: pages of blocks, a matrix of faults, examples that go by real time. */
const LONG =
  /test\/(docs-blocks|readme-blocks|e2e\/config|faults\/here|program\/examples|commands\/apply\/clocks)\.test\.ts$/;

/**
 * Where no earlier run tells how long a file takes, as in a fresh clone, vitest begins with the largest: those that
 * are long for another reason would begin last, and the end of the whole would wait for them.
 */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => Number(LONG.test(moduleId));
    return (await super.sort(files)).sort((a, b) => isLong(b) - isLong(a));
  }
}
