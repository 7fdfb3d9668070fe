import { describe, expect, test } from 'vitest';
import { parseInferenceFiles } from '../../../src/desired/file/parse-file.js';
import { problemsOf } from '../../helpers/file-problems.js';

const APP = `model-name: m/x
    gpu-type: gpua5000
    gpu-count: 1`;

const read = (text: string, env: Record<string, string> = {}) =>
  parseInferenceFiles([{ name: 'f.yaml', text }], env);

const problems = (text: string, env?: Record<string, string>) => problemsOf(() => read(text, env));

describe('defaults and schedules by name', () => {
  const FILE = `
defaults:
  zone: at-vie-2
  timezone: Europe/Vienna
  schedule: office
  replicas: 0
schedules:
  office:
    - { days: Mon-Fri, from: "07:00", to: "20:00", replicas: 3 }
  nights:
    - { cron: "0 23 * * *", at-most: 1 }
deployments:
  - name: a
    ${APP}
  - name: b
    zone: de-fra-1
    schedule: nights
    ${APP}
  - name: c
    schedule: []
    replicas: 2
    ${APP}
`;

  test('apply to deployments without own values', () => {
    const { deployments, zones } = read(FILE);
    expect(zones).toEqual(['at-vie-2', 'de-fra-1']);
    expect(
      deployments.map(({ zone, timezone, replicas, schedule }) => [
        zone,
        timezone,
        replicas,
        schedule.map((entry) => entry.cron ?? entry.days),
      ]),
    ).toEqual([
      ['at-vie-2', 'Europe/Vienna', 0, ['Mon-Fri']],
      ['de-fra-1', 'Europe/Vienna', 0, ['0 23 * * *']],
      ['at-vie-2', 'Europe/Vienna', 2, []],
    ]);
  });

  test('have entries with the place where they are written', () => {
    const { deployments } = read(FILE);
    expect(deployments[1]?.places.schedule).toEqual([
      { file: 'f.yaml', line: 11, column: 7, path: 'schedules.nights[0]' },
    ]);
  });

  test('can be used for the schedule of the file too', () => {
    const text = `zone: z\nschedule: x\nschedules: { x: [{ cron: "0 7 * * *", replicas: 1 }] }\ndeployments:\n  - name: a\n    ${APP}\n`;
    expect(read(text).deployments[0]?.schedule).toMatchObject([{ cron: '0 7 * * *', replicas: 1 }]);
  });

  test('have each problem reported once, where it is written', () => {
    const text = FILE.replace('replicas: 3', 'replicas: -3')
      .replace('schedule: nights', 'schedule: night')
      .replace('at-most: 1', 'at-most: 1, replicas: 1')
      .replace('timezone: Europe/Vienna', 'timezone: Vienna\n  gpu-count: 1\n  gpu-typ: gpua5000');
    expect(problems(text)).toEqual([
      expect.stringMatching(/^f\.yaml:4:13: defaults\.timezone: .*Vienna/),
      expect.stringMatching(/^f\.yaml:5:3: defaults\.gpu-count: unknown key/),
      expect.stringMatching(/^f\.yaml:6:3: defaults\.gpu-typ: unknown key: the known keys are zone/),
      expect.stringMatching(/^f\.yaml:11:62: schedules\.office\[0\]\.replicas: -3 is too small/),
      expect.stringMatching(/^f\.yaml:13:7: schedules\.nights\[0\]: only one of replicas and at-most/),
      'f.yaml:21:15: deployments[1].schedule: there is no schedule "night": did you mean nights?',
    ]);
  });
});

test('a schedule of the defaults is checked even if no deployment uses it', () => {
  const text = (schedule: string) =>
    `zone: z\ndefaults:\n  schedule: ${schedule}\ndeployments:\n  - name: a\n    replicas: 1\n    schedule: []\n    ${APP}\n`;
  expect(problems(text('[{ cron: "0 25 * * *", replicas: 1 }]'))).toEqual([
    expect.stringMatching(/^f\.yaml:3:22: defaults\.schedule\[0\]\.cron: .*hour 25 does not exist/),
  ]);
  expect(problems(text('office'))).toEqual([
    'f.yaml:3:13: defaults.schedule: there is no schedule "office": the file has no schedules',
  ]);
  expect(problems(text('5'))).toEqual([
    expect.stringMatching(/^f\.yaml:3:13: defaults\.schedule: 5 is not a list/),
  ]);
});

/** Returns a reference to a variable as it is written in a file. */
const ref = (name: string) => `$${'{'}${name}}`;

