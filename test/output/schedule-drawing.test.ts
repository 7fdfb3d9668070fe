import { describe, expect, it } from 'vitest';
import type { DesiredDeployment } from '../../src/desired/file/file-schema.js';
import { drawSchedule } from '../../src/output/schedule-drawing.js';
import { APP, MONDAY, scheduleReport } from '../helpers/schedule-report.js';

const batch: DesiredDeployment = {
  ...APP,
  name: 'batch',
  'gpu-count': 2,
  schedule: [
    { cron: '0 22 * * *', replicas: 12 },
    { cron: '0 4 * * *', replicas: 0 },
  ],
};

describe('a week drawn', () => {
  it('one deployment, 80 columns', () => {
    expect(drawSchedule(scheduleReport([APP], { at: MONDAY, days: 7 }))).toBe(`\
Europe/Vienna |Mon 23|Tue 24|Wed 25|Thu 26|Fri 27|Sat 28|Sun 29| week
my-app        |··333·|··333·|··333·|··333·|··333·|······|······|
  GPU-hours   |    39|    39|    39|    39|    39|     0|     0|  195

Replicas: each character is what holds longest in 4 hours; · is none.
GPU-hours in 7 days: 195. Running the maximum all the time: 501. Saved: 306 (61 %).
`);
  });

  it('two deployments in two zones, with one character for two hours', () => {
    const report = scheduleReport([APP, { ...batch, zone: 'de-fra-1' }], { at: MONDAY, days: 3 });
    expect(drawSchedule(report)).toBe(`\
Europe/Vienna     |Mon 23      |Tue 24      |Wed 25      |  sum
my-app (at-vie-2) |····333333··|····333333··|····333333··|
  GPU-hours       |          39|          39|          39|  117
batch (de-fra-1)  |##·········#|##·········#|##·········#|
  GPU-hours       |         144|         144|         144|  432
all GPU-hours     |         183|         183|         183|  549

Replicas: each character is what holds longest in 2 hours; · is none, # ten or more.
GPU-hours in 3 days: 549. Running the maximum all the time: 1944. Saved: 1395 (72 %).
`);
  });

  it('more than a week is drawn as weeks below each other', () => {
    const text = drawSchedule(scheduleReport([APP], { at: MONDAY, days: 9 }));
    expect(text.split('\n').filter((line) => line.startsWith('Europe') || line.startsWith('  GPU'))).toEqual([
      'Europe/Vienna |Mon 23|Tue 24|Wed 25|Thu 26|Fri 27|Sat 28|Sun 29| week',
      '  GPU-hours   |    39|    39|    39|    39|    39|     0|     0|  195',
      'Europe/Vienna |Mon 30|Tue 31|  sum',
      '  GPU-hours   |    39|    39|   78',
    ]);
  });

  it.each<[string, string, string]>([
    [
      'the clock jumps over an hour: it stays blank',
      '2026-03-29T11:00:00Z',
      '22 222222222222222222222|  GPU-hours 46',
    ],
    [
      'an hour comes twice: one character for both',
      '2026-10-25T11:00:00Z',
      '222222222222222222222222|  GPU-hours 50',
    ],
  ])('%s', (_, day, drawn) => {
    const report = scheduleReport([{ ...APP, replicas: 2, schedule: [] }], { at: new Date(day), days: 1 });
    const [, line, hours] = drawSchedule(report).split('\n');
    expect(`${line?.split('|')[1]}|${hours?.split('|')[0]?.trimEnd()} ${hours?.split('|')[1]?.trim()}`).toBe(
      drawn,
    );
  });

  it('escapes control characters in names, and aligns wide names', () => {
    const named = (name: string) => ({ ...APP, name, replicas: 2, schedule: [] });
    const report = scheduleReport(['a\nb\u001b[2J', '日本語'].map(named), { at: MONDAY, days: 1 });
    expect(drawSchedule(report).split('\n').slice(0, 4)).toEqual([
      'Europe/Vienna |Mon 23                  |  sum',
      'a\\nb\\x1b[2J   |222222222222222222222222|',
      '  GPU-hours   |                      48|   48',
      '日本語        |222222222222222222222222|',
    ]);
  });

  it('no deployments', () => {
    expect(drawSchedule(scheduleReport([], { at: MONDAY, days: 7 }))).toBe('no deployments\n');
  });
});

describe('the report', () => {
  it('begins at midnight in the time zone of the first deployment, and sums up by day', () => {
    const report = scheduleReport([{ ...APP, timezone: 'America/New_York' }, batch], {
      at: new Date('2026-03-23T02:00:00Z'),
      days: 2,
    });
    expect(report).toMatchObject({
      timezone: 'America/New_York',
      from: new Date('2026-03-22T04:00:00Z'),
      to: new Date('2026-03-24T04:00:00Z'),
      dates: ['2026-03-22', '2026-03-23'],
      rows: [{ name: 'my-app' }, { name: 'batch' }],
    });
    const sums = report.dates.map((_, day) =>
      report.rows.reduce((sum, { hours }) => sum + (hours.days[day] ?? 0), 0),
    );
    expect(report.hours.days).toEqual(sums);
    expect(report.hours.total).toBe(sums.reduce((a, b) => a + b));
  });
});
