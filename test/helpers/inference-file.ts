import { memoryFiles } from '../config/memory.js';
import { memoryLocks } from './locks.js';
import { bench, type RunOptions } from './run.js';

/**
 * The YAML of a deployment as most tests write it.
 * @param replicas undefined: the deployment has none and `more` has a schedule
 * @param more further lines, which are indented by four
 */
export const deployment = (name: string, replicas: number | undefined, more: readonly string[] = []) =>
  [
    `  - name: ${name}`,
    '    model-name: mistralai/Mistral-7B-Instruct-v0.3',
    '    gpu-type: gpua5000',
    '    gpu-count: 1',
    ...(replicas === undefined ? [] : [`    replicas: ${replicas}`]),
    ...more.map((line) => `    ${line}`),
  ].join('\n');

/** A file of deployments in zone at-vie-2 and time zone Europe/Vienna. */
export const fileOf = (...deployments: string[]) =>
  `zone: at-vie-2\ntimezone: Europe/Vienna\ndeployments:${deployments.length > 0 ? '' : ' []'}\n${deployments.join('\n')}\n`;

/** Three replicas on workdays from 7 to 20, otherwise none. */
export const OFFICE_HOURS = [
  'schedule:',
  '  - cron: "0 7 * * 1-5"',
  '    replicas: 3',
  '  - cron: "0 20 * * 1-5"',
  '    replicas: 0',
];

/** A bench whose command lines can read files from memory: `/f.yaml`, and any others that a test puts into `files`. */
export function desk(options: Parameters<typeof bench>[0] = {}) {
  const made = bench(options);
  const files: Record<string, string> = {};
  const locks = memoryLocks(made.clock);
  const exo = (line: string | readonly string[], given: RunOptions = {}) =>
    made.exo(line, { files: memoryFiles(files), locks, ...given });
  /** Writes `/f.yaml`. */
  const write = (...deployments: string[]) => {
    files['/f.yaml'] = fileOf(...deployments);
  };
  const sizes = () =>
    Object.fromEntries(made.sandbox.deployments('at-vie-2').map(({ name, replicas }) => [name, replicas]));
  return { ...made, exo, files, locks, write, sizes };
}
