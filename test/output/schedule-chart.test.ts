import { expect, test } from 'vitest';
import type { DesiredDeployment } from '../../src/desired/file/file-schema.js';
import { painterFor } from '../../src/output/painter.js';
import { type ChartOptions, scheduleChart } from '../../src/output/schedule-chart.js';
import { displayWidth } from '../../src/output/width.js';
import { LONG_RUN } from '../helpers/chance.js';
import { APP, MONDAY, scheduleReport } from '../helpers/schedule-report.js';

const app: DesiredDeployment = { ...APP, except: [{ date: '2026-03-26', replicas: 1 }] };
const many: DesiredDeployment = {
  ...APP,
  name: 'batch',
  schedule: Array.from({ length: 12 }, (_, hour) => ({ cron: `0 ${2 * hour} * * *`, replicas: hour * 10 })),
};
const plain = await painterFor({ terminal: true, colour: 0 });

function chart(deployments: DesiredDeployment[], options: Partial<ChartOptions> & { days?: number } = {}) {
  const moment = options.at ?? MONDAY;
  const report = scheduleReport(deployments, { at: moment, days: options.days ?? 7 });
  return scheduleChart(report, { at: moment, atName: 'now', width: 80, paint: plain, ...options });
}

test('a week at 80 columns has half an hour per cell, and equal days share a line', () => {
  expect(chart([app])).toBe(`\
Europe/Vienna, 7 days from Mon 2026-03-23

my-app in at-vie-2: 1 GPU (gpua5000) a replica
Now, 12:00: 3 replicas until 20:00, by schedule "0 7 * * 1-5"
               0     3     6     9     12    15    18    21       GPU-hours
                                       ▼ now
Mon 23–Wed 25  ··············██████████████████████████········      3 × 39
Thu 26         ▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃          24
Fri 27         ··············██████████████████████████········          39
Sat 28         ················································           0
Sun 29         ····  ··········································           0
sum                                                                     180
  █ 3 replicas: schedule "0 7 * * 1-5"
  ▃ 1 replica: except 2026-03-26
  · 0 replicas: schedule "0 20 * * 1-5"

GPU-hours in 7 days: 180. Running the maximum all the time: 501. Saved: 321
(64 %).
`);
});

test('in ASCII, digits replace the blocks', () => {
  const text = chart([app], { ascii: true, width: 60, days: 4 });
  expect(text).toContain(`
               0  3  6  9  12 15 18 21    GPU-hours
                           v now
Mon 23-Wed 25  .......3333333333333....      3 x 39
Thu 26         111111111111111111111111          24
`);
  expect(text).toMatch(/^[\x20-\x7e\n]*$/);
});

const WIDTHS = [24, 30, 33, 39, 40, 60, 80, 100, 120, 160, 200];
const CHARTS = { one: [app], 'twelve numbers': [many], two: [app, many] };

test.each(
  Object.entries(CHARTS).flatMap(([name, all]) => [1, 7, 28, 31].map((days) => [name, days, all] as const)),
)('%s over %i days: every line fits at every width', (_, days, deployments) => {
  const report = scheduleReport(deployments, { at: MONDAY, days });
  // Charts of a month take long to draw, so only the long run draws them at every width.
  const widths = LONG_RUN || days <= 7 ? WIDTHS : WIDTHS.filter((_, index) => index % 3 === 0);
  for (const width of widths) {
    const lines = scheduleChart(report, { at: MONDAY, atName: 'now', width, paint: plain }).split('\n');
    expect(lines.filter((line) => displayWidth(line) > width)).toEqual([]);
  }
});

test.each(WIDTHS.filter((width) => width >= 40))('at %i columns a day has as many cells as fit', (width) => {
  const row = chart([app], { width })
    .split('\n')
    .find((line) => line.startsWith('Fri 27'));
  const cells = row?.slice('Mon 23–Wed 25  '.length).split('   ')[0]?.length;
  const room = width - 'Mon 23–Wed 25  '.length - '   GPU-hours'.length;
  expect(cells).toBe([144, 120, 96, 72, 48, 24, 12].find((count) => count <= room));
});

test('without room for cells beside the labels, the labels are above them', () => {
  expect(chart([app], { width: 30, days: 4 })).toContain(`
  0  6  12 18    GPU-hours
        ▼ now
Mon 23–Wed 25
  ····██████··      3 × 39
Thu 26
  ▃▃▃▃▃▃▃▃▃▃▃▃          24
sum
                       141
`);
});

test.each([
  ['2026-03-23T23:30:00+01:00', 'now', / now ▼$/m],
  ['2026-03-23T00:00:00+01:00', 'now', /^ {15}▼ now$/m],
  ['2026-03-23T08:00:00+01:00', 'at', /^At 08:00: 3 replicas until 20:00, by/m],
  ['2026-03-27T21:00:00+01:00', 'now', /^Now, 21:00: 0 replicas until Mon 2026-03-30 07:00, by/m],
] as const)('the moment %s is marked in the chart or described above it', (moment, atName, expected) => {
  expect(chart([app], { at: new Date(moment), atName })).toMatch(expected);
});

test('a long legend is cut, and the rest is only counted', () => {
  const text = chart([many]);
  expect(text).toContain('  █ 110 replicas: schedule "0 22 * * *"\n');
  expect(text).toContain('  and 4 other numbers, see -O json\n');
});

test('colours only repeat what the characters show', async () => {
  const coloured = chart([app], { paint: await painterFor({ terminal: true, colour: 1 }) });
  expect(coloured).toContain('\x1b[32m██');
  expect(coloured.replace(/\x1b\[\d+m/g, '')).toBe(chart([app]));
});

test('no deployments', () => {
  expect(chart([])).toBe('no deployments\n');
});

test('an entry with at-most is named with its bound', () => {
  const most = { cron: '0 22 * * *', replicas: 1, 'at-most': 1 };
  expect(chart([{ ...APP, schedule: [most] }])).toContain('1 replica: schedule "0 22 * * *" at most 1\n');
  expect(chart([{ ...APP, schedule: [most] }])).toMatch(/^Now, .*: at most 1 replica, by /m);
});
