import { describe, expect, test } from 'vitest';
import { readHolidays } from '../../../src/desired/file/holidays.js';
import { parseInferenceFiles } from '../../../src/desired/file/parse-file.js';
import type { Beside } from '../../../src/desired/file/source.js';
import { fileWarnings, problemLine } from '../../../src/desired/file/warnings.js';
import { desiredReplicas } from '../../../src/desired/schedule/schedule.js';
import { replicaTimeline } from '../../../src/desired/schedule/schedule-changes.js';
import { describeWhy } from '../../../src/desired/schedule/schedule-words.js';
import { problemsOf } from '../../helpers/file-problems.js';

const calendar = (...lines: string[]) => ['BEGIN:VCALENDAR', ...lines, 'END:VCALENDAR', ''].join('\r\n');
const event = (...lines: string[]) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'];
/** Returns days as `2027-01-01` or `2027-12-24..2027-12-26`, and problems with their line. */
function days(text: string): string[] {
  const read = readHolidays(text);
  return [
    ...read.days.map(({ first, last }) => (first === last ? first : `${first}..${last}`)),
    ...read.problems.map(({ line, message }) => `${line}: ${message}`),
  ];
}

describe('a file of dates', () => {
  test.each<[string, ...string[]]>([
    [
      '2027-01-01\n\n# a comment\n2027-01-06 Epiphany # both\r\n2027-12-24..2027-12-26\n',
      '2027-01-01',
      '2027-01-06',
      '2027-12-24..2027-12-26',
    ],
    ['\ufeff2027-01-01', '2027-01-01'],
    ['2027-12-24 .. 2027-12-26 Christmas', '2027-12-24..2027-12-26'],
    ['2027-01-01\r2027-01-06\r', '2027-01-01', '2027-01-06'],
    [
      '2027-02-29\n1.1.2027',
      '1: there is no 2027-02-29 in the calendar',
      '2: "1.1.2027" is no date: write YYYY-MM-DD or YYYY-MM-DD..YYYY-MM-DD',
    ],
    [
      '2027-12-24 - 2027-12-26\n2027-01-01 2027-01-06\n2027-05-01 before 2027-05-02',
      ...['2027-12-26', '2027-01-06', '2027-05-02'].map(
        (date, index) =>
          `${index + 1}: ${date} comes after another date: write a line for each, or YYYY-MM-DD..YYYY-MM-DD`,
      ),
    ],
  ])('%j', (text, ...expected) => {
    expect(days(text)).toEqual(expected);
  });
});

