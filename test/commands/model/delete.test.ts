import { describe, expect, test } from 'vitest';
import { seededId } from '../../../src/sandbox/index.js';
import { bench, withMyApp } from '../../helpers/run.js';
import { HTML_404 } from '../../helpers/service.js';

const MODEL = 'openai/gpt-oss-20b';
const USED = 'mistralai/Mistral-7B-Instruct-v0.3';
const ID = seededId(`at-vie-2/${MODEL}`);

describe('model delete', () => {
  test.each([
    ['by name', MODEL],
    ['by ID', ID],
    ['by both, once', `${MODEL} ${ID}`],
  ])('-f deletes %s and says so', async (_, given) => {
    const { exo, sandbox, changes } = bench();
    const { code, stdout } = await exo(`model delete ${given} -z at-vie-2 -f`);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Model(s) deleted.\n' });
    expect(changes()).toEqual([`DELETE /at-vie-2/v2/ai/model/${ID}`]);
    expect(sandbox.models('at-vie-2')).toHaveLength(4);
  });

  test('several at once, and -O json says which', async () => {
    const { exo } = bench();
    const { stdout } = await exo(`model del ${MODEL} openai/gpt-oss-120b -z at-vie-2 -f -O json`);
    expect(JSON.parse(stdout)).toEqual([
      { id: ID, name: MODEL, zone: 'at-vie-2', deleted: true },
      { id: expect.any(String), name: 'openai/gpt-oss-120b', zone: 'at-vie-2', deleted: true },
    ]);
    expect((await exo('model delete Qwen/Qwen2.5-7B-Instruct -z at-vie-2 -f -O text')).stdout).toContain(
      '\tat-vie-2\ttrue\n',
    );
  });

  test('a failed operation is exit 7', async () => {
    const { exo } = bench({ fail: ['DELETE /ai/model/*=operation-failure'] });
    const { code, stdout, stderr } = await exo(`model delete ${MODEL} -z at-vie-2 -f`);
    expect({ code, stdout }).toEqual({ code: 7, stdout: '' });
    expect(stderr).toContain(`could not delete model ${MODEL} in at-vie-2: the operation failed`);
  });
});

describe('a model in use', () => {
  test('is not concluded from a web page with 412: the command looks whether the model is gone', async () => {
    const { exo, sandbox, intercept } = bench();
    intercept(async (request, ask) => {
      if (request.method !== 'DELETE') return undefined;
      await ask(request);
      return { ...HTML_404, status: 412 };
    });
    const { code, stderr } = await exo(`model delete ${MODEL} -z at-vie-2 -f`);
    expect({ code, left: sandbox.models('at-vie-2').length }, stderr).toEqual({ code: 0, left: 4 });
  });

  test('is not concluded from a 412 with another reason', async () => {
    const { exo } = bench({ fail: ['DELETE /ai/model/*=412:message'] });
    const { code, stderr } = await exo(`model delete ${MODEL} -z at-vie-2 -f`);
    expect(code).toBe(5);
    expect(stderr).toMatch(/^error: could not delete model openai.* \(HTTP 412\)\n/);
    expect(stderr).toContain('see which deployments use it: exo-di deployment list -z at-vie-2');
  });

  test.each(['ids', 'names'] as const)(
    'is exit 5, with the names of the deployments that use it (the service tells %s)',
    async (modelInUse) => {
      const { exo, sandbox } = withMyApp({ modelName: USED }, { assumptions: { modelInUse } });
      const { code, stdout, stderr } = await exo(`model delete ${USED} -z at-vie-2 -f`);
      expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
      expect(stderr).toBe(
        [
          `error: model ${USED} in at-vie-2 is in use by deployment my-app; it was not deleted`,
          'hint: delete it first, which loses URL and API key: exo-di deployment delete my-app -z at-vie-2',
          '',
        ].join('\n'),
      );
      expect(sandbox.models('at-vie-2')).toHaveLength(5);
    },
  );

  test('by several deployments: all are named, and the printed command deletes them', async () => {
    const { exo, sandbox } = bench();
    sandbox.place({ zone: 'at-vie-2', name: 'a', modelName: USED });
    sandbox.place({ zone: 'at-vie-2', name: 'my app', modelName: USED, replicas: 0 });
    const { stderr } = await exo(`model delete ${USED} -z at-vie-2 -f`);
    expect(stderr).toContain('is in use by deployments a, my app; it was not deleted');
    expect(stderr).toContain("exo-di deployment delete a 'my app' -z at-vie-2");
    expect((await exo(['deployment', 'delete', 'a', 'my app', '-z', 'at-vie-2', '-f'])).code).toBe(0);
    expect((await exo(`model delete ${USED} -z at-vie-2 -f`)).code).toBe(0);
  });

  test('as JSON error, with IDs and names', async () => {
    const { exo, id } = withMyApp({ modelName: USED });
    const { stderr } = await exo(`model delete ${USED} -z at-vie-2 -f -O json`);
    expect(JSON.parse(stderr).error).toMatchObject({
      code: 'in-use',
      exit_code: 5,
      zone: 'at-vie-2',
      details: { deployments: [{ id, name: 'my-app' }] },
    });
  });

  test('is reported after a lost answer, too', async () => {
    const { exo } = withMyApp({ modelName: USED }, { fail: ['DELETE /ai/model/*=reset'] });
    const { code, stderr } = await exo(`model delete ${USED} -z at-vie-2 -f`);
    expect(code).toBe(5);
    expect(stderr).toContain('is in use by deployment my-app; it was not deleted');
  });

  test('is reported with IDs if the names cannot be read; the other models are deleted', async () => {
    const { exo, id } = withMyApp({ modelName: USED }, { fail: ['GET /ai/deployment=503 x*'] });
    const { code, stdout, stderr } = await exo(`model delete ${USED} ${MODEL} -z at-vie-2 -f`);
    expect({ code, stdout }).toEqual({ code: 5, stdout: 'Model(s) deleted.\n' });
    expect(stderr).toContain(`in use by deployment ${id}; it was not deleted`);
  });
});
