import { didYouMean } from '../domain/likely.js';
import { UsageError } from '../errors.js';
import { ABOUT_DEPLOYMENTS, verbsFor } from './other-words.js';
import { everyPlace, type Place } from './place.js';
import { nearCommands, type UnknownCommand } from './usage-errors.js';

/** If more commands than this match, they are too many to choose from. */
const MOST = 4;

/** The same error, with a hint at commands of this name elsewhere: for `scale`, `exo-di deployment scale`. */
export async function withCommandsElsewhere(error: UnknownCommand, root: Place): Promise<UsageError> {
  if (error.near.length > 0) return error;
  const places = (await everyPlace(root)).map(({ path, spec }) => ({
    command: `exo-di ${path.join(' ')}`,
    names: [...path.slice(-1), ...(spec?.aliases ?? [])],
  }));
  const calledAny = (words: readonly string[]) =>
    places.flatMap(({ command, names }) => (words.some((word) => names.includes(word)) ? [command] : []));
  const own = calledAny([error.word]);
  const isAboutDeployments = ABOUT_DEPLOYMENTS.test(error.path);
  const alike = calledAny(verbsFor(error.word));
  // If several groups have the verb that such a word stands for, it is about the group in which it was typed: `config
  // edit` means neither `deployment update` nor `api-key update`.
  const exact = own.length > 0 ? own : isAboutDeployments || alike.length === 1 ? alike : [];
  const isMistyped = exact.length === 0 && isAboutDeployments;
  const allNames = places.flatMap(({ names }) => names);
  const called = isMistyped ? calledAny(nearCommands(error.word, allNames)) : exact;
  const below = (group: string) => called.filter((one) => one.startsWith(`exo-di ${group} `));
  const named = error.group === undefined ? [] : below(error.group);
  // If many groups have the verb, that of deployments is suggested, unless another group was named.
  const few = called.length <= MOST ? called : below('deployment');
  // In another group, only the one command that has the verb is suggested: nobody deletes a deployment by `operation
  // delete`, nor sets an account by `limits set`.
  const others = called.filter((one) => !one.startsWith('exo-di config '));
  const likely = isAboutDeployments ? few : others.length === 1 ? others : [];
  const meant = named.length > 0 ? named : likely;
  const hint = didYouMean(meant);
  return hint === undefined ? error : new UsageError(error.message, { hint });
}
