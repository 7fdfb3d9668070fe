import { describe, expect, test } from 'vitest';
import { LONG_RUN } from '../../helpers/chance.js';
import { deployment, desk, OFFICE_HOURS } from '../../helpers/inference-file.js';

function scheduled() {
  const made = desk();
  made.write(deployment('my-app', undefined, OFFICE_HOURS));
  return made;
}

describe('schedule show', () => {
  const SHOW = 'schedule show -f f.yaml --at 2026-03-23';

  test('draws a week, with GPU-hours and what is saved; sends nothing, needs no account', async () => {
    const { exo, sandbox } = scheduled();
    const env = { EXOSCALE_API_KEY: '', EXOSCALE_API_SECRET: '' };
    const { code, stdout, stderr } = await exo(SHOW, { env });
    expect({ code, stderr, requests: sandbox.requests.length }).toEqual({ code: 0, stderr: '', requests: 0 });
    expect(stdout).toContain('my-app        |··333·|··333·|··333·|··333·|··333·|······|······|');
    expect(stdout).toMatch(/GPU-hours +\| +39\| +39\| +39\| +39\| +39\| +0\| +0\| +195/);
    expect(stdout).toContain(
      'GPU-hours in 7 days: 195. Running the maximum all the time: 501. Saved: 306 (61 %).',
    );
  });

  test('a configuration file that cannot be read does not stop it', async () => {
    const { exo } = scheduled();
    const env = { EXOSCALE_CONFIG: '/gone.toml' };
    expect((await exo('deployment list', { env })).code).toBe(2);
    const { code, stdout, stderr } = await exo(`${SHOW} -O text`, { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe('at-vie-2\tmy-app\tgpua5000\t1\t195\t501\t306\n');
  });

  test('-O json: every change with its reason', async () => {
    const { exo } = scheduled();
    const { stdout } = await exo(`${SHOW} --days 1 -O json`);
    expect(JSON.parse(stdout)).toMatchObject({
      timezone: 'Europe/Vienna',
      from: '2026-03-22T23:00:00.000Z',
      to: '2026-03-23T23:00:00.000Z',
      deployments: [
        {
          name: 'my-app',
          gpu_type: 'gpua5000',
          gpu_count: 1,
          timeline: [
            { from: '2026-03-22T23:00:00.000Z', to: '2026-03-23T06:00:00.000Z', replicas: 0 },
            { to: '2026-03-23T19:00:00.000Z', replicas: 3, reason: { kind: 'schedule', index: 0 } },
            { to: '2026-03-23T23:00:00.000Z', replicas: 0, reason: { kind: 'schedule', index: 1 } },
          ],
          gpu_hours: { days: [{ date: '2026-03-23', gpu_hours: 39 }], total: 39, maximum: 72, saved: 33 },
        },
      ],
      gpu_hours: { total: 39, saved: 33 },
    });
  });

  test('-O text: the hours of each deployment', async () => {
    const { exo } = scheduled();
    expect((await exo(`${SHOW} -O text`)).stdout).toBe('at-vie-2\tmy-app\tgpua5000\t1\t195\t501\t306\n');
  });

  test.each(['0', '367', '1.5', 'all'])('--days %s is refused', async (days) => {
    const { exo } = scheduled();
    const { code, stderr } = await exo(`${SHOW} --days ${days}`);
    expect(code).toBe(2);
    expect(stderr).toContain('--days must be a whole number from 1 to 366');
  });

  // It takes seconds until so many changes are refused.
  test.runIf(LONG_RUN)('more changes than memory holds are refused, with what can be shown', async () => {
    const { exo, write } = desk();
    const minutes = [
      'schedule:',
      '  - { cron: "*/2 * * * *", replicas: 1 }',
      '  - { cron: "1-59/2 * * * *", replicas: 2 }',
    ];
    write(deployment('a', undefined, minutes), deployment('b', undefined, minutes));
    const { code, stderr } = await exo(`${SHOW} --days 366`);
    expect(code).toBe(2);
    expect(stderr).toBe(
      'error: the replicas change more than 600000 times in 366 days: too often to be shown\n' +
        'hint: show fewer days (--days), or only some deployments (schedule show NAME)\n',
    );
  });

  test('on a terminal a name cannot move the cursor', async () => {
    const { exo, write } = desk();
    write(deployment('"a\\u001b[2Jb"', 1));
    const { stdout } = await exo(SHOW, { terminal: true });
    expect(stdout).toContain('a\\x1b[2Jb');
  });
});

describe('schedule show --ics', () => {
  const ICS = 'schedule show -f f.yaml --at 2026-03-23T12:00 --ics';
  const lines = (text: string) => text.replaceAll('\r\n ', '').split('\r\n');

  test('one event for each coming change, in UTC across a change of the clock, with its reason', async () => {
    const { exo } = scheduled();
    const { code, stdout } = await exo(`${ICS} --days 8`);
    expect(code).toBe(0);
    expect(stdout.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    const all = lines(stdout);
    expect(all.slice(0, 2)).toEqual(['BEGIN:VCALENDAR', 'VERSION:2.0']);
    expect(all.slice(-2)).toEqual(['END:VCALENDAR', '']);
    const starts = all.filter((line) => line.startsWith('DTSTART:'));
    expect(starts[0]).toBe('DTSTART:20260323T190000Z');
    expect(starts.at(-1)).toBe('DTSTART:20260330T180000Z');
    expect(starts).toHaveLength(11);
    expect(all).toContain('SUMMARY:my-app: 3 → 0 replicas');
    expect(all.find((line) => line.startsWith('DESCRIPTION:'))).toMatch(
      /0 20 \* \* 1-5"\\, since Mon 2026-03-23 20:00 Europe\/Vienna$/,
    );
  });

  test('the same change has the same identifier whenever it is printed', async () => {
    const { exo } = scheduled();
    const uids = async (line: string) => lines((await exo(line)).stdout).filter((one) => /^UID/.test(one));
    const [first, second] = await uids(ICS);
    expect(first).toBe('UID:20260323T190000Z-at-vie-2-my-app@exo-di');
    expect((await uids(ICS.replace('23T12', '24T01')))[0]).toBe(second);
  });

  test('lines are folded at 75 octets, never within a character, and text is escaped', async () => {
    const { exo, files } = scheduled();
    const name = `a,b;c\\ ${'ä→'.repeat(30)}`;
    files['/f.yaml'] = (files['/f.yaml'] ?? '').replace('my-app', JSON.stringify(name));
    const { stdout } = await exo(ICS);
    for (const line of stdout.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(lines(stdout)).toContain(`SUMMARY:a\\,b\\;c\\\\ ${'ä→'.repeat(30)}: 3 → 0 replicas`);
  });

  test('an entry that gives way is described by its bound, not by the replicas', async () => {
    const { exo, write } = scheduled();
    const entries = [
      '  - { cron: "0 22 * * *", at-most: 1 }',
      '  - { cron: "0 5 * * 1-5", at-least: 2 }',
      '  - { cron: "0 12 * * *", replicas: 3 }',
    ];
    write(deployment('my-app', undefined, ['schedule:', ...entries]));
    const { stdout } = await exo(ICS);
    expect(lines(stdout).filter((line) => /^SUMMARY/.test(line))).toEqual(
      expect.arrayContaining([
        'SUMMARY:my-app: at most 1 replica',
        'SUMMARY:my-app: at least 2 replicas',
        'SUMMARY:my-app: 3 replicas',
      ]),
    );
    expect(stdout).not.toContain('→');
    const drawn = await exo('schedule show -f f.yaml --at 2026-03-23T22:30');
    expect(drawn.stdout).toContain(
      '\nmy-app: at-most and at-least are drawn and counted as the number they name.\n',
    );
  });

  test('an entry that fires on change is an event each time, although its number stays the same', async () => {
    const { exo, write } = scheduled();
    write(
      deployment('my-app', undefined, ['schedule:', '  - { cron: "0 17 * * *", replicas: 0, on: change }']),
    );
    const { stdout } = await exo(`${ICS} --days 2`);
    expect(lines(stdout).filter((line) => /^(DTSTART|SUMMARY)/.test(line))).toEqual([
      'DTSTART:20260323T160000Z',
      'SUMMARY:my-app: 0 replicas',
      'DTSTART:20260324T160000Z',
      'SUMMARY:my-app: 0 replicas',
    ]);
  });

  test('it cannot be combined with another format', async () => {
    const { exo } = scheduled();
    const { code, stderr } = await exo(`${ICS} -O json`);
    expect(code).toBe(2);
    expect(stderr).toContain('--ics is a format of its own: it cannot be combined with -O json');
  });
});

describe('schedule install', () => {
  const INSTALL = 'schedule install -f f.yaml';
  const RUN = '/usr/bin/node /opt/exo-di/bin/exo-di.js apply -f /f.yaml';

  test('cron: prints the lines, with absolute paths; instructions go to stderr', async () => {
    const { exo, sandbox } = scheduled();
    const { code, stdout, stderr } = await exo(`${INSTALL} --as cron`);
    expect({ code, requests: sandbox.requests.length }).toEqual({ code: 0, requests: 0 });
    expect(stdout.split('\n').slice(-2)).toEqual([
      `*/5 * * * * EXOSCALE_API_ENDPOINT=http://127.0.0.1:8787/v2 ${RUN} --no-wait -Q`,
      '',
    ]);
    expect(stderr).toContain('Nothing was installed. Add these lines with: crontab -e\n');
  });

  test.each([
    ['cron', ['pass', 'show', 'exo'], ' PATH=/home/ada/bin:/usr/bin /usr/bin/node '],
    ['systemd', ['pass', 'show', 'exo'], 'Environment=PATH=/home/ada/bin:/usr/bin\n'],
    ['cron', ['/home/ada/bin/secret'], undefined],
    ['kubernetes --image exo-di:1.2.3', ['pass', 'show', 'exo'], undefined],
  ])('%s: for the secretCommand %j the job gets the PATH of this shell: %s', async (as, command, said) => {
    const { exo, files } = scheduled();
    files['/e.toml'] =
      `defaultAccount = "ada"\n[[accounts]]\nname = "ada"\nkey = "EXOa"\nsecretCommand = ${JSON.stringify(command)}\n`;
    const { code, stdout } = await exo(`${INSTALL} --as ${as} -C /e.toml`, {
      env: { PATH: '/home/ada/bin:/usr/bin' },
    });
    expect(code).toBe(0);
    if (said === undefined) expect(stdout).not.toContain('PATH');
    else expect(stdout).toContain(said);
  });

  test.each([
    [
      '--as cron',
      {},
      [
        'warning: the credentials are only in the environment of this shell, which the job does not have: it cannot work until an account has them; write one with: exo-di config add',
      ],
    ],
    [
      '--as systemd',
      { EXOSCALE_API_KEY: '', EXOSCALE_API_SECRET: '' },
      [
        'warning: there are no credentials in a configuration file: it cannot work until EXOSCALE_API_KEY and EXOSCALE_API_SECRET are in /etc/exo-di/credentials.env (mode 0600), or an account in exoscale.toml of its user has them',
      ],
    ],
    ['--as cron -C /e.toml', {}, []],
    ...['http://me:secret@proxy:3128', 'me:secret@proxy:3128', 'http://me:top/secret@proxy:3128'].map(
      (HTTPS_PROXY): [string, Record<string, string>, string[]] => [
        '--as cron -C /e.toml',
        { HTTPS_PROXY },
        ['warning: HTTPS_PROXY holds a password and is not printed: set it for the job yourself'],
      ],
    ),
    [
      '--as github --package x@1.2.3',
      { EXOSCALE_API_ENDPOINT: '', http_proxy: 'localhost:3128', no_proxy: 'localhost,10.0.0.0/8' },
      [
        'warning: this is not a git repository: paths are printed as if the current folder were its root',
        'warning: http_proxy is localhost:3128, which is on this machine: a workflow runs on another machine',
      ],
    ],
    [
      '--as github --package x@1.2.3',
      {},
      [
        'warning: this is not a git repository: paths are printed as if the current folder were its root',
        'warning: EXOSCALE_API_ENDPOINT is http://127.0.0.1:8787/v2, which is on this machine: a workflow runs on another machine',
      ],
    ],
  ])('%s with %j: warns of what keeps it from working', async (flags, env, said) => {
    const { exo, files } = scheduled();
    files['/e.toml'] = 'defaultAccount = "ada"\n[[accounts]]\nname = "ada"\nkey = "EXOa"\nsecret = "b"\n';
    const { code, stdout, stderr } = await exo(`${INSTALL} ${flags}`, { env });
    expect(code).toBe(0);
    expect(stderr.split('\n').filter((line) => line.startsWith('warning: '))).toEqual(said);
    expect(stdout).not.toMatch(/secret@|EXOa/);
  });

  test('files that the environment names are written with their whole paths', async () => {
    const { exo } = scheduled();
    const env = { SSL_CERT_FILE: './ca.pem', NODE_EXTRA_CA_CERTS: '/etc/ca.pem' };
    const { stdout } = await exo('schedule install -f /f.yaml --as cron', { cwd: '/ops', env });
    expect(stdout).toContain(' NODE_EXTRA_CA_CERTS=/etc/ca.pem SSL_CERT_FILE=/ops/ca.pem ');
  });

  test('the account and configuration file of this shell are included', async () => {
    const { exo, files } = scheduled();
    files['/e.toml'] = '[[accounts]]\nname = "ada"\nkey = "EXOa"\nsecret = "b"\n';
    const env = { EXOSCALE_CONFIG: '/e.toml', EXOSCALE_API_ENDPOINT: '' };
    const { stdout } = await exo(`${INSTALL} --as cron --every 1h -A ada`, { env });
    expect(stdout).toContain(`0 * * * * ${RUN} -C /e.toml -A ada --no-wait -Q\n`);
  });

  test.each([
    ['cron', '/ops/exoscale.toml', {}],
    ['systemd', '/xdg/exoscale/exoscale.toml', { XDG_CONFIG_HOME: '/xdg' }],
  ])('%s: a configuration file that the job does not find is named: %s', async (as, path, env) => {
    const { exo, files } = scheduled();
    files[path] = 'defaultAccount = "ada"\n[[accounts]]\nname = "ada"\nkey = "EXOa"\nsecret = "b"\n';
    const flags = `schedule install -f /f.yaml --as ${as}`;
    const here = { cwd: '/ops', env };
    const said = `warning: the job does not look for credentials in ${path}: name that file with -C\n`;
    expect((await exo(flags, here)).stderr).toContain(said);
    const named = await exo(`${flags} -C ${path}`, here);
    expect(named.stdout).toContain(` -C ${path} `);
    expect(named.stderr).not.toContain('credentials');
  });

  test('github: paths begin at the root of the repository', async () => {
    const { exo, files } = scheduled();
    files['/.git'] = '';
    files['/ops/f.yaml'] = files['/f.yaml'] ?? '';
    const line = 'schedule install --as github --package ops/x.tgz -f /ops/f.yaml';
    const { stdout, stderr } = await exo(line);
    expect(stderr).toContain('\nHolds and pauses made on this machine do not count there.\n');
    expect(stdout).toMatch(/npx --yes \.\/ops\/x\.tgz apply -f ops\/f\.yaml --no-wait -Q\n$/);
  });

  test('kubernetes: the CronJob; stderr says what it needs, and what of this machine it lacks', async () => {
    const { exo, files } = scheduled();
    files['/e.toml'] =
      '[[accounts]]\nname = "ada"\nkey = "EXOa"\nsecret = "b"\nendpoint = "https://api.example/v2"\n[accounts.customHeaders]\nX-A = "1"\n';
    files['/f.yaml'] = (files['/f.yaml'] ?? '').replace('at-vie-2', `$\{PLACE}`);
    const env = { EXOSCALE_CONFIG: '/e.toml', EXOSCALE_API_ENDPOINT: '', PLACE: 'at-vie-2' };
    const { code, stdout, stderr } = await exo(
      `${INSTALL} --as kubernetes --image exo-di:1.2.3 -A ada --timeout 20s`,
      { env },
    );
    expect(code).toBe(0);
    expect(stdout).toContain('value: "https://api.example/v2"\n');
    expect(stdout).toContain('"-f", "/etc/exo-di/f.yaml", "--timeout", "20s", "--no-wait", "-Q"]');
    expect(stderr).toContain(`\
kubectl create configmap exo-di-files --from-file=/f.yaml
kubectl create secret generic exo-di-credentials --from-env-file=credentials.env
kubectl apply -f exo-di-apply.yaml
Holds and pauses made on this machine do not count there.
warning: account ada is in a file of this machine: give the job the credentials of that account
warning: the customHeaders of account ada are not sent by the job
warning: the file takes $\{PLACE} from the environment: set it in the environment of the job
`);
  });

  test('kubernetes: on a narrow terminal the commands can be pasted, and the text is filled', async () => {
    const { exo, files } = scheduled();
    const folder = '/home/ada/inference-of-the-whole-team';
    files[`${folder}/f.yaml`] = files['/f.yaml'] ?? '';
    const line = `schedule install -f ${folder}/f.yaml --as kubernetes --image exo-di:1.2.3`;
    const { stderr } = await exo(line, { terminal: true, columns: 80 });
    expect(stderr).toContain(`\
Nothing was installed. Write this to exo-di-apply.yaml. The files, with those
that they include or take holidays from, and EXOSCALE_API_KEY=… and
EXOSCALE_API_SECRET=… in credentials.env, go into the cluster with:
kubectl create configmap exo-di-files \\
  --from-file=${folder}/f.yaml
kubectl create secret`);
  });

  test('kubernetes: included files and holiday files are added, from one folder', async () => {
    const { exo, files } = scheduled();
    files['/shared.yaml'] = 'holidays: [{ file: at.txt }, { file: sub/de.txt }]\n';
    files['/at.txt'] = '2027-01-01\n';
    files['/sub/de.txt'] = '2027-10-03\n';
    files['/f.yaml'] = `include: [shared.yaml]\n${files['/f.yaml']}    account: lab\n`;
    const { stderr } = await exo(`${INSTALL} --as kubernetes --image exo-di:1.2.3`);
    expect(stderr).toContain(
      'kubectl create configmap exo-di-files --from-file=/f.yaml --from-file=/at.txt --from-file=/shared.yaml\n',
    );
    expect(stderr).toContain(
      'warning: "sub/de.txt" is in another folder, and a ConfigMap has no folders: put it beside the file\n',
    );
    expect(stderr).toContain(
      'warning: the file names account lab, which is in a file of this machine: a CronJob runs on another machine\n',
    );
  });

  test('kubernetes: warns of what is forgotten between runs', async () => {
    const { exo, write } = scheduled();
    const told = async (...lines: string[]) => {
      write(deployment('my-app', undefined, lines));
      const { stderr } = await exo(`${INSTALL} --as kubernetes --image exo-di:1.2.3`);
      return stderr.split('\n').filter((line) => line.includes('the job keeps nothing'));
    };
    const forgotten = 'warning: the job keeps nothing from one run to the next';
    expect(await told(...OFFICE_HOURS)).toEqual([]);
    expect(await told('idle: { after: 45m }', ...OFFICE_HOURS)).toEqual([
      `${forgotten}: idle deployments stay awake for an hour after their schedule has fired`,
    ]);
    expect(await told(...OFFICE_HOURS, '    on: change')).toEqual([
      `${forgotten}: entries with on: change count for an hour after they fire`,
    ]);
  });

  test('systemd: a service and a timer, each with its path', async () => {
    const { exo } = scheduled();
    const { stdout } = await exo(`${INSTALL} --as systemd --every 10m --user ada`);
    expect(stdout).toMatch(/^# \/etc\/systemd\/system\/exo-di-apply\.service\n/);
    expect(stdout).toContain(`User=ada\n`);
    expect(stdout).toContain(`ExecStart=${RUN} --no-wait -Q\n`);
    expect(stdout).toContain('\n\n# /etc/systemd/system/exo-di-apply.timer\n');
    expect(stdout).toContain('OnCalendar=*:0/10\n');
  });

  test('the name of a scheduler may be in capitals', async () => {
    const { exo } = scheduled();
    expect((await exo(`${INSTALL} --as CRON`)).stdout).toBe((await exo(`${INSTALL} --as cron`)).stdout);
  });

  test('github: the workflow, with the given package', async () => {
    const { exo } = scheduled();
    const { stdout, stderr } = await exo(`${INSTALL} --as github --package ./exo-di.tgz -O json`);
    const [workflow] = JSON.parse(stdout);
    expect(workflow.path).toBe('.github/workflows/exo-di-apply.yml');
    expect(workflow.text).toMatch(/npx --yes \.\/exo-di\.tgz apply -f f\.yaml --no-wait -Q\n$/);
    expect(stderr).toContain('set its secrets EXOSCALE_API_KEY and EXOSCALE_API_SECRET');
  });

  test.each([
    ['', '--as is required: cron, systemd, github, kubernetes'],
    ['--as launchd', '--as must be one of cron, systemd, github, kubernetes, not "launchd"'],
    ['--as cron --every 7m', '--every must be one of 1m, 2m, 3m'],
    ['--as cron --every -1s', '--every must be one of 1m'],
    ['--as cron -f -', 'a job cannot read standard input'],
    ['--as cron -f /dev/fd/63', 'a job cannot read standard input or a pipe'],
    ['--as systemd -f /dev/stdin', 'a job cannot read standard input or a pipe'],
    ['--as cron --user ada', '--user is for --as systemd'],
    ['--as cron --package x@1.2.3', '--package is for --as github'],
    ['--as systemd --image x:1', '--image is for --as kubernetes'],
    ['--as github -f f.yaml', '--package is required with --as github'],
    ['--as kubernetes', '--image is required with --as kubernetes'],
    ['--as github --package x', '--package "x" names no version'],
    ['--as systemd --user a/b -f /f.yaml', '--user must be the name of a user'],
    ['--as github --package x@1.2.3 -f /f.yaml', '"/f.yaml" is not in the repository'],
    ['--as cron -f none.yaml', 'file "none.yaml" does not exist'],
  ])('%j is refused', async (flags, said) => {
    const { exo } = scheduled();
    const file = flags.includes('-f ') ? '' : '-f f.yaml';
    const { code, stdout, stderr } = await exo(`schedule install ${file} ${flags}`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(said);
  });

  test('a broken file is refused now, not at every run', async () => {
    const { exo, files } = desk();
    files['/f.yaml'] = 'deployments: 3\n';
    const { code, stderr } = await exo(`${INSTALL} --as cron`);
    expect(code).toBe(2);
    expect(stderr).toContain('f.yaml:1:14: deployments: 3 is not a list, such as - name: my-app');
  });
});

test('help names the keys of the JSON', async () => {
  const { exo } = scheduled();
  const document = JSON.parse((await exo('schedule show -f f.yaml -O json')).stdout);
  expect((await exo('schedule show --help')).stdout).toContain(
    `JSON keys: ${Object.keys(document).join(', ')}\n`,
  );
});
