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

/* The examples of the commands' help, run where all that they take for granted is there. */

/** What the examples take for granted. */
const FILES = {
  '/inference.yaml': fileOf(deployment('my-app', 3)),
  '/team-a.yaml': fileOf(deployment('my-app', 2)),
  '/prices.json': '{"eur":{"gpua5000":"1.34"},"chf":{"gpua5000":"1.25"}}',
  '/team-b.yaml': fileOf(deployment('chat', 1)),
};
/** Others, where the example makes them itself, or waits for them to be so. */
const MADE_BY: Readonly<
  Record<string, { deployments?: readonly string[]; replicas?: number; apiKey?: false }>
> = {
  'deployment create': { deployments: [] },
  'api-key create': { apiKey: false },
};

/** What goes on until it is ended, and the words for a port that is free. */
const SERVES: Readonly<Record<string, readonly string[]>> = {
  'sandbox start': ['--port', '0'],
  'deployment proxy': ['--listen', '127.0.0.1:0'],
};

/** What listens on a socket goes by real time. */
export const isInTime = (command: string) => command.startsWith('sandbox');

/** A sandbox in the state that the examples take for granted. */
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
  // Holds are written beside the file.
  if (/^(hold|release|pause|resume)\b/.test(command)) {
    const home = ownFolder();
    for (const [file, text] of Object.entries(FILES)) writeFileSync(join(home, file), text);
    Object.assign(options, { home, cwd: home, env: { EXO_DI_PRICES: join(home, 'prices.json') } });
    delete options.files;
  }
  if (command === 'config') options.typed = ['1\r'];
  if (example === 'exo-di config add') options.typed = ['prod\r', 'EXOa1b2c3\r', 'hidden\r', '\r'];
  // Served until it is ended, on any port that is free.
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

/** Runs a line as a shell does, as far as the examples go: `$(…)` and a pipe. */
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