describe('a calendar', () => {
  test.each<[string, string[], ...string[]]>([
    ['a day', ['DTSTART;VALUE=DATE:20270101'], '2027-01-01'],
    [
      'up to the day before its end',
      ['DTSTART;VALUE=DATE:20271224', 'DTEND;VALUE=DATE:20271227'],
      '2027-12-24..2027-12-26',
    ],
    ['with a duration', ['DTSTART;VALUE=DATE:20271224', 'DURATION:P3D'], '2027-12-24..2027-12-26'],
    ['weeks', ['DTSTART;VALUE=DATE:20270701', 'DURATION:P1W'], '2027-07-01..2027-07-07'],
    ['folded lines', ['SUMMARY:New', ' Year', 'DTSTART;VALUE=DA', '\tTE:20270101'], '2027-01-01'],
    [
      'an end that is its beginning',
      ['DTSTART;VALUE=DATE:20270101', 'DTEND;VALUE=DATE:20270101'],
      '2027-01-01',
    ],
    [
      'from midnight to midnight by its own clock',
      ['DTSTART;TZID=Europe/Vienna:20270101T000000', 'DTEND;TZID=Europe/Vienna:20270103T000000'],
      '2027-01-01..2027-01-02',
    ],
    ...['P2D', '+P2D', 'P1DT24H', 'PT48H0M', 'P2DT0H0M0S'].map((written): [string, string[], string] => [
      `from midnight for ${written}`,
      ['DTSTART;TZID=Europe/Vienna:20270101T000000', `DURATION:${written}`],
      '2027-01-01..2027-01-02',
    ]),
    ['from midnight for a part of a day', ['DTSTART:20270101T000000', 'DURATION:PT8H']],
    [
      'a day that has a duration of hours',
      ['DTSTART;VALUE=DATE:20270101', 'DURATION:PT8H'],
      '5: DURATION PT8H is not read: write DTEND',
    ],
    ['midnights of UTC', ['DTSTART:20270101T000000Z', 'DTEND:20270102T000000Z']],
    ['a moment at midnight', ['DTSTART:20270101T000000', 'DTEND:20270101T000000']],
    [
      'dates that are listed',
      ['DTSTART;VALUE=DATE:20270329', 'RDATE;VALUE=DATE:20280417,20290402', 'EXDATE;VALUE=DATE:20280417'],
      '2027-03-29',
      '2029-04-02',
    ],
    [
      'dates that are none',
      ['DTSTART;VALUE=DATE:20270329', 'RDATE:20280230'],
      '5: RDATE 20280230 of 2027-03-29 is no date',
    ],
    [
      'an alarm, which has properties of its own',
      ['DTSTART;VALUE=DATE:20270101', 'BEGIN:VALARM', 'DURATION:PT5M', 'STATUS:CANCELLED', 'END:VALARM'],
      '2027-01-01',
    ],
    ...['COUNT=x', 'UNTIL=2029-01-01'].map((part): [string, string[], string] => [
      `a rule with ${part}`,
      ['DTSTART;VALUE=DATE:20270101', `RRULE:FREQ=YEARLY;${part}`],
      `5: RRULE FREQ=YEARLY;${part} of 2027-01-01 is not read: only the same day of every year (FREQ=YEARLY) is; write the dates out`,
    ]),
    ['a time of day', ['DTSTART;TZID=Europe/Vienna:20270101T090000']],
    ['cancelled', ['DTSTART;VALUE=DATE:20270101', 'STATUS:CANCELLED']],
    [
      'every year, so many times, but for one',
      [
        'DTSTART;VALUE=DATE:20260501',
        'RRULE:FREQ=YEARLY;COUNT=3;BYMONTH=5;BYMONTHDAY=1',
        'EXDATE;VALUE=DATE:20270501',
      ],
      '2026-05-01',
      '2028-05-01',
    ],
    [
      'until a year',
      ['DTSTART;VALUE=DATE:20260501', 'RRULE:FREQ=YEARLY;UNTIL=20270501T000000Z'],
      '2026-05-01',
      '2027-05-01',
    ],
    ['leap days', ['DTSTART;VALUE=DATE:20240229', 'RRULE:FREQ=YEARLY;COUNT=2'], '2024-02-29', '2028-02-29'],
    [
      'a rule that is not read',
      ['DTSTART;VALUE=DATE:20261126', 'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH'],
      '5: RRULE FREQ=YEARLY;BYMONTH=11;BYDAY=4TH of 2026-11-26 is not read: only the same day of every year (FREQ=YEARLY) is; write the dates out',
    ],
    ['no beginning', ['SUMMARY:x'], '4: an event has no DTSTART'],
    ['a day there is not', ['DTSTART;VALUE=DATE:20270230'], '4: DTSTART 20270230 is no date'],
    [
      'an end before',
      ['DTSTART;VALUE=DATE:20270202', 'DTEND;VALUE=DATE:20270101'],
      '5: the event of 2027-02-02 ends before it begins',
    ],
  ])('%s', (_, lines, ...expected) => {
    expect(days(calendar(...event(...lines)))).toEqual(expected);
  });

  test('an event that repeats forever is read from its beginning, and from 2020 to 2069', () => {
    const found = days(calendar(...event('DTSTART;VALUE=DATE:19700501', 'RRULE:FREQ=YEARLY')));
    expect([found[0], found[1], found[2], found.at(-1), found.length]).toEqual([
      '1970-05-01',
      '2020-05-01',
      '2021-05-01',
      '2069-05-01',
      51,
    ]);
  });

  test('an event of its own can move or cancel one day of a repeating event', () => {
    const repeated = event('UID:1', 'DTSTART;VALUE=DATE:20270101', 'RRULE:FREQ=YEARLY;COUNT=3');
    const moved = event('UID:1', 'RECURRENCE-ID;VALUE=DATE:20280101', 'DTSTART;VALUE=DATE:20280103');
    const dropped = event(
      ...['UID:1', 'RECURRENCE-ID;VALUE=DATE:20290101'],
      ...['DTSTART;VALUE=DATE:20290101', 'STATUS:CANCELLED'],
    );
    const other = event('UID:2', 'DTSTART;VALUE=DATE:20280101');
    expect(days(calendar(...moved, ...repeated, ...dropped))).toEqual(['2028-01-03', '2027-01-01']);
    expect(days(calendar(...repeated, ...moved, ...other))).toContain('2028-01-01');
  });

  test('a truncated event is reported', () => {
    expect(days(calendar('BEGIN:VEVENT', 'DTSTART:20270101', ...event('DTSTART:20270102')))).toEqual([
      '2027-01-02',
      '2: an event has no END:VEVENT',
    ]);
    expect(days('BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20270101')).toEqual([
      '2: the calendar ends within an event',
    ]);
  });
});

