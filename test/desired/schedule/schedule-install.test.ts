import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { crontabLines, type InstallInput } from '../../../src/desired/schedule/install/schedule-install.js';
import { githubWorkflow } from '../../../src/desired/schedule/install/schedule-install-github.js';
import { kubernetesCronJob } from '../../../src/desired/schedule/install/schedule-install-kubernetes.js';
import { systemdUnits } from '../../../src/desired/schedule/install/schedule-install-systemd.js';
import type { Scheduled } from '../../../src/desired/schedule/schedule.js';
import { minuteField, minutesOfChange } from '../../../src/desired/schedule/schedule-minutes.js';
import { splitWords } from '../../../src/domain/shell-words.js';

const input: InstallInput = {
  command: ['/usr/bin/node', '/usr/lib/node_modules/exo-di/bin/exo-di.js'],
  files: ['/etc/exo-di/inference.yaml'],
  everyMinutes: 5,
};
const github = (changes: Partial<Parameters<typeof githubWorkflow>[0]> = {}) =>
  githubWorkflow({ files: ['a'], everyMinutes: 15, packageSpec: 'exo-di@1.2.3', ...changes });
const kubernetes = (changes: Partial<Parameters<typeof kubernetesCronJob>[0]> = {}) =>
  kubernetesCronJob({ files: ['a'], everyMinutes: 15, image: 'exo-di:1', ...changes });