describe('variables of the environment', () => {
  const FILE = (values: string) => `
zone: ${ref('ZONE:-at-vie-2')}
deployments:
  - name: my-app
    ${APP}
    ${values}
`;
  const first = (values: string, env: Record<string, string> = {}) => read(FILE(values), env).deployments[0];

  test('are replaced, with the default if not set, and without quotes can be a number', () => {
    expect(first(`replicas: ${ref('N')}`, { N: '2', ZONE: 'de-fra-1' })).toMatchObject({
      zone: 'de-fra-1',
      replicas: 2,
    });
    expect(first(`replicas: ${ref('N:-1')}`)).toMatchObject({ zone: 'at-vie-2', replicas: 1 });
    // An empty variable counts as not set.
    expect(first(`replicas: ${ref('N:-1')}`, { N: '', ZONE: '' })).toMatchObject({ replicas: 1 });
    const params = `["--seed=${ref('SEED')}", "$$HOME", "$5", "$${ref('X')}"]`;
    expect(first(`replicas: 1\n    inference-engine-params: ${params}`, { SEED: '7' })).toMatchObject({
      'inference-engine-params': ['--seed=7', '$HOME', '$5', ref('X')],
    });
  });

  test('that are not set are an error at their place', () => {
    expect(problems(FILE(`replicas: ${ref('N')}`))).toEqual([
      `f.yaml:8:15: ${ref('N')} is not set: set it, or write ${ref('N:-default')}`,
    ]);
    expect(problems(FILE(`replicas: "${ref('1')}"`))[0]).toContain(`write ${ref('NAME')} or`);
  });

  test.each(['EXOSCALE_API_SECRET', 'EXOSCALE_SECRET_KEY', 'CLOUDSTACK_SECRET', 'EXOSCALE_API_KEY'])(
    'cannot be %s, set or not: what a file says is printed and sent',
    (name) => {
      for (const reference of [ref(name), ref(`${name}:-x`)])
        for (const env of [{ [name]: 'hunter2' }, {}])
          expect(problems(FILE(`replicas: 1\n    inference-engine-version: ${reference}`), env)).toEqual([
            `f.yaml:9:31: ${ref(name)} holds credentials, and a file must not use them: its values are printed and sent`,
          ]);
    },
  );

  test.each([
    ['app\r', 'ends with a carriage return'],
    ['app\n', 'ends with a line feed'],
    [' app', 'begins with a blank'],
    ['my app', undefined],
  ])('cannot begin or end a name with what nobody sees: %j %s', (name, problem) => {
    const text = FILE('replicas: 1').replace('my-app', ref('N'));
    expect(problems(text, { N: name })).toEqual(problem ? [`f.yaml:4:11: "${ref('N')}" ${problem}`] : []);
    // An exported file can have the name that somebody else has given to a deployment.
    expect(problems(text.replace(ref('N'), JSON.stringify(name)))).toEqual([]);
  });

  test('cannot be nested, because the closing brace of the outer one would be left over', () => {
    const nested = `$${'{'}N:-${ref('M:-2')}}`;
    for (const held of ['', 'prod'])
      expect(problems(FILE(`replicas: ${nested}`), { N: held })[0]).toBe(
        `f.yaml:8:15: "${nested}": write ${ref('NAME')} or ${ref('NAME:-default')}; $$ is a $`,
      );
  });

  test.each([
    `schedule: [{ cron: "0 7 * * *", replicas: ${ref('N')} }]`,
    `inference-engine-params: [${ref('N')}, "--seed=1"]`,
  ])('within braces and brackets are refused with the way to write them: %s', (values) => {
    expect(problems(FILE(values), { N: '2' })).toEqual([
      expect.stringMatching(
        /^f\.yaml:8:\d+: \$\{N\} within \{ \} or \[ \] cannot be read: put a text in quotes, and a number on a line of its own, as in replicas: \$\{N\}$/,
      ),
    ]);
  });

  test('are replaced by one value, even if it contains YAML', () => {
    const hostile = 'x\nreplicas: 9 # "';
    const values = `replicas: 1\n    inference-engine-version: ${ref('V')}`;
    expect(first(values, { V: hostile })).toMatchObject({ replicas: 1, 'inference-engine-version': hostile });
  });

  test('have values that no error message contains', () => {
    const found = problems(FILE(`replicas: ${ref('N')}`), { N: 'hunter2', ZONE: 'hunter3' });
    expect(found[0]).toContain(`"${ref('N')}" is not a`);
    expect(JSON.stringify(found)).not.toContain('hunter');
  });

  test('are not replaced in keys', () => {
    expect(problems(FILE(`${ref('K')}: 1`), { K: 'replicas' }).join()).toContain('unknown key');
  });
});
