import { describe, expect, test } from 'vitest';
import { withMyApp } from '../helpers/run.js';

/** A name that imitates an error message and a stack trace. */
const NAME = 'my-app\r\nerror: not ours\n    at main';
const SHOWN = 'my-app\\r\\nerror: not ours\\n    at main';

describe.each([
  ['through a pipe', false],
  ['on a terminal', true],
])('%s, a name with line breaks is printed on one line', (_, terminal) => {
  const service = () => {
    const { sandbox, exo, id } = withMyApp();
    sandbox.override(id, { name: NAME });
    return { id, exo: (line: string) => exo(line, { terminal, columns: 400 }) };
  };

  test('in a message', async () => {
    const { id, exo } = service();
    expect(await exo(`deployment scale ${id} 1 -z at-vie-2`)).toMatchObject({
      code: 0,
      stderr: `Deployment ${SHOWN} in at-vie-2 already has 1 replica; nothing was sent.\n`,
    });
  });

  test('in an error', async () => {
    const { id, exo } = service();
    const { code, stderr } = await exo(`deployment scale ${id} 1 --gpu-count 2 -z at-vie-2`);
    expect(code).toBe(2);
    expect(stderr).toContain(
      `error: --gpu-count cannot change the 1 GPU of deployment ${SHOWN} in at-vie-2 to 2:`,
    );
    expect(stderr).not.toMatch(/^error: not ours/m);
  });

  test('in a command to paste, where a second line would be another command', async () => {
    const { id, exo } = service();
    const { stderr } = await exo(`deployment scale ${id} 9 -z at-vie-2 --gpu-count 2`);
    expect(stderr.split('\n').filter((line) => / exo-di /.test(line))).toHaveLength(1);
    expect(stderr).toContain("exo-di deployment create $'my-app\\x0d\\x0aerror: not ours");
  });
});
