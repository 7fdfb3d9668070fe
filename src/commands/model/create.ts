import * as z from 'zod/mini';
import * as calls from '../../api/calls/models.js';
import type { ZoneClient } from '../../api/zone-client.js';
import type { Deps } from '../../deps.js';
import { own } from '../../domain/json.js';
import { commandLine } from '../../domain/shell-words.js';
import { ExoError, tellNothingSent } from '../../errors.js';
import { capital } from '../../output/fields.js';
import { modelShowView } from '../../output/views/model.js';
import type { Raw } from '../../program/spec.js';
import type { Model } from '../../schemas/model.js';
import type { Operation } from '../../schemas/operation.js';
import type { CreateModelRequest } from '../../schemas/requests.js';
import { zoneOrBuiltIn } from '../lib/asked-zones.js';
import { createThing } from '../lib/creation/create-thing.js';
import { followCreation } from '../lib/creation/follow-creation.js';
import type { Thing } from '../lib/creation/thing.js';
import { printDryRun } from '../lib/dry-run.js';
import { seeHowFar } from '../lib/follow.js';
import { hubName, nameInAddress } from '../lib/hub-name.js';
import { lookingAt, wordsOf } from '../lib/kind.js';
import { readListed } from '../lib/look.js';
import { flag, givenFlags, parseInput, waitFields } from '../lib/parse-input.js';
import { type Result, resultPrinter } from '../lib/print-result.js';
import { MODELS, subjectOf } from './find.js';
import { readToken, tokenFlag } from './hugging-face-token.js';
import { deleteFirst, downloadFailed, isUsable, waitForModel } from './wait-for-model.js';

const schema = z.object({
  NAME: hubName,
  '--huggingface-token': z.optional(tokenFlag),
  '--if-not-exists': flag,
  '--again': flag,
  '--dry-run': flag,
  ...waitFields,
});

type CreateInput = z.infer<typeof schema>;
type CreateResult = Result<'created' | 'accepted' | 'exists'>;

/** Downloads a model from Hugging Face (`create-model`), at most once, and waits until its operation has ended. */
export async function run(deps: Deps, raw: Raw): Promise<void> {
  const usage = 'usage: exo-di model create NAME [flags] [-z ZONE]';
  const input = parseInput(schema, raw, { hint: usage, exchange: nameInAddress(raw.NAME) });
  const { NAME: name, '--no-wait': noWait, '--dry-run': isDry } = input;
  const print = await resultPrinter(deps, modelShowView, noWait);
  const token = await readToken(deps, input['--huggingface-token']);
  const zone = await zoneOrBuiltIn(deps);
  const { zone: place } = zone;
  const request: CreateModelRequest = { name, 'huggingface-token': token };
  const doing = {
    what: `create model ${name}`,
    progress: `Downloading model ${name}`,
    said: true,
    explain: (failure: ExoError) => explained(failure, place, name, token !== undefined),
  };
  let existing: Model | undefined;
  const made = await createThing<Model, Operation, CreateResult>(deps, thingOf(zone, request, input), {
    again: input['--again'],
    dryRun: isDry,
    wait: input,
    async decide(taken) {
      existing = taken;
      if (taken) return alreadyExists(deps, zone, taken, input);
      if (isDry) {
        await printDryRun(deps, [{ call: calls.createModel(request), zone: place }]);
        return { kind: 'dry-run' };
      }
      deps.io.say(`Creating model ${name} in ${place}: its files are downloaded from Hugging Face.`);
      deps.io.say('Some minutes are normal; the larger the model, the longer it takes.');
      return undefined;
    },
    follow: (created) =>
      followCreation(deps, zone, created, doing, input, async (id) => {
        if (id !== undefined) await waitForModel(deps, zone, { id, name }, input, true);
        return id;
      }),
  });
  // This wait comes after the lock on the creation is released, because a download takes long.
  if (made.kind === 'exists' && existing && !isUsable(existing) && !noWait && !isDry)
    await waitForModel(deps, zone, existing, input);
  const result: CreateResult = made.kind === 'dry-run' ? made : { ...made, zone };
  const read = async (_: ZoneClient, id: string) => ({ zone: place, model: await zone.getModel(id) });
  const isData = await print(result, read, result.kind === 'created' ? 'Model created.' : undefined);
  if (!isData && result.kind === 'accepted')
    deps.io.say(capital(seeHowFar(commandLine('model show', [name], ['-z', place]))));
}

function thingOf(zone: ZoneClient, request: CreateModelRequest, input: CreateInput): Thing<Model, Operation> {
  const { name } = request;
  const { '--huggingface-token': token } = input;
  const at = ['-z', zone.zone];
  // The token must not be printed, so the command to paste reads it from standard input.
  const again = [
    ...(token === undefined ? [] : ['--huggingface-token', '-']),
    ...givenFlags(input, '--if-not-exists', '--no-wait', '--wait-timeout'),
    ...at,
    '--again',
  ];
  return {
    ...wordsOf(MODELS, name, zone.zone),
    asked: { name },
    send: () => zone.createModel(request, { subject: subjectOf(name) }),
    list: (options) => zone.listModels(options),
    isNamed: (model) => model.name === name,
    read: (id, options) => zone.getModel(id, options),
    amiss: ({ state }) => (state === 'error' ? downloadFailed(name, zone.zone) : undefined),
    matches: () => true,
    accepted: ({ id, reference }) => ({ operation: id, id: reference?.id }),
    goOn: commandLine('model create', [name], again),
    remove: (id) => commandLine('model delete', [id], at),
  };
}

/** The result if the zone has the model. @throws ExoError conflict without --if-not-exists, or for a failed download */
async function alreadyExists(
  deps: Deps,
  zone: ZoneClient,
  model: Model,
  input: CreateInput,
): Promise<CreateResult> {
  const { id, name, state } = model;
  const failed = state === 'error';
  if (!input['--if-not-exists'] || failed) {
    const how = failed ? ', but its download has failed' : '';
    throw new ExoError('conflict', `model ${name} already exists in ${zone.zone}${how}; nothing was sent`, {
      code: 'already-exists',
      zone: zone.zone,
      hint: failed
        ? deleteFirst(name, zone.zone)
        : `see it with: ${commandLine('model show', [name], ['-z', zone.zone])}`,
      details: { id, state },
    });
  }
  // The list may still show a deleted model, so the model itself is read as well.
  const subject = subjectOf(name);
  await readListed(lookingAt(MODELS, { zone, id }, subject)).catch(tellNothingSent(subject));
  deps.io.say(`Model ${name} already exists in ${zone.zone} (${state}); nothing was sent.`);
  return { kind: 'exists', zone, id };
}

/** Reasons of failed downloads that no token would have prevented. */
const TOKEN_OR_NOT = ['unsupported', 'busy', 'interrupted', 'conflict'];

function explained(failure: ExoError, zone: string, name: string, hasToken: boolean): ExoError {
  const reason = own(failure.details, 'reason');
  const hints = [deleteFirst(name, zone)];
  if (reason === 'not-found')
    hints.push('give the exact name on Hugging Face: owner/model, upper and lower case included');
  if (!hasToken && !TOKEN_OR_NOT.some((one) => one === reason))
    hints.push(
      'a gated model needs a Hugging Face token: set HF_TOKEN, or pipe it in with --huggingface-token -',
    );
  return failure.retold({ hint: hints.join('\n') });
}
