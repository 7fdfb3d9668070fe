import type { Deps } from '../../../deps.js';
import { EndpointError } from '../../../endpoint/endpoint-error.js';
import { ExoError, UsageError } from '../../../errors.js';
import type { Target } from './endpoint.js';
import { endpointFailure, explained } from './endpoint-errors.js';

/** What a failed reply means. The engine's objections to a prompt are exit code 2, what it does not answer 7 with the cause. */
export async function chatFailure(deps: Deps, error: unknown, target: Target): Promise<unknown> {
  if (error instanceof EndpointError && [400, 413, 422].includes(error.status))
    return new UsageError(`${target.placed} refuses the prompt: ${error.message}`, {
      code: 'prompt-refused',
      zone: target.zone.zone,
      cause: error,
    });
  const failure = endpointFailure(error, target);
  if (!(failure instanceof ExoError) || failure.code !== 'no-answer') return failure;
  return explained(deps, failure, target);
}