/** Paths with all characters that are special in a crontab, a unit or a shell. */
const AWKWARD = [
  '/srv/50% off/a.yaml',
  "/srv/it's/$HOME `x`.yaml",
  '/srv/"quoted"\\.yaml',
  '/srv/%i;&|.yaml',
  '/srv/\\%n.yaml',
  '/srv/a\\b\\\\c\\',
  "/srv/\\'%\\\\%.yaml",
];
const APPLY = ['apply', ...AWKWARD.flatMap((file) => ['-f', file]), '--no-wait', '-Q'];
const EXPRESSION = `\${{ secrets.X }}`;
const SECRETS = /EXO[A-Za-z0-9]{10,}|credential=|secret\s*[:=]\s*['"]?[A-Za-z0-9]{8}/;

describe('crontab', () => {
  it('has comments and one line', () => {
    expect(crontabLines(input)).toBe(`\
# Brings the deployments into the state the file asks for. Runs that are missed do no harm: the next makes up for them.
# Credentials are read from exoscale.toml in the home folder of the user whose crontab this is.
*/5 * * * * /usr/bin/node /usr/lib/node_modules/exo-di/bin/exo-di.js apply -f /etc/exo-di/inference.yaml --no-wait -Q
`);
  });

  it.each([
    ['/opt/homebrew/Cellar/exo-di/1.2.3/bin/exo-di', '/opt/homebrew/opt/exo-di/bin/exo-di'],
    ['/usr/local/Cellar/node@24/24.1.0_1/bin/node', '/usr/local/opt/node@24/bin/node'],
    ['/home/ada/Cellar/bin/exo-di', '/home/ada/Cellar/bin/exo-di'],
  ])('the job outlives an update by Homebrew: %s is %s', (program, lasting) => {
    const homebrew = { ...input, command: [program] };
    expect(crontabLines(homebrew)).toContain(`\n*/5 * * * * ${lasting} apply `);
    expect(systemdUnits(homebrew)[0]?.text).toContain(`\nExecStart=${lasting} apply `);
  });

  /** How cron unescapes a command: do_command.c of Debian's cron, and of cronie, which keeps two backslashes. */
  const REACHES = { debian: /\\([%\\])/g, cronie: /\\(%)|\\\\/g };
  it.each(['debian', 'cronie'] as const)('survives the cron of %s and the shell', (cron) => {
    const environment = { EXOSCALE_API_ENDPOINT: 'https://api.example/%7e\\\\v2' };
    const lines = crontabLines({ ...input, files: AWKWARD, environment })
      .trimEnd()
      .split('\n');
    const command = (lines.at(-1) ?? '').slice('*/5 * * * * '.length);
    // Cron ends a command at an unescaped %.
    expect(command).not.toMatch(/(?<!\\)%/);
    const reaches = command.replaceAll(REACHES[cron], (both, one) => one ?? both);
    expect(splitWords(reaches)).toEqual([
      `EXOSCALE_API_ENDPOINT=${environment.EXOSCALE_API_ENDPOINT}`,
      ...input.command,
      ...APPLY,
    ]);
  });

  it.each([
    [1, '* * * * * '],
    [15, '*/15 * * * * '],
    [60, '0 * * * * '],
  ])('every %i minutes', (everyMinutes, start) => {
    expect(crontabLines({ ...input, everyMinutes }).split('\n')[2]).toMatch(
      new RegExp(`^${start.replaceAll('*', '\\*')}/usr`),
    );
  });

  it('has the account, its file, the timeout of a request and the URL to ping', () => {
    const lines = crontabLines({
      ...input,
      account: 'my org',
      config: '/srv/exo.toml',
      timeout: '30s',
      ping: 'https://hc.example/c4f2',
    });
    expect(lines).toContain(
      "-C /srv/exo.toml -A 'my org' --timeout 30s --ping https://hc.example/c4f2 --no-wait -Q\n",
    );
    expect(lines).toContain('# Credentials are read from /srv/exo.toml.\n');
  });

  it('also runs at the minutes at which the schedule changes', () => {
    const lines = crontabLines({ ...input, everyMinutes: 30, changes: [7, 30, 45] });
    expect(lines).toContain('\n0,7,30,45 * * * * /usr');
  });
});

describe('systemd', () => {
  it('has a service and its timer', () => {
    const [service, timer] = systemdUnits({ ...input, user: 'inference' });
    expect(service?.path).toBe('/etc/systemd/system/exo-di-apply.service');
    expect(service?.text.split('\n')).toEqual(
      expect.arrayContaining([
        'Type=oneshot',
        'User=inference',
        'EnvironmentFile=-/etc/exo-di/credentials.env',
        'ExecStart=/usr/bin/node /usr/lib/node_modules/exo-di/bin/exo-di.js apply -f /etc/exo-di/inference.yaml --no-wait -Q',
      ]),
    );
    expect(timer?.path).toBe('/etc/systemd/system/exo-di-apply.timer');
    expect(timer?.text).toContain('OnCalendar=*:0/5\n');
    expect(timer?.text).toContain('WantedBy=timers.target\n');
  });

  it('carries variables', () => {
    const [service] = systemdUnits({ ...input, environment: { HTTPS_PROXY: 'http://proxy:3128/50%' } });
    expect(service?.text).toContain('\nEnvironment=HTTPS_PROXY=http://proxy:3128/50%%\n');
  });

  it('starts a unit when a run fails, and runs at the minutes of the schedule', () => {
    const units = systemdUnits({ ...input, changes: [7], everyMinutes: 30, config: '/srv/exo.toml' });
    const [service, timer, failed] = units.map(({ text }) => text);
    expect(service).toContain('\nOnFailure=exo-di-apply-failed.service\n');
    expect(service).toContain('# Credentials: /srv/exo.toml, or EXOSCALE_API_KEY');
    expect(timer).toContain('\nOnCalendar=*:0,7,30\n');
    expect(units[2]?.path).toBe('/etc/systemd/system/exo-di-apply-failed.service');
    expect(failed).toContain('\nExecStart=/usr/bin/logger --priority daemon.err ');
  });

  it('escapes the characters of specifiers and variables', () => {
    const [service] = systemdUnits({ ...input, files: AWKWARD });
    expect(service?.text.split('\n').find((line) => line.startsWith('ExecStart='))).toBe(
      'ExecStart=/usr/bin/node /usr/lib/node_modules/exo-di/bin/exo-di.js apply' +
        ' -f "/srv/50%% off/a.yaml"' +
        ' -f "/srv/it\'s/$$HOME `x`.yaml"' +
        ' -f "/srv/\\"quoted\\"\\\\.yaml"' +
        ' -f "/srv/%%i;&|.yaml"' +
        ' -f "/srv/\\\\%%n.yaml"' +
        ' -f "/srv/a\\\\b\\\\\\\\c\\\\"' +
        ' -f "/srv/\\\\\'%%\\\\\\\\%%.yaml" --no-wait -Q',
    );
  });
});

describe('github', () => {
  it('has a workflow that takes the credentials from the secrets', () => {
    const { path, text } = github({ files: ['ops/inference.yaml'] });
    expect(path).toBe('.github/workflows/exo-di-apply.yml');
    expect(parse(text)).toMatchObject({
      on: { schedule: [{ cron: '*/15 * * * *' }], workflow_dispatch: null },
      permissions: { contents: 'read' },
      concurrency: { group: 'exo-di-apply', 'cancel-in-progress': false },
      jobs: {
        apply: {
          steps: [
            {},
            {},
            {
              env: {
                EXOSCALE_API_KEY: `\${{ secrets.EXOSCALE_API_KEY }}`,
                EXOSCALE_API_SECRET: `\${{ secrets.EXOSCALE_API_SECRET }}`,
              },
              run: 'npx --yes exo-di@1.2.3 apply -f ops/inference.yaml --no-wait -Q\n',
            },
          ],
        },
      },
    });
  });

  it('carries variables', () => {
    const environment = { EXOSCALE_API_ENDPOINT: 'https://api.example/"v2": #x' };
    expect(parse(github({ environment }).text).jobs.apply.steps[2].env).toMatchObject(environment);
  });

  it('survives YAML and the shell', () => {
    const files = [...AWKWARD.map((file) => file.slice(1)), 'a:b.yaml'];
    const run: unknown = parse(github({ files: [...files, '-x.yaml'] }).text).jobs.apply.steps[2].run;
    expect(splitWords(String(run))).toEqual([
      'npx',
      '--yes',
      'exo-di@1.2.3',
      'apply',
      ...[...files, './-x.yaml'].flatMap((file) => ['-f', file]),
      '--no-wait',
      '-Q',
    ]);
  });
});

describe('kubernetes', () => {
  const environment = { EXOSCALE_API_ENDPOINT: 'https://api.example/$(v2)' };
  const job = parse(
    kubernetes({
      files: ['ops/inference.yaml', '/srv/b.yaml'],
      image: 'host:5000/exo-di:1.2.3',
      environment,
      changes: [7],
      timeout: '30s',
    }).text,
  );
  const pod = job.spec.jobTemplate.spec.template.spec;
  const [container] = pod.containers;

  it('has a CronJob that runs once at a time, at minutes in UTC', () => {
    expect(job).toMatchObject({
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      spec: { schedule: '0,7,15,30,45 * * * *', timeZone: 'Etc/UTC', concurrencyPolicy: 'Forbid' },
    });
  });

  it('has no privileges: no token, no root, and only a temporary folder to write to', () => {
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      restartPolicy: 'Never',
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('runs apply on files of a ConfigMap with the credentials of a Secret', () => {
    expect(container.image).toBe('host:5000/exo-di:1.2.3');
    expect(container.command).toEqual([
      'exo-di',
      'apply',
      '-f',
      '/etc/exo-di/inference.yaml',
      '-f',
      '/etc/exo-di/b.yaml',
      '--timeout',
      '30s',
      '--no-wait',
      '-Q',
    ]);
    expect(container.env).toEqual([
      ...['EXOSCALE_API_KEY', 'EXOSCALE_API_SECRET'].map((name) => ({
        name,
        valueFrom: { secretKeyRef: { name: 'exo-di-credentials', key: name } },
      })),
      { name: 'HOME', value: '/tmp' },
      { name: 'EXOSCALE_API_ENDPOINT', value: 'https://api.example/$$(v2)' },
    ]);
    const names = pod.volumes.map(({ name }: { name: string }) => name);
    expect(container.volumeMounts.map(({ name }: { name: string }) => name)).toEqual(names);
  });
});

describe('minutes', () => {
  const deployment = (
    schedule: Scheduled['schedule'],
    except: Scheduled['except'] = [],
    timezone = 'Europe/Vienna',
  ): Scheduled => ({ replicas: 0, timezone, schedule, except });

  it.each<[string, Scheduled, number[]]>([
    ['a cron', deployment([{ cron: '3,8 7 * * 1-5', replicas: 1 }]), [3, 8]],
    ['a window', deployment([{ from: '07:10', to: '24:00', replicas: 1 }]), [0, 10]],
    ['excepted moments', deployment([], [{ from: '2026-01-02T18:20', to: '2026-01-03T02:25' }]), [20, 25]],
    [
      'excepted moments within a minute, once they have come',
      deployment([], [{ from: '2026-01-02T18:20:30', to: '2026-01-03T02:59:01' }]),
      [0, 21],
    ],
    ['excepted days', deployment([], [{ date: '2026-01-02' }]), [0]],
    ['half an hour from UTC', deployment([{ cron: '0 7 * * *', replicas: 1 }], [], 'Asia/Kolkata'), [0, 30]],
    [
      'a clock that changes by half an hour',
      deployment([{ cron: '15 7 * * *', replicas: 1 }], [], 'Australia/Lord_Howe'),
      [15, 45],
    ],
    [
      'a clock that jumps over what is fixed at half past an hour of UTC',
      deployment([{ cron: '20 2 * * *', replicas: 1 }], [], 'Australia/Adelaide'),
      [20, 30, 50],
    ],
  ])('of %s', (_, one, minutes) => {
    const found = minutesOfChange([one], new Date('2026-01-01T00:00:00Z'));
    expect([...found].sort((a, b) => a - b)).toEqual(minutes);
  });

  it.each<[string, number, number[], number, string]>([
    ['nothing off the beat', 5, [0, 30], 1, '*/5'],
    ['all', 1, [7], 1, '*'],
    ['every minute', 5, Array.from({ length: 60 }, (_, minute) => minute), 1, '*'],
    ['once an hour', 60, [], 1, '0'],
    ['too close to the beat, and apart from it', 30, [2, 7, 58], 5, '0,7,30'],
  ])('as a field: %s', (_, every, changes, least, field) => {
    expect(minuteField(every, changes, least)).toBe(field);
  });
});

describe('none of them', () => {
  it('holds a secret', () => {
    const texts = [
      crontabLines(input),
      ...systemdUnits(input).map(({ text }) => text),
      kubernetes().text,
      github().text,
    ];
    for (const text of texts) expect(text).not.toMatch(SECRETS);
  });

  it.each<[string, () => unknown, string]>([
    ['a relative path', () => crontabLines({ ...input, files: ['a.yaml'] }), '"a.yaml" is no absolute path'],
    [
      'a relative path',
      () => systemdUnits({ ...input, command: ['exo-di'] }),
      '"exo-di" is no absolute path',
    ],
    [
      'a line break',
      () => systemdUnits({ ...input, files: ['/a\nUser=root'] }),
      '"/a\\nUser=root" has control characters, which cannot be written there',
    ],
    [
      'two files of a name',
      () => kubernetes({ files: ['/a/x.yaml', '/b/x.yaml'] }),
      'two files are called "x.yaml"',
    ],
    [
      'more often than GitHub does',
      () => github({ everyMinutes: 1 }),
      'GitHub runs no workflow more often than every 5 minutes',
    ],
  ])('takes %s', (_, make, message) => {
    expect(make).toThrow(message);
  });

  it.each([
    ['/etc/exo-di/inference.yaml', 'is not in the repository'],
    ['../a.yaml', 'is not in the repository'],
    ['D:/a.yaml', 'is not in the repository'],
    ['D:\\a.yaml', 'is not in the repository'],
    ['\\\\server\\a.yaml', 'is not in the repository'],
    [EXPRESSION, 'would be read as an expression'],
  ])('takes the file %s in a workflow', (file, problem) => {
    expect(() => github({ files: [file] })).toThrow(`${JSON.stringify(file)} ${problem}`);
  });

  it.each([
    [EXPRESSION, 'would be read as an expression'],
    ['--', 'is no package'],
    ['exo-di', 'names no version'],
    ['exo-di@latest', 'names no version'],
    ['@org/exo-di@^1', 'names no version'],
    ['../exo-di.tgz', 'is a path of this machine'],
    ['/tmp/x.tgz', 'is a path of this machine'],
  ])('takes the package %s', (packageSpec, problem) => {
    expect(() => github({ packageSpec })).toThrow(`${JSON.stringify(packageSpec)} ${problem}`);
  });

  it.each(['exo-di', 'exo-di:latest', 'host:5000/exo-di'])('takes the image %s', (image) => {
    expect(() => kubernetes({ image })).toThrow(`--image ${JSON.stringify(image)} names no version`);
  });

  it.each(['a\\b.yaml', "it's.yaml"])('takes %s as a key of a ConfigMap', (name) => {
    expect(() => kubernetes({ files: [`/${name}`] })).toThrow(
      `${JSON.stringify(name)} cannot be a key of a ConfigMap`,
    );
  });
});
