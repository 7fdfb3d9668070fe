import { describe, expect, it } from 'vitest';
import { desiredReplicas, type Scheduled } from '../../../src/desired/schedule/schedule.js';
import { nextChange } from '../../../src/desired/schedule/schedule-changes.js';
import { addDays } from '../../../src/desired/schedule/schedule-time.js';
import { describeWhy } from '../../../src/desired/schedule/schedule-words.js';
import { APP } from '../../helpers/schedule-report.js';

/** One replica by default, three from 07:00 and none from 20:00 on weekdays in Vienna, and none over the holidays. */
const office: Scheduled = { ...APP, except: [{ date: '2026-12-24..2027-01-06', replicas: 0 }] };
const vienna = (schedule: Scheduled['schedule'], except: Scheduled['except'] = []): Scheduled => ({
  replicas: 1,
  timezone: 'Europe/Vienna',
  schedule,
  except,
});
/** Three from 02:30, none from 12:00: 02:30 is skipped on 2026-03-29 and comes twice on 2026-10-25. */
const small = vienna([
  { cron: '30 2 * * *', replicas: 3 },
  { cron: '0 12 * * *', replicas: 0 },
]);
const leap = vienna([
  { cron: '0 0 29 2 *', replicas: 9 },
  { cron: '0 0 1 3 *', replicas: 1 },
]);
const twoZones = vienna([
  { cron: '0 9 * * 1-5', replicas: 2 },
  { cron: '0 17 * * 1-5', replicas: 0, timezone: 'America/New_York' },
]);
const yearTurn = vienna([
  { cron: '0 0 1 1 *', replicas: 5 },
  { cron: '0 0 2 1 *', replicas: 1 },
]);
const holidays = vienna(office.schedule, [
  { date: '2026-05-01' },
  { date: '2026-05-01..2026-05-03', replicas: 7 },
  { date: '2026-05-02', replicas: 0 },
]);

/** Zero at every minute, two at those of working hours. */
const minutes = vienna([
  { cron: '* * * * *', replicas: 0 },
  { cron: '* 8-17 * * 1-5', replicas: 2 },
]);
const hours = vienna([
  { cron: '0 * * * *', replicas: 1 },
  { cron: '0 * 1-28 * *', replicas: 4 },
]);
/** Two clocks that show the same minutes for months, until Lord Howe's goes back by half an hour. */
const halfAnHour = vienna([
  { cron: '15 * * * *', replicas: 0, timezone: 'Australia/Lord_Howe' },
  { cron: '15 * * * *', replicas: 1 },
]);
/** The clock jumps over the last hour of Saturday, 28 March 2026, where it then is Sunday. */
const nuuk: Scheduled = {
  ...vienna([
    { cron: '0 12 * * *', replicas: 1 },
    { cron: '30 23 * * 6', replicas: 0 },
  ]),
  timezone: 'America/Nuuk',
};
const oddMondays = vienna([
  { cron: '0 0 * * *', replicas: 0 },
  { cron: '0 7 */2 * 1', replicas: 2 },
]);
const fridays13th = vienna([
  { cron: '0 0 * * *', replicas: 0 },
  { cron: '0 7 13 * 5', replicas: 2 },
]);

/** One outside of every window; a party on Friday night, over midnight. */
const windows = vienna([
  { days: 'Mon-Fri', from: '07:00', to: '20:00', replicas: 3 },
  { days: 'Fri', from: '19:00', to: '02:00', replicas: 5 },
  { days: 'Sun', from: '02:30', to: '24:00', replicas: 0 },
]);
/** All day but for half an hour in the night, which lies in the hour that the clock skips in spring. */
const breakAt2 = vienna([{ from: '02:30', to: '02:00', replicas: 3 }]);
const withinTheJump = vienna([{ from: '02:15', to: '02:45', replicas: 3 }]);
const mondaysFrom24 = vienna([{ days: 'Mon', from: '24:00', to: '24:00', replicas: 3 }]);
const belowCron = vienna([
  { cron: '0 0 1 * *', replicas: 2 },
  { from: '12:00', to: '13:00', replicas: 4 },
]);

/** Held for an evening, over midnight. */
const evening = vienna(office.schedule, [
  { from: '2026-03-27T18:00', to: '2026-03-28T02:00', replicas: 2 },
  { from: '2026-03-28T01:00Z', to: '2026-03-28T02:00Z' },
]);

