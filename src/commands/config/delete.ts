import * as z from 'zod/mini';
import { deleteAccount, type Edited } from '../../config/edit.js';
import { fileToEdit } from '../../config/write-file.js';
import type { Deps } from '../../deps.js';
import { commandLine } from '../../domain/shell-words.js';
import { accountShowView } from '../../output/views/config.js';
import type { Raw } from '../../program/spec.js';
import { confirming } from '../lib/confirm.js';
import { flag, parseInput, text } from '../lib/parse-input.js';
import { flagPrinter } from '../lib/printers.js';
import { editAccount } from './edit-file.js';

const schema = z.object({ NAME: text, '--force': flag });

/** Deletes an account. Before it asks, it checks that the account can be deleted. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const { NAME, '--force': force } = parseInput(schema, raw, 'usage: exo-di config delete NAME [-f]');
  const printer = await flagPrinter(deps, accountShowView);
  const edit = (before: string, shown: string): Edited => deleteAccount(before, shown, NAME);
  if (!force) {
    const { shown, text: before = '' } = await fileToEdit(await deps.sources());
    edit(before, shown);
    const question = [`Delete account ${JSON.stringify(NAME)} from ${shown}? Its API key is not revoked.`];
    const command = commandLine('config delete', [NAME], ['-f']);
    const confirm = await confirming(deps, { command, nothing: 'nothing was written' });
    await confirm(question);
  }
  const { updated, details } = await editAccount(deps, NAME, edit);
  deps.io.say(`Deleted account ${NAME} from ${updated.shown}. Its API key is not revoked.`);
  if (printer.data) deps.io.out(printer.one(details), 'exo-di config list');
}
