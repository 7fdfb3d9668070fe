import { EXIT_CODE_MEANINGS } from '../exit-codes.js';
import { usageOf } from '../program/help-text.js';
import { everyPlace } from '../program/place.js';
import { TREE } from '../tree.js';
import { isTopic } from './reference.js';

/** The texts that scripts/from-tree.mjs writes from the tree of commands. No command loads this file. */
export { manPages } from './man.js';
export { reference } from './reference.js';

/** The text of llms.txt, for language models: which commands there are, how they are called, and where to read more. */
export async function llmsText(): Promise<string> {
  const commands = (await everyPlace(TREE)).flatMap(({ path, branches, spec }) => {
    if (!spec || path.length === 0) return [];
    if (isTopic(path)) return [`- [exo-di help ${path[0]}](docs/reference.md#${path[0]}): ${spec.summary}`];
    const usage = usageOf(spec, branches.length > 0);
    return [
      `- [exo-di ${path.join(' ')} ${usage}](docs/reference.md#exo-di-${path.join('-')}): ${spec.summary}`,
    ];
  });
  const codes = EXIT_CODE_MEANINGS.map(([code, meaning]) => `- ${code}: ${meaning}`);
  return `${[
    '# exo-di',
    '> The command line for Exoscale Dedicated Inference: large language models on dedicated GPUs, which are billed by the minute. It mirrors `exo dedicated-inference`.',
    RULES.map((rule) => `- ${rule}`).join('\n'),
    '## Commands',
    commands.join('\n'),
    '## Exit codes',
    codes.join('\n'),
    '## More',
    MORE.join('\n'),
  ].join('\n\n')}\n`;
}

const RULES = [
  'Total GPUs = GPU count × replicas. The GPU count is fixed at creation; the replicas can change at any time, to 0 too.',
  'To stop paying for GPUs, scale to 0 (`exo-di deployment scale NAME 0 -z ZONE`) or delete. Exit code 0 says that the service has done it; under `--no-wait` only that it has accepted it.',
  'Under `-O json` stdout is data alone, and an error is one line of JSON on stderr. `exo-di help --json` has every flag, and the JSON Schema of what each command prints.',
  'A creation is sent at most once. Exit code 9 after one says that its outcome is not known: look before you make it again.',
  '`exo-di sandbox start` serves a local API for which no account is needed.',
];

const MORE = [
  '- [README.md](README.md): the workflow, credentials, exit codes, output',
  '- [docs/reference.md](docs/reference.md): every command and flag',
  '- [docs/inference-file.schema.json](docs/inference-file.schema.json): the JSON Schema of the file for plan and apply',
  '- [docs/examples](docs/examples/README.md): files for usual schedules, and programs on `exo-di/client`',
];