/** Parses a file with these lines, and files beside it. */
function file(lines: string[], beside: Record<string, Beside> = {}) {
  const text = ['zone: at-vie-2', 'timezone: Europe/Vienna', ...lines].join('\n');
  return parseInferenceFiles([{ name: 'f.yaml', text, beside: new Map(Object.entries(beside)) }]);
}
const APP = [
  'deployments:',
  '  - name: a',
  '    model-name: m',
  '    gpu-type: gpua5000',
  '    gpu-count: 1',
];
const listed = (...entries: string[]) => ['holidays:', ...entries.map((entry) => `  - ${entry}`)];
const office = (days: string) => [
  '    schedule:',
  `      - { days: "${days}", from: "07:00", to: "20:00", replicas: 3 }`,
];
/** A deployment that has replicas only within the office hours of these days. */
const inOffice = (days: string) => [...APP, '    replicas: 0', ...office(days)];

function at(lines: string[], ...moments: string[]): number[] {
  const [deployment] = file(lines).deployments;
  return moments.map((moment) =>
    deployment ? desiredReplicas(deployment, new Date(`${moment}:00+01:00`)).replicas : -1,
  );
}

describe('holidays in a schedule', () => {
  const HOLIDAYS = listed('date: 2027-01-01', 'date: 2027-01-06..2027-01-07');

  test('on-holidays holds from midnight to midnight, overrides the schedule, and is overridden by except', () => {
    const lines = [
      ...HOLIDAYS,
      ...APP,
      '    on-holidays: 1',
      '    schedule:',
      '      - { cron: "0 7 * * *", replicas: 3 }',
      '    except:',
      '      - { from: 2027-01-06T12:00, to: 2027-01-06T13:00, replicas: 5 }',
    ];
    expect(at(lines, '2026-12-31T23:59', '2027-01-01T00:00', '2027-01-01T23:59', '2027-01-02T00:00')).toEqual(
      [3, 1, 1, 3],
    );
    expect(at(lines, '2027-01-06T11:59', '2027-01-06T12:00', '2027-01-06T13:00', '2027-01-08T00:00')).toEqual(
      [1, 5, 1, 3],
    );
    const [deployment] = file(lines).deployments;
    const why = (moment: string) =>
      deployment && describeWhy(desiredReplicas(deployment, new Date(moment)).why);
    expect(why('2027-01-01T12:00Z')).toBe('holiday 2027-01-01, since Fri 2027-01-01 00:00 Europe/Vienna');
  });

  test('a window can begin on days except holidays, only on holidays, or also on holidays', () => {
    // Fri 1 and Wed 6 January are holidays, Sat 2 January is not.
    const noons = ['2027-01-01', '2027-01-02', '2027-01-04', '2027-01-06'].map((day) => `${day}T12:00`);
    const lines = (days: string) => [...HOLIDAYS, ...inOffice(days)];
    expect(at(lines('Mon-Fri'), ...noons)).toEqual([3, 0, 3, 3]);
    expect(at(lines('Mon-Fri except holidays'), ...noons)).toEqual([0, 0, 3, 0]);
    expect(at(lines('holidays'), ...noons)).toEqual([3, 0, 0, 3]);
    expect(at(lines('Sat, Sun, Holidays'), ...noons)).toEqual([3, 3, 0, 3]);
  });

  test('with except holidays, a window over midnight continues into a holiday, but does not begin on one', () => {
    const lines = [
      ...HOLIDAYS,
      ...APP,
      '    replicas: 0',
      '    schedule:',
      '      - { days: Mon-Fri except holidays, from: "22:00", to: "06:00", replicas: 2 }',
    ];
    expect(at(lines, '2027-01-01T05:59', '2027-01-01T06:00', '2027-01-01T23:00', '2027-01-02T01:00')).toEqual(
      [2, 0, 0, 0],
    );
  });

  test('the timeline has the same changes as the schedule', () => {
    const [deployment] = file([...HOLIDAYS, ...inOffice('Mon-Fri except holidays')]).deployments;
    if (!deployment) throw new Error('there is none');
    const changes = replicaTimeline(deployment, new Date('2026-12-31T00:00Z'), new Date('2027-01-08T12:00Z'));
    expect(changes.map(({ from, replicas }) => `${from.toISOString().slice(5, 16)} ${replicas}`)).toEqual([
      '12-31T00:00 0',
      '12-31T06:00 3',
      '12-31T19:00 0',
      '01-04T06:00 3',
      '01-04T19:00 0',
      '01-05T06:00 3',
      '01-05T19:00 0',
      '01-08T06:00 3',
    ]);
  });

  test('days are read from files beside this one, and each counts once', () => {
    const lines = [...listed('file: h.ics', 'file: h.txt'), ...APP, '    on-holidays: 0', '    replicas: 1'];
    const text = calendar(...event('DTSTART;VALUE=DATE:20270101'));
    const beside = {
      'h.ics': { name: 'in/h.ics', text },
      'h.txt': { name: 'in/h.txt', text: '2027-01-01..2027-01-02' },
    };
    expect(file(lines, beside).deployments[0]?.except).toEqual([
      { date: '2027-01-01..2027-01-02', replicas: 0, holiday: true },
    ]);
  });
});

