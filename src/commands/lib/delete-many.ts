import * as z from 'zod/mini';
import type { Call } from '../../api/call.js';
import type { Deps } from '../../deps.js';
import { plural } from '../../domain/counts.js';
import { commandLine } from '../../domain/shell-words.js';
import { ExoError, UsageError } from '../../errors.js';
import { once } from '../../once.js';
import { capital } from '../../output/fields.js';
import type { Deleted } from '../../output/views/deleted.js';
import type { Raw } from '../../program/spec.js';
import type { Operation } from '../../schemas/operation.js';
import { chosenZone, inZone } from './asked-zones.js';
import { confirming } from './confirm.js';
import { forgetCreation } from './creation/unseen.js';
import { printDryRun } from './dry-run.js';
import { allOf, each, throwFailures } from './each.js';
import type { PlacedIn } from './find.js';
import { type KindWords, zoneFlag } from './kind.js';
import type { Named } from './meant.js';
import { withoutProgress } from './narrowed-deps.js';
import { flag, givenFlags, parseInput, text, waitFields } from './parse-input.js';
import { deletedPrinter } from './print-result.js';

const schema = once(() =>
  z.object({
    NAME: z.array(
      // Without this check, -f would only warn that there is no deployment called "-".
      text.check(
        z.refine((name) => name !== '-', { error: 'cannot be -: names are not read from standard input' }),
      ),
      { error: 'is required' },
    ),
    '--force': flag,
    '--dry-run': flag,
    ...waitFields,
  }),
);

type DeleteInput = z.infer<ReturnType<typeof schema>>;

/** A thing to delete: the name that was typed, and what was found. */
export interface Target<F> {
  name: string;
  found: F;
}

/** What differs between the kinds of things that `deleteMany` deletes. */
interface Deletion<F extends PlacedIn<Named>> {
  kind: KindWords;
  /** What would be lost, for the error if nobody can be asked. */
  loss: string;
  /** @param unseen nothing is shown of the thing before its deletion, so an ID may be used without reading it */
  find(name: string, unseen: boolean): Promise<F>;
  call(id: string): Call<Operation>;
  /** The lines of the question, without the last one that asks. */
  question(targets: readonly Target<F>[]): string[];
  deleteOne(deps: Deps, target: Target<F>, input: DeleteInput): Promise<Deleted>;
}

/**
 * Finds all named things, asks, deletes them, at most ten at once, and prints what was deleted.
 * @throws UsageError; ExoError not-found before anything is sent, declined, and after all have been tried the failures
 */
export async function deleteMany<F extends PlacedIn<Named>>(
  deps: Deps,
  raw: Raw,
  deletion: Deletion<F>,
): Promise<void> {
  const force = raw['--force'] === true;
  // In a script's `delete -f $names "$last"` the list and the last name may be empty. The others are deleted.
  const typed: readonly unknown[] = Array.isArray(raw.NAME) ? raw.NAME : [];
  const given = force ? { ...raw, NAME: typed.filter((name) => !isBlank(name)) } : raw;
  const { resource, noun, everywhere } = deletion.kind;
  const input = parseInput(schema(), given, `usage: exo-di ${resource} delete NAME... [-f]`);
  if (force && typed.some(isBlank))
    deps.io.warn('"" not found. An empty name was given; nothing was sent for it.');
  const list = `exo-di ${resource} list`;
  const print = await deletedPrinter(deps, input['--no-wait'], !everywhere);
  const names = [...new Set(input.NAME)];
  if (names.length === 0) {
    deps.io.say('No names were given; nothing was sent.');
    return print([], '', list);
  }
  const zone = everywhere ? undefined : await chosenZone(deps);
  const what = names.length === 1 ? `${noun} ${names[0]}` : plural(names.length, noun);
  const asking = {
    command: commandLine(`${resource} delete`, names, [
      ...zoneFlag(deletion.kind, zone ?? 'ZONE'),
      ...givenFlags(input, '--no-wait', '--wait-timeout'),
      '-f',
    ]),
    loss: `${what}${inZone(zone)} would be deleted; ${deletion.loss}`,
    zone,
  };
  const asks = !force && !input['--dry-run'];
  const confirm = await confirming(deps, asks ? asking : undefined);
  // With -f or a piped yes nobody sees in which zone a name was found, so the zone must be named.
  const isWatched = !force && deps.io.interactive;
  if (!isWatched && !input['--dry-run'] && !everywhere && zone === undefined)
    throw new UsageError('a deletion without a confirmation needs a zone; nothing was sent', {
      code: 'zone-needed',
      hint: [
        `name it with -z, EXOSCALE_ZONE or the account's default zone: ${asking.command}`,
        `see where everything is with: ${list}`,
      ],
    });
  // A dry run reads every ID, because it must not show a request for a thing that does not exist.
  const isUnseen = force && !input['--dry-run'];
  const unlisted = notListed(deletion.kind, zone);
  // All are found before any is deleted.
  const found = await allOf(deps.io, names, (name) =>
    deletion
      .find(name, isUnseen)
      .then((found): Target<F> => ({ name, found }), orMissing(deps, name, force, unlisted)),
  );
  // A thing that is named twice, by name and by ID, is deleted once.
  const byId = new Map(found.flatMap((target) => (target ? [[target.found.id, target]] : [])));
  const targets = [...byId.values()];
  const planned = targets.map(({ found: { zone, id } }) => ({ call: deletion.call(id), zone: zone.zone }));
  if (input['--dry-run']) return printDryRun(deps, planned, { list: true });
  if (targets.length > 0) await confirm([...deletion.question(targets), 'Delete?']);
  const several = targets.length > 1 && !input['--no-wait'];
  const progress = several ? deps.io.progress(`Deleting ${targets.length} ${noun}s …`) : undefined;
  const one = several ? withoutProgress(deps) : deps;
  const { results, failures } = await each(targets, (target) =>
    deletion.deleteOne(one, target, input).catch(orMissing(deps, target.name, force)),
  ).finally(() => progress?.stop());
  const deleted = results.filter((one) => one !== undefined);
  for (const { id, name: typed, zone: at } of deleted) {
    const name = targets.find(({ found }) => found.id === id)?.found.entry?.name ?? typed;
    await forgetCreation(deps, { kind: resource, place: everywhere ? '' : at, name }, id);
  }
  print(deleted, `${capital(noun)}(s) deleted.`, list);
  throwFailures(deps.io, failures, targets.length);
}

const isBlank = (name: unknown) => typeof name === 'string' && name.trim() === '';

/**
 * For the warning about a name that was only looked up: a new thing may exist, and be billed, before a list shows it.
 */
function notListed(kind: KindWords, zone: string | undefined): string {
  return ` No list shows it${inZone(zone)}, so nothing was sent for it; if it is new, look again with: ${commandLine(`${kind.resource} list`, [], zoneFlag(kind, zone))}`;
}

/**
 * With -f, turns not-found into a warning, as scripts expect, whether the search or the deletion itself reports it.
 * @param seen a further sentence: what was looked at
 */
const orMissing =
  ({ io }: Deps, name: string, force: boolean, seen = '') =>
  (error: unknown): undefined => {
    if (!force || !(error instanceof ExoError) || error.kind !== 'not-found') throw error;
    io.warn(`${name} not found.${seen}`);
  };
