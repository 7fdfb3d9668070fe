import { expect, test } from 'vitest';
import { withMyApp } from '../helpers/run.js';

/* An operator who reads the failure of a change must know from it whether the change was made. */

const UNLISTED: readonly (readonly [line: string, said: string])[] = [
  ['deployment scale my-app 0 -z at-vie-2', 'nothing was sent for deployment my-app'],
  ['deployment scale my-app 0', 'nothing was sent for deployment my-app'],
  ['deployment scale my-app=0 other=1 -z at-vie-2', 'nothing was sent'],
  ['deployment scale --all 0 -f -z at-vie-2', 'nothing was sent'],
  ['deployment update my-app --name new -z at-vie-2', 'nothing was sent for deployment my-app'],
  ['deployment delete my-app -f -z at-vie-2', 'nothing was sent for deployment my-app'],
  ['deployment clone my-app new --gpu-count 2 -z at-vie-2', 'nothing was sent'],
  [
    'deployment create new --model-name m/x --gpu-type gpua5000 --gpu-count 1 -z at-vie-2',
    'nothing was sent for deployment new',
  ],
  ['model create m/x -z at-vie-2', 'nothing was sent for model m/x'],
  ['model delete m/x -f -z at-vie-2', 'nothing was sent for model m/x'],
  ['api-key create ci --scope public', 'nothing was sent for API key ci'],
  ['api-key delete ci -f', 'nothing was sent for API key ci'],
  ['api-key rotate ci -f', 'nothing was sent for API key ci'],
  ['api-key update ci --name new', 'nothing was sent for API key ci'],
  ['deployment idle --scale-to-zero --all --for 45m -f -z at-vie-2', 'nothing was sent'],
  ['deployment autoscale my-app --max 4 -z at-vie-2', 'nothing was sent for deployment my-app'],
];

// The service answers an empty list with 200, so even a 404 in JSON says nothing of the things in the list.
const FAULTS = ['503', '404', '404:message', '410:text', '404:empty'];

test.each(UNLISTED.flatMap(([line, said]) => FAULTS.map((fault) => [line, fault, said] as const)))(
  '%s, whose list is answered with %s: %s',
  async (line, fault, said) => {
    const { exo, changes } = withMyApp({}, { fail: [`GET /ai/*=${fault} x*`] });
    const { code, stderr } = await exo(`${line} --timeout 3s`);
    expect(code).toBe(9);
    expect(stderr).toMatch(/^error: /m);
    expect(stderr).toContain(said);
    expect(changes()).toEqual([]);
  },
);

test.each([
  ['deployment scale my-app 1 -z at-vie-2', 'deployment my-app'],
  ['deployment scale my-app 2 --gpu-count 2 -z at-vie-2', 'deployment my-app'],
  ['deployment scale my-app=3 --max-cost-per-hour 100 -z at-vie-2', 'any deployment'],
  ['deployment update my-app --name new -z at-vie-2', 'deployment my-app'],
  ['deployment clone my-app new --gpu-count 2 -z at-vie-2', 'deployment new'],
  ['deployment autoscale my-app --max 4 -z at-vie-2', 'deployment my-app'],
  [
    'deployment create my-app --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 1 --if-not-exists -z at-vie-2',
    'deployment my-app',
  ],
  ['model create openai/gpt-oss-20b --if-not-exists -z at-vie-2', 'model openai/gpt-oss-20b'],
])('%s, where the listed thing cannot be read: nothing was sent for %s', async (line, what) => {
  const fail = ['GET /ai/deployment/*=503 x*', 'GET /ai/model/*=503 x*'];
  const { exo, changes } = withMyApp({}, { fail });
  const { code, stderr } = await exo(`${line} --timeout 3s`);
  expect(code).toBe(9);
  expect(stderr).toMatch(new RegExp(`^error: .*; nothing was sent for ${what}$`, 'm'));
  expect(changes()).toEqual([]);
});
