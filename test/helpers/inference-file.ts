import { memoryFiles } from '../config/memory.js';
import { memoryLocks } from './locks.js';
import { bench, type RunOptions } from './run.js';

/** A deployment as most tests write it; `more` stands below, indented by four. Without replicas a schedule decides. */
export const deployment = (name: string, replicas: number | undefined, more: readonly string[] = []) =>
  [
    `  - name: ${name}`,
    '    model-name: mistralai/Mistral-7B-Instruct-v0.3',
    '    gpu-type: gpua5000',
    '    gpu-count: 1',
    ...(replicas === undefined ? [] : [`    replicas: ${replicas}`]),
    ...more.map((line) => `    ${line}`),
  ].join('\n');

/** A file of deployments in at-vie-2, by Vienna's clock. */
export const fileOf = (...deployments: string[]) =>
  `zone: at-vie-2\ntimezone: Europe/Vienna\ndeployments:${deployments.length > 0 ? '' : ' []'}\n${deployments.join('\n')}\n`;

/** Three replicas on workdays from 7 to 20, none else. */
export const OFFICE_HOURS = [
  'schedule:',
  '  - cron: "0 7 * * 1-5"',
  '    replicas: 3',
  '  - cron: "0 20 * * 1-5"',
  '    replicas: 0',
];

/** A bench whose command lines find `/f.yaml`, and others by their names. */
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
