import * as z from 'zod/mini';
import type { Deps } from '../../../deps.js';
import { UsageError } from '../../../errors.js';
import { safeJson } from '../../../output/json-renderer.js';
import type { Raw } from '../../../program/spec.js';
import { parseInput, readBy, text, wholeNumber } from '../../lib/parse-input.js';
import { chatFailure, speak, spoken, systemMessage, unlessSilent, userMessage } from './chat-reply.js';
import { endpointFields, reach, targetOf } from './endpoint-target.js';

const temperature = readBy(
  (value) => (/^\d*\.?\d+$/.test(value) && Number(value) <= 2 ? Number(value) : undefined),
  'be a number from 0 to 2',
);

const schema = z.object({
  NAME: text,
  PROMPT: z.optional(text),
  '--system': z.optional(text),
  '--max-tokens': z.optional(wholeNumber(1)),
  '--temperature': z.optional(temperature),
  '--image': z.optional(text),
  ...endpointFields,
});

/**
 * Sends a prompt to a deployment and prints the reply as it arrives; on a terminal without a prompt, holds a
 * conversation.
 */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const input = parseInput(schema, raw, 'usage: exo-di deployment chat NAME [PROMPT|-] [-z ZONE]');
  const isJson = await wantsJson(deps);
  const { PROMPT } = input;
  const converses = PROMPT === undefined && deps.io.interactive;
  if (converses && isJson)
    throw new UsageError('-O json is for one reply: give a PROMPT, or - for standard input');
  const image = input['--image'];
  const images = image === undefined ? [] : [await readImage(deps, image)];
  const prompt = converses ? undefined : await promptOf(deps, PROMPT);
  const target = await targetOf(deps, input.NAME, input);
  const system = input['--system'];
  const settings = { max_tokens: input['--max-tokens'], temperature: input['--temperature'] };
  try {
    const reached = await unlessSilent(deps, (limit) => reach(deps, target, limit.signal));
    if (prompt === undefined) {
      const { converse } = await import('./chat-conversation.js');
      return await converse(deps, reached, settings, system, images);
    }
    const messages = [...systemMessage(system), userMessage(prompt, images)];
    const asked = { model: reached.model, messages, ...settings };
    if (!isJson) return deps.io.say(spoken(await speak(deps, reached, asked)));
    const whole = await unlessSilent(deps, (limit) =>
      reached.endpoint.whole('/chat/completions', asked, limit.signal),
    );
    deps.io.out(`${safeJson(whole)}\n`);
  } catch (error) {
    throw await chatFailure(deps, error, target);
  }
}

/** Is the output JSON? @throws UsageError for a template, because a reply has no fields */
async function wantsJson(deps: Deps): Promise<boolean> {
  if (deps.globals.outputTemplate)
    throw new UsageError('a reply has no fields for --output-template', {
      hint: 'the raw answer is printed with -O json',
    });
  return (await deps.settings()).outputFormat === 'json';
}

/** The prompt that was typed, or standard input. @throws UsageError if both are empty */
async function promptOf(deps: Deps, typed: string | undefined): Promise<string> {
  if (typed !== undefined && typed !== '-') return typed;
  const piped = (await deps.io.readStdin()).trimEnd();
  if (piped.trim() === '')
    throw new UsageError('there is no prompt: standard input is empty', {
      hint: 'give it as the last argument, or pipe it in',
    });
  return piped;
}

/** The largest image that is sent, in bytes. */
const LARGEST = 20 * 1024 * 1024;

/** The first bytes of the image formats that models accept. */
const KINDS: readonly (readonly [mime: string, begin: RegExp])[] = [
  ['image/png', /^\x89PNG\r\n\x1a\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF.{4}WEBP/s],
];

/** Reads an image file as a data: URL. @throws UsageError for any other file */
async function readImage(deps: Deps, file: string): Promise<string> {
  const bytes = await (await deps.machine()).readBytes(file, LARGEST);
  const begin = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  const [type] = KINDS.find(([, pattern]) => pattern.test(begin)) ?? [];
  if (type === undefined)
    throw new UsageError(`--image ${JSON.stringify(file)} is not a PNG, JPEG, GIF or WebP`);
  return `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
}
