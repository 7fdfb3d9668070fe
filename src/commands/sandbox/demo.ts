import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { commandLines } from '../../output/prose.js';
import type { Raw } from '../../program/spec.js';
import { parseInput } from '../lib/parse-input.js';
import { speed } from './start.js';

const schema = z.object({ '--speed': z.optional(speed) });

/** The workflow of the page "Scaling Your Deployments", command for command. */
const WORKFLOW: readonly { step: string; command: readonly string[] }[] = [
  {
    step: '1. Create initial deployment with minimal resources',
    command: [
      ...['deployment', 'create', 'my-app', '--model-name', 'mistralai/Mistral-7B-Instruct-v0.3'],
      ...['--gpu-type', 'gpua5000', '--gpu-count', '1', '--replicas', '1', '-z', 'at-vie-2'],
    ],
  },
  {
    step: '2. Monitor and test with low traffic',
    command: ['deployment', 'show', 'my-app', '-z', 'at-vie-2'],
  },
  {
    step: '3. Scale up for production traffic',
    command: ['deployment', 'scale', 'my-app', '3', '-z', 'at-vie-2'],
  },
  {
    step: '4. Scale down during lower traffic periods',
    command: ['deployment', 'scale', 'my-app', '1', '-z', 'at-vie-2'],
  },
  {
    step: '5. Scale to zero during extended downtime',
    command: ['deployment', 'scale', 'my-app', '0', '-z', 'at-vie-2'],
  },
  {
    step: '6. Scale back up (URL and API key are preserved)',
    command: ['deployment', 'scale', 'my-app', '1', '-z', 'at-vie-2'],
  },
  { step: 'What is left', command: ['deployment', 'list', '-z', 'at-vie-2'] },
];

const DEFAULT_SPEED = 600;

/**
 * Runs the workflow against a fresh sandbox of its own, over real sockets, and shows each command and what it
 * printed. Account, environment and network are not touched.
 * @throws ExoError the first command's failure ends it
 */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseInput(schema, raw);
  const { startSandbox } = await import('../../sandbox/index.js');
  const sandbox = await startSandbox({ speed: input['--speed'] ?? DEFAULT_SPEED, clock: deps.clock });
  const env = {
    EXOSCALE_API_ENDPOINT: sandbox.endpoint,
    EXOSCALE_API_KEY: sandbox.key,
    EXOSCALE_API_SECRET: sandbox.secret,
    EXO_DI_PRICES: sandbox.prices,
  };
  try {
    for (const { step, command } of WORKFLOW) {
      deps.io.out(`# ${step}\n$ ${shown(command, deps.io.stdout.width)}\n`);
      await deps.nested(command, env);
      deps.io.out('\n');
    }
  } finally {
    await sandbox.close();
  }
}

/** A command as it is typed, on as many lines as a terminal of this width needs. */
function shown(command: readonly string[], width = Number.POSITIVE_INFINITY): string {
  return commandLines(`exo-di ${command.join(' ')}`, width - '$ '.length).join('\n');
}
