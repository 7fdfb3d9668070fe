import * as z from 'zod/mini';
import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { ExoError, ifMissing } from '../../errors.js';
import { type OperationRow, operationView } from '../../output/views/operation.js';
import type { Raw } from '../../program/spec.js';
import type { Operation } from '../../schemas/operation.js';
import { askZones, clientsOf, gather } from '../lib/asked-zones.js';
import { parseInput, uuid } from '../lib/parse-input.js';

const schema = z.object({ ID: uuid });

export async function run(deps: Deps, raw: Raw): Promise<void> {
  const { ID } = parseInput(schema, raw, 'usage: exo-di operation show ID [-z ZONE]');
  const printer = await deps.printer<OperationRow>(operationView);
  const { zone, operation } = await findOperation(deps, ID);
  deps.io.out(printer.one({ zone: zone.zone, operation }));
}

/** Finds an operation (`get-operation`) in the chosen zone, else in any zone. @throws ExoError not-found */
export async function findOperation(
  deps: Deps,
  id: string,
): Promise<{ zone: ZoneClient; operation: Operation }> {
  const { zone: setting } = await deps.settings();
  const chosen = setting?.name;
  const zones = await clientsOf(deps, chosen);
  const answers = await askZones(zones, async (zone) => {
    const operation = await zone.getOperation(id).catch(ifMissing);
    return operation ? [{ zone, operation }] : [];
  });
  const { items, incomplete } = gather(deps, answers);
  const found = items[0];
  if (found) return found;
  if (incomplete)
    throw incomplete.retold({
      message: `operation ${id} could not be looked for in every zone: ${incomplete.message}`,
      hint: 'operations belong to a zone: name it with -z ZONE',
    });
  throw new ExoError('not-found', `operation ${id} was not found in ${chosen ?? 'any zone'}`, {
    zone: chosen,
    hint:
      chosen === undefined
        ? `it was looked for in ${zones.map(({ zone }) => zone).join(', ')}; the service forgets operations after a while`
        : `it was looked for in ${chosen} alone, because of ${setting?.from}; operations belong to a zone: name another with -z ZONE`,
  });
}
