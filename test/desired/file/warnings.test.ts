import { describe, expect, it } from 'vitest';
import { parseInferenceFiles } from '../../../src/desired/file/parse-file.js';
import { fileWarnings, problemLine } from '../../../src/desired/file/warnings.js';
import { deployment, fileOf } from '../../helpers/inference-file.js';

const AT = new Date('2026-12-01T08:00:00Z');

function warnings(...lines: string[]): string[] {
  const own = lines.filter((line) => !line.startsWith('replicas: '));
  const base = lines.find((line) => line.startsWith('replicas: '))?.slice('replicas: '.length);
  const text = fileOf(deployment('a', base === undefined ? undefined : Number(base), own));
  return fileWarnings(parseInferenceFiles([{ name: 'f.yaml', text }]), AT).map((warning) =>
    problemLine(warning).replace('deployments[0].', ''),
  );
}
const entry = (cron: string, replicas: number) => `  - { cron: "${cron}", replicas: ${replicas} }`;
const span = (from: string, to: string, replicas: number, days = 'Sun-Sat') =>
  `  - { days: ${days}, from: "${from}", to: "${to}", replicas: ${replicas} }`;
const DAY = entry('0 7 * * 1-5', 3);
const NIGHT = entry('0 20 * * 1-5', 0);

describe('warns of valid entries that are probably not meant, with their line', () => {
  it.each<[string, string[], ...string[]]>([
    ['nothing in an ordinary schedule', ['schedule:', DAY, NIGHT]],
    ['nothing where there is none', ['replicas: 1']],
    ['nothing where the only entry wakes what sleeps', ['idle: { after: 45m }', 'schedule:', DAY]],
    [
      'a base value that excepted days name',
      ['replicas: 1', 'schedule:', DAY, NIGHT, 'except:', '  - date: 2026-12-24'],
    ],
    [
      'a base value that never holds',
      ['replicas: 1', 'schedule:', DAY, NIGHT],
      'f.yaml:8:15: replicas: 1 is never used: an entry of the schedule has always fired before; leave replicas out',
    ],
    [
      'a base value between windows',
      ['replicas: 1', 'schedule:', '  - { days: Mon-Fri, from: "07:00", to: "20:00", replicas: 3 }'],
    ],
    [
      'a window above a cron',
      ['schedule:', '  - { from: "07:00", to: "20:00", replicas: 3 }', NIGHT],
      'f.yaml:9:9: schedule[0]: never decides: a cron further down always holds; write windows below crons',
      'f.yaml:10:9: schedule[1]: always decides: the schedule asks for 0 at all times, so it changes nothing',
    ],
    [
      'nothing of a window between crons, which decides while the one above it has fired last',
      ['schedule:', DAY, '  - { from: "12:00", to: "13:00", replicas: 1 }', NIGHT],
    ],
    [
      'a base value between windows that leave no time',
      ['replicas: 1', 'schedule:', span('06:00', '18:00', 3), span('18:00', '06:00', 0)],
      'f.yaml:8:15: replicas: 1 is never used: the windows leave no time between them',
    ],
    [
      'a window that others have all of, over midnight and the end of the week',
      ['replicas: 1', 'schedule:', span('23:00', '01:00', 3, 'Sat'), span('22:00', '01:30', 0, 'Sat-Sun')],
      'f.yaml:10:9: schedule[0]: never decides: windows further down cover all of its time',
    ],
    [
      'nothing where an hour is left',
      ['replicas: 1', 'schedule:', span('22:00', '03:30', 3, 'Sat'), span('22:00', '01:30', 0, 'Sat-Sun')],
    ],
    [
      'a cron below which windows have the week',
      ['schedule:', DAY, NIGHT, span('06:00', '18:00', 3), span('18:00', '06:00', 0)],
      'f.yaml:9:9: schedule[0]: never decides: the windows further down leave no time between them',
      'f.yaml:10:9: schedule[1]: never decides: the windows further down leave no time between them',
    ],
    [
      'windows that say what holds between them',
      ['replicas: 2', 'schedule:', span('06:00', '18:00', 2)],
      'f.yaml:10:9: schedule[0]: always decides: the schedule asks for 2 at all times, so it changes nothing',
    ],
    [
      'nothing of one that counts when it fires',
      ['schedule:', '  - { cron: "0 17 * * *", replicas: 0, on: change }'],
    ],
    [
      'a bound that holds all day',
      ['schedule:', '  - { cron: "0 23 * * *", at-most: 1 }'],
      'f.yaml:9:9: schedule[0]: always decides: at most 1 holds at all times, not only when it fires; with on: change it counts only then',
    ],
    [
      'times that the clock skips, or shows twice',
      [
        'schedule:',
        '  - { cron: "30 2 * * *", replicas: 3, timezone: America/New_York }',
        '  - { cron: "* 2 * * *", replicas: 1 }',
        '  - { cron: "0 2 * * *", replicas: 2 }',
        span('22:00', '02:30', 2),
      ],
      'f.yaml:9:9: schedule[0]: in America/New_York the clock skips 02:00 to 03:00 on 2027-03-14, and the entry counts at 03:00',
      'f.yaml:11:9: schedule[2]: in Europe/Vienna the clock shows 02:00 to 03:00 on 2027-10-31 twice, and the first time counts',
      'f.yaml:12:9: schedule[3]: in Europe/Vienna the clock skips 02:00 to 03:00 on 2027-03-28, and the entry counts at 03:00; the clock shows 02:00 to 03:00 on 2027-10-31 twice, and the first time counts',
    ],
    [
      'windows of which the clock skips all, and those of which it skips a part',
      [
        'replicas: 0',
        'schedule:',
        span('02:40', '02:20', 1),
        span('02:00', '03:00', 2),
        span('02:10', '03:10', 2),
      ],
      'f.yaml:8:15: replicas: 0 is never used: the windows leave no time between them',
      'f.yaml:10:9: schedule[0]: in Europe/Vienna the clock skips 02:00 to 03:00 on 2027-03-28, and the entry counts at 03:00; the clock shows 02:00 to 03:00 on 2027-10-31 twice, and the first time counts',
      'f.yaml:11:9: schedule[1]: in Europe/Vienna the clock skips 02:00 to 03:00 on 2027-03-28, and with them this whole window; the clock shows 02:00 to 03:00 on 2027-10-31 twice, and the first time counts',
      'f.yaml:12:9: schedule[2]: in Europe/Vienna the clock skips 02:00 to 03:00 on 2027-03-28, and the entry counts at 03:00; the clock shows 02:00 to 03:00 on 2027-10-31 twice, and the first time counts',
    ],
    [
      'two entries that always fire together',
      ['schedule:', entry('0 7 * * *', 1), DAY.replace('1-5', '*'), NIGHT],
      'f.yaml:9:9: schedule[0]: never decides: whenever it fires, an entry further down fires at the same minute',
    ],
    [
      'an entry that others overrule together',
      ['schedule:', entry('0 0 1-28 * *', 1), entry('0 0 1-15 * *', 2), entry('0 0 10-31 * *', 3)],
      'f.yaml:9:9: schedule[0]: never decides: whenever it fires, an entry further down fires at the same minute',
    ],
    [
      'an entry that decides on leap days alone',
      ['schedule:', entry('0 0 29 2 *', 1), entry('0 0 1-28 * *', 2)],
    ],
    [
      'an entry that is alone',
      ['schedule:', entry('0 17 * * *', 0)],
      'f.yaml:9:9: schedule[0]: always decides: the schedule asks for 0 at all times, so it changes nothing',
    ],
    [
      'excepted days that are past',
      [
        'schedule:',
        DAY,
        NIGHT,
        'except:',
        '  - { date: 2026-11-30, replicas: 0 }',
        '  - { date: 2026-12-01, replicas: 0 }',
      ],
      'f.yaml:12:9: except[0]: 2026-11-30 is past: remove it',
    ],
    [
      'excepted days that others have',
      [
        'schedule:',
        DAY,
        NIGHT,
        'except:',
        '  - { date: 2026-12-24..2027-01-06, replicas: 0 }',
        '  - { date: 2026-12-20..2026-12-31, replicas: 1 }',
        '  - { date: 2027-01-01..2027-01-10, replicas: 2 }',
      ],
      'f.yaml:12:9: except[0]: 2026-12-24..2027-01-06 never decides: entries further down cover all of its time',
    ],
    [
      'an exception within the hour that the clock skips',
      ['replicas: 1', 'except:', '  - { from: 2027-03-28T02:10, to: 2027-03-28T02:40, replicas: 0 }'],
      'f.yaml:10:9: except[0]: 2027-03-28T02:10 to 2027-03-28T02:40 never decides: the clock jumps over all of it',
      ...[17, 39].map((column) => expect.stringContaining(`f.yaml:10:${column}: except[0].`)),
    ],
    [
      'moments that the clock skips, or shows twice',
      ['replicas: 1', 'except:', '  - { from: 2027-03-28T02:30, to: 2027-10-31T02:30, replicas: 0 }'],
      'f.yaml:10:17: except[0].from: 2027-03-28T02:30 in Europe/Vienna: the clock jumps over it, so the moment of the jump counts; say which you mean with an offset, such as +01:00',
      'f.yaml:10:39: except[0].to: 2027-10-31T02:30 in Europe/Vienna: the clock shows it twice, and the first counts; say which you mean with an offset, such as +01:00',
    ],
    [
      'two day fields that are restricted',
      ['schedule:', entry('0 7 */2 * 1', 1), NIGHT],
      'f.yaml:9:17: schedule[0].cron: "0 7 */2 * 1" restricts the day of month and the day of week: because one of them begins with *, it fires on days that fit both, as with cron on Debian',
    ],
    [
      'an abbreviation that may mean the clock of London',
      ['timezone: GMT', 'schedule:', DAY, NIGHT],
      'f.yaml:8:15: timezone: "GMT" is an abbreviation, read as UTC+00:00 all year: write the place whose clock you mean, such as Europe/London',
    ],
    [
      'abbreviations of time zones',
      ['timezone: EST', 'schedule:', DAY, NIGHT.replace(' }', ', timezone: CET }')],
      'f.yaml:8:15: timezone: "EST" is an abbreviation, read as UTC-05:00 all year: write the place whose clock you mean, such as America/New_York',
      'f.yaml:11:56: schedule[1].timezone: "CET" is an abbreviation, read as UTC+01:00 in January and UTC+02:00 in July: write the place whose clock you mean, such as Europe/Vienna',
    ],
    [
      'a sign that is turned round',
      ['timezone: Etc/GMT+5', 'schedule:', DAY, NIGHT],
      'f.yaml:8:15: timezone: "Etc/GMT+5" is UTC-05:00 all year: the sign in its name is reversed',
    ],
    ['places and UTC', ['timezone: UTC', 'schedule:', DAY, NIGHT.replace(' }', ', timezone: Japan }')]],
  ])('%s', (_, lines, ...expected) => {
    expect(warnings(...lines)).toEqual(expected);
  });
});

