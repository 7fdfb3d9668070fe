import { describe, expect, it } from 'vitest';
import { parseInferenceFiles } from '../../../src/desired/file/parse-file.js';
import { readSource } from '../../../src/desired/file/read-source.js';
import type { SourceFile } from '../../../src/desired/file/source.js';
import { problemsOf } from '../../helpers/file-problems.js';

const FILE = `# inference.yaml
zone: at-vie-2
timezone: Europe/Vienna
deployments:
  - name: my-app
    model-name: mistralai/Mistral-7B-Instruct-v0.3
    gpu-type: gpua5000
    gpu-count: 1
    replicas: 1                     # outside every schedule
    inference-engine-params: ["--max-model-len=8192"]
    schedule:                       # the entry that fired last decides
      - cron: "0 7 * * 1-5"
        replicas: 3
      - cron: "0 20 * * 1-5"
        replicas: 0
    except:                         # whole days on which the base value, or the one given, holds
      - date: 2026-12-24..2027-01-06
        replicas: 0
`;
const MY_APP = {
  name: 'my-app',
  zone: 'at-vie-2',
  timezone: 'Europe/Vienna',
  'model-name': 'mistralai/Mistral-7B-Instruct-v0.3',
  'gpu-type': 'gpua5000',
  'gpu-count': 1,
  replicas: 1,
  'inference-engine-params': ['--max-model-len=8192'],
  schedule: [
    { cron: '0 7 * * 1-5', replicas: 3 },
    { cron: '0 20 * * 1-5', replicas: 0 },
  ],
  except: [{ date: '2026-12-24..2027-01-06', replicas: 0 }],
};
const place = (line: number, column: number, path: string) => ({
  file: 'inference.yaml',
  line,
  column,
  path: `deployments[0].${path}`,
});
/** Returns a valid deployment on one line, with keys that a test adds or replaces. */
const deployment = (more = {}) =>
  JSON.stringify({
    name: 'a',
    zone: 'at-vie-2',
    'model-name': 'm',
    'gpu-type': 'gpua5000',
    'gpu-count': 1,
    replicas: 1,
    ...more,
  });
const file = (...deployments: string[]) => `{"deployments": [${deployments.join(', ')}]}`;

function parse(...texts: (string | SourceFile)[]) {
  return parseInferenceFiles(
    texts.map((text, i) => (typeof text === 'string' ? { name: `${i + 1}.yaml`, text } : text)),
  );
}
const problems = (...texts: (string | SourceFile)[]) => problemsOf(() => parse(...texts));

