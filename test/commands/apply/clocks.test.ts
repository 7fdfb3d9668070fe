import { describe, expect, test } from 'vitest';
import { writeHolds } from '../../../src/desired/hold/holds.js';
import { memoryFiles } from '../../config/memory.js';
import { LONG_RUN, randomFrom, SEED } from '../../helpers/chance.js';
import { deployment, desk } from '../../helpers/inference-file.js';
import { memoryLocks } from '../../helpers/locks.js';
import { bench } from '../../helpers/run.js';
import { ahead } from '../../helpers/service.js';

/*
 * Apply around both changes of Vienna's clock, with everything that a schedule can have, manual scalings and a hold. A
 * third of the runs is dropped, one in ten fails, and so does one request in twenty. The expected sizes are computed
 * here minute by minute, only from the wall clock that Intl shows, and compared again and again.
 */
const DAYS = LONG_RUN ? 15 : 3;
const TIMES = [
  { name: 'spring', from: '2027-03-26T00:00+01:00' },
  { name: 'autumn', from: '2027-10-29T00:00+02:00' },
];
const MINUTE = 60_000;
/** All entries begin and end at half hours. */
const STEP = (LONG_RUN ? 15 : 30) * MINUTE;
const DAY = 24 * 60 * MINUTE;

const HOLIDAYS = ['2027-03-26', '2027-03-29', '2027-11-01'];
const FILE = `
defaults: { zone: at-vie-2, timezone: Europe/Vienna }
holidays: [{ file: h.ics }, { date: 2027-03-29 }]
schedules:
  office:
    - { days: Mon-Fri except holidays, from: "07:00", to: "20:00", replicas: 3 }
deployments:
  - { name: office, model-name: mistralai/Mistral-7B-Instruct-v0.3, gpu-type: gpua5000, gpu-count: 1, replicas: 0, schedule: office }
  - name: nights
    model-name: mistralai/Mistral-7B-Instruct-v0.3
    gpu-type: gpua5000
    gpu-count: 1
    replicas: 1
    schedule:
      - { days: Fri-Sun, from: "22:00", to: "02:30", replicas: 2 }
  - name: evening
    model-name: mistralai/Mistral-7B-Instruct-v0.3
    gpu-type: gpua5000
    gpu-count: 1
    schedule:
      - { cron: "0 7 * * *", at-least: 1 }
      - { cron: "0 17 * * *", replicas: 0, on: change }
      - { cron: "0 23 * * *", at-most: 1 }
  - name: closed
    model-name: mistralai/Mistral-7B-Instruct-v0.3
    gpu-type: gpua5000
    gpu-count: 1
    on-holidays: 0
    schedule:
      - { cron: "30 2 * * *", replicas: 2 }
      - { cron: "0 14 * * *", replicas: 1 }
    except:
      - { from: 2027-03-28T01:30, to: 2027-03-28T05:00, replicas: 4 }
      - { from: 2027-10-31T01:30, to: 2027-10-31T05:00, replicas: 4 }
`;
const NAMES = ['office', 'nights', 'evening', 'closed'];
const ICS = `BEGIN:VCALENDAR
${HOLIDAYS.filter((day) => day !== '2027-03-29')
  .map((day) => `BEGIN:VEVENT\nDTSTART;VALUE=DATE:${day.replaceAll('-', '')}\nEND:VEVENT\n`)
  .join('')}END:VCALENDAR
`;

/** What the file wants at a minute: a number or a bound; `since` is when it began, if that matters. */
interface Said {
  how: 'exactly' | 'at most' | 'at least' | 'once';
  replicas: number;
  since: number;
}

const wallFormat = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Vienna',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
});

/**
 * Walks through the minutes. A time of day comes when the wall clock first shows it or has just jumped over it: so none
 * is lost when the clock goes forward, and none comes twice when it goes back.
 */
function walk(from: number, to: number): Map<number, Record<string, Said>> {
  const said = new Map<number, Record<string, Said>>();
  let furthest = '';
  let night = false;
  let evening: Said = { how: 'at most', replicas: 1, since: from };
  let closed = 1;
  for (let at = from; at < to; at += MINUTE) {
    const wall = wallFormat.format(at);
    const [date = '', time = ''] = wall.split(' ');
    const weekday = new Date(`${date}T12:00:00Z`).getUTCDay();
    const comes = (what: string) =>
      furthest !== '' && furthest < `${date} ${what}` && `${date} ${what}` <= wall;
    if (comes('02:30')) night = false;
    if (comes('22:00') && [5, 6, 0].includes(weekday)) night = true;
    if (comes('07:00')) evening = { how: 'at least', replicas: 1, since: at };
    if (comes('17:00')) evening = { how: 'once', replicas: 0, since: at };
    if (comes('23:00')) evening = { how: 'at most', replicas: 1, since: at };
    if (comes('02:30')) closed = 2;
    if (comes('14:00')) closed = 1;
    const isHoliday = HOLIDAYS.includes(date);
    const isExcepted = ['2027-03-28', '2027-10-31'].includes(date) && '01:30' <= time && time < '05:00';
    const isOffice = !isHoliday && weekday >= 1 && weekday <= 5 && '07:00' <= time && time < '20:00';
    const exactly = (replicas: number): Said => ({ how: 'exactly', replicas, since: at });
    said.set(at, {
      office: exactly(isOffice ? 3 : 0),
      nights: exactly(night ? 2 : 1),
      evening,
      closed: exactly(isExcepted ? 4 : isHoliday ? 0 : closed),
    });
    if (wall > furthest) furthest = wall;
  }
  return said;
}

