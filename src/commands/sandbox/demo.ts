import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { commandLines } from '../../output/prose.js';
import type { Raw } from '../../program/spec.js';
import { parseInput } from '../lib/parse-input.js';
import { speed, variablesOf } from './start.js';

const schema = z.object({ '--speed': z.optional(speed) });

/** The workflow of the page "Scaling Your Deployments", command for command. */
const WORKFLOW: readonly (readonly [step: string, command: string])[] = [
  [
    '1. Create initial deployment with minimal resources',
    'deployment create my-app --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 1 --replicas 1 -z at-vie-2',
  ],
  ['2. Monitor and test with low traffic', 'deployment show my-app -z at-vie-2'],
  ['3. Scale up for production traffic', 'deployment scale my-app 3 -z at-vie-2'],
  ['4. Scale down during lower traffic periods', 'deployment scale my-app 1 -z at-vie-2'],
  ['5. Scale to zero during extended downtime', 'deployment scale my-app 0 -z at-vie-2'],
  ['6. Scale back up (URL and API key are preserved)', 'deployment scale my-app 1 -z at-vie-2'],
  ['What is left', 'deployment list -z at-vie-2'],
];

const DEFAULT_SPEED = 600;

/**
 * Runs the workflow against a fresh sandbox, over real sockets, and shows each command with its output. It uses no
 * account, no settings of the environment and no network.
 * @throws ExoError of the first command that fails, which ends the demo
 */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseInput(schema, raw);
  const { startSandbox } = await import('../../sandbox/index.js');
  const sandbox = await startSandbox({ speed: input['--speed'] ?? DEFAULT_SPEED, clock: deps.clock });
  const { width = Number.POSITIVE_INFINITY } = deps.io.stdout;
  try {
    for (const [step, command] of WORKFLOW) {
      // A command as it is typed, on as many lines as a terminal of this width needs.
      const lines = commandLines(`exo-di ${command}`, width - '$ '.length);
      deps.io.out(`# ${step}\n$ ${lines.join('\n')}\n`);
      await deps.nested(command.split(' '), variablesOf(sandbox));
      deps.io.out('\n');
    }
  } finally {
    await sandbox.close();
  }
}
