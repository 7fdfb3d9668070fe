import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { crontabLines, type InstallInput } from '../../../src/desired/schedule/schedule-install.js';
import { githubWorkflow } from '../../../src/desired/schedule/schedule-install-github.js';
import { systemdUnits } from '../../../src/desired/schedule/schedule-install-systemd.js';
import { splitWords } from '../../../src/domain/shell-words.js';

const input: InstallInput = {
  command: ['/usr/bin/node', '/usr/lib/node_modules/exo-di/bin/exo-di.js'],
  files: ['/etc/exo-di/inference.yaml'],
  everyMinutes: 5,
};
/** Everything that a crontab, a unit or a shell could take for something else. */
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
  it('is comments and one line', () => {
    expect(crontabLines(input)).toBe(`\
# Brings the deployments into the state the file asks for. Runs that are missed do no harm: the next makes up for them.
# Credentials are read from exoscale.toml in the home folder of the user whose crontab this is.
*/5 * * * * /usr/bin/node /usr/lib/node_modules/exo-di/bin/exo-di.js apply -f /etc/exo-di/inference.yaml --no-wait -Q
`);
  });

  /** What of a command reaches the shell: do_command.c of Debian's cron, and of cronie, which keeps two backslashes. */
  const REACHES = { debian: /\\([%\\])/g, cronie: /\\(%)|\\\\/g };
  it.each(['debian', 'cronie'] as const)('survives the cron of %s and the shell', (cron) => {
    const environment = { EXOSCALE_API_ENDPOINT: 'https://api.example/%7e\\\\v2' };
    const lines = crontabLines({ ...input, files: AWKWARD, environment })
      .trimEnd()
      .split('\n');
    const command = (lines.at(-1) ?? '').slice('*/5 * * * * '.length);
    // Cron ends a command at a bare %.
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

  it('names the account', () => {
    expect(crontabLines({ ...input, account: 'my org' })).toContain("-A 'my org' --no-wait -Q\n");
  });
});

describe('systemd', () => {
  it('is a service and its timer', () => {
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

  it('escapes what starts a specifier or a variable', () => {
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
  const workflow = (files: string[]) =>
    githubWorkflow({ files, everyMinutes: 15, packageSpec: 'exo-di@1.2.3' });

  it('is a workflow that takes its credentials from the secrets', () => {
    const { path, text } = workflow(['ops/inference.yaml']);
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
    const { text } = githubWorkflow({ files: ['a'], everyMinutes: 15, packageSpec: 'exo-di', environment });
    expect(parse(text).jobs.apply.steps[2].env).toMatchObject(environment);
  });

  it('survives YAML and the shell', () => {
    const files = AWKWARD.map((file) => file.slice(1));
    const run: unknown = parse(workflow([...files, '-x.yaml']).text).jobs.apply.steps[2].run;
    expect(splitWords(String(run))).toEqual([
      ...['npx', '--yes', 'exo-di@1.2.3', 'apply'],
      ...[...files, './-x.yaml'].flatMap((file) => ['-f', file]),
      ...['--no-wait', '-Q'],
    ]);
  });
});

describe('none of them', () => {
  it('holds a secret', () => {
    const texts = [
      crontabLines(input),
      ...systemdUnits(input).map(({ text }) => text),
      githubWorkflow({ ...input, files: ['a'], packageSpec: 'exo-di' }).text,
    ];
    for (const text of texts) expect(text).not.toMatch(SECRETS);
  });

  it.each<[string, () => unknown, string]>([
    [
      'an interval that does not fit',
      () => crontabLines({ ...input, everyMinutes: 7 }),
      'every 7 minutes does not fit an hour: one of 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60 is needed',
    ],
    ['no file', () => crontabLines({ ...input, files: [] }), 'a file is needed'],
    [
      'standard input',
      () => crontabLines({ ...input, files: ['-'] }),
      'standard input cannot be read again and again: a file is needed',
    ],
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
      'an absolute path',
      () => githubWorkflow({ ...input, packageSpec: 'exo-di' }),
      '"/etc/exo-di/inference.yaml" is not relative to the repository',
    ],
    [
      'an expression',
      () => githubWorkflow({ files: [EXPRESSION], everyMinutes: 5, packageSpec: 'exo-di' }),
      `"${EXPRESSION}" would be read as an expression`,
    ],
    ...([
      ['$'.concat('{{ secrets.X }}'), 'would be read as an expression'],
      ['--', 'is no package'],
      ['/tmp/x.tgz', 'is a path of this machine'],
    ].map(([packageSpec = '', problem = '']) => [
      `the package ${packageSpec}`,
      () => githubWorkflow({ files: ['a'], everyMinutes: 5, packageSpec }),
      `${JSON.stringify(packageSpec)} ${problem}`,
    ]) satisfies [string, () => unknown, string][]),
    [
      'too often',
      () => githubWorkflow({ files: ['a'], everyMinutes: 1, packageSpec: 'exo-di' }),
      'GitHub runs no workflow more often than every 5 minutes',
    ],
  ])('takes %s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});
