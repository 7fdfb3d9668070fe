import { expect, test } from 'vitest';
import { deployment, desk } from '../../../helpers/inference-file.js';

/*
 * With --no-wait, a thing that is found after its answer was lost is there, but nobody has seen the end of its
 * creation. Nor has anybody if an earlier run has sent it; then its operation is known.
 */
const MISTRAL = 'mistralai/Mistral-7B-Instruct-v0.3';
const DEPLOYMENT = `deployment create app --model-name ${MISTRAL} --gpu-type gpua5000 --gpu-count 1 -z at-vie-2 --no-wait`;
const MODEL = 'model create owner/new-7B -z at-vie-2 --no-wait';
const APPLY = 'apply -f f.yaml --no-wait';
const OPERATION = /[0-9a-f]{8}-[0-9a-f-]{27}/;

/** A machine with a file that wants two replicas of app. @param visibleAfterMs when lists show a new thing */
function made(visibleAfterMs = 0) {
  const all = desk({ assumptions: { visibleAfterMs } });
  all.write(deployment('app', 2));
  return all;
}

test.each([
  [DEPLOYMENT, '', 'See how far it is with: exo-di deployment show app -z at-vie-2\n'],
  [MODEL, '', 'See how far it is with: exo-di model show owner/new-7B -z at-vie-2\n'],
  [
    APPLY,
    'app in at-vie-2: create with 2 replicas was accepted; see how far it is with: exo-di deployment show app -z at-vie-2\n',
    'is taken as its result\n',
  ],
])('%s: the answer is lost', async (line, out, err) => {
  const { sandbox, exo } = made();
  for (const path of ['deployment', 'model']) sandbox.failNext(`POST /ai/${path}=reset-after`);
  const { code, stdout, stderr } = await exo(line);
  expect({ code, stdout }).toEqual({ code: 0, stdout: out });
  expect(stderr.endsWith(err), stderr).toBe(true);
});

test.each([DEPLOYMENT, MODEL, APPLY])('%s: an earlier run has sent it', async (line) => {
  const { sandbox, exo } = made(3_000);
  const first = await exo(`${line} -O json`);
  const second = await exo(`${line} -O json`);
  expect({ code: second.code, operation: second.stdout.match(OPERATION)?.[0] }).toEqual({
    code: 0,
    operation: first.stdout.match(OPERATION)?.[0],
  });
  expect(second.stdout).toContain('pending');
  expect(sandbox.deployments().filter(({ name }) => name === 'app').length).toBeLessThan(2);
});

test('apply: a scaling that was accepted without an operation is not called done', async () => {
  const { sandbox, exo } = made();
  sandbox.place({ zone: 'at-vie-2', name: 'app', replicas: 1 });
  sandbox.failNext('POST /ai/deployment/{id}/scale=garbage-after');
  const { code, stdout } = await exo(APPLY);
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout:
      'app in at-vie-2: scale 1 → 2 was accepted; see how far it is with: exo-di deployment show app -z at-vie-2\n',
  });
});
