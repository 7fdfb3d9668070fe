import * as z from 'zod/mini';
import type { InferenceFile, PlacedDeployment } from '../../../desired/file/file-schema.js';
import { isFileName, whatIsMeant, withFileFlag } from '../../../domain/likely.js';
import { type ErrorFacts, ExoError } from '../../../errors.js';
import type { Raw } from '../../../program/spec.js';
import { flag, isGiven, rule, text, textOrNone } from '../parse-input.js';

/** The arguments that select a part of the files: names of deployments, and a zone. Without them it is everything. */
export const selectionFields = { NAME: z._default(z.array(text), []), '--zone': textOrNone };

/**
 * The facts of an error about a command line that reads files: its usage, and what is meant if the name of a file was
 * typed without -f.
 * @param usage the command with its arguments and flags: `schedule show [NAME...] -f FILE`
 */
export function fileFacts(usage: string, { NAME: names, '--file': file }: Raw): ErrorFacts {
  const typed = Array.isArray(names) ? names.map(String) : [];
  const isForgotten = file === undefined && typed.filter(isFileName).length === 1;
  return {
    hint: `usage: exo-di ${usage}`,
    exchange: isForgotten ? withFileFlag(typed.slice(typed.findIndex(isFileName))) : undefined,
  };
}

/** Can a name be read only once, and by this command alone? `-`, and what a shell gives for `<(command)`. */
export const isPiped = (name: string): boolean =>
  name === '-' || /^\/(dev|proc\/self)\/(stdin|fd\/\d+)$/.test(name);

/** --prune needs whole zones: if only some names are selected, it is not clear what is outside the files. */
export const pruneOfWholeZones = rule<{ NAME: string[]; '--prune': boolean }>(
  (given) => !isGiven(given.NAME) || !given['--prune'],
  '--prune works on whole zones: it cannot be combined with names',
);

/** The arguments of `hold` and `release`: a single file, not standard input, because holds are stored beside it. */
export const heldFields = {
  ...selectionFields,
  '--all': flag,
  '--file': z.string({ error: 'is required: the file of the desired state' }).check(
    z.minLength(1, { error: 'is empty' }),
    z.refine((name) => !isPiped(name), { error: 'must be a file: its holds are stored beside it' }),
  ),
};

/** @param verb `hold` */
export const namesOrAll = (verb: string) =>
  rule<{ NAME: string[]; '--all': boolean }>(
    (given) => isGiven(given['--all']) !== isGiven(given.NAME),
    `name the deployments to ${verb}, or all of them with --all`,
  );

export interface Selection {
  NAME?: readonly string[] | undefined;
  '--zone'?: string | undefined;
}

/**
 * Selects a part of the files. A name that the files have in several zones selects all of these deployments.
 * @param where what errors call the files
 * @returns the selected part, and the other deployments of the files
 * @throws ExoError not-found (code `not-in-file`) for a zone or names that the files do not have
 */
export function select(
  file: InferenceFile,
  { NAME: names = [], '--zone': zone }: Selection,
  where: string,
): { file: InferenceFile; others: PlacedDeployment[] } {
  if (names.length === 0 && zone === undefined) return { file, others: [] };
  if (zone !== undefined && !file.zones.includes(zone)) throw noZone(file, zone, where);
  const inZone = file.deployments.filter((one) => zone === undefined || one.zone === zone);
  const known = new Set(inZone.map(({ name }) => name));
  for (const name of names) if (!known.has(name)) throw notNamed(name, inZone, placeOf(where, zone));
  const isMeant = (one: PlacedDeployment) =>
    inZone.includes(one) && (names.length === 0 || names.includes(one.name));
  const deployments = file.deployments.filter(isMeant);
  const zones = zone === undefined ? [...new Set(deployments.map((one) => one.zone))] : [zone];
  return {
    file: { ...file, deployments, zones },
    others: file.deployments.filter((one) => !isMeant(one)),
  };
}

/**
 * The deployments of a file that are selected by name and zone, or all of them; each once.
 * @throws ExoError not-found for a name that the file does not have, conflict for one that it has in several zones
 */
export function namedIn<D extends Pick<PlacedDeployment, 'name' | 'zone'>>(
  deployments: readonly D[],
  file: string,
  { NAME: names, '--all': all, '--zone': zone }: { NAME: readonly string[]; '--all': boolean } & Selection,
): D[] {
  const inZone = deployments.filter((one) => zone === undefined || one.zone === zone);
  const where = placeOf(file, zone);
  if (all) {
    if (inZone.length > 0) return inZone;
    throw new ExoError('not-found', `there are no deployments in ${where}`);
  }
  const found = names.map((name) => {
    const [only, ...others] = inZone.filter((one) => one.name === name);
    if (!only) throw notNamed(name, inZone, where);
    if (others.length === 0) return only;
    const zones = [only, ...others].map((one) => one.zone);
    throw new ExoError(
      'conflict',
      `${JSON.stringify(name)} is in ${where} in several zones: ${zones.join(' and ')}`,
      {
        code: 'ambiguous',
        hint: `name its zone with -z ${zones[0]}`,
      },
    );
  });
  return [...new Set(found)];
}

const placeOf = (where: string, zone: string | undefined) =>
  zone === undefined ? where : `${where} in ${zone}`;

function notNamed(name: string, there: readonly { name: string }[], where: string): ExoError {
  const names = [...new Set(there.map((one) => one.name))];
  const message = `deployment ${JSON.stringify(name)} was not found in ${where}`;
  return notThere(message, name, names, 'there are none in it');
}

const noZone = ({ zones }: InferenceFile, zone: string, where: string): ExoError =>
  notThere(`${where} names no zone ${JSON.stringify(zone)}`, zone, zones, 'it has none');

/**
 * The error for a name that the files do not have.
 * @param there the names they have
 * @param none the hint if there are none
 */
function notThere(message: string, typed: string, there: readonly string[], none: string): ExoError {
  const { question, meant } = whatIsMeant(typed, there);
  const hint = question ?? (there.length > 0 ? `it has ${there.join(', ')}` : none);
  return new ExoError('not-found', message, { code: 'not-in-file', hint, meant });
}
