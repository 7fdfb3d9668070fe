import { EXIT_CODE_MEANINGS } from '../../exit-codes.js';
import { wrapProse } from '../../output/prose.js';
import { FUNCTIONS } from '../../output/template/functions.js';
import { LEAST_BESIDE } from '../../program/format-help.js';
import type { TopicName } from './spec.js';

/** One or more names, each on its own line, and their explanation. */
type Term = readonly [names: string | readonly string[], about: string];

/** A part of a topic: a paragraph, a list of terms that may have a heading, or lines that are printed as they are. */
type Block =
  | string
  | { heading?: string; terms: readonly Term[]; width: number }
  | { lines: readonly string[] };

const SETTINGS: readonly Term[] = [
  [
    ['EXOSCALE_API_KEY', 'EXOSCALE_API_SECRET'],
    "API key and secret: set both or neither. They replace those of the account; the account's other settings are still used.",
  ],
  [
    'EXOSCALE_KEY',
    'API key if EXOSCALE_API_KEY is not set, with the secret in EXOSCALE_SECRET or EXOSCALE_SECRET_KEY; else CLOUDSTACK_KEY or CLOUDSTACK_API_KEY, with CLOUDSTACK_SECRET or CLOUDSTACK_SECRET_KEY',
  ],
  ['EXOSCALE_API_ENDPOINT', "API endpoint to use instead of the zones' own: https://host/v2"],
  ['EXOSCALE_ZONE', 'zone if -z is not given; lists still show every zone'],
  ['EXOSCALE_ACCOUNT', 'account of the configuration file if -A is not given'],
  ['EXOSCALE_CONFIG', 'configuration file if -C is not given'],
  ['EXOSCALE_TIMEOUT', 'limit of one API call if --timeout is not given: 30s, or -1s for none'],
  ['EXOSCALE_TRACE', '1: print requests and answers to stderr, with secrets masked, and the stack of errors'],
  ['HF_TOKEN', 'Hugging Face token of model create if --huggingface-token is not given'],
  [
    'EXO_DI_PRICES',
    'price list if --prices is not given: a file, a URL, or off. Default: the public list, kept for a day. No credentials are sent there',
  ],
  ['EXO_DI_PROXY_TOKEN', 'API key that callers of deployment proxy must send if --token is not given'],
  ['EXO_DI_CURRENCY', 'currency of costs, eur (default), chf or usd'],
];

const SURROUNDINGS: readonly Term[] = [
  ['HTTPS_PROXY, HTTP_PROXY', 'proxy to use; NO_PROXY names hosts that are reached without it'],
  ['NODE_EXTRA_CA_CERTS', 'file with certificates to trust in addition to the default ones'],
  ['SSL_CERT_FILE', 'file with certificates to trust instead of the default ones'],
  ['EXO_DI_ALLOW_HTTP', '1: allow endpoints on other machines without https'],
  ['NO_COLOR, FORCE_COLOR', 'no colours; colours even without a terminal'],
  ['TERM=dumb, CI', 'nothing is animated'],
  ['LC_ALL, LC_CTYPE, LANG', 'drawings on a terminal are ASCII unless the locale is UTF-8'],
  ['XDG_CACHE_HOME', 'replaces ~/.cache, for compiled code, names and prices'],
  ['XDG_CONFIG_HOME', 'replaces ~/.config on Linux, for the configuration file and for completion install'],
  ['XDG_DATA_HOME', 'replaces ~/.local/share for completion install'],
  ['NODE_DISABLE_COMPILE_CACHE', '1: do not keep compiled code'],
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
        "the built-in default: zone ch-dk-2 for creations, every zone for lists and searches; the zones' own API endpoints",
      ],
    ],
    width: 3,
  },
  'A variable with an empty value counts as not set.',
  { heading: 'Settings:', terms: SETTINGS, width: WIDTH },
  { heading: 'Surroundings:', terms: SURROUNDINGS, width: WIDTH },
  'The configuration file is exoscale.toml, which exo uses, too: in ~/.config/exoscale on Linux, ~/Library/Application Support/exoscale on macOS, %AppData%\\exoscale on Windows, else in ~/.exoscale, ~ or the current folder.',
  'Accounts are added to it with: exo-di config add',
];

const output: readonly Block[] = [
  'Data goes to stdout, everything else to stderr. -Q silences messages, but never data, warnings or errors.',
  "Formats, chosen with -O or an account's defaultOutputFormat:",
  {
    terms: [
      [
        'table',
        'the default: boxes, fitted to the terminal. A value that is cut ends in …; without a terminal nothing is cut.',
      ],
      [
        'json',
        'one line: an object, or an array for a list ([] if empty). The keys of exo come first, in its order. logs, --watch and --every print one object a line.',
      ],
      ['text', 'the fields of exo joined by tabs, one line a row'],
    ],
    width: 8,
  },
  "--output-template prints each object, or each row of a list, with a template of Go's text/template, and overrides -O. Each command's --help lists its fields. An invalid template is refused before any request.",
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
  'An error on stderr is "error: " with a sentence, then "hint: " with what to try. With -O json it is one line of JSON there, without the keys that have no value:',
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
  'Control characters in values are shown and not obeyed in tables, and escaped in json. text writes tabs and line feeds as \\t and \\n, so that a row stays one line. On a terminal control characters are shown everywhere, also in messages and log lines; in a pipe all other bytes of text and templates are unchanged.',
];

const TOPICS: Readonly<Record<TopicName, readonly Block[]>> = {
  environment,
  output,
  'exit-codes': [
    'Exit codes. Scripts can depend on them: a number never changes its meaning.',
    { terms: EXIT_CODE_MEANINGS.map(([code, meaning]) => [String(code).padStart(3), meaning]), width: 5 },
  ],
};

/** The text of a help topic, wrapped to so many columns. Ends with a line feed. */
export const topicText = (name: TopicName, columns = 80) =>
  `${TOPICS[name].map((block) => laidOut(block, columns)).join('\n\n')}\n`;

function laidOut(block: Block, columns: number): string {
  if (typeof block === 'string') return wrapProse(block, columns);
  if ('lines' in block) return block.lines.map((line) => `  ${line}`).join('\n');
  const { heading, terms, width } = block;
  const lines = terms.flatMap(([names, about]) => term([names].flat(), about, width, columns));
  return [...(heading === undefined ? [] : [heading]), ...lines].join('\n');
}

/** The names of a term beside its explanation, or above it if there is no room beside. */
function term(names: readonly string[], about: string, width: number, columns: number): string[] {
  const isAbove = columns - width - 2 < LEAST_BESIDE || names.some((name) => name.length >= width);
  const indent = columns - width - 2 < LEAST_BESIDE ? 6 : width + 2;
  const lines = wrapProse(about, columns, ' '.repeat(indent)).split('\n');
  if (isAbove) return [...names.map((name) => `  ${name}`), ...lines];
  return Array.from({ length: Math.max(names.length, lines.length) }, (_, i) => {
    const name = names[i] === undefined ? '' : `  ${names[i]}`;
    return `${name.padEnd(indent)}${lines[i]?.slice(indent) ?? ''}`.trimEnd();
  });
}
