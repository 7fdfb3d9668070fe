import { ApiError } from '../../api/errors.js';
import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { restsAs } from '../../domain/deployment-state.js';
import { commandLine } from '../../domain/shell-words.js';
import type { Deployment } from '../../schemas/deployment.js';
import type { Operation } from '../../schemas/operation.js';
import * as shared from '../change.js';

/** A change of one deployment that sets a state, so that sending it twice does no harm. */
export interface Change extends Pick<shared.Change<Deployment, Operation>, 'what' | 'send' | 'isAsked'> {
  id: string;
  /** As it is spoken of; then a 409 is told how to wait for the change that is under way. */
  name?: string;
}

/**
 * Sends a change, and when its answer is lost finds out what became of it: the first try may have been accepted
 * although the repetition was refused or never answered.
 * @returns its operation, or undefined when it was accepted but its operation is not known
 * @throws ExoError what the service said; or that it is not known, with what to do
 */
export function sendChange(deps: Deps, zone: ZoneClient, change: Change): Promise<Operation | undefined> {
  const { id, name, what, isAsked } = change;
  const send = async () => {
    try {
      return await change.send();
    } catch (error) {
      if (name === undefined || !(error instanceof ApiError) || error.status !== 409) throw error;
      const seen = await zone.getDeployment(id, { timeoutMs: 5_000 }).catch(() => undefined);
      const wait = commandLine('deployment wait', [name], ['--for', restsAs(seen), '-z', zone.zone]);
      throw error.hinted(`a change of it may be under way: ${wait}\nthen run the same command again`);
    }
  };
  return shared.sendChange(deps, zone, {
    what,
    send,
    isAsked,
    read: (options) => zone.getDeployment(id, options),
    check: `exo-di deployment show ${id} -z ${zone.zone}`,
  });
}
