import { expect, test } from 'vitest';
import { endDeployment } from '../../action/end.js';

/** Ends the deployment `pr-7` where exo-di ends with these codes, one after the other. */
async function ending(end: 'zero' | 'delete', ...codes: number[]) {
  const lines: string[] = [];
  let slept = 0;
  const run = async (line: readonly string[]) => {
    lines.push(line.slice(0, 2).join(' '));
    return { code: codes.shift() ?? 0, stdout: '', stderr: '' };
  };
  const ended = await endDeployment({ deployment: 'pr-7', zone: 'at-vie-2', end }, run, async (ms) => {
    slept += ms;
  });
  return { ended: ended?.code, lines, slept };
}

const SHOW = 'deployment show';
const SCALE = 'deployment scale';

test.each([
  ['it is there', 'zero', [0, 0], 0, [SHOW, SCALE], 0],
  ['it is deleted', 'delete', [0, 0], 0, [SHOW, 'deployment delete'], 0],
  ['none is there, also when looked at once more', 'zero', [4, 4], undefined, [SHOW, SHOW], 15_000],
  ['it shows only then', 'zero', [4, 0, 0], 0, [SHOW, SHOW, SCALE], 15_000],
  ['it is being changed, and then not', 'zero', [0, 5, 0], 0, [SHOW, SCALE, SCALE], 15_000],
  ['the service cannot be reached', 'zero', [9, 9, 9, 9], 9, [SHOW, SCALE, SCALE, SCALE], 30_000],
  ['the credentials are refused', 'zero', [3, 3], 3, [SHOW, SCALE], 0],
  ['it goes away by itself', 'zero', [0, 4], undefined, [SHOW, SCALE], 0],
] as const)('%s', async (_what, end, codes, code, lines, slept) => {
  expect(await ending(end, ...codes)).toEqual({ ended: code, lines, slept });
});
