/*
 * Words of other programs (kubectl, docker, other clouds' command lines), and the commands of exo-di that do the same.
 */

/** Our words, and the words of others for the same. Of several of ours, all are meant, in this order. */
type Words = readonly (readonly [ours: string, others: string])[];

/** Our verbs. Of several, the one that exists where the word was typed is suggested. */
const VERBS: Words = [
  ['set', 'use switch'],
  ['delete', 'rm remove destroy kill terminate'],
  ['show', 'describe status info view inspect url endpoint next list ls'],
  ['create', 'new add'],
  ['add', 'new create'],
  ['download', 'pull fetch'],
  ['update', 'edit modify patch rename'],
  ['scale', 'resize'],
  ['logs', 'tail'],
  ['list', 'ps'],
  ['bench', 'benchmark'],
  ['clone', 'copy cp duplicate'],
  ['check', 'test health ping'],
  ['explain', 'debug diagnose why'],
  ['top', 'metrics stats'],
  ['history', 'audit events'],
  ['chat', 'prompt'],
  ['reveal-api-key', 'key api-key apikey reveal-key'],
  ['api-key', 'key'],
  ['rotate', 'regenerate'],
  ['install', 'cron crontab'],
];

/** Whole commands with their own arguments. */
const COMMANDS: Words = [
  ['exo-di deployment scale NAME 0', 'stop pause sleep down'],
  ['exo-di deployment scale NAME 1', 'start resume wake up'],
  ['exo-di sandbox start', 'start'],
  ['exo-di deployment show NAME', 'status'],
  ['exo-di deployment show NAME --watch', 'watch'],
  ['exo-di deployment list --watch', 'watch'],
  ['exo-di deployment chat NAME', 'ask'],
  ['exo-di limits gpu', 'quota quotas gpus'],
  ['exo-di deployment instance-type', 'gpus'],
  ['exo-di cost', 'usage billing'],
  ['exo-di price', 'pricing'],
  ['exo-di zone list', 'region regions'],
  ['exo-di api-key list', 'keys'],
  ['exo-di plan', 'validate diff'],
  ['exo-di release', 'unhold'],
  ['exo-di resume', 'unpause'],
  ['exo-di schedule install', 'cron crontab'],
  ['exo-di config add', 'init setup login auth configure'],
  ['exo-di config show', 'whoami'],
  ['exo-di doctor', 'whoami'],
  ['exo-di config list', 'account accounts'],
];

const oursFor = (words: Words, word: string) =>
  words.flatMap(([ours, others]) => (others.split(' ').includes(word) ? [ours] : []));

/** Where such a word is about deployments: at the top, below `exo`'s names for the tree, and `deployment`. */
export const ABOUT_DEPLOYMENTS = /^exo-di( (dedicated-inference|ai|inference))?( deployment)?$/;

/** The commands of `exo` that exo-di does not have, at the top: other services, and `exo`'s own tools. */
const OF_EXO = ['compute', 'c', 'dbaas', 'dns', 'env', 'iam', 'integrations', 'kms', 'storage', 'x'];

/**
 * The hint for a command that only `exo` has, undefined for any other word: behind an alias, people do not see which of
 * the two programs runs. The backslash keeps the shell from using the alias.
 */
export function hintForExo(word: string, path: string): string | undefined {
  if (path !== 'exo-di' || !OF_EXO.includes(word)) return undefined;
  return `only exo itself has ${word}; if exo is an alias here, run: \\exo ${word}`;
}

/** Our verbs for a verb of another program. */
export const verbsFor = (word: string): readonly string[] => oursFor(VERBS, word);

/** Whole commands that do what a word asks for. @param path of the command below which it was typed */
export function commandsFor(word: string, path: string): readonly string[] {
  return ABOUT_DEPLOYMENTS.test(path) ? oursFor(COMMANDS, word) : [];
}