describe('a file is read', () => {
  it('if it is the example of the documentation', () => {
    expect(parse({ name: 'inference.yaml', text: FILE })).toEqual({
      zones: ['at-vie-2'],
      variables: [],
      remarks: [],
      deployments: [
        {
          ...MY_APP,
          source: { file: 'inference.yaml', line: 5, column: 5 },
          places: {
            replicas: [place(9, 15, 'replicas')],
            schedule: [place(12, 9, 'schedule[0]'), place(14, 9, 'schedule[1]')],
            except: [place(17, 9, 'except[0]')],
          },
        },
      ],
    });
  });

  it.each([
    ['indented by spaces', 2],
    ['indented by tabs', '\t'],
    ['on one line', 0],
  ])('if it is JSON, %s', (_, indent) => {
    const { zone, timezone, ...rest } = MY_APP;
    const text = JSON.stringify(
      { $schema: './schema.json', zone, timezone, deployments: [rest] },
      null,
      indent,
    );
    expect(parse(text).deployments).toMatchObject([MY_APP]);
  });

  it('with the zone and time zone of the file, unless a deployment has its own, and UTC as the default', () => {
    const text = `zone: at-vie-2\ndeployments: [${deployment({ zone: undefined })}, ${deployment({ zone: 'de-fra-1', timezone: 'Europe/Berlin' })}]`;
    expect(parse(text).zones).toEqual(['at-vie-2', 'de-fra-1']);
    expect(parse(text).deployments).toMatchObject([
      { zone: 'at-vie-2', timezone: 'UTC', schedule: [], except: [] },
      { zone: 'de-fra-1', timezone: 'Europe/Berlin' },
    ]);
  });

  it.each([
    ['several files', ['zone: at-vie-2\ndeployments: []', file(deployment({ zone: 'ch-dk-2' }))]],
    [
      'several documents in one file',
      [`zone: at-vie-2\ndeployments: []\n---\n${file(deployment({ zone: 'ch-dk-2' }))}\n`],
    ],
  ])('%s as one', (_, texts) => {
    const read = parse(...texts);
    expect(read.zones).toEqual(['at-vie-2', 'ch-dk-2']);
    expect(read.deployments.map(({ name, zone }) => [name, zone])).toEqual([['a', 'ch-dk-2']]);
  });

  it('without its zone, if it only has schedules for other files', () => {
    const shared = 'zone: at-vie-2\nschedules: {}';
    expect(parse(shared, file(deployment({ zone: 'ch-dk-2' }))).zones).toEqual(['ch-dk-2']);
    expect(parse(`${shared}\ndeployments: []`).zones).toEqual(['at-vie-2']);
  });

  it('with the line ends of old Macs', () => {
    const text = '# a comment\rzone: at-vie-2\r';
    expect(readSource({ name: 'f', text })).toMatchObject({
      sources: [{ value: { zone: 'at-vie-2' } }],
      problems: [],
    });
  });

  it('with anchors, aliases and merge keys', () => {
    const text = `zone: z\ndeployments:\n  - &a ${deployment({ 'inference-engine-params': ['--x'] })}\n  - {<<: *a, name: b}\n`;
    expect(parse(text).deployments.map((d) => [d.name, d['inference-engine-params']])).toEqual([
      ['a', ['--x']],
      ['b', ['--x']],
    ]);
  });

  it('with one anchor that hundreds of deployments use, and that contains others', () => {
    const apps = Array.from({ length: 300 }, (_, i) => `  - { <<: *base, name: a${i}, schedule: *nights }\n`);
    const text = `x-night: &night { from: "20:00", to: "07:00" }
x-nights: &nights
  - { <<: *night, days: Mon-Fri, replicas: 0 }
  - { <<: *night, days: Sat-Sun, replicas: 1 }
x-gpus: &gpus { gpu-type: gpua5000, gpu-count: 1 }
x-base: &base { <<: *gpus, model-name: m, replicas: 2 }
zone: z
deployments:
${apps.join('')}`;
    expect(parse(text).deployments).toHaveLength(300);
  });

  it('with a schedule and excepted days for all deployments, and with own x- keys', () => {
    const text = `
x-office: &office
  - { days: Mon-Fri, from: "07:00", to: "20:00", replicas: 3 }
zone: z
schedule: *office
except:
  - { from: 2026-12-01T18:00, to: 2026-12-02T02:00, replicas: 2 }
deployments:
  - ${deployment()}
  - ${deployment({ name: 'b', schedule: [], except: [] })}
`;
    const office = [{ days: 'Mon-Fri', from: '07:00', to: '20:00', replicas: 3 }];
    expect(parse(text).deployments).toMatchObject([
      { name: 'a', schedule: office, except: [{ from: '2026-12-01T18:00', replicas: 2 }] },
      { name: 'b', schedule: [], except: [] },
    ]);
    expect(parse(text).deployments[0]?.places.except).toEqual([
      { file: '1.yaml', line: 7, column: 5, path: 'except[0]' },
    ]);
  });

  it('with a byte order mark and Windows line ends', () => {
    expect(parse(`\ufeff${FILE.replaceAll('\n', '\r\n')}`).deployments).toMatchObject([MY_APP]);
  });
});

