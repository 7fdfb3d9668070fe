import { expect, test } from 'vitest';
import { parseInferenceFiles } from '../../../src/desired/file/parse-file.js';
import { decideAtZero, loadLimits } from '../../../src/desired/plan/plan-logs.js';
import type { Deployment } from '../../../src/schemas/deployment.js';
import { deployment, fileOf } from '../../helpers/inference-file.js';

const AUTOSCALE = 'autoscale: { min: 1, max: 4 }';
const atSeven = (what: string) => [AUTOSCALE, 'schedule:', `  - { cron: "0 7 * * *", ${what} }`];
/** A Thursday. */
const NOON = new Date('2026-01-01T12:00:00+01:00');

function limits(more: readonly string[], replicas: number | undefined, lastRun?: Date) {
  const text = fileOf(deployment('my-app', undefined, more));
  const [one] = parseInferenceFiles([{ name: 'f.yaml', text }]).deployments;
  if (!one) throw new Error('no deployment');
  const found = loadLimits(one, NOON, { replicas, lastRun });
  return found && `${found.min}..${found.max}${found.wakes ? '' : ' asleep stays'}`;
}

test.each<[string, readonly string[], string | undefined]>([
  ['without autoscale', ['replicas: 2'], undefined],
  ['its own limits', [AUTOSCALE], '1..4'],
  ['min is 1', ['autoscale: { max: 3 }'], '1..3'],
  ['at-least replaces min', atSeven('at-least: 2'), '2..4'],
  ['at-least above max', atSeven('at-least: 6'), '6..6'],
  ['at-least 0 starts nothing', atSeven('at-least: 0'), '1..4 asleep stays'],
  ['at-most replaces max', atSeven('at-most: 2'), '1..2 asleep stays'],
  [
    'at-most below min',
    ['autoscale: { min: 3, max: 4 }', 'schedule:', '  - { cron: "0 7 * * *", at-most: 2 }'],
    '2..2 asleep stays',
  ],
  ['at-most 0', atSeven('at-most: 0'), undefined],
  ['a number of the schedule', atSeven('replicas: 2'), undefined],
  ['a window', [AUTOSCALE, 'schedule:', '  - { from: "07:00", to: "20:00", at-least: 2 }'], '2..4'],
  [
    'outside of a window',
    [AUTOSCALE, 'schedule:', '  - { from: "17:00", to: "20:00", at-least: 2 }'],
    '1..4',
  ],
  ['an excepted day', [AUTOSCALE, 'except:', '  - { date: 2026-01-01, replicas: 0 }'], undefined],
  ['an excepted day without a number', [AUTOSCALE, 'except:', '  - { date: 2026-01-01 }'], '1..4'],
])('%s', (_, more, said) => {
  expect(limits(more, 2)).toBe(said);
});

test('an entry with on: change sets the replicas once, and then autoscale continues from there', () => {
  const more = [AUTOSCALE, 'schedule:', '  - { cron: "0 11 * * *", replicas: 0, on: change }'];
  expect(limits(more, 2, new Date('2026-01-01T09:00:00Z'))).toBeUndefined();
  expect(limits(more, 2, new Date('2026-01-01T10:30:00Z'))).toBe('1..4 asleep stays');
});

test.each<[string, Partial<Deployment>, boolean, number | undefined]>([
  ['at zero', { state: 'ready', replicas: 0 }, true, 2],
  ['at zero, in a state of its own', { state: 'stopped', replicas: 0 }, true, 2],
  ['at zero, where it is to stay at zero', { state: 'ready', replicas: 0 }, false, undefined],
  ['while it changes', { state: 'scaling', replicas: 0 }, true, undefined],
  ['with replicas', { state: 'ready', replicas: 1 }, true, undefined],
])('decideAtZero starts min replicas or nothing: %s', (_, fields, wakes, to) => {
  const there: Deployment = {
    name: 'my-app',
    state: 'ready',
    'deployment-url': '',
    model: {},
    visibility: 'private',
    ...fields,
  };
  const own = { min: 2, max: 4, targetWaiting: 0, targetKv: 80, upWindowMs: 60_000, downWindowMs: 600_000 };
  expect(decideAtZero({ ...own, wakes }, there)?.to).toBe(to);
});

test.each([
  [['replicas: 2', AUTOSCALE], 'only one of replicas and autoscale can be given'],
  [['autoscale: { min: 3, max: 2 }'], 'deployments[0].autoscale.min: must not be more than max'],
  [['autoscale: { min: 0, max: 2 }'], 'deployments[0].autoscale.min: 0 is too small: 1 is the minimum'],
  [['autoscale: { min: 1 }'], 'deployments[0].autoscale.max: is missing'],
  [
    ['autoscale: { max: 2, maximum: 3 }'],
    'deployments[0].autoscale.maximum: unknown key: the known keys are min, max, target-waiting',
  ],
  [['autoscale: { max: 2, target-kv: 80 }'], '80 is not text: write it as in target-kv: 80%'],
  [['autoscale: { max: 2, target-kv: "0.85" }'], 'is a percentage: write 85%, or 0.85% if that is meant'],
  [['autoscale: { max: 2, target-kv: 180% }'], 'must be a percentage up to 100%, such as 80%, not "180%"'],
  [['autoscale: { max: 2, scale-up-window: 1s }'], 'must be from 10s to 24h'],
  [['autoscale: { max: 2, scale-up-window: soon }'], '"soon" is not a duration like 15s, 1m30s or 500ms'],
  [
    ['autoscale: 3'],
    'deployments[0].autoscale: 3 is not keys with values, such as autoscale: { min: 1, max: 4 }',
  ],
])('refuses %j', (more, said) => {
  expect(() => limits(more, 2)).toThrow(said);
});

test('replicas or autoscale of a deployment override both of the defaults', () => {
  const text = `zone: at-vie-2\ndefaults:\n  replicas: 0\n  autoscale: { max: 9 }\ndeployments:\n${deployment('a', 2)}\n${deployment('b', undefined, [AUTOSCALE])}\n`;
  const both = () => parseInferenceFiles([{ name: 'f.yaml', text }]).deployments;
  expect(both().map((one) => [one.replicas, one.autoscale?.max])).toEqual([
    [2, undefined],
    [1, 4],
  ]);
});
