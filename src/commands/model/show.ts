import type { Deps } from '../../deps.js';
import { modelShowView } from '../../output/views/model.js';
import type { Raw } from '../../program/spec.js';
import { place } from '../lib/find.js';
import { parseName } from '../lib/parse-input.js';
import { MODELS, subjectOf } from './find.js';

/** Shows everything about one model (`get-model`). */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const name = parseName(raw, 'usage: exo-di model show NAME [-z ZONE]');
  const printer = await deps.printer(modelShowView);
  const { zone, id, entry } = await place(deps, MODELS, name);
  // The entry of the list has all that `get-model` returns.
  const model = entry ?? (await zone.getModel(id, { subject: subjectOf(name) }));
  deps.io.out(printer.one({ zone: zone.zone, model }));
}