describe('errors of the YAML syntax are explained for the author of the file', () => {
  const lines = (...more: string[]) => ['zone: z', 'deployments:', '  - name: a', ...more].join('\n');
  const COLUMN = 'the line does not begin in the same column as the lines that it belongs to';
  const TWO_KEYS =
    'two keys are where one should be: put a value with a colon and a space in quotes, and begin keys that belong together in the same column';
  const TAB = 'the line begins with a tab: indent YAML with spaces';
  const BRACKETS = 'within { } or [ ] something is missing here or should not be here, perhaps a comma';
  const MERGE =
    'the line is of a merge that git has left open: keep one of the two versions, without such lines';
  it.each<[string, ...string[]]>([
    [lines('\tgpu-type: g', '    gpu-count: 1'), `4:1: ${TAB}`],
    [lines('    schedule:', '\t- { cron: "0 7 * * *", replicas: 2 }'), `5:1: ${TAB}`],
    [lines('   gpu-type: g', '    gpu-count: 1'), `4:1: ${COLUMN}`],
    [lines(' gpu-type: g'), `4:1: ${COLUMN}`],
    [lines('      gpu-type: g'), `3:11: ${TWO_KEYS}`],
    [lines('    gpu-type: a: b'), `4:15: ${TWO_KEYS}`],
    [
      'zone at-vie-2\ndeployments: []',
      '1:1: this is not a key with a value: write a colon and a space after the key, as in zone: at-vie-2',
    ],
    [
      lines('    except: [{ date: 2026-12-24 } { date: 2026-12-25 }]'),
      '4:14: a list or a group of keys is where a key should be: within { } or [ ] a comma may be missing',
    ],
    [lines('    idle: { after: "45m" }, x }'), `4:27: ${BRACKETS}`],
    [lines('    except: [, { date: 2026-12-24 }]'), '4:14: there is nothing between two commas'],
    [
      lines('    account: @prod # ours', '    zone: `z`'),
      '4:14: a value that begins with @ needs quotes: write "@prod"',
      '5:11: a value that begins with ` needs quotes: write "`z`"',
    ],
    [
      lines('    schedule: [{ cron: @daily, replicas: 2 }]'),
      '4:24: a value that begins with @ needs quotes: write "@daily"',
    ],
    [lines('    account: "a'), '4:14: the quote " is never closed'],
    [lines('    account: "a', ...Array(50).fill('    gpu-type: g')), '4:14: the quote " is never closed'],
    [lines("    account: 'a", '    gpu-type: g', ''), "4:14: the quote ' is never closed"],
    [lines('    idle: {', '      after: 45m', '      wait: 2 }'), `5:14: ${BRACKETS}`],
    ['{\n  "zone": "at-vie-2"\n  "deployments": []\n}', '3:3: a comma is missing between two values'],
    ['{\n  "max-hold": 1\n  "deployments": []\n}', `2:15: ${BRACKETS}`],
    [
      '{\n  "zone" "at-vie-2",\n  "deployments": []\n}',
      '2:10: a colon after a key is missing here, or a comma between two values',
    ],
    [
      lines(
        '    gpu-type: g',
        '<<<<<<< HEAD',
        '    replicas: 1',
        '=======',
        '    replicas: 2',
        '>>>>>>> other',
      ),
      `5:1: ${MERGE}`,
    ],
    [
      '{\n  "zone": "a",\n<<<<<<< HEAD\n  "deployments": []\n=======\n  "deployments": [ ]\n>>>>>>> main\n}',
      `3:1: ${MERGE}`,
    ],
    [
      lines('    account: "a\\d"'),
      '4:16: \\d is unknown within double quotes: write \\\\d, or single quotes',
    ],
    [lines('    idle: {'), '4:12: } is missing: the list or group is never closed'],
    [
      '<<: *none\nx-a: &none {}',
      '1:1: << needs a reference: write <<: *name, and &name at a group of keys before it',
    ],
  ])('%j', (text, ...expected) => {
    expect(problems(text)).toEqual(expected.map((line) => `1.yaml:${line}`));
  });

  it('a misspelled key is reported once, and not also as missing', () => {
    const text = `{"deployments": [{ "nam": "a", "zone": "z", "modelname": "m", "gpu_type": "g", "gpuCount": 1, "replica": 1 }]}`;
    expect(problems(text).map((line) => line.replace(/^.*?: /, ''))).toEqual([
      'deployments[0].nam: unknown key: did you mean name?',
      'deployments[0].modelname: unknown key: did you mean model-name?',
      'deployments[0].gpu_type: unknown key: did you mean gpu-type?',
      'deployments[0].gpuCount: unknown key: did you mean gpu-count?',
      'deployments[0].replica: unknown key: did you mean replicas?',
    ]);
  });

  it('an unknown schedule is reported once', () => {
    expect(problems(file(deployment({ replicas: undefined, schedule: 'office' })))).toEqual([
      expect.stringContaining('deployments[0].schedule: there is no schedule "office"'),
    ]);
  });
});