it('warns that two dates instead of moments do not include the last day', () => {
  const stretch = (from: string, to: string) =>
    warnings('replicas: 1', 'except:', `  - { from: ${from}, to: ${to}, replicas: 0 }`);
  expect(stretch('2026-12-24', '2026-12-26')).toEqual([
    'f.yaml:10:33: except[0].to: 2026-12-26 means 00:00 on that day, so that day is not included; to include it, write date: 2026-12-24..2026-12-26',
  ]);
  expect(stretch('2026-12-24', '2026-12-26T12:00')).toEqual([]);
});

describe('warnings about entries that several deployments share', () => {
  const CRONS = '[{ cron: "0 7 * * *", replicas: 1 }, { cron: "0 20 * * *", replicas: 0 }]';
  const WINDOW = '[{ from: "07:00", to: "20:00", replicas: 1 }]';
  const two = (shared: string, a: string, b: string) =>
    `${shared}\n${fileOf(deployment('a', undefined, [a]), deployment('b', undefined, [b]))}`;
  const found = (text: string) =>
    fileWarnings(parseInferenceFiles([{ name: 'f.yaml', text }]), AT).map(problemLine);

  it.each<[string, string, string, string, ...string[]]>([
    [
      'a base value that one of them needs is needed',
      'defaults: { replicas: 0 }',
      `schedule: ${CRONS}`,
      `schedule: ${WINDOW}`,
    ],
    [
      'one that none of them needs is not',
      'defaults: { replicas: 0 }',
      `schedule: ${CRONS}`,
      `schedule: ${CRONS}`,
      'defaults.replicas: 0 is never used: an entry of the schedule has always fired before; leave replicas out',
    ],
    ['an entry that changes one of them decides', `schedule: ${WINDOW}`, 'replicas: 1', 'replicas: 0'],
    [
      'one that changes none does not',
      `schedule: ${WINDOW}`,
      'replicas: 1',
      'replicas: 1',
      'schedule[0]: always decides: the schedule asks for 1 at all times, so it changes nothing',
    ],
  ])('%s', (_, shared, a, b, ...expected) => {
    const lines = found(two(shared, a, b));
    expect(lines.map((line) => line.replace(/^f\.yaml:\d+:\d+: /, ''))).toEqual(expected);
  });

  it.each([
    ['needs', WINDOW, []],
    ['does not need either', CRONS, [expect.stringContaining('defaults.replicas: 0 is never used')]],
  ])('also when only one of them is looked at, and another %s it', (_, schedule, expected) => {
    const text = two('defaults: { replicas: 0 }', `schedule: ${CRONS}`, `schedule: ${schedule}`);
    const { deployments, remarks } = parseInferenceFiles([{ name: 'f.yaml', text }]);
    const [a, ...others] = deployments;
    expect(fileWarnings({ deployments: a ? [a] : [], remarks }, AT, others).map(problemLine)).toEqual(
      expected,
    );
  });

  it('a time that the clock skips is reported for each of their time zones', () => {
    const cron = 'schedule: [{ cron: "30 2 * * *", replicas: 1 }, { cron: "0 9 * * *", replicas: 0 }]';
    expect(found(two(cron, 'timezone: Europe/Vienna', 'timezone: America/New_York'))).toEqual([
      expect.stringContaining('schedule[0]: in Europe/Vienna the clock'),
      expect.stringContaining('schedule[0]: in America/New_York the clock'),
    ]);
  });
});
