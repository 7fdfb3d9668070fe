import * as z from 'zod/mini';
import * as calls from '../../api/calls/api-keys.js';
import type { Deps } from '../../deps.js';
import { commandLine } from '../../domain/shell-words.js';
import { ExoError } from '../../errors.js';
import { apiKeyValueView } from '../../output/views/api-key.js';
import type { Raw } from '../../program/spec.js';
import { anyZone } from '../lib/asked-zones.js';
import { confirming } from '../lib/confirm.js';
import { printDryRun } from '../lib/dry-run.js';
import { flag, parseInput, text } from '../lib/parse-input.js';
import { keysToChange, onApiKey, subjectOf } from './find.js';

const schema = z.object({ NAME: text, '--force': flag, '--dry-run': flag });

/** Gives an API key a new value (`rotate-ai-api-key`). Asks first, because the old value stops working at once. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseInput(schema, raw, 'usage: exo-di api-key rotate NAME [-f]');
  const { NAME: name, '--dry-run': isDry } = input;
  const printer = await deps.printer(apiKeyValueView);
  const asking = {
    command: commandLine('api-key rotate', [name], ['-f']),
    loss: `the present value of API key ${name} would stop working at once, wherever it is used`,
  };
  const confirm = await confirming(deps, input['--force'] || isDry ? undefined : asking);
  const zone = await anyZone(deps);
  const rotate = async (id: string) => {
    if (isDry) return printDryRun(deps, [{ call: calls.rotateApiKey(id), zone: zone.zone }]);
    const lost = `The present value of API key ${name} stops working at once, wherever it is used.`;
    await confirm([lost, 'Rotate?']);
    const reveal = commandLine('api-key reveal', [name]);
    const { value } = await zone.rotateApiKey(id, { subject: subjectOf(name) }).catch((error: unknown) => {
      if (!(error instanceof ExoError) || error.code !== 'outcome-unknown') throw error;
      // Nothing shows whether a value is the old or the new one, so the hint has what helps in both cases.
      throw error.retold({
        message: `${error.message}; it is not known whether the old value still works`,
        hint: `see the value it has now: ${reveal}\nor rotate it again, which is safe: ${asking.command}`,
      });
    });
    deps.io.out(printer.one({ value }), reveal);
    deps.io.say(`API key ${name} has a new value; the old one does not work any more.`);
    // The new value may be lost if the reader of the pipe has gone away.
    deps.io.say(`See its value again with: ${reveal}`);
  };
  await onApiKey(deps, zone, name, rotate, () => keysToChange(zone, name));
}
