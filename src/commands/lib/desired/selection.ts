import * as z from 'zod/mini';
import type { InferenceFile, PlacedDeployment } from '../../../desired/file/schema.js';
import { whatIsMeant } from '../../../domain/likely.js';
import { ExoError } from '../../../errors.js';
import { text, textOrNone } from '../parse-input.js';
import { notNamed } from './named.js';

/** What of the files is meant: deployments by name, and a zone; without any, all. */
export const selectionFields = { NAME: z._default(z.array(text), []), '--zone': textOrNone };

/** With single names there is no saying what is outside the files. */
export const pruneOfWholeZones = z.refine<{ NAME: string[]; '--prune': boolean }>(
  (input) => input.NAME.length === 0 || !input['--prune'],
  { error: '--prune goes by whole zones: it cannot be combined with names' },
);

export interface Selection {
  NAME?: readonly string[] | undefined;
  '--zone'?: string | undefined;
}

/** The part of the files that is meant, and what else they name. */
export interface Selected {
  file: InferenceFile;
  others: PlacedDeployment[];
}

/**
 * Narrows the files to what is meant. A name that stands in several zones means all of them.
 * @param where the files, as people call them
 * @throws ExoError not-found (code `not-in-file`) for a zone or names that the files do not have
 */
export function select(
  file: InferenceFile,
  { NAME: names = [], '--zone': zone }: Selection,
  where: string,
): Selected {
  if (names.length === 0 && zone === undefined) return { file, others: [] };
  if (zone !== undefined && !file.zones.includes(zone)) throw noZone(file, zone, where);
  const inZone = file.deployments.filter((one) => zone === undefined || one.zone === zone);
  const known = new Set(inZone.map(({ name }) => name));
  const place = zone === undefined ? where : `${where} in ${zone}`;
  for (const name of names) if (!known.has(name)) throw notNamed(name, inZone, place);
  const isMeant = (one: PlacedDeployment) =>
    inZone.includes(one) && (names.length === 0 || names.includes(one.name));
  const deployments = file.deployments.filter(isMeant);
  const zones = zone === undefined ? [...new Set(deployments.map((one) => one.zone))] : [zone];
  return {
    file: { ...file, deployments, zones },
    others: file.deployments.filter((one) => !isMeant(one)),
  };
}

function noZone({ zones }: InferenceFile, zone: string, where: string): ExoError {
  const { question, meant } = whatIsMeant(zone, zones);
  return new ExoError('not-found', `${where} names no zone ${JSON.stringify(zone)}`, {
    code: 'not-in-file',
    hint: question ?? `it has ${zones.join(', ') || 'none'}`,
    meant,
  });
}