describe('desiredReplicas returns the replicas and the reason', () => {
  it.each<[string, Scheduled, string, number, string]>([
    ['no schedule: the base value', vienna([]), '2026-03-27T12:00:00Z', 1, 'base'],
    ['a weekday, a second before 07:00', office, '2026-03-27T05:59:59Z', 0, 'schedule 1'],
    ['a weekday, 07:00', office, '2026-03-27T06:00:00Z', 3, 'schedule 0'],
    ['a weekday, 07:00 and a half second', office, '2026-03-27T06:00:00.500Z', 3, 'schedule 0'],
    ['a weekday, 20:00', office, '2026-03-27T19:00:00Z', 0, 'schedule 1'],
    ['the whole weekend', office, '2026-03-29T10:00:00Z', 0, 'schedule 1'],
    ['Monday after the clock went forward, before 07:00', office, '2026-03-30T04:59:59Z', 0, 'schedule 1'],
    ['Monday after the clock went forward, 07:00', office, '2026-03-30T05:00:00Z', 3, 'schedule 0'],
    ['Monday after the clock went back, before 07:00', office, '2026-10-26T05:59:59Z', 0, 'schedule 1'],
    ['Monday after the clock went back, 07:00', office, '2026-10-26T06:00:00Z', 3, 'schedule 0'],
    ['a second before the clock jumps over 02:30', small, '2026-03-29T00:59:59Z', 0, 'schedule 1'],
    ['the skipped 02:30 fires when the clock has jumped', small, '2026-03-29T01:00:00Z', 3, 'schedule 0'],
    ['before the first of two 02:30', small, '2026-10-25T00:29:59Z', 0, 'schedule 1'],
    ['the first of two 02:30 fires', small, '2026-10-25T00:30:00Z', 3, 'schedule 0'],
    ['a skipped last hour of a day, a second before', nuuk, '2026-03-29T00:59:59Z', 1, 'schedule 0'],
    ['a skipped last hour of a day fires at the jump', nuuk, '2026-03-29T01:00:00Z', 0, 'schedule 1'],
    ['*/2 beside Monday: a Monday on an even day', oddMondays, '2026-03-30T10:00:00Z', 0, 'schedule 0'],
    ['*/2 beside Monday: an odd day that is none', oddMondays, '2026-03-31T10:00:00Z', 0, 'schedule 0'],
    ['*/2 beside Monday: both', oddMondays, '2026-03-23T10:00:00Z', 2, 'schedule 1'],
    ['13 beside Friday: the 13th', fridays13th, '2026-04-13T10:00:00Z', 2, 'schedule 1'],
    ['13 beside Friday: any Friday', fridays13th, '2026-04-17T10:00:00Z', 2, 'schedule 1'],
    ['a window, a second before it begins', windows, '2026-03-27T05:59:59Z', 1, 'base'],
    ['a window begins', windows, '2026-03-27T06:00:00Z', 3, 'schedule 0'],
    ['two windows hold: the later in the file', windows, '2026-03-27T18:30:00Z', 5, 'schedule 1'],
    ['the other one has ended', windows, '2026-03-27T19:00:00Z', 5, 'schedule 1'],
    ['a window over midnight', windows, '2026-03-28T00:59:59Z', 5, 'schedule 1'],
    ['a window over midnight ends', windows, '2026-03-28T01:00:00Z', 1, 'base'],
    [
      'a window whose beginning is skipped begins at the jump',
      windows,
      '2026-03-29T01:00:00Z',
      0,
      'schedule 2',
    ],
    [
      'whole days follow each other',
      { ...windows, schedule: [{ days: 'Sat,Sun', from: '00:00', to: '24:00', replicas: 4 }] },
      ...(['2026-03-29T12:00:00Z', 4, 'schedule 0'] as const),
    ],
    ['the clock jumps over an end and the next beginning', breakAt2, '2026-03-29T01:00:00Z', 3, 'schedule 0'],
    ['and what begins there goes on', breakAt2, '2026-03-29T23:59:59Z', 3, 'schedule 0'],
    ['until it ends on the next day', breakAt2, '2026-03-30T00:00:00Z', 1, 'base'],
    ['the clock jumps over a whole window', withinTheJump, '2026-03-29T01:00:00Z', 1, 'base'],
    ['from 24:00 to 24:00 is the next day', mondaysFrom24, '2026-03-24T12:00:00Z', 3, 'schedule 0'],
    ['and no longer', mondaysFrom24, '2026-03-24T23:00:00Z', 1, 'base'],
    ['24:00 is the end of the day', windows, '2026-03-29T21:59:59Z', 0, 'schedule 2'],
    ['after 24:00', windows, '2026-03-29T22:00:00Z', 1, 'base'],
    ['a window below a cron', belowCron, '2026-03-29T10:30:00Z', 4, 'schedule 1'],
    ['between windows what fired last', belowCron, '2026-03-29T11:00:00Z', 2, 'schedule 0'],
    ['an evening, a second before it begins', evening, '2026-03-27T16:59:59Z', 3, 'schedule 0'],
    ['an evening begins by the clock of Vienna', evening, '2026-03-27T17:00:00Z', 2, 'except 0'],
    ['an evening after midnight', evening, '2026-03-28T00:59:59Z', 2, 'except 0'],
    ['with an offset, and the base value', evening, '2026-03-28T01:00:00Z', 1, 'except 1'],
    ['after the night', evening, '2026-03-28T02:00:00Z', 0, 'schedule 1'],
    ['the holidays, a second before they begin', office, '2026-12-23T22:59:59Z', 0, 'schedule 1'],
    ['the holidays begin at midnight in Vienna', office, '2026-12-23T23:00:00Z', 0, 'except 0'],
    ['the turn of the year, in the holidays', office, '2026-12-31T23:00:00Z', 0, 'except 0'],
    ['the last second of the holidays', office, '2027-01-06T22:59:59Z', 0, 'except 0'],
    ['after the holidays what fired last decides', office, '2027-01-06T23:00:00Z', 0, 'schedule 1'],
    ['the day after the holidays, 07:00', office, '2027-01-07T06:00:00Z', 3, 'schedule 0'],
    ['the turn of the year, a second before', yearTurn, '2026-12-31T22:59:59Z', 1, 'schedule 1'],
    ['the turn of the year', yearTurn, '2026-12-31T23:00:00Z', 5, 'schedule 0'],
    ['the leap day begins', leap, '2028-02-28T23:00:00Z', 9, 'schedule 0'],
    ['the leap day ends', leap, '2028-02-29T23:00:00Z', 1, 'schedule 1'],
    [
      '29 February has fired last four years ago',
      vienna([{ cron: '0 0 29 2 *', replicas: 9 }]),
      '2032-02-01T00:00:00Z',
      9,
      'schedule 0',
    ],
    ['two zones: morning in Vienna', twoZones, '2026-03-27T08:00:00Z', 2, 'schedule 0'],
    ['two zones: a second before evening in New York', twoZones, '2026-03-27T20:59:59Z', 2, 'schedule 0'],
    ['two zones: evening in New York', twoZones, '2026-03-27T21:00:00Z', 0, 'schedule 1'],
    ['two zones: New York changed its clock first', twoZones, '2026-03-26T21:00:00Z', 0, 'schedule 1'],
    [
      'an excepted day without a value: the base value',
      vienna(office.schedule, [{ date: '2026-05-01' }]),
      '2026-05-01T10:00:00Z',
      1,
      'except 0',
    ],
    ['overlapping days: the later in the file', holidays, '2026-05-01T10:00:00Z', 7, 'except 1'],
    ['overlapping days: the later in the file, zero too', holidays, '2026-05-02T10:00:00Z', 0, 'except 2'],
  ])('%s', (_, deployment, at, replicas, reason) => {
    const desired = desiredReplicas(deployment, new Date(at));
    const { why } = desired;
    expect([desired.replicas, why.kind === 'base' ? 'base' : `${why.kind} ${why.index}`]).toEqual([
      replicas,
      reason,
    ]);
  });

  it('if two entries fire at the same moment, the later in the file decides', () => {
    const [a, b] = [
      { cron: '0 7 * * *', replicas: 1 },
      { cron: '0 7 * * 1-5', replicas: 4 },
    ];
    expect(desiredReplicas(vienna([a, b]), new Date('2026-03-27T12:00:00Z')).replicas).toBe(4);
    expect(desiredReplicas(vienna([b, a]), new Date('2026-03-27T12:00:00Z')).replicas).toBe(1);
    expect(desiredReplicas(vienna([b, a]), new Date('2026-03-28T12:00:00Z')).replicas).toBe(1);
  });

  it.each<[string, Scheduled, string]>([
    ['base value', vienna([]), '2026-03-28T12:00:00Z'],
    [
      'except 2026-03-27T18:00 to 2026-03-28T02:00, since Fri 2026-03-27 18:00 Europe/Vienna',
      evening,
      '2026-03-27T20:00:00Z',
    ],
    ['window Fri 19:00-02:00, since Fri 2026-03-27 19:00 Europe/Vienna', windows, '2026-03-28T00:30:00Z'],
    ['schedule "0 20 * * 1-5", since Fri 2026-03-27 20:00 Europe/Vienna', office, '2026-03-28T12:00:00Z'],
    [
      'schedule "0 17 * * 1-5", since Fri 2026-03-27 17:00 America/New_York',
      twoZones,
      '2026-03-28T12:00:00Z',
    ],
    [
      'except 2026-12-24..2027-01-06, since Thu 2026-12-24 00:00 Europe/Vienna',
      office,
      '2027-01-01T12:00:00Z',
    ],
    [
      'except 2026-05-01, base value, since Fri 2026-05-01 00:00 Europe/Vienna',
      vienna([], [{ date: '2026-05-01' }]),
      '2026-05-01T12:00:00Z',
    ],
  ])('the reason is described: %s', (words, deployment, at) => {
    expect(describeWhy(desiredReplicas(deployment, new Date(at)).why)).toBe(words);
  });
});

