import { commandFor } from '../../../domain/shell-words.js';
import { type ErrorFacts, ExoError } from '../../../errors.js';
import type { Placed } from '../find.js';

/**
 * The service called a change done, and the deployment says otherwise: GPUs may be billed that nobody expects.
 * @param is `still reports 2 replicas, not 0`; undefined: it is gone
 * @param facts.doing `scaling`: what the service called done
 */
export function notAsAsked(
  { zone: { zone }, name }: Pick<Placed, 'zone' | 'name'>,
  is: string | undefined,
  { doing, hint, ...facts }: ErrorFacts & { doing: string },
): ExoError {
  const called = `though the service reported the ${doing} as done`;
  return new ExoError('operation-failed', `deployment ${name} in ${zone} ${is ?? 'is gone'}, ${called}`, {
    ...facts,
    zone,
    hint: [`look again with: ${commandFor('show', name, zone)}`, hint].filter(Boolean).join('\n'),
  });
}
