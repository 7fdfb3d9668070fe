import { EXIT_CODE_MEANINGS } from '../../exit-codes.js';
import { FUNCTIONS } from '../../output/template/functions.js';
import { type Block, laidOut, type Term } from './lay-out.js';
import type { TopicName } from './spec.js';

const SETTINGS: readonly Term[] = [
  [
    ['EXOSCALE_API_KEY', 'EXOSCALE_API_SECRET'],
    "API key and secret: both or neither. They come before those of the account; the account's other defaults stay.",
  ],
  [
    'EXOSCALE_KEY',
    'read where EXOSCALE_API_KEY is not set; so are, for the secret, EXOSCALE_SECRET and EXOSCALE_SECRET_KEY, and then CLOUDSTACK_KEY or CLOUDSTACK_API_KEY with CLOUDSTACK_SECRET or CLOUDSTACK_SECRET_KEY',
  ],
  ['EXOSCALE_API_ENDPOINT', "API to use in place of the zones' own, as https://host/v2"],
  ['EXOSCALE_ZONE', 'zone, where -z is not given; lists show every zone all the same'],
  ['EXOSCALE_ACCOUNT', 'account of the configuration file, where -A is not given'],
  ['EXOSCALE_CONFIG', 'configuration file, where -C is not given'],
  ['EXOSCALE_TIMEOUT', 'limit of one API call, where --timeout is not given: 30s, or -1s for none'],
  ['EXOSCALE_TRACE', '1: print requests and answers to stderr, secrets masked, and where errors come from'],
  ['HF_TOKEN', 'Hugging Face token of model create, where --huggingface-token is not given'],
  [
    'EXO_DI_PRICES',
    'list prices, where --prices is not given: a file, a URL, or off; else the public ones, kept for a day. No credentials go there',
  ],
  [
    'EXO_DI_PROXY_TOKEN',
    'what callers of deployment proxy send as their API key, where --token is not given',
  ],
  ['EXO_DI_CURRENCY', 'currency of costs, eur (default), chf or usd'],
];

const SURROUNDINGS: readonly Term[] = [
  ['HTTPS_PROXY, HTTP_PROXY', 'proxy to go through; NO_PROXY names hosts that are reached without'],
  ['NODE_EXTRA_CA_CERTS', 'file with certificates to trust beside the usual ones'],
  ['SSL_CERT_FILE', 'file with certificates to trust in place of the usual ones'],
  ['EXO_DI_ALLOW_HTTP', '1: allow endpoints beyond this machine that are not https'],
  ['NO_COLOR, FORCE_COLOR', 'no colours; colours also where there is no terminal'],
  ['TERM=dumb, CI', 'nothing is animated'],
  ['LC_ALL, LC_CTYPE, LANG', 'drawings are ASCII where they name no UTF-8'],
  ['XDG_CACHE_HOME', 'folder for compiled code, names and prices, in place of ~/.cache'],
  [
    'XDG_CONFIG_HOME',
    'on Linux, folder of the configuration file, and for what completion install writes, in place of ~/.config',
  ],
  ['XDG_DATA_HOME', 'folder that completion install writes to, in place of ~/.local/share'],
  ['NODE_DISABLE_COMPILE_CACHE', '1: keep no compiled code'],
];

const WIDTH = 25;

const environment: readonly Block[] = [
  'Each setting is taken from the first of these that has it:',
  {
    terms: [
      ['1.', 'the flag on the command line'],
      ['2.', 'the environment variable'],
      ['3.', 'the account in the configuration file'],
      [
        '4.',
        "what is built in: zone ch-dk-2 where something is made, every zone where something is listed or looked for; the zones' own API endpoints",
      ],
    ],
    width: 3,
  },
  'A variable that is set to nothing counts as not set.',
  { heading: 'Settings:', terms: SETTINGS, width: WIDTH },
  { heading: 'Surroundings:', terms: SURROUNDINGS, width: WIDTH },
  'The configuration file is exoscale.toml, the one that exo has too: in ~/.config/exoscale on Linux, ~/Library/Application Support/exoscale on macOS, %AppData%\\exoscale on Windows, else in ~/.exoscale, ~ or the current folder.',
  'Accounts are added to it with: exo-di config add',
];

const output: readonly Block[] = [
  'stdout carries data and nothing else; whatever is said to a person goes to stderr. -Q silences the talk; never data, warnings or errors.',
  "Formats, chosen with -O or an account's defaultOutputFormat:",
  {
    terms: [
      [
        'table',
        'boxes, fitted to the terminal; what is cut ends in …, and nothing is cut where no terminal is looking. The default.',
      ],
      [
        'json',
        'one line: an object, or an array for a list ([] when empty). The keys of exo in its order, ours after them. logs, --watch and --every print one object a line.',
      ],
      ['text', 'the fields of exo joined by tabs, one line a row'],
    ],
    width: 8,
  },
  "--output-template prints each object, or each row of a list, through a template of Go's text/template, and comes before -O. Each command's --help names the fields there are. A template that cannot be used is refused before any request.",
  {
    lines: [
      '{{.Name}} has {{.Replicas}} replicas',
      '{{if eq .State "ready"}}up{{else}}{{.State}}{{end}}',
      '{{printf "%-20s %3d" .Name .GPUCount}}',
    ],
  },
  {
    terms: [
      [
        'Actions',
        '{{.Field}}, {{if}} {{else if}} {{else}} {{end}}, {{with}}, pipelines with |, parentheses, {{- and -}} to cut blanks, comments',
      ],
      ['Functions', [...FUNCTIONS.keys()].join(' ')],
    ],
    width: 11,
  },
  'Errors go to stderr: "error: " and a sentence, then "hint: " and what to try. With -O json they are one line of JSON there. Keys without a value are left out:',
  {
    lines: [
      '{"error": {"message":      "what happened, to what, in which zone",',
      '           "code":         "gpu-quota",',
      '           "exit_code":    6,',
      '           "hint":         "what to try",',
      '           "zone":         "at-vie-2",',
      '           "request":      {"method": "POST", "path": "/ai/deployment"},',
      '           "operation_id": "the operation that goes on, or failed",',
      '           "details":      {"needed": 8, "free": 2}}}',
    ],
  },
  'Control characters in values: tables show them and obey none, json escapes them, and text writes tabs and line feeds as \\t and \\n, so that one row stays one line. All other bytes of text and templates stay as they came, except on a terminal: there control characters are shown, in messages and log lines too.',
];

const TOPICS: Readonly<Record<TopicName, readonly Block[]>> = {
  environment,
  output,
  'exit-codes': [
    'Exit codes. Scripts can depend on them: a number never changes its meaning.',
    { terms: EXIT_CODE_MEANINGS.map(([code, meaning]) => [String(code).padStart(3), meaning]), width: 5 },
  ],
};

/** The text of a help topic, for a terminal of so many columns. Ends with a line feed. */
export const topicText = (name: TopicName, columns = 80) => laidOut(TOPICS[name], columns);