/** Flags of other programs, and what to type instead: a flag of the command, or a sentence about its arguments. */
const FLAGS: readonly {
  flag: RegExp;
  /** Matches the end of the command's path; absent: any command. */
  of?: RegExp;
  /** A flag that the command must have for the hint to apply. */
  has?: string;
  hint: string;
}[] = [
  { flag: /^--json$/, has: '--output-format', hint: 'did you mean -O json?' },
  { flag: /^(--yes|--assume-yes|-y)$/i, has: '--force', hint: 'did you mean -f, --force?' },
  { flag: /^--wait$/, has: '--no-wait', hint: 'it waits by default; --no-wait turns that off' },
  { flag: /^--no-headers$/, has: '--columns', hint: 'rows without a header: -O text' },
  {
    flag: /^(-v|--verbose|--debug)$/,
    of: /^exo-di (?!doctor$)/,
    hint: 'to see requests and answers, set EXOSCALE_TRACE=1',
  },
  { flag: /^(-n|--lines)$/, has: '--tail', hint: 'did you mean --tail?' },
  { flag: /^(-t|--timestamps)$/, has: '--tail', hint: '-O json prints the times' },
  { flag: /^-w$/, has: '--watch', hint: 'did you mean --watch?' },
  { flag: /^-c$/, has: '--concurrency', hint: 'did you mean --concurrency?' },
  { flag: /^(-p|--port)$/, has: '--listen', hint: 'did you mean --listen, as in --listen 127.0.0.1:8000?' },
  {
    flag: /^(--prompt|--message|-[pm])$/,
    of: /chat$/,
    hint: 'write the prompt without a flag, after the name',
  },
  {
    flag: /^--(name|id)$/,
    of: /((deployment|model|api-key) (?!list$|instance-type$)[a-z-]+|config (set|show|delete)|plan|apply|hold|release|export)$/,
    hint: 'write the name without a flag, after the command',
  },
  {
    flag: /^--model(-name)?$/,
    of: /model (create|fit)$/,
    hint: 'write the name without a flag, after the command',
  },
  {
    flag: /^(--shell|-s)$/,
    of: /completion( install)?$/,
    hint: 'write the shell without a flag, as in: exo-di completion install bash',
  },
  {
    flag: /^--(replicas|size|count|to)$/,
    of: /deployment (scale|update)$/,
    hint: 'the number of replicas is changed with: exo-di deployment scale NAME SIZE',
  },
  {
    flag: /^--gpu-type$/,
    of: /deployment (scale|update)$/,
    hint: 'the GPU type is fixed at creation; a clone can have another: exo-di deployment clone NAME NEW-NAME --gpu-type FAMILY',
  },
  {
    flag: /^--model(-name|-id)?$/,
    of: /deployment (scale|update|clone)$/,
    hint: 'the model is fixed at creation; another model needs a new deployment: exo-di deployment create --help',
  },
];

/** Our flags, and other names for them. Of several that have a name, the first that the command has is suggested. */
export const FLAG_NAMES: readonly (readonly [flag: string, others: RegExp])[] = [
  ['--zone', /^(region|location|zone-name)$/],
  ['--use-account', /^(profile|context)$/],
  ['--gpu-count', /^(gpus|num-gpus)$/],
  ['--gpu-type', /^(gpu-family|family|flavor|instance-type)$/],
  ['--huggingface-token', /^(hf-token|token)$/],
  ['--no-wait', /^(async|detach|background)$/],
  ['--wait-timeout', /^(deadline|max-wait)$/],
  ['--sort', /^(sort-by|order-by)$/],
  ['--columns', /^(fields|wide)$/],
  ['--file', /^(filename|manifest|path)$/],
  ['--yes', /^(y|auto-approve|approve)$/],
  ['--every', /^(interval|loop|watch|period)$/],
  ['--watch', /^(follow|interval|refresh)$/],
  ['--tail', /^(since|limit)$/],
  ['--since', /^(days|from)$/],
  ['--at', /^(time|date|when|now)$/],
  ['--detailed-exitcode', /^exit-code$/],
  ['--until', /^(for|to|duration|end)$/],
  ['--replicas', /^(size|instances|num-replicas)$/],
  ['--min', /^min-replicas$/],
  ['--max', /^max-replicas$/],
  ['--shell', /^(as|format|type)$/],
  ['--as', /^(for|type|format|kind)$/],
  ['--for', /^(as|type|lang|language|state|until|status)$/],
  ['--scope', /^(deployment|deployments)$/],
  ['--key', /^(api-key|access-key)$/],
  ['--secret', /^(api-secret|secret-key)$/],
  ['--by', /^(by-day|group-by|per)$/],
  ['--max-ttft', /^(latency|ttft|max-latency)$/],
  ['--port', /^(listen|p)$/],
];

/** What to type instead of a flag that a command does not have. @param flags the long names of the flags that it has */
export function hintForFlag(flag: string, path: string, flags: readonly string[]): string | undefined {
  const hinted = FLAGS.find(
    (one) =>
      one.flag.test(flag) &&
      (one.of === undefined || one.of.test(path)) &&
      (one.has === undefined || flags.includes(one.has)),
  );
  const named = FLAG_NAMES.find(
    ([ours, others]) => flags.includes(ours) && others.test(flag.replace(/^--?/, '')),
  );
  return hinted?.hint ?? (named && `did you mean ${named[0]}?`);
}