describe('problems are reported with line and column', () => {
  it.each<[string, ...string[]]>([
    ['', '1:1: the file is empty'],
    ['# nothing\n', '1:1: the file is empty'],
    ['just text', '1:1: "just text" is not keys with values, such as zone: at-vie-2'],
    ['x'.repeat(900), `1:1: "${'x'.repeat(200)}…" is not keys with values, such as zone: at-vie-2`],
    ['zone: at-vie-2', '1:1: deployments: is missing'],
    ['deployments:', '1:13: deployments: has no value'],
    ['schedules: {}\ndeployments:\n#  - name: a', '2:13: deployments: has no value'],
    [
      'deployments: - name: a',
      '1:14: begin the list on the line below its key, each entry with a - and a space',
    ],
    ['replicas: >=1', '1:12: a value that begins with > or |, & or * needs quotes'],
    ['zone: & x', '1:7: a value that begins with > or |, & or * needs quotes'],
    ['%zone\nzone: a', '1:1: a line that begins with % is not read: leave it out'],
    [
      '{\n  // ours\n  "zone": "a",\n  "deployments": []\n}',
      '2:3: "// ours \\"zone\\"": unknown key: a comment begins with #, also in JSON',
    ],
    ['deployments: []\n---\n', '2:4: the document is empty: leave out the --- before it'],
    [
      'deployments: []\nzone:\u00a0at-vie-2',
      '2:6: the line has a special space (U+00A0), as web pages do: write a plain space',
    ],
    [
      'deployments: []\n\u00a0zone: at-vie-2',
      '2:1: "\u00a0zone": the line has a special space (U+00A0), as web pages do: write a plain space',
    ],
    ['deployments: []\ndeployments: []', '2:1: deployments is here twice: keep one of them'],
    ['{"deployments": [], "deployments": []}', '1:21: "deployments" is here twice: keep one of them'],
    ['deployments: [', '1:15: ] is missing: the list or group is never closed'],
    ['a: *nothing', '1:4: there is no &nothing before *nothing'],
    [
      'a:\n  - cron: */5 * * * *\n    replicas: 1',
      '2:11: cron: */5 * * * * needs quotes, because in YAML a star begins a reference: write cron: "*/5 * * * *"',
    ],
    [
      'a:\n  - { cron: * 7,19 * * 1-5, replicas: 1 } # twice\n  - {replicas: 0, cron: */30 2 * * *}',
      '2:13: cron: * 7,19 * * 1-5 needs quotes, because in YAML a star begins a reference: write cron: "* 7,19 * * 1-5"',
      '3:25: cron: */30 2 * * * needs quotes, because in YAML a star begins a reference: write cron: "*/30 2 * * *"',
    ],
    [
      'schedule:\n  - { cron: 0 7 * * 1,3, replicas: 1 }\ndeployments: []',
      '2:23: schedule[0].3: unknown key: within { } a value with a comma needs quotes, such as days: "Sat,Sun"',
    ],
    ['deployments: !!secret []', '1:14: tag:yaml.org,2002:secret is a tag, which is not read: leave it out'],
    ['zones: x\ndeployments: []', '1:1: zones: unknown key: did you mean zone?'],
    [
      'deployments: []\nfoo: 1',
      '2:1: foo: unknown key: the known keys are $schema, include, zone, timezone, max-hold, defaults, schedules, holidays, schedule, except, deployments',
    ],
    ['schedules: [office]\ndeployments: []', '1:12: schedules: a list is not keys with values'],
  ])('%j', (text, ...expected) => {
    expect(problems(text)).toEqual(expected.map((line) => `1.yaml:${line}`));
  });

  it.each([
    ['Mars/Olympus', 'an IANA name is needed, such as Europe/Vienna or UTC'],
    ['Europe/Viena', 'did you mean Europe/Vienna?'],
    ['Amerika/Chicago', 'did you mean America/Chicago?'],
    ['UTC+1', 'an IANA name is needed, such as Europe/Vienna or UTC'],
    ['America/New York', 'did you mean America/New_York?'],
    ['+02:00', 'an IANA name is needed, such as Europe/Vienna or UTC'],
  ])('time zone %s', (zone, hint) => {
    expect(problems(`timezone: ${zone}\ndeployments: []`)).toEqual([
      `1.yaml:1:11: timezone: unknown time zone "${zone}": ${hint}`,
    ]);
  });

  it('numbers instead of text, as they are written in the file', () => {
    const text = `zone: &version 0.10
defaults: { inference-engine-version: *version }
deployments:
  - { name: 1e3, model-name: m, gpu-type: g, gpu-count: 1, replicas: .inf }
  - { name: 007, model-name: m, gpu-type: g, gpu-count: "2", replicas: '1' }
`;
    expect(problems(text)).toEqual([
      '1.yaml:1:16: zone: 0.10 is not text: write it in quotes, "0.10"',
      '1.yaml:2:39: defaults.inference-engine-version: 0.10 is not text: write it in quotes, "0.10"',
      '1.yaml:4:13: deployments[0].name: 1e3 is not text: write it in quotes, "1e3"',
      '1.yaml:4:70: deployments[0].replicas: .inf is not a number',
      '1.yaml:5:13: deployments[1].name: 007 is not text: write it in quotes, "007"',
      '1.yaml:5:57: deployments[1].gpu-count: "2" is not a number: write it without quotes',
      '1.yaml:5:72: deployments[1].replicas: "1" is not a number: write it without quotes',
    ]);
  });

  it('TOML, which is not supported', () => {
    expect(problems({ name: 'a.toml', text: 'zone = "at-vie-2"' })).toEqual([
      'a.toml:1:1: TOML is not read: write it as YAML or JSON',
    ]);
  });

  const found = (more: object) =>
    problems(file(deployment(more))).map((line) => line.replace(/^1\.yaml:1:\d+: deployments\[0\]\.?/, ''));

  it.each<[object, string]>([
    [{ name: '' }, 'name: must not be empty'],
    [{ name: 7 }, 'name: 7 is not text: write it in quotes, "7"'],
    [{ zone: undefined }, ': zone is missing: neither the deployment nor the file names one'],
    [{ 'model-name': undefined }, ': model-name or model-id is missing'],
    [
      { 'model-id': '01234567-89ab-4def-8123-456789abcdef' },
      'model-id: only one of model-name and model-id can be given',
    ],
    [{ 'model-name': undefined, 'model-id': 'seven' }, 'model-id: "seven" is no UUID'],
    [{ 'gpu-type': undefined }, 'gpu-type: is missing'],
    [{ 'gpu-count': 0 }, 'gpu-count: 0 is too small: 1 is the minimum'],
    [{ 'gpu-count': 9 }, 'gpu-count: 9 is too large: 8 is the maximum'],
    [{ 'gpu-count': 1.5 }, 'gpu-count: 1.5 is not a whole number'],
    [{ replicas: undefined }, 'replicas: is missing: without a schedule it is needed'],
    [
      {
        replicas: undefined,
        schedule: [{ cron: '0 7 * * *', replicas: 1 }],
        except: [{ date: '2026-12-24' }],
      },
      'replicas: is missing: it is needed for entries of except without replicas',
    ],
    [
      { replicas: undefined, schedule: [{ from: '07:00', to: '20:00', replicas: 1 }] },
      'replicas: is missing: it is needed for the time outside the windows of the schedule',
    ],
    [
      { except: ['2026-12-24'] },
      'except[0]: "2026-12-24" is not keys with values, such as - { date: 2026-12-24, replicas: 0 }',
    ],
    [
      { except: '2026-12-24' },
      'except: "2026-12-24" is not a list, such as - { date: 2026-12-24, replicas: 0 }',
    ],
    [
      { timezone: 'CEST' },
      'timezone: unknown time zone "CEST": an abbreviation is not a place: write the place whose clock you mean, such as Europe/Vienna',
    ],
    [{ replicas: -1 }, 'replicas: -1 is too small: 0 is the minimum'],
    [{ replicas: '3' }, 'replicas: "3" is not a number: write it without quotes'],
    [
      { 'inference-engine-params': '--hf-token hf_abc' },
      'inference-engine-params: text is not a list: write each word of it in quotes, ["--max-model-len=8192", "--seed=1"]',
    ],
    [
      { 'inference-engine-params': ['--a', 7] },
      'inference-engine-params[1]: 7 is not text: write it in quotes, "7"',
    ],
    [
      { 'inference-engine-version': 0.25 },
      'inference-engine-version: 0.25 is not text: write it in quotes, "0.25"',
    ],
    [{ gpu_count: 1 }, 'gpu_count: unknown key: did you mean gpu-count?'],
    [
      { 'engine-version': '1' },
      'engine-version: unknown key: the known keys are name, zone, account, timezone, model-name, model-id, gpu-type, gpu-count, replicas, autoscale, idle, inference-engine-params, inference-engine-version, schedule, except, on-holidays',
    ],
    [
      {
        timezone: 'America/New_York',
        except: [
          { from: '2026-12-01T18:00', to: '2026-12-01T20:00Z' },
          { from: '2026-12-01T18:00Z', to: '2026-12-01T17:30' },
        ],
      },
      'except[0]: ends before it begins: 2026-12-01T18:00 to 2026-12-01T20:00Z',
    ],
  ])('a deployment with %j', (more, expected) => {
    expect(found(more)).toEqual([expected]);
  });

  it.each<[object, string]>([
    [{ cron: '0 7 * * *', on: 'changed' }, '.on: "changed" is not known: write change'],
    [{ cron: '0 7 * * *', replica: 1 }, '.replica: unknown key: did you mean replicas?'],
    [{ cron: '0 7 * * *', replicas: undefined }, ': replicas, at-most or at-least is missing'],
    [{ cron: '0 25 * * *' }, '.cron: "0 25 * * *": hour 25 does not exist: hours are 0-23, midnight is 0'],
    [
      { cron: '0 7 * *' },
      '.cron: "0 7 * *" has 4 fields, and five are needed: minute, hour, day of month, month, day of week',
    ],
    [
      { cron: '0 0 7 * * *' },
      '.cron: "0 0 7 * * *" has 6 fields, and five are needed: minute, hour, day of month, month, day of week; seconds and years are not read: write "0 7 * * *" or "0 0 7 * *"',
    ],
    [
      { cron: '@reboot' },
      '.cron: "@reboot" names no times: write five fields, or one of @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually',
    ],
    [{ cron: '0 0 30 2 *' }, '.cron: "0 0 30 2 *" never fires: there is no such day'],
    [
      { cron: '0 7 * * *', timezone: 'Vienna' },
      '.timezone: unknown time zone "Vienna": did you mean Europe/Vienna?',
    ],
    [
      { days: 'Mo-Fr', from: '07:00', to: '20:00' },
      '.days: "Mo-Fr" is not understood: write days as Mon-Fri, Sat,Sun,holidays or Fri-Mon except holidays',
    ],
    [{ from: '7 am', to: '20:00' }, '.from: "7 am" is no time of day: write "07:00", up to "24:00"'],
    [{ from: 7, to: '20:00' }, '.from: 7 is not text: write it as in from: "07:00"'],
    [
      { days: ['Mon', 'Tue'], from: '07:00', to: '20:00' },
      '.days: a list is not text: write it as in days: "Mon,Wed,Fri"',
    ],
    [{}, ': cron, or from and to for a window, is missing'],
    [
      { days: 'Mon', from: '07:00' },
      ': to is missing: a window has both, such as from: "07:00", to: "20:00"',
    ],
    [{ cron: '0 7 * * *', to: '20:00' }, ': only one of cron and a window (days, from, to) can be given'],
  ])('an entry of a schedule with %j', (entry, expected) => {
    expect(found({ schedule: [{ replicas: 1, ...entry }] })).toEqual([`schedule[0]${expected}`]);
  });

  it.each<[object, string]>([
    [
      { from: 2027, to: '2027-01-02', replicas: 1 },
      '.from: 2027 is not text: write it as in from: 2026-12-01T18:00',
    ],
    [{ replicas: 1 }, ': date, or from and to, is missing'],
    [{ from: '2026-12-01T18:00' }, ': to is missing'],
    [
      { date: '2026-12-01', to: '2026-12-02T02:00' },
      ': only one of date and a stretch (from, to) can be given',
    ],
    [
      { from: '2026-12-02T02:00', to: '2026-12-01T18:00' },
      ': ends before it begins: 2026-12-02T02:00 to 2026-12-01T18:00',
    ],
    [
      { from: '2026-12-01', to: '2026-12-01' },
      ': ends before it begins: 2026-12-01 to 2026-12-01; for the whole day, write date: 2026-12-01',
    ],
    [
      { from: '2026-12-01T25:00', to: '2026-12-02' },
      '.from: names a time that does not exist: "2026-12-01T25:00"',
    ],
    [{ date: '2026-02-29' }, '.date: there is no 2026-02-29 in the calendar'],
    [{ date: '2026-02-30..2026-04-31' }, '.date: there is no 2026-02-30 and no 2026-04-31 in the calendar'],
    [{ date: '2027-01-06..2026-12-24' }, '.date: "2027-01-06..2026-12-24" ends before it begins'],
    [{ date: '24.12.2026' }, '.date: "24.12.2026" is no date: write YYYY-MM-DD or YYYY-MM-DD..YYYY-MM-DD'],
  ])('an entry of except with %j', (entry, expected) => {
    expect(found({ except: [entry] })).toEqual([`except[0]${expected}`]);
  });

  it.each<[object]>([
    [{ except: [{ date: '2028-02-29' }] }],
    [{ except: [{ date: '2026-01-01..9999-12-31' }] }],
    [{ schedule: [{ cron: '0 0 29 2 *', replicas: 0 }] }],
    [{ schedule: [{ cron: '*/15 8-18 1,15 JAN-MAR MON#1', replicas: 0 }] }],
    [{ replicas: 0, 'inference-engine-params': [] }],
    [{ except: [{ from: '2026-12-01', to: '2026-12-02T02:00+01:00' }] }],
    [{ schedule: [{ days: 'Friday-mon', from: '7:00', to: '24:00', replicas: 0 }] }],
    [{ replicas: undefined, schedule: [{ cron: '0 7 * * *', replicas: 1 }] }],
  ])('none with %j', (more) => {
    expect(problems(file(deployment(more)))).toEqual([]);
  });

  it('all problems of all files at once, in the order of reading', () => {
    const broken = `zone: at-vie-2
timezone: Europe/Wien
deployments:
  - name: my-app
    model-nam: m
    gpu-type: gpua5000
    gpu-count: 12
    replicas: 1
    schedule:
      - cron: "0 7 * * 1-5"
        replicas: many
      - cron: "61 7 * * 1-5"
        replicas: 0
    except:
      - date: 2026-13-01
`;
    const again = `zone: at-vie-2\ndeployments:\n  - ${deployment({ name: 'my-app' })}\n`;
    expect(problems({ name: 'day.yaml', text: broken }, { name: '-', text: again })).toEqual([
      'day.yaml:2:11: timezone: unknown time zone "Europe/Wien": an IANA name is needed, such as Europe/Vienna or UTC',
      'day.yaml:5:5: deployments[0].model-nam: unknown key: did you mean model-name?',
      'day.yaml:7:16: deployments[0].gpu-count: 12 is too large: 8 is the maximum',
      'day.yaml:11:19: deployments[0].schedule[0].replicas: "many" is not a number',
      'day.yaml:12:15: deployments[0].schedule[1].cron: "61 7 * * 1-5": minute 61 does not exist: minutes are 0-59, the full hour is 0',
      'day.yaml:15:15: deployments[0].except[0].date: there is no 2026-13-01 in the calendar',
      '-:3:13: deployments[0].name: "my-app" is used twice in zone at-vie-2: first at day.yaml:4:11',
    ]);
  });

  it('none for the same name in two zones', () => {
    expect(problems(file(deployment(), deployment({ zone: 'de-fra-1' })))).toEqual([]);
  });
});

