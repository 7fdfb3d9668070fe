import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { splitWords } from '../../src/domain/shell-words.js';
import { memoryFiles } from '../config/memory.js';
import { placeKey } from '../faults/mutations.js';
import { endedOnceServing } from './ended.js';
import { ownFolder } from './folder.js';
import { deployment, fileOf } from './inference-file.js';
import { bench, type Outcome, type RunOptions, run } from './run.js';

/* Runs the examples of the commands' help, in a sandbox with everything that the examples assume to exist. */

/** The files that the examples assume to exist. */
const FILES = {
  '/inference.yaml': fileOf(deployment('my-app', 3)),
  '/team-a.yaml': fileOf(deployment('my-app', 2)),
  '/prices.json': '{"eur":{"gpua5000":"1.34"},"chf":{"gpua5000":"1.25"}}',
  '/team-b.yaml': fileOf(deployment('chat', 1)),
};
/** The deployments and keys to begin with, for commands whose examples create these themselves. */
const MADE_BY: Readonly<
  Record<string, { deployments?: readonly string[]; replicas?: number; apiKey?: false }>
> = {
  'deployment create': { deployments: [] },
  'api-key create': { apiKey: false },
};

/** Commands that run until they are ended, with the flags that make them listen on a free port. */
const SERVES: Readonly<Record<string, readonly string[]>> = {
  'sandbox start': ['--port', '0'],
  'deployment proxy': ['--listen', '127.0.0.1:0'],
};

/** Whether a command needs real time, because it listens on a socket. */
export const isInTime = (command: string) => command.startsWith('sandbox');

/** Makes a sandbox in the state that an example assumes, and a function that runs command lines in it. */
export async function prepared(example: string, command: string) {
  const { sandbox, exo } = bench({ speed: 600 });
  const { deployments = ['my-app', 'other'], apiKey } = MADE_BY[command] ?? {};
  const replicas = example.includes('--for stopped') ? 0 : 1;
  for (const name of deployments) sandbox.place({ zone: 'at-vie-2', name, replicas });
  if (apiKey !== false) placeKey(sandbox, 'ci');
  const options: RunOptions = {
    files: memoryFiles({ ...FILES }),
    env: { EXO_DI_PRICES: '/prices.json' },
  };
  if (command.startsWith('config') || command === 'completion install') {
    const home = ownFolder();
    options.home = home;
    delete options.files;
    if (command.startsWith('config') && command !== 'config add')
      for (const name of ['prod', 'old'])
        await exo(`config add --name ${name} --key EXOa1b2c3 --secret hidden`, { home });
  }
  // These commands write holds beside the file, so they need real files.
  if (/^(hold|release|pause|resume)\b/.test(command)) {
    const home = ownFolder();
    for (const [file, text] of Object.entries(FILES)) writeFileSync(join(home, file), text);
    Object.assign(options, { home, cwd: home, env: { EXO_DI_PRICES: join(home, 'prices.json') } });
    delete options.files;
  }
  if (command === 'config') options.typed = ['1\r'];
  if (example === 'exo-di config add') options.typed = ['prod\r', 'EXOa1b2c3\r', 'hidden\r', '\r'];
  // These commands serve until they are ended.
  const port = SERVES[command];
  if (port) Object.assign(options, endedOnceServing());
  return {
    exo: (words: readonly string[], more: RunOptions) =>
      isInTime(command)
        ? run([...words, ...(port ?? [])], { ...options, ...more }, systemClock)
        : exo([...words, ...(port ?? [])], { ...options, ...more }),
  };
}

type Exo = (words: readonly string[], more: RunOptions) => Promise<Outcome>;

/** Runs a line as a shell would, with only what examples use: `$(…)` and a pipe. */
export async function shell(line: string, exo: Exo, stdin?: string): Promise<Outcome> {
  const [, inner] = /"\$\((.*)\)"/.exec(line) ?? [];
  if (inner) {
    const { stdout } = await shell(inner, exo);
    return shell(line.replace(`"$(${inner})"`, stdout.trim()), exo);
  }
  const [, left, right] = /^(.*?) \| (.*)$/.exec(line) ?? [];
  if (left && right) {
    const before = left.startsWith('exo-di ') ? (await shell(left, exo)).stdout : 'what-the-program-prints\n';
    return shell(right, exo, before);
  }
  const [program, ...words] = splitWords(line);
  expect(program).toBe('exo-di');
  return exo(words, stdin === undefined ? {} : { stdin });
}
