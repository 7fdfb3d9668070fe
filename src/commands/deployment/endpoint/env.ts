import * as z from 'zod/mini';
import type { Deps } from '../../../deps.js';
import { ENV_SHELLS } from '../../../domain/choices.js';
import { endpointEnv } from '../../../domain/endpoint-env.js';
import { atZone, commandLine } from '../../../domain/shell-words.js';
import { ExoError, UsageError } from '../../../errors.js';
import { endpointEnvView } from '../../../output/views/endpoint.js';
import type { Raw } from '../../../program/spec.js';
import { flag, oneOf, parseInput, text } from '../../lib/parse-input.js';
import { requireOwnFormat } from '../../lib/printers.js';
import { endpointFields } from './endpoint-target.js';
import { knownEndpoint } from './known-endpoint.js';

/** A shell. bash and zsh read what is written for sh. */
const shellName = z.pipe(
  z.transform((given: unknown) => (/^(bash|zsh)$/i.test(String(given)) ? 'sh' : given)),
  oneOf(ENV_SHELLS),
);

const schema = z.object({
  NAME: text,
  '--shell': z.optional(shellName),
  '--show-secret': flag,
  ...endpointFields,
});

/** Prints the variables that programs for OpenAI's API read, as commands for a shell. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const usage = 'usage: exo-di deployment env NAME [--shell sh|fish|powershell|dotenv|github] [-z ZONE]';
  const input = parseInput(schema, raw, usage);
  const { NAME, '--shell': shell } = input;
  if (shell !== undefined) requireOwnFormat(deps, '--shell');
  if (deps.io.stdout.terminal && !input['--show-secret']) throw shown(deps, NAME);
  const printer = await deps.printer(endpointEnvView);
  const { target, ...known } = await knownEndpoint(deps, NAME, input);
  if (printer.data) return deps.io.out(printer.one(known));
  try {
    deps.io.out(endpointEnv(shell ?? 'sh', known));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    if (input['--model'] !== undefined)
      throw new UsageError(`--model cannot be written for this shell: ${error.message}`, {
        hint: 'choose another --shell',
      });
    throw new ExoError(
      'unexpected',
      `the endpoint of ${target.placed} cannot be written for this shell: ${error.message}`,
      {
        zone: target.zone.zone,
        hint: 'name another model with --model NAME, or choose another --shell',
      },
    );
  }
}

/** Refuses to print the key on a terminal, where others can see it and the scrollback keeps it. */
function shown({ globals }: Deps, name: string): UsageError {
  const line = commandLine('deployment env', [name], atZone(globals.zone));
  return new UsageError('this prints the API key, and standard output is a terminal', {
    code: 'secret-on-terminal',
    hint: `let the shell read it: eval "$(${line})"\nto print it here, add --show-secret`,
  });
}
