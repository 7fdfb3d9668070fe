import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { operationView } from '../../output/views/operation.js';
import type { Raw } from '../../program/spec.js';
import { follow } from '../lib/follow.js';
import { duration, parseInput, uuid } from '../lib/parse-input.js';
import { findOperation } from './show.js';

const schema = z.object({ ID: uuid, '--wait-timeout': z.optional(duration) });

/** Waits for an operation begun earlier, and prints how it ended. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseInput(schema, raw, 'usage: exo-di operation wait ID [-z ZONE]');
  const printer = await deps.printer(operationView);
  const { zone, operation } = await findOperation(deps, input.ID);
  const doing = { what: `complete operation ${input.ID}`, progress: `Waiting for operation ${input.ID}` };
  const ended = await follow(deps, zone, operation, doing, input);
  deps.io.out(printer.one({ zone: zone.zone, operation: ended }));
}
