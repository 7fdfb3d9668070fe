import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { memoryFiles } from '../../config/memory.js';
import { run } from '../../helpers/run.js';

const app = (name: string, more = '') =>
  `  - { name: ${name}, model-name: m, gpu-type: gpua5000, gpu-count: 1, replicas: 0${more} }\n`;
const FILES = {
  '/in/main.yaml': `include: [shared.yaml, team/more.yaml]\nzone: at-vie-2\ndeployments:\n${app('main', ', schedule: office')}`,
  '/in/shared.yaml':
    'schedules:\n  office:\n    - { days: Mon-Fri except holidays, from: "07:00", to: "20:00", replicas: 3 }\nholidays: [{ file: h.ics }]\n',
  '/in/h.ics': 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20270101\nEND:VEVENT\nEND:VCALENDAR\n',
  '/in/team/more.yaml': `include: [../shared.yaml]\nzone: de-fra-1\ndeployments:\n${app('more', ', schedule: office')}`,
};
const shown = z.object({
  deployments: z.array(
    z.object({ name: z.string(), zone: z.string(), timeline: z.array(z.object({ replicas: z.number() })) }),
  ),
});

async function show(changed: Record<string, string> = {}, files = '-f in/main.yaml') {
  const options = { files: memoryFiles({ ...FILES, ...changed }) };
  const { code, stdout, stderr } = await run(
    `schedule show ${files} --days 4 --at 2026-12-31T00:00Z -O json`,
    options,
  );
  if (code !== 0) return stderr;
  return shown
    .parse(JSON.parse(stdout))
    .deployments.map(({ name, zone, timeline }) => `${name} ${zone} ${timeline.map((one) => one.replicas)}`);
}

test('included files come first, each once, and their schedules and holidays can be used', async () => {
  // Thursday; Friday is a holiday.
  const expected = ['more de-fra-1 0,3,0', 'main at-vie-2 0,3,0'];
  expect(await show()).toEqual(expected);
  expect(await show({}, '-f in/main.yaml -f in/team/more.yaml')).toEqual([...expected].reverse());
});

test('the key include may be written with escapes', async () => {
  const main = FILES['/in/main.yaml'].replace('include:', '"\\x69nclude":');
  expect(await show({ '/in/main.yaml': main })).toEqual(await show());
});

test('schedules of the file itself override those of included files', async () => {
  const own = FILES['/in/main.yaml'].replace('zone:', 'schedules: { office: [] }\nzone:');
  expect(await show({ '/in/main.yaml': own })).toEqual(['more de-fra-1 0,3,0', 'main at-vie-2 0']);
});

test.each<[string, Record<string, string>, string[]]>([
  [
    'a circle',
    { '/in/shared.yaml': 'include: [main.yaml]\n' },
    ['in/shared.yaml:1:11: include[0]: goes round in a circle: \\"main.yaml\\" includes this file'],
  ],
  [
    'itself',
    { '/in/shared.yaml': 'include: [./shared.yaml]\n' },
    ['in/shared.yaml:1:11: include[0]: goes round in a circle: \\"./shared.yaml\\" includes this file'],
  ],
  [
    'what is not there',
    { '/in/main.yaml': 'include: [gone.yaml]\n' },
    ['in/main.yaml:1:11: include[0]: file \\"in/gone.yaml\\" does not exist'],
  ],
  [
    'holidays that are not there',
    { '/in/shared.yaml': 'holidays: [{ file: no.ics }]\n' },
    ['in/shared.yaml:1:20: holidays[0].file: file \\"in/no.ics\\" does not exist'],
  ],
  [
    'holidays by their address',
    { '/in/shared.yaml': 'holidays: [{ file: "https://a.example/h.ics" }]\n' },
    [
      'in/shared.yaml:1:20: holidays[0].file: \\"https://a.example/h.ics\\" is a URL, and only files are read: save its content in a file',
    ],
  ],
  [
    'a name that stands twice',
    { '/in/team/more.yaml': `zone: at-vie-2\ndeployments:\n${app('main')}` },
    [
      'in/main.yaml:4:13: deployments[0].name: \\"main\\" is used twice in zone at-vie-2: first at in/team/more.yaml:3:13',
    ],
  ],
  [
    'what is wrong in there',
    { '/in/shared.yaml': 'schedules: { office: [{ cron: "0 25 * * *" , replicas: 1 }] }\n' },
    ['in/shared.yaml:1:31: schedules.office[0].cron: \\"0 25 * * *\\": hour 25 does not exist'],
  ],
  ['an empty file', { '/in/shared.yaml': '' }, ['in/shared.yaml:1:1: the file is empty']],
])('%s is reported with its line', async (_, changed, expected) => {
  const said = await show(changed);
  for (const line of expected) expect(said).toContain(line);
});

test('the depth of includes is limited', async () => {
  const deep = Object.fromEntries(
    Array.from({ length: 12 }, (_, n) => [`/in/${n === 0 ? 'main' : n}.yaml`, `include: [${n + 1}.yaml]\n`]),
  );
  expect(await show(deep)).toContain('includes may be nested 10 deep at most');
});
