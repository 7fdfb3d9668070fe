import * as z from 'zod/mini';
import type { Deps } from '../../deps.js';
import {
  engineHelpJson,
  engineParameterView,
  formatEngineHelp,
  sortBySection,
} from '../../output/views/engine-help.js';
import type { Raw } from '../../program/spec.js';
import { anyZone } from '../lib/asked-zones.js';
import { parseInput, text } from '../lib/parse-input.js';

/** With --inference-engine-parameter-help all other flags of create and update are ignored. */
const schema = z.object({ '--inference-engine-version': z.optional(text) });

/**
 * `--inference-engine-parameter-help` of create and update: the parameters that a version of the inference engine
 * allows (`get-inference-engine-help`). They are the same in every zone, so no zone needs to be named.
 */
export async function printEngineHelp(deps: Deps, raw: Raw): Promise<void> {
  const { '--inference-engine-version': version } = parseInput(schema, raw);
  const printer = await deps.printer(engineParameterView);
  const { parameters } = await (await anyZone(deps)).getInferenceEngineHelp(version);
  if (printer.format === 'json') deps.io.out(engineHelpJson(parameters));
  else if (printer.data) deps.io.out(printer.many(sortBySection(parameters)));
  else deps.io.out(formatEngineHelp(parameters, deps.io.stdout.width));
}
