import { expect, test } from 'vitest';
import { endDeployment } from '../../action/end.js';

/** Ends the deployment `pr-7`, while exo-di exits with each of these codes in turn, and then always with the last. */
async function ending(end: 'zero' | 'delete', ...codes: number[]) {
  const lines: string[] = [];
  let logged = '';
  let slept = 0;
  const ended = await endDeployment(
    { deployment: 'pr-7', zone: 'at-vie-2', end },
    {
      run: async (line) => {
        lines.push(line.slice(0, 2).join(' '));
        const code = (codes.length > 1 ? codes.shift() : codes[0]) ?? 0;
        return { code, stdout: '', stderr: `ended with ${code}\n` };
      },
      sleep: async (ms) => {
        slept += ms;
      },
      now: () => slept,
      log: (text) => {
        logged += text;
      },
    },
  );
  return { ended: ended?.code, lines, slept: slept / 1_000, logged };
}

const SHOW = 'deployment show';
const SCALE = 'deployment scale';

test.each([
  ['an existing deployment is scaled to zero', 'zero', [0], 0, [SHOW, SCALE], 0],
  ['with on-end delete, it is deleted', 'delete', [0], 0, [SHOW, 'deployment delete'], 0],
  [
    'if it does not appear within a minute, nothing is done',
    'zero',
    [4],
    undefined,
    [SHOW, SHOW, SHOW, SHOW, SHOW],
    60,
  ],
  [
    'one that appears later is waited for and scaled',
    'zero',
    [4, 4, 4, 0],
    0,
    [SHOW, SHOW, SHOW, SHOW, SCALE],
    45,
  ],
  ['while it is being changed, scaling is retried', 'zero', [0, 5, 5, 0], 0, [SHOW, SCALE, SCALE, SCALE], 30],
  ['refused credentials end it at once', 'zero', [3], 3, [SHOW, SCALE], 0],
  ['if it disappears before it is scaled, that is no failure', 'zero', [0, 4], undefined, [SHOW, SCALE], 0],
] as const)('%s', async (_what, end, codes, code, lines, slept) => {
  expect(await ending(end, ...codes)).toMatchObject({ ended: code, lines, slept });
});

test('a failure is retried for twenty minutes, and the retries are announced once', async () => {
  const { ended, slept, logged } = await ending('zero', 0, 9);
  expect({ ended, slept }).toEqual({ ended: 9, slept: 20 * 60 });
  expect(logged).toBe('ended with 9\nTrying again every 15 s, for 20 minutes at most.\nended with 9\n');
});