describe('problems are reported where they are written', () => {
  test.each<[string, string[], ...string[]]>([
    [
      'holidays that are not listed',
      [...APP, '    on-holidays: 0', '    replicas: 1', ...office('Mon-Fri except holidays')],
      'f.yaml:8:18: deployments[0].on-holidays: the file lists no holidays: write holidays: beside deployments',
      'f.yaml:11:17: deployments[0].schedule[0].days: the file lists no holidays: write holidays: beside deployments',
    ],
    [
      'a file that cannot be read, or has no day',
      [
        ...listed(
          'file: gone.ics',
          'file: empty.txt',
          'file: bad.txt',
          '{ date: 2027-01-01, file: x }',
          '{}',
        ),
        ...APP,
        '    replicas: 1',
      ],
      'f.yaml:7:5: holidays[3]: only one of date and file can be given',
      'f.yaml:8:5: holidays[4]: date or file is missing',
    ],
    [
      'files, once their list is sound',
      [...listed('file: gone.ics', 'file: empty.txt', 'file: bad.txt'), ...APP, '    replicas: 1'],
      'f.yaml:4:11: holidays[0].file: file "gone.ics" does not exist',
      'f.yaml:5:11: holidays[1].file: "empty.txt" has no whole day',
      'bad.txt:2:1: "tomorrow" is no date: write YYYY-MM-DD or YYYY-MM-DD..YYYY-MM-DD',
    ],
    [
      'a list of days without quotes',
      [
        ...APP,
        '    replicas: 0',
        '    schedule:',
        '      - { days: Sat,Sun, from: "07:00", to: "20:00", replicas: 3 }',
      ],
      'f.yaml:10:21: deployments[0].schedule[0].Sun: unknown key: within { } a value with a comma needs quotes, such as days: "Sat,Sun"',
    ],
    [
      'a spaced list of days without quotes',
      [
        ...APP,
        '    replicas: 0',
        '    schedule:',
        '      - { days: Sat, Sun, from: "07:00", to: "20:00", replicas: 3 }',
      ],
      'f.yaml:10:22: deployments[0].schedule[0].Sun: unknown key: within { } a value with a comma needs quotes, such as days: "Sat,Sun"',
    ],
    [
      'days that contradict themselves',
      [...listed('date: 2027-01-01'), ...inOffice('Mon,holidays except holidays')],
      'f.yaml:12:17: deployments[0].schedule[0].days: "Mon,holidays except holidays" both includes and excepts holidays: keep one of them',
    ],
    [
      'holidays that have come to their end',
      [...listed('date: 2027-01-01', 'date: 2027-05-01'), ...APP, '    on-holidays: 0', '    replicas: 1'],
      'f.yaml:11:18: deployments[0].on-holidays: the last holiday was 2027-05-01: add the next ones to holidays',
    ],
    [
      'holidays that have come to their end and are only for windows',
      [
        ...listed('date: 2027-01-01'),
        ...inOffice('Mon-Fri except holidays'),
        '      - { days: holidays, from: "10:00", to: "16:00", replicas: 1 }',
      ],
      'f.yaml:12:9: deployments[0].schedule[0]: the last holiday was 2027-01-01: add the next ones to holidays',
    ],
    [
      'holidays that nothing uses',
      [...listed('date: 2028-01-01'), ...inOffice('Mon-Fri')],
      'f.yaml:4:3: holidays: no deployment uses them: write on-holidays: 0, or days: Mon-Fri except holidays',
    ],
  ])('%s', (_, lines, ...expected) => {
    const beside = {
      'gone.ics': { problem: 'file "gone.ics" does not exist' },
      'empty.txt': { name: 'empty.txt', text: '# none yet\n' },
      'bad.txt': { name: 'bad.txt', text: '2027-01-01\ntomorrow\n' },
    };
    const read = () => file(lines, beside);
    const problems = problemsOf(read);
    const warnings = problems.length > 0 ? [] : fileWarnings(read(), new Date('2027-06-01T00:00Z'));
    expect([...problems, ...warnings.map(problemLine)]).toEqual(expected);
  });
});
