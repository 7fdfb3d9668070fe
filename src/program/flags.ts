/* Flags that several commands have, so that each is worded only once. */

/** A flag in commander's notation, and what help says of it. */
type Flag = readonly [notation: string, description: string];

/** The zone of something that exists; without it, every zone is searched. */
export const ZONE: Flag = [
  '-z, --zone <zone>',
  'its zone (EXOSCALE_ZONE); without it, every zone is searched',
];
/** The zone of something to delete. With -f or a piped yes, nobody sees in which zone it was found. */
export const ZONE_TO_DELETE_IN: Flag = [
  '-z, --zone <zone>',
  'its zone (EXOSCALE_ZONE), needed with -f or a piped y; without it, every zone is searched',
];
/** The zone in which something is made, or about which something is asked. */
export const ZONE_OR_BUILT_IN: Flag = ['-z, --zone <zone>', 'zone (EXOSCALE_ZONE; default: ch-dk-2)'];
/** The zone that is asked for something of the whole organization, which is in no zone. */
export const ANY_ZONE: Flag = [
  '-z, --zone <zone>',
  'zone to ask (EXOSCALE_ZONE); every zone has the same answer',
];
/** Limits a list to one zone. */
export const ZONE_OR_ALL: Flag = ['-z, --zone <zone>', 'only this zone instead of every zone'];
/** For commands that take GPUs. */
export const DRY_RUN: Flag = ['--dry-run', 'show the request and the GPU total; send nothing'];
/** For all other commands that change something. */
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

/** What the help of every command that creates something promises. */
export const SENT_ONCE =
  'A creation is sent at most once. If its answer is lost, exo-di looks for the result in the lists for a minute; if it does not show, the outcome is unknown (exit code 9). This machine remembers such a creation: a later run looks for it first, and sends nothing for an hour without --again. If two have the same name afterwards, the exit code is 5.';
export const AGAIN: Flag = ['--again', 'send the creation even if an earlier run may have made it'];

export const CURRENCY: Flag = ['--currency <currency>', 'eur, chf or usd (EXO_DI_CURRENCY; default: eur)'];
export const PRICES: Flag = [
  '--prices <file>',
  'price list: a file, a URL, or off (EXO_DI_PRICES; default: the public list)',
];
/** For commands that make or enlarge deployments. */
export const COST_FLAGS: readonly Flag[] = [
  ['--max-cost-per-hour <amount>', 'refuse a higher cost per hour: 10, or 10chf (exit code 6)'],
  PRICES,
];

export const FORCE: Flag = ['-f, --force', 'do not ask; without a terminal, this or a piped y is needed'];
/** For commands that ask only if they are to act on everything. */
export const FORCE_ALL: Flag = ['-f, --force', `with --all: ${FORCE[1]}`];
/** For commands that create a deployment. */
export const CREATION_FLAGS: readonly Flag[] = [
  NO_CREATION_PREFLIGHT,
  AGAIN,
  ...COST_FLAGS,
  DRY_RUN,
  ...WAIT_FLAGS,
];

export const WATCH: Flag = ['--watch', 'redraw until Ctrl-C; in a pipe, print a line for each change'];
/** For commands that print a list. */
export const LIST_FLAGS: readonly Flag[] = [
  ['--columns <names>', 'only these columns, in this order: keys of the JSON, separated by commas'],
  ['--sort <names>', 'sort by these columns; NAME:desc sorts the largest first'],
];

/** Every command has this flag; commander keeps it apart from the others. */
export const HELP: Flag = ['-h, --help', 'show this help'];
/** For the program itself. */
export const VERSION_FLAG: Flag = ['-V, --version', 'print the version'];

/** The zone may be typed before the name of the command that uses it, as in `exo`. Help does not show it there. */
export const ZONE_ANYWHERE: Flag = ['-z, --zone <zone>', 'zone of the following command'];

/** The flags that every command takes, the same as in `exo`. */
export const GLOBAL_OPTIONS: readonly Flag[] = [
  ['-C, --config <file>', 'configuration file (default: exoscale.toml in the usual places)'],
  ['-A, --use-account <name>', 'account of the configuration file'],
  ['-O, --output-format <format>', 'table, json or text'],
  ['--output-template <template>', 'Go template over the fields; overrides -O'],
  ['-Q, --quiet', 'no messages except warnings and errors'],
  ['--timeout <duration>', 'limit of one API call, retries included (default: 1m, of a list 15s; -1s: none)'],
];

/* Flags of the commands that read the desired state from a file. */

export const FILE: Flag = ['-f, --file <file...>', 'YAML or JSON, one file or several; - for standard input'];
export const AT: Flag = [
  '--at <time>',
  "evaluate this moment, in ISO 8601; without an offset in the file's time zone (default: now)",
];
export const SELECTED_ZONE: Flag = ['-z, --zone <zone>', 'only the deployments in this zone'];