/** The size after a run. @param lastRun the previous run that succeeded */
function after({ how, replicas, since }: Said, is: number, at: number, lastRun: number | undefined): number {
  if (how === 'at most') return Math.min(is, replicas);
  if (how === 'at least') return Math.max(is, replicas);
  const isOver = lastRun === undefined ? at - since > 60 * MINUTE : lastRun >= since;
  return how === 'once' && isOver ? is : replicas;
}

test.each(TIMES)('$name: every size is always the one that the walk expects', async ({ from: first }) => {
  const [from, to] = [Date.parse(first), Date.parse(first) + DAYS * DAY];
  const said = walk(from - 4 * DAY, to);
  const { clock, sandbox, exo, changes } = bench({ quotas: { gpua5000: 50 } });
  clock.advance(from - clock.now());
  const texts: Record<string, string> = { '/f.yaml': FILE, '/h.ics': ICS };
  const options = { files: memoryFiles(texts), locks: memoryLocks(clock) };
  const ids = new Map(NAMES.map((name) => [name, sandbox.place({ zone: 'at-vie-2', name, replicas: 1 })]));
  const sizes = () =>
    Object.fromEntries(sandbox.deployments().map(({ name, replicas }) => [name, replicas ?? 0]));

  // Two replicas are held on Friday from noon until eight, across an entry with on: change.
  const held = { from: from + DAY / 2, to: from + 20 * 60 * MINUTE };
  const span = { since: new Date(held.from).toISOString(), until: new Date(held.to).toISOString() };
  texts['/f.holds.yaml'] = writeHolds({
    holds: [{ name: 'evening', zone: 'at-vie-2', replicas: 2, by: 'ada', ...span }],
  });
  const saidAt = (at: number, name: string): Said => {
    const one = said.get(at)?.[name];
    if (!one) throw new Error(`nothing is said of ${name}`);
    if (name !== 'evening' || at < held.from) return one;
    if (at < held.to) return { how: 'exactly', replicas: 2, since: held.from };
    return { ...one, since: Math.max(one.since, held.to) };
  };

  const random = randomFrom(SEED);
  const should: Record<string, number> = sizes();
  let lastRun: number | undefined;
  const count = { runs: 0, failed: 0, byHand: 0 };
  sandbox.failNext('* /**=503 every 20');
  for (let at = from; at < to; at += STEP) {
    clock.advance(Math.max(0, at - clock.now()));
    if (random() < 0.1) {
      // A manual scaling.
      const name = NAMES[Math.floor(random() * NAMES.length)] ?? '';
      const size = Math.floor(random() * 4);
      await exo(`deployment scale ${name} ${size} -z at-vie-2 -Q`, options);
      should[name] = size;
      count.byHand++;
    }
    if (random() < 2 / 3) {
      const fails = random() < 0.1;
      if (fails) sandbox.failNext('GET /ai/deployment=403');
      const { code, stderr } = await exo('apply -f f.yaml -Q', options);
      expect(code === 0, `${new Date(at).toISOString()} ${stderr}`).toBe(!fails);
      count.runs++;
      if (fails) count.failed++;
      else {
        for (const name of NAMES) should[name] = after(saidAt(at, name), should[name] ?? 0, at, lastRun);
        lastRun = at;
      }
    }
    expect(sizes(), new Date(at).toISOString()).toEqual(should);
  }
  // No deployment was created again, and none deleted.
  expect(sandbox.deployments().map(({ name, id }) => [name, id])).toEqual([...ids]);
  expect(changes().filter((change) => !change.endsWith('/scale'))).toEqual([]);
  expect(count.runs / ((to - from) / STEP)).toBeCloseTo(2 / 3, 0);
  expect(count.failed).toBeGreaterThan(5);
  expect(count.byHand).toBeGreaterThan(10);
});

describe('a clock that is two hours ahead of the service', () => {
  const entry = ['schedule:', '  - { cron: "0 20 * * *", replicas: 0 }'];
  test.each([
    ['plan -f f.yaml', entry, true],
    ['apply -f f.yaml', entry, true],
    ['apply -f f.yaml --at 2026-01-01T12:00', entry, false],
    ['apply -f f.yaml', [], false],
  ])('%s', async (line, more, isTold) => {
    const { exo, write, intercept, sandbox } = desk();
    sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 1 });
    intercept(ahead(120 * MINUTE));
    write(deployment('my-app', 1, more));
    const { code, stderr } = await exo(line);
    expect({ code, isTold: stderr.includes('warning: ') }, stderr).toEqual({ code: 0, isTold });
    if (isTold)
      expect(stderr).toContain(
        "warning: this machine's clock is 2 h ahead of the service's, and the schedules follow it: set this machine's clock right\n",
      );
  });
});
