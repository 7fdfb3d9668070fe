import type { Block, Term } from './lay-out.js';

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

/** `help environment` */
export const environmentBlocks: readonly Block[] = [
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
