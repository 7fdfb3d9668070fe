import { scheduleView } from '../../output/views/schedule.js';
import { AT, FILE, PRICES, SELECTED_ZONE } from '../../program/flags.js';
import type { GroupSpec } from '../../program/spec.js';

export const scheduleGroup: GroupSpec = {
  commands: [
    {
      name: 'show',
      args: ['[NAME...]'],
      usage: '[flags] [NAME...] -f <file>',
      summary: 'Draw what a file asks for over the coming days, with GPU-hours',
      about:
        'Replicas over time, GPU-hours per day and in all, and GPU-hours saved against running the maximum all the time. On a terminal the hours of the day stand across it, replicas are heights, now is marked, and below stands what decides; in a pipe it is a line a deployment. With -O json every change with its reason. What it costs is told by list price. Nothing is sent to the service, and no account is needed.',
      options: [
        FILE,
        SELECTED_ZONE,
        ['--days <n>', 'number of days, 1–366 (default: 7)'],
        ['--ics', 'the changes to come as a calendar (RFC 5545), an event each'],
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
      summary: 'Print what runs apply regularly: cron, systemd, GitHub, Kubernetes',
      about:
        'Prints the crontab line, the systemd units, the workflow or the CronJob, ready to use, and says what is missing: credentials, variables, files. It runs at the minutes at which the schedule changes something, and regularly between them, to make up for what failed and for what people did; no run waits for what it has begun. Installs nothing by itself.',
      options: [
        ['-f, --file <file...>', 'YAML or JSON, one file or several'],
        ['--as <kind>', 'cron, systemd, github or kubernetes'],
        ['--every <duration>', 'how often between changes; must divide an hour evenly (default: 5m)'],
        ['--user <name>', 'systemd: the user who runs it (default: root)'],
        ['--image <image>', 'kubernetes: an image with exo-di in it, with its version'],
        ['--ping <url>', 'tell a dead man’s switch of each run, as apply --ping does'],
        ['--package <spec>', 'github: what npx installs and runs: a tarball, or a package with its version'],
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
