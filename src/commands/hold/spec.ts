import { holdView, pauseView } from '../../output/views/hold.js';
import type { CommandSpec, GroupSpec } from '../../program/spec.js';

const ZONE = ['-z, --zone <zone>', 'only in this zone'] as const;
const FILE = ['-f, --file <file>', 'the file of the desired state, beside which it is kept'] as const;

const list: CommandSpec = {
  name: 'list',
  usage: '[flags] -f <file>',
  aliases: ['ls'],
  summary: 'List what is held of a file: by whom, since when and until when',
  options: [FILE],
  examples: ['exo-di hold list -f inference.yaml'],
  view: holdView,
  prints: 'list',
  load: async () => (await import('./list.js')).run,
};

export const holdGroup: GroupSpec = {
  commands: [list],
  self: {
    name: 'hold',
    args: ['[NAME...]'],
    usage: '[flags] <NAME...> --replicas <n> --until <time> -f <file>',
    summary: 'Hold deployments of a file at a size for some time',
    about:
      'For an evening, a demonstration, an incident: plan, apply and schedule show take the hold before everything the file says, name who holds, and it ends by itself. It is kept beside the file (inference.holds.yaml beside inference.yaml), so that whoever applies the file has to see that file too. Nothing is sent: the next apply carries it out. Held again, the new hold takes the place of the old one.\n\n--until is a time of day (the next one, by the clock of the deployment), a duration from now, or a moment. A file may bound how long a hold lasts, with max-hold.',
    options: [
      FILE,
      ['--replicas <n>', 'how many replicas; 0 is none'],
      ['--until <time>', '02:00, +4h, 2026-12-24T08:00'],
      ['--all', 'every deployment of the file, or of the zone'],
      ZONE,
    ],
    examples: [
      'exo-di hold my-app --replicas 2 --until 02:00 -f inference.yaml',
      'exo-di hold my-app --replicas 1 --until +4h -f inference.yaml',
      'exo-di hold --all --replicas 0 --until 2026-12-27T07:00 -f inference.yaml',
    ],
    view: holdView,
    prints: 'list',
    load: async () => (await import('./hold.js')).run,
  },
};

export const release: CommandSpec = {
  name: 'release',
  args: ['[NAME...]'],
  usage: '[flags] <NAME...> -f <file>',
  summary: 'End holds before their time',
  about: 'From the next apply on the schedule decides again. Nothing is sent.',
  options: [FILE, ['--all', 'everything that is held of the file, or of the zone'], ZONE],
  examples: ['exo-di release --all -f inference.yaml'],
  view: holdView,
  prints: 'list',
  load: async () => (await import('./release.js')).run,
};

export const pause: CommandSpec = {
  name: 'pause',
  usage: '[flags] -f <file>',
  summary: 'Let apply leave everything in a file alone for some time',
  about:
    'Until then, or until resume, apply -f of this file sends nothing, creations and deletions included, and ends with exit code 0. What runs goes on running, and is billed. A run of apply that is sending at this moment has read the file before, and sends what it has planned; the next one sends nothing. --until is read by the clock of the file, or in UTC where it has several. Without it the pause lasts a day, or as long as max-hold in the file allows.',
  options: [FILE, ['--until <time>', '02:00, +4h, 2026-12-24T08:00 (default: a day)']],
  examples: ['exo-di pause -f inference.yaml --until +4h'],
  view: pauseView,
  load: async () => (await import('./pause.js')).run,
};

export const resume: CommandSpec = {
  name: 'resume',
  usage: '[flags] -f <file>',
  summary: 'End a pause before its time',
  options: [FILE],
  examples: ['exo-di resume -f inference.yaml'],
  view: pauseView,
  prints: 'list',
  load: async () => (await import('./resume.js')).run,
};