describe('the next change', () => {
  it.each<[string, Scheduled, string, string, number]>([
    ['Friday noon: zero in the evening', office, '2026-03-27T12:00:00Z', '2026-03-27T19:00:00.000Z', 0],
    [
      'over a weekend and a change of the clock',
      office,
      '2026-03-27T19:00:00Z',
      '2026-03-30T05:00:00.000Z',
      3,
    ],
    ['over the holidays', office, '2026-12-23T19:00:00Z', '2027-01-07T06:00:00.000Z', 3],
    [
      'a holiday begins while replicas run',
      vienna([], [{ date: '2026-12-24', replicas: 0 }]),
      '2026-12-20T00:00:00Z',
      '2026-12-23T23:00:00.000Z',
      0,
    ],
    [
      'a holiday ends',
      vienna([], [{ date: '2026-12-24', replicas: 0 }]),
      '2026-12-24T00:00:00Z',
      '2026-12-24T23:00:00.000Z',
      1,
    ],
    ['the leap day', leap, '2026-06-01T00:00:00Z', '2028-02-28T23:00:00.000Z', 9],
    ['the leap day over 2100, which is none', leap, '2096-06-01T00:00:00Z', '2104-02-28T23:00:00.000Z', 9],
    ['between two zones', twoZones, '2026-03-27T08:00:00Z', '2026-03-27T21:00:00.000Z', 0],
    ['a window ends over midnight', windows, '2026-03-27T19:30:00Z', '2026-03-28T01:00:00.000Z', 1],
    ['a window begins after days', windows, '2026-03-28T12:00:00Z', '2026-03-29T01:00:00.000Z', 0],
    ['an evening begins', evening, '2026-03-27T12:00:00Z', '2026-03-27T17:00:00.000Z', 2],
    ['an evening ends', evening, '2026-03-27T20:00:00Z', '2026-03-28T01:00:00.000Z', 1],
    ['minutes that repeat what is', minutes, '2026-12-01T08:00:00Z', '2026-12-01T17:00:00.000Z', 0],
    ['hours that are overruled for weeks', hours, '2026-12-01T08:00:00Z', '2026-12-28T23:00:00.000Z', 1],
    ['two clocks that part', halfAnHour, '2028-02-29T00:00:00Z', '2028-04-01T15:45:00.000Z', 0],
    [
      'after a window whose end a later cron shares',
      vienna([
        { cron: '0 9 * * *', replicas: 1 },
        { from: '06:00', to: '08:00', replicas: 0 },
        { cron: '0 7,8 * * *', replicas: 3 },
      ]),
      '2026-03-27T06:30:00Z',
      '2026-03-27T08:00:00.000Z',
      1,
    ],
    [
      'after days of another number long away',
      vienna([{ cron: '0 7 * * *', replicas: 1 }], [{ date: '8000-01-01..9999-12-30', replicas: 0 }]),
      '2026-12-01T08:00:00Z',
      '7999-12-31T23:00:00.000Z',
      0,
    ],
    [
      'an entry that changes nothing is passed over',
      vienna([...office.schedule, { cron: '*/5 8-18 * * *', replicas: 3 }]),
      '2026-03-27T06:00:00Z',
      '2026-03-27T19:00:00.000Z',
      0,
    ],
    [
      'crons that fire once in 28 years',
      vienna([
        { cron: '0 7 29 2 +1', replicas: 1 },
        { cron: '0 7 29 2 +2', replicas: 2 },
        { cron: '0 7 29 2 +0', replicas: 1 },
      ]),
      '2026-12-01T08:00:00Z',
      '2028-02-29T06:00:00.000Z',
      2,
    ],
    [
      'a cron that fires once in 28 years, above a window that holds every day',
      vienna([
        { from: '20:00', to: '07:00', replicas: 0 },
        { cron: '30 7 29 2 +1', replicas: 2 },
        { cron: '30 7 29 2 +1', timezone: 'UTC', replicas: 0 },
        { days: 'Sun-Sat', from: '20:00', to: '07:00', replicas: 0 },
      ]),
      '2026-12-01T08:00:00Z',
      '2044-02-29T06:30:00.000Z',
      2,
    ],
  ])('%s', (_, deployment, at, change, replicas) => {
    const next = nextChange(deployment, new Date(at));
    expect([next?.at.toISOString(), next?.replicas]).toEqual([change, replicas]);
  });

  it.each<[string, Scheduled]>([
    ['no schedule', vienna([])],
    ['one entry, fired long ago', vienna([{ cron: '* * * * *', replicas: 3 }])],
    ['only days gone by', vienna([], [{ date: '2020-01-01', replicas: 0 }])],
    [
      'a cron and a window of one number, with another between them that never holds',
      {
        ...vienna([
          { cron: '0 7 29 2 *', replicas: 2 },
          { from: '22:00', to: '06:00', replicas: 2 },
        ]),
        replicas: 1,
      },
    ],
    [
      'an entry always overruled at the same moment',
      vienna([
        { cron: '0 7 * * *', replicas: 1 },
        { cron: '0 7 * * *', replicas: 2 },
      ]),
    ],
    ['a limit that always holds', vienna([{ cron: '0 20 * * *', 'at-most': 2, replicas: 2 }])],
  ])('none: %s', (_, deployment) => {
    expect(nextChange(deployment, new Date('2026-03-27T12:00:00Z'))).toBeUndefined();
  });

  // Between two entries of one number people may have changed it, if the first leaves room for that.
  const limits = vienna([
    { cron: '0 7 * * *', 'at-least': 2, replicas: 2 },
    { cron: '0 20 * * *', 'at-most': 2, replicas: 2 },
  ]);
  const untilEvening = vienna([
    { cron: '0 7 * * *', 'at-least': 2, replicas: 2 },
    { cron: '0 20 * * *', replicas: 2 },
  ]);
  const window = { from: '07:00', to: '20:00', 'at-least': 1, replicas: 1 };
  const stop = vienna([{ cron: '0 17 * * *', replicas: 0, on: 'change' }]);
  const idle = { after: '45m' };
  const wake = { ...vienna([{ cron: '0 7 * * 1-5', replicas: 2 }]), idle };
  const byDay = { ...vienna([{ from: '07:00', to: '20:00', replicas: 1 }]), idle };
  const off = { ...vienna([], [{ date: '2026-03-28', replicas: 1 }]), idle };
  const nights = [{ from: '22:00', to: '06:00', replicas: 1 }];
  const byLoad = { ...vienna(nights), replicas: 1, autoscale: { max: 4 } };
  const offLoad = {
    ...vienna([], [{ date: '2026-03-28', replicas: 1 }]),
    replicas: 1,
    autoscale: { max: 4 },
  };
  it.each<[string, Scheduled, string, string]>([
    ['the load, then a window', byLoad, '2026-03-27T08:00:00Z', '2026-03-27T21:00:00.000Z'],
    ['the load, then excepted days', offLoad, '2026-03-27T08:00:00Z', '2026-03-27T23:00:00.000Z'],
    ['at least, then at most', limits, '2026-03-27T08:00:00Z', '2026-03-27T19:00:00.000Z'],
    ['at most, then at least', limits, '2026-03-27T20:00:00Z', '2026-03-28T06:00:00.000Z'],
    ['at least, then exactly', untilEvening, '2026-03-27T08:00:00Z', '2026-03-27T19:00:00.000Z'],
    ['exactly, then at least', untilEvening, '2026-03-27T20:00:00Z', '2026-03-28T19:00:00.000Z'],
    [
      'the end of a window with a limit',
      { ...vienna([window]), replicas: 1 },
      '2026-03-27T08:00:00Z',
      '2026-03-27T19:00:00.000Z',
    ],
    ['the only entry, on change', stop, '2026-03-27T18:00:00Z', '2026-03-28T16:00:00.000Z'],
    ['the only entry, which wakes', wake, '2026-03-27T18:00:00Z', '2026-03-30T05:00:00.000Z'],
    ['the end of a window, which wakes', byDay, '2026-03-27T08:00:00Z', '2026-03-27T19:00:00.000Z'],
    ['the beginning of excepted days, which wakes', off, '2026-03-27T08:00:00Z', '2026-03-27T23:00:00.000Z'],
    ['the end of excepted days, which wakes', off, '2026-03-28T08:00:00Z', '2026-03-28T23:00:00.000Z'],
  ])('of the same number: %s', (_, deployment, at, change) => {
    expect(nextChange(deployment, new Date(at))?.at.toISOString()).toBe(change);
  });

  it('of an entry that continues to decide has the time when it fired last', () => {
    const deployment = vienna([
      { cron: '15 * * * *', replicas: 1 },
      { from: '22:30', to: '07:00', replicas: 0 },
    ]);
    const { why } = nextChange(deployment, new Date('2026-03-27T02:00:00Z')) ?? {};
    expect(why).toMatchObject({ index: 0, since: new Date('2026-03-27T05:15:00Z') });
  });

  /** The least processor time of a few tries, in milliseconds: other threads may use some during each of them. */
  function leastMs(deployment: Scheduled): number {
    const times = Array.from({ length: 4 }, () => {
      const before = process.cpuUsage().user;
      nextChange(deployment, new Date('2026-12-01T08:00:00Z'));
      return (process.cpuUsage().user - before) / 1000;
    });
    return Math.min(...times);
  }

  const DAILY = { from: '07:00', to: '20:00' };
  it.each<[string, Scheduled]>([
    [
      'crons that seldom fire',
      vienna(
        ['+1', '+2', '+1', '+1'].map((day) => ({
          cron: `0 7 29 2 ${day}`,
          replicas: 1 + (day === '+2' ? 1 : 0),
        })),
      ),
    ],
    [
      'crons that seldom fire, and say the same',
      vienna([2, 1].map((replicas) => ({ cron: '0 7 29 2 +1', replicas }))),
    ],
    ['crons that always fire', vienna([1, 2].map((replicas) => ({ cron: '* * * * *', replicas })))],
    [
      'windows that leave nothing of others',
      vienna([
        { ...DAILY, days: 'Mon-Fri', replicas: 1 },
        { ...DAILY, days: 'Sat,Sun', replicas: 0 },
        { from: '00:00', to: '24:00', replicas: 2 },
      ]),
    ],
    [
      'excepted days that change nothing',
      vienna(
        [1, 0].map((replicas) => ({ cron: '0 7 29 2 +1', replicas })),
        Array.from({ length: 20 }, (_, week) => ({ date: addDays('2026-11-01', 7 * week), replicas: 0 })),
      ),
    ],
  ])('takes no more than half a second of processor time: %s', (_, deployment) => {
    expect(leastMs(deployment)).toBeLessThan(500);
  });

  it.each(['idle', 'autoscale'])('sees at once that nothing follows without a schedule: %s', (key) => {
    const deployment = { ...vienna([]), [key]: {} };
    expect(nextChange(deployment, new Date('2026-12-01T08:00:00Z'))).toBeUndefined();
    expect(leastMs(deployment)).toBeLessThan(1);
  });
});
