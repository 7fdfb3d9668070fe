import type { Model } from '../schemas/model.js';
import { newModel, refusal } from './hugging-face.js';
import { interruptOperation, startOperation } from './operations.js';
import { badRequest, conflict, Problem } from './problem.js';
import type { ModelRecord, OperationRecord } from './records.js';
import { DELETE_MS, downloadMs } from './timing.js';
import { byId, datesOf, visible, visibleFrom } from './visibility.js';
import type { Call } from './world.js';

/** The share of a download's time that is shown as `creating`, with size 0; the rest is `downloading`. */
const CREATING_SHARE = 0.1;

/** The models of the zone: each zone stores its own. */
export function listModels(call: Call): ModelRecord[] {
  return visible(call, call.world.data.models);
}

/** @throws Problem 404 when the zone has no such model */
export function findModel(call: Call, id: string): ModelRecord {
  return byId(listModels(call), id, 'Model');
}

/** The model that a new deployment names. @throws Problem 400 if the zone has no such model, or it is not ready */
export function modelForDeployment(call: Call, ref: { id?: string; name?: string }): ModelRecord {
  const named = listModels(call).filter(
    ({ id, name }) =>
      (ref.id === undefined || id === ref.id) && (ref.name === undefined || name === ref.name),
  );
  const shown = ref.name ?? ref.id;
  if (named.length === 0) throw badRequest(`Model ${shown} does not exist in zone ${call.zone}.`);
  const ready = named.find((record) => modelState(call, record) === 'ready');
  if (!ready) throw badRequest(`Model ${shown} is not ready.`);
  return ready;
}

/**
 * `create-model`: starts a download, which takes time in proportion to the model's size. The token is checked but not
 * kept.
 * @throws Problem 409 for a name that exists, if the assumptions refuse duplicates
 */
export function createModel(
  call: Call,
  body: { name: string; 'huggingface-token'?: string },
): OperationRecord {
  const { name, 'huggingface-token': token } = body;
  const { assumptions, data } = call.world;
  if (
    assumptions.duplicateNames === 'refused' &&
    data.models.some((record) => record.zone === call.zone && record.name === name)
  ) {
    throw conflict(`A model named ${name} already exists.`);
  }
  const model = newModel(call.world.newId(), call.zone, name, call.now);
  const failure = refusal(name, token);
  const operation = startOperation(call, {
    command: 'create-model',
    kind: 'model',
    id: model.id,
    durationMs: failure ? DELETE_MS : downloadMs(model.sizeBytes),
    failure,
  });
  const { id: operationId, until, outcome } = operation;
  const download = { operationId, from: call.now, until, outcome };
  data.models.push({ ...model, visibleFrom: visibleFrom(call), download });
  return operation;
}

/**
 * `delete-model`: the model is gone at once.
 * @throws Problem 404; 412 that lists the deployments that use the model, even at zero replicas
 */
export function deleteModel(call: Call, id: string): OperationRecord {
  const { assumptions, data } = call.world;
  const model = findModel(call, id);
  const users = data.deployments.filter((record) => record.model.id === id);
  if (users.length > 0) {
    throw new Problem(412, {
      deployments: users.map((user) => (assumptions.modelInUse === 'ids' ? user.id : user.name)),
    });
  }
  if (model.download) interruptOperation(call, model.download.operationId);
  const operation = startOperation(call, {
    command: 'delete-model',
    kind: 'model',
    id,
    durationMs: DELETE_MS,
  });
  if (operation.outcome === 'success') data.models = data.models.filter((record) => record !== model);
  return operation;
}

/** `get-model-response`, as of now. */
export function showModel(call: Call, record: ModelRecord): Model {
  const state = modelState(call, record);
  return {
    id: record.id,
    name: record.name,
    state,
    'model-size': state === 'creating' || state === 'error' ? 0 : Math.round(record.sizeBytes),
    ...datesOf(record),
  };
}

function modelState({ now }: Call, { download, failed }: ModelRecord): string {
  if (failed !== undefined) return 'error';
  if (!download) return 'ready';
  return now - download.from < CREATING_SHARE * (download.until - download.from) ? 'creating' : 'downloading';
}
