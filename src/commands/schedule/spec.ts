import { scheduleView } from '../../output/views/schedule.js';
import { AT, FILE, PRICES, SELECTED_ZONE } from '../../program/flags.js';
import type { GroupSpec } from '../../program/spec.js';

export const scheduleGroup: GroupSpec = {
  commands: [
    {
      name: 'show',
      args: ['[NAME...]'],
      usage: '[flags] [NAME...] -f <file>',
      summary: 'Draw the replicas of the coming days, with GPU-hours',
      about:
        'Shows the replicas over time, the GPU-hours per day and in total, the list price of the total, and the GPU-hours saved compared with running the maximum all the time. On a terminal it draws the hours of each day, with replicas as heights and the present moment marked, and lists what decides. In a pipe it prints a line for each deployment; -O json has every change with its reason. Nothing is sent to the service, and no account is needed.',
      options: [
        FILE,
        SELECTED_ZONE,
        ['--days <n>', 'number of days, 1–366 (default: 7)'],
        ['--ics', 'print the coming changes as a calendar (RFC 5545)'],
        AT,
        PRICES,
      ],
      examples: [
        'exo-di schedule show -f inference.yaml',
        'exo-di schedule show -f inference.yaml --days 31 --at 2026-12-01',
        'exo-di schedule show -f inference.yaml --days 31 --ics',
      ],
      view: scheduleView,
      document: async () => (await import('./schedule-document.js')).scheduleJsonSchema(),
      jsonKeys: 'timezone, from, to, deployments, gpu_hours, cost',
      load: async () => (await import('./show.js')).run,
    },
    {
      name: 'install',
      usage: '[flags] -f <file> --as <kind>',
      summary: 'Print a job that runs apply: cron, systemd, GitHub, Kubernetes',
      about:
        'Prints a crontab line, systemd units, a workflow or a CronJob, ready to use, and says what it lacks: credentials, variables, files. The job runs at the minutes at which the schedule changes something, and every --every in between, to make up for failures and for changes by hand. Its runs do not wait for their changes to end. Nothing is installed.',
      options: [
        ['-f, --file <file...>', 'YAML or JSON, one file or several'],
        ['--as <kind>', 'cron, systemd, github or kubernetes'],
        ['--every <duration>', 'interval between runs; must divide an hour evenly (default: 5m)'],
        ['--user <name>', 'systemd: user that runs it (default: root)'],
        ['--image <image>', 'kubernetes: image that contains exo-di, with a version'],
        ['--ping <url>', 'report each run to a dead man’s switch, as apply --ping does'],
        ['--package <spec>', 'github: package for npx: a tarball, or a name with a version'],
      ],
      examples: [
        'exo-di schedule install -f inference.yaml --as cron',
        'exo-di schedule install -f inference.yaml --as systemd --every 10m --user deploy',
        'exo-di schedule install -f inference.yaml --as github --package ./exo-di.tgz',
        'exo-di schedule install -f inference.yaml --as kubernetes --image registry.example/exo-di:1.2.3',
      ],
      document: async () => (await import('./schedule-document.js')).installJsonSchema(),
      load: async () => (await import('./install.js')).run,
    },
  ],
};
