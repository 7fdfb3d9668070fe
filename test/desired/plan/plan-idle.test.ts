import { describe, expect, test } from 'vitest';
import { parseInferenceFiles } from '../../../src/desired/file/parse-file.js';
import { canSleep, idleFor } from '../../../src/desired/plan/plan-logs.js';
import { replicasFor } from '../../../src/desired/schedule/standing.js';
import { deployment, fileOf } from '../../helpers/inference-file.js';

const parse = (...more: string[]) =>
  parseInferenceFiles([
    {
      name: 'f.yaml',
      text: fileOf(
        deployment('my-app', more.some((line) => line.startsWith('autoscale')) ? undefined : 2, more),
      ),
    },
  ]);
const IDLE = 'idle: { after: 45m }';
/** A time on a Thursday in Vienna. */
const at = (time: string) => new Date(`2026-11-26T${time}:00+01:00`);
const SINCE = at('09:00').getTime();

/** Returns the decision at noon for these replicas and the time of the last run, idle since 09:00 or not. */
function decided(
  more: string[],
  { replicas = 2, last, isIdle = true }: { replicas?: number; last?: string; isIdle?: boolean } = {},
) {
  const [one] = parse(IDLE, ...more).deployments;
  if (!one) throw new Error('there is none');
  const lastRun = last === undefined ? undefined : at(last);
  const desired = replicasFor(one, at('12:00'), { replicas, lastRun });
  return idleFor(one, desired, { replicas }, { at: at('12:00'), lastRun, since: isIdle ? SINCE : undefined })
    ?.kind;
}

const AT_SEVEN = ['schedule:', '  - { cron: "0 7 * * *", replicas: 2 }'];
const AT_ELEVEN_THIRTY = ['schedule:', '  - { cron: "30 11 * * *", replicas: 2 }'];

describe('a deployment with replicas', () => {
  test.each<[string, string[], object, string | undefined]>([
    ['goes to zero when it is idle', [], {}, 'idle'],
    ['stays when idleness is not proven', [], { isIdle: false }, undefined],
    ['stays until a run has carried out what the schedule wants', AT_SEVEN, { last: '06:55' }, undefined],
    ['goes to zero afterwards', AT_SEVEN, { last: '07:00' }, 'idle'],
    ['goes to zero even if the schedule wants replicas', AT_SEVEN, {}, 'idle'],
    ['stays where at-least keeps it', ['schedule:', '  - { cron: "0 7 * * *", at-least: 1 }'], {}, undefined],
    ['goes to zero on an excepted day', ['except:', '  - { date: 2026-11-26, replicas: 1 }'], {}, 'idle'],
    [
      'is left to the schedule that wants zero',
      ['schedule:', '  - { cron: "0 7 * * *", replicas: 0 }'],
      {},
      undefined,
    ],
  ])('%s', (_, more, given, kind) => {
    expect(decided(more, given)).toBe(kind);
  });
});

describe('a deployment scaled to zero for idleness', () => {
  const asleep = (more: string[], last?: string) => decided(more, { replicas: 0, ...(last && { last }) });
  test.each<[string, string[], string | undefined, string | undefined]>([
    ['stays at zero without a schedule', [], '11:55', 'asleep'],
    ['stays at zero, even if no earlier run is known', [], undefined, 'asleep'],
    ['stays at zero once a run followed the change of the schedule', AT_SEVEN, '11:55', 'asleep'],
    ['is scaled up by an entry that fired since the last run', AT_SEVEN, '06:55', undefined],
    [
      'is scaled up by an entry that fired within an hour, if no earlier run is known',
      AT_ELEVEN_THIRTY,
      undefined,
      undefined,
    ],
    ['stays at zero if the entry fired earlier than that', AT_SEVEN, undefined, 'asleep'],
    [
      'is scaled up at the end of an exception',
      ['except:', '  - { from: 2026-11-26T08:00, to: 2026-11-26T11:58, replicas: 0 }'],
      '11:55',
      undefined,
    ],
    [
      'is scaled up on an excepted day at the end of an exception from it',
      [
        'except:',
        '  - { date: 2026-11-26, replicas: 1 }',
        '  - { from: 2026-11-26T08:00, to: 2026-11-26T11:58, replicas: 0 }',
      ],
      '11:55',
      undefined,
    ],
  ])('%s', (_, more, last, kind) => {
    expect(asleep(more, last)).toBe(kind);
  });
});

test('a hold keeps it awake', () => {
  const held = (heldBy?: string) => ({
    kind: 'except' as const,
    index: 0,
    timezone: 'UTC',
    since: at('11:00'),
    until: at('14:00'),
    entry: { from: '2026-11-26T11:00', to: '2026-11-26T14:00', replicas: 2, ...(heldBy && { heldBy }) },
  });
  const idle = { after: '45m' };
  expect(canSleep({ idle }, { replicas: 2, why: held('ada') })).toBe(false);
  expect(canSleep({ idle }, { replicas: 2, why: held() })).toBe(true);
  expect(canSleep({}, { replicas: 2, why: held() })).toBe(false);
});

test.each([
  ['idle: { after: 45 }', 'after'],
  ['idle: 45m', '"45m" is not keys with values, such as idle: { after: 45m }'],
  ['idle: { after: "45" }', '"45" has no unit: write 45s or 45m'],
  ['idle: { after: 1d }', '"1d" is not a duration: hours are the longest unit, write 24h'],
  ['idle: { after: 5s }', 'must be from 1m to 168h'],
  ['idle: {}', 'idle.after: is missing'],
  ['idle: { after: 45m, unless: x }', 'unless: unknown key: the known keys are after'],
])('%s is refused', (line, said) => {
  expect(() => parse(line)).toThrow(said);
});

test('autoscale and idle exclude each other, and autoscale of a deployment overrides idle of the defaults', () => {
  expect(() => parse('autoscale: { max: 2 }', IDLE)).toThrow(
    'only one of autoscale and idle can be given: the load keeps at least one replica',
  );
  const text = fileOf(deployment('a', undefined, ['autoscale: { max: 2 }']), deployment('b', 1)).replace(
    'deployments:',
    `defaults:\n  ${IDLE}\ndeployments:`,
  );
  const { deployments } = parseInferenceFiles([{ name: 'f.yaml', text }]);
  expect(deployments.map(({ idle }) => idle?.after)).toEqual([undefined, '45m']);
});
