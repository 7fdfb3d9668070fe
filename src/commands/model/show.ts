import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import { type ModelRow, modelShowView } from '../../output/views/model.js';
import type { Raw } from '../../program/spec.js';
import { parseInput, text } from '../lib/parse-input.js';
import { findModel, subjectOf } from './find.js';

const schema = z.object({ NAME: text });

export async function run(deps: Deps, raw: Raw): Promise<void> {
  const { NAME } = parseInput(schema, raw, 'usage: exo-di model show NAME [-z ZONE]');
  const printer = await deps.printer(modelShowView);
  deps.io.out(printer.one(await showModel(deps, NAME)));
}

/** Everything about one model (`get-model`), by name or ID. @throws ExoError not-found, conflict */
export async function showModel(deps: Deps, nameOrId: string): Promise<ModelRow> {
  const { zone, id, entry } = await findModel(deps, nameOrId, { lookUp: false });
  // The list has all that the model's own answer has.
  const model = entry ?? (await zone.getModel(id, { subject: subjectOf(nameOrId) }));
  return { zone: zone.zone, model };
}
