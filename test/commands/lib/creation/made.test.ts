import { describe, expect, test } from 'vitest';
import { bench } from '../../../helpers/run.js';

/* What all creations have in common. The tests beside each command have the rest. */

const DEPLOYMENT =
  'deployment create app --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 1 -z at-vie-2';
const MODEL = 'model create owner/new-7B -z at-vie-2';

describe.each([DEPLOYMENT, MODEL])('%s', (line) => {
  test('-Q says nothing', async () => {
    expect(await bench().exo(`${line} -Q`)).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('--no-wait prints the operation at once', async () => {
    const { exo, clock } = bench();
    const before = clock.now();
    const { code, stdout } = await exo(`${line} --no-wait -O json`);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ state: 'pending', zone: 'at-vie-2' });
    expect(clock.now()).toBe(before);
  });

  test('--wait-timeout gives up with exit 8 and says how to go on', async () => {
    const { code, stderr } = await bench().exo(`${line} --wait-timeout 5s`);
    expect(code).toBe(8);
    expect(stderr).toMatch(/it goes on; wait again with: exo-di operation wait [0-9a-f-]{36} -z at-vie-2/);
  });
});

describe.each([
  ['deployment', DEPLOYMENT, { state: 'ready' }],
  ['model', MODEL, { state: 'ready' }],
  ['api-key', 'api-key create ci --scope public -z at-vie-2', { value: expect.stringMatching(/^sandbox-/) }],
])('exactly once: %s', (kind, line, made) => {
  const request = `POST /ai/${kind}`;

  test.each(['reset-after', '503-after', 'garbage', 'cut'])(
    '%s: the created object is found and taken as the result',
    async (fault) => {
      const { exo, changes } = bench({ fail: [`${request}=${fault}`] });
      const { code, stdout, stderr } = await exo(`${line} -O json`);
      expect({ code, sent: changes().length }, stderr).toEqual({ code: 0, sent: 1 });
      expect(JSON.parse(stdout)).toMatchObject(made);
      expect(stderr).toContain('the answer to the creation was lost, but ');
    },
  );

  test.each(['reset', '503'])(
    '%s: the creation is not sent again, and the error says what to do',
    async (fault) => {
      const { exo, changes } = bench({ fail: [`${request}=${fault}`] });
      const { code, stdout, stderr } = await exo(line);
      expect({ code, stdout, sent: changes().length }).toEqual({ code: 9, stdout: '', sent: 1 });
      expect(stderr).toContain(`check that it does not exist: exo-di ${kind} list`);
    },
  );

  test('if the result cannot be found out, the error says so and what to check', async () => {
    const { exo, sandbox, justBefore } = bench({ fail: [`${request}=reset-after`] });
    // The list is answered before the creation, and not afterwards.
    justBefore(request, () => sandbox.failNext(`GET /ai/${kind}=503 x*`));
    const { code, stdout, stderr } = await exo(line);
    expect({ code, stdout }).toEqual({ code: 9, stdout: '' });
    expect(stderr).toMatch(/it is not known whether .* was created/);
    expect(stderr).toContain(`check that it does not exist: exo-di ${kind} list`);
  });
});
