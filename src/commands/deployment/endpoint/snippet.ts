import * as z from 'zod/mini';
import type { Deps } from '../../../deps.js';
import { SNIPPETS } from '../../../domain/choices.js';
import { commandLine } from '../../../domain/shell-words.js';
import { snippet } from '../../../domain/snippets.js';
import { carrying } from '../../../hints.js';
import { safeJson } from '../../../output/json-renderer.js';
import { snippetView } from '../../../output/views/endpoint.js';
import type { Raw } from '../../../program/spec.js';
import { oneOf, parseInput, text } from '../../lib/parse-input.js';
import { endpointFields } from './endpoint-target.js';
import { knownEndpoint } from './known-endpoint.js';

const schema = z.object({ NAME: text, '--for': oneOf(SNIPPETS), ...endpointFields });

/** Prints what a program needs to use a deployment, ready to paste. It refers to the key and does not contain it. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const usage = `usage: exo-di deployment snippet NAME --for ${SNIPPETS.join('|')} [-z ZONE]`;
  const input = parseInput(schema, raw, usage);
  const printer = await deps.printer(snippetView);
  const { target, baseUrl, model } = await knownEndpoint(deps, input.NAME, input);
  const { name, id, zone } = target;
  // The name is put into a comment. Some characters end a line in some languages, so other names are replaced by the
  // ID.
  const said = /^[\x20-\x7e]+$/.test(name) ? name : id;
  const line = commandLine('deployment reveal-api-key', [said], ['-z', zone.zone, '-O', 'text']);
  const reveal = carrying(deps.globals, line);
  const made = snippet(input['--for'], { name, baseUrl, model, reveal, literal: safeJson });
  deps.io.out(printer.data ? printer.one({ for: input['--for'], text: made }) : made);
}
