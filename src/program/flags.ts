/* Flags that several commands have, worded once. */

/** A flag in commander's notation, and what help says of it. */
type Flag = readonly [notation: string, description: string];

/** The zone of something that exists; without it, every zone is searched. */
export const ZONE: Flag = [
  '-z, --zone <zone>',
  'its zone (EXOSCALE_ZONE); without it, every zone is searched',
];
/** The zone of something to delete: with -f or a piped yes nobody sees where it was found. */
export const ZONE_TO_DELETE_IN: Flag = [
  '-z, --zone <zone>',
  'its zone (EXOSCALE_ZONE), needed with -f or a piped y; without it, every zone is searched',
];
/** The zone in which something is made, or that is asked about itself. */
export const ZONE_OR_BUILT_IN: Flag = ['-z, --zone <zone>', 'zone (EXOSCALE_ZONE; default: ch-dk-2)'];
/** The zone that is asked for what belongs to the organization, and has no zone itself. */
export const ANY_ZONE: Flag = [
  '-z, --zone <zone>',
  'zone to ask (EXOSCALE_ZONE); every zone has the same answer',
];
/** The only zone of a list. */
export const ZONE_OR_ALL: Flag = ['-z, --zone <zone>', 'only this zone instead of every zone'];
/** Of commands that take GPUs. */
export const DRY_RUN: Flag = ['--dry-run', 'show the request and the GPU total; send nothing'];
/** Of all others that change something. */
export const SHOW_REQUEST: Flag = ['--dry-run', 'show the request; send nothing'];

export const NO_PREFLIGHT: Flag = ['--no-preflight', 'leave the check of the GPU quota to the service'];
export const NO_CREATION_PREFLIGHT: Flag = [
  '--no-preflight',
  'leave the checks of quota, GPU type, model and engine parameters to the service',
];
export const WAIT_TIMEOUT: Flag = [
  '--wait-timeout <duration>',
  'stop waiting after this long (default: 30m; -1s: never)',
];
export const WAIT_FLAGS: readonly Flag[] = [['--no-wait', 'do not wait; print the operation'], WAIT_TIMEOUT];
export const ENGINE_HELP: Flag = [
  '--inference-engine-parameter-help',
  'only list the parameters that the engine version takes',
];

/** What every command that creates something promises, in its help. */
export const SENT_ONCE =
  'A creation is sent at most once. If its answer is lost, exo-di looks for the result in the lists for a minute; if it does not show, the outcome is unknown (exit code 9). This machine remembers such a creation: a later run looks for it first, and sends nothing for an hour without --again. If two have the same name afterwards, the exit code is 5.';
export const AGAIN: Flag = ['--again', 'send the creation even if an earlier run may have made it'];

export const PRICES: Flag = [
  '--prices <file>',
  'price list: a file, a URL, or off (EXO_DI_PRICES; default: the public list)',
];
/** Of commands that make or enlarge deployments. */
export const COST_FLAGS: readonly Flag[] = [
  ['--max-cost-per-hour <amount>', 'refuse a higher cost per hour: 10, or 10chf (exit code 6)'],
  PRICES,
];

export const FORCE: Flag = ['-f, --force', 'do not ask; without a terminal, this or a piped y is needed'];
/** Of commands that ask only where they are for everything. */
export const FORCE_ALL: Flag = ['-f, --force', `with --all: ${FORCE[1]}`];
/** Of commands that create a deployment. */
export const CREATION_FLAGS: readonly Flag[] = [
  NO_CREATION_PREFLIGHT,
  AGAIN,
  ...COST_FLAGS,
  DRY_RUN,
  ...WAIT_FLAGS,
];

export const WATCH: Flag = ['--watch', 'redraw until Ctrl-C; in a pipe, print a line for each change'];
/** Of commands that print a list. */
export const LIST_FLAGS: readonly Flag[] = [
  ['--columns <names>', 'only these columns, in this order: keys of the JSON, separated by commas'],
  ['--sort <names>', 'sort by these columns; NAME:desc sorts the largest first'],
];

/** Of every command, and kept apart from the others by commander. */
export const HELP: Flag = ['-h, --help', 'show this help'];
/** Of the program itself. */
export const VERSION_FLAG: Flag = ['-V, --version', 'print the version'];

/** A zone before the words of the command that it is for, as `exo` takes it; help does not show it there. */
export const ZONE_ANYWHERE: Flag = ['-z, --zone <zone>', 'zone of the following command'];

/** The flags that every command takes, as `exo` has them. */
export const GLOBAL_OPTIONS: readonly Flag[] = [
  ['-C, --config <file>', 'configuration file (default: exoscale.toml in the usual places)'],
  ['-A, --use-account <name>', 'account of the configuration file'],
  ['-O, --output-format <format>', 'table, json or text'],
  ['--output-template <template>', 'Go template over the fields; overrides -O'],
  ['-Q, --quiet', 'no messages except warnings and errors'],
  ['--timeout <duration>', 'limit of one API call, retries included (default: 1m; -1s: none)'],
];

/* Of the commands that read the desired state from a file. */

export const FILE: Flag = ['-f, --file <file...>', 'YAML or JSON, one file or several; - for standard input'];
export const AT: Flag = [
  '--at <time>',
  "evaluate this moment, in ISO 8601; without an offset in the file's time zone (default: now)",
];
export const SELECTED_ZONE: Flag = ['-z, --zone <zone>', 'only the deployments in this zone'];
