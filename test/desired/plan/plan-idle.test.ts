import { describe, expect, test } from 'vitest';
import { parseInferenceFiles } from '../../../src/desired/file/parse.js';
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
/** Thursday, by Vienna's clock. */
const at = (time: string) => new Date(`2026-11-26T${time}:00+01:00`);
const SINCE = at('09:00').getTime();

/** What idleness decides at noon: of one with so many replicas, when a run was last, idle since nine or not. */
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

describe('what is awake', () => {
  test.each<[string, string[], object, string | undefined]>([
    ['goes to zero when it is idle', [], {}, 'idle'],
    ['stays when that is not proven', [], { isIdle: false }, undefined],
    ['goes to zero whatever the schedule wants', AT_SEVEN, {}, 'idle'],
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

describe('what sleeps', () => {
  const asleep = (more: string[], last?: string) => decided(more, { replicas: 0, ...(last && { last }) });
  test.each<[string, string[], string | undefined, string | undefined]>([
    ['stays so without a schedule', [], '11:55', 'asleep'],
    ['stays so, also where no run is known of', [], undefined, 'asleep'],
    ['stays so after its schedule has fired and a run has been', AT_SEVEN, '11:55', 'asleep'],
    ['is woken by what fired since the last run', AT_SEVEN, '06:55', undefined],
    [
      'is woken by what fired within an hour, where no run is known of',
      AT_ELEVEN_THIRTY,
      undefined,
      undefined,
    ],
    ['stays so when that is longer ago', AT_SEVEN, undefined, 'asleep'],
    [
      'is woken by the end of what held it down',
      ['except:', '  - { from: 2026-11-26T08:00, to: 2026-11-26T11:58, replicas: 0 }'],
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
  ['idle: { after: 45m, unless: x }', 'unless: unknown key: known are after'],
])('%s is refused', (line, said) => {
  expect(() => parse(line)).toThrow(said);
});

test('autoscale and idle do not go together; of the defaults a deployment’s own stands before the other', () => {
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
