import { holdView, pauseView } from '../../output/views/hold.js';
import type { CommandSpec, GroupSpec, SelfSpec } from '../../program/spec.js';

const ZONE = ['-z, --zone <zone>', 'only in this zone'] as const;
const FILE = ['-f, --file <file>', 'file of the desired state; holds are stored beside it'] as const;

const list: CommandSpec = {
  name: 'list',
  usage: '[flags] -f <file>',
  aliases: ['ls'],
  summary: 'List the holds of a file: who holds what, and until when',
  options: [FILE],
  examples: ['exo-di hold list -f inference.yaml'],
  view: holdView,
  prints: 'list',
  load: async () => (await import('./list.js')).run,
};

export const holdGroup: GroupSpec = {
  commands: [list],
  self: {
    args: ['[NAME...]'],
    usage: '[flags] <NAME...> --replicas <n> --until <time> -f <file>',
    about:
      'For an evening, a demonstration or an incident: for plan, apply and schedule show the hold overrides everything that the file says. It ends by itself. Nothing is sent now; the next apply carries the hold out. A new hold on the same deployment replaces the old one.\n\nHolds are stored beside the file (inference.holds.yaml beside inference.yaml); to apply the file elsewhere, copy both. --until is a time of day (the next one, in the time zone of the deployment), a duration from now, or a moment. max-hold in the file limits how long a hold may last.',
    options: [
      FILE,
      ['--replicas <n>', 'number of replicas, also 0'],
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

export const release: SelfSpec = {
  args: ['[NAME...]'],
  usage: '[flags] <NAME...> -f <file>',
  about: 'From the next apply on, the schedule decides again. Nothing is sent now.',
  options: [FILE, ['--all', 'every hold of the file, or of the zone'], ZONE],
  examples: ['exo-di release --all -f inference.yaml'],
  view: holdView,
  prints: 'list',
  load: async () => (await import('./release.js')).run,
};

export const pause: SelfSpec = {
  usage: '[flags] -f <file>',
  summary: 'Keep apply from sending anything for a file, for some time',
  about:
    'Until --until, or until resume, apply sends nothing for this file, no creations and no deletions, and ends with exit code 0. What runs keeps running, and is billed. A run of apply that is already sending sends the rest of its plan; the next run sends nothing. --until is in the time zone of the file, or in UTC if the file has several. Without it the pause lasts a day, or as long as max-hold in the file allows.',
  options: [FILE, ['--until <time>', '02:00, +4h, 2026-12-24T08:00 (default: a day)']],
  examples: ['exo-di pause -f inference.yaml --until +4h'],
  view: pauseView,
  load: async () => (await import('./pause.js')).run,
};

export const resume: SelfSpec = {
  usage: '[flags] -f <file>',
  options: [FILE],
  examples: ['exo-di resume -f inference.yaml'],
  view: pauseView,
  prints: 'list',
  load: async () => (await import('./resume.js')).run,
};
