import * as z from 'zod/mini';
import type { PlacedDeployment } from '../../../desired/file/schema.js';
import { whatIsMeant } from '../../../domain/likely.js';
import { ExoError } from '../../../errors.js';

/** `-f FILE`: what is held stands beside it, so it is one file, and a file. */
export const oneFile = z.string({ error: 'is required: the file of the desired state' }).check(
  z.minLength(1, { error: 'is empty' }),
  z.refine((name) => name !== '-', { error: 'has to be a file: what is held stands beside it' }),
);

/** Names, and the zone where one stands in several; or --all. */
export interface Selection {
  names: readonly string[];
  all: boolean;
  zone: string | undefined;
}

/** @returns what to throw for a name that is not among those there are, with the nearest of them */
export function notNamed(name: string, there: readonly { name: string }[], where: string): ExoError {
  const names = [...new Set(there.map((one) => one.name))];
  const { question, meant } = whatIsMeant(name, names);
  return new ExoError('not-found', `there is no deployment ${JSON.stringify(name)} in ${where}`, {
    code: 'not-in-file',
    hint: question ?? (names.length > 0 ? `it has ${names.join(', ')}` : 'there are none in it'),
    meant,
  });
}

/**
 * The deployments of a file that are meant, each once.
 * @throws ExoError not-found for a name the file does not have, conflict for one that it has in several zones
 */
export function namedIn<D extends Pick<PlacedDeployment, 'name' | 'zone'>>(
  deployments: readonly D[],
  file: string,
  { names, all, zone }: Selection,
): D[] {
  const inZone = deployments.filter((one) => zone === undefined || one.zone === zone);
  const where = zone === undefined ? file : `${file} in ${zone}`;
  if (all) {
    if (inZone.length > 0) return inZone;
    throw new ExoError('not-found', `there is no deployment in ${where}`);
  }
  const found = names.map((name) => {
    const [only, ...others] = inZone.filter((one) => one.name === name);
    if (!only) throw notNamed(name, inZone, where);
    if (others.length === 0) return only;
    const zones = [only, ...others].map((one) => one.zone);
    throw new ExoError('conflict', `${JSON.stringify(name)} stands in ${where} in ${zones.join(' and ')}`, {
      code: 'ambiguous',
      hint: `name its zone with -z ${zones[0]}`,
    });
  });
  return [...new Set(found)];
}