describe('hostile files are refused with a message', () => {
  const bomb = Array.from(
    { length: 9 },
    (_, i) =>
      `a${i}: &a${i} [${
        i === 0
          ? 'x'
          : Array(9)
              .fill(`*a${i - 1}`)
              .join(', ')
      }]`,
  );
  it.each<[string, string, string]>([
    [
      'aliases that multiply',
      bomb.join('\n'),
      '1.yaml:1:1: references (*name) to references make the file too large: write some of it out',
    ],
    [
      'brackets without end',
      '['.repeat(100_000),
      '1.yaml:1:1: the file is nested too deeply: 100 levels are read at most',
    ],
    [
      'lists without end',
      '- '.repeat(100_000),
      '1.yaml:1:1: the file is nested too deeply: 100 levels are read at most',
    ],
    [
      'a text without end',
      'x'.repeat(1_000_001),
      '1.yaml:1:1: the file is too long: 1000000 characters are read at most',
    ],
    [
      'a key that is a list',
      '? [a]\n: 1',
      '1.yaml:1:3: a list or a group of keys is where a key should be: within { } or [ ] a comma may be missing',
    ],
    [
      'keys of the language',
      '{"deployments": [], "__proto__": 1}',
      '1.yaml:1:21: __proto__: unknown key: the known keys are $schema, include, zone, timezone, max-hold, defaults, schedules, holidays, schedule, except, deployments',
    ],
  ])('%s', (_, text, expected) => {
    expect(problems(text)).toEqual([expected]);
  });
});
