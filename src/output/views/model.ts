import type { Model } from '../../schemas/model.js';
import type { Field, Tone, View } from '../view.js';
import { dateFields, size } from './reference-values.js';

/** A model in its zone, for `model list` and `model show`. */
export interface ModelRow {
  zone: string;
  model: Model;
}

const TONES = new Map<string, Tone>(
  Object.entries({ ready: 'good', creating: 'busy', downloading: 'busy', error: 'bad' }),
);

const id: Field<ModelRow> = { key: 'id', value: (m) => m.model.id, keep: true, short: 'beginning' };
const name: Field<ModelRow> = { key: 'name', value: (m) => m.model.name, short: 'owner' };
const zone: Field<ModelRow> = { key: 'zone', value: (m) => m.zone, keep: true, spare: 2 };
const state: Field<ModelRow> = {
  key: 'state',
  label: 'Status',
  value: (m) => m.model.state,
  tone: (m) => TONES.get(m.model.state),
  keep: true,
};
const modelSize: Field<ModelRow> = {
  key: 'model_size',
  label: 'Size',
  value: (m) => size(m.model['model-size']),
  order: (m) => m.model['model-size'],
  spare: 1,
  align: 'right',
};
const { createdAt, updatedAt } = dateFields((m: ModelRow) => m.model);

export const modelListView: View<ModelRow> = {
  name: 'model',
  fields: [
    id,
    name,
    zone,
    state,
    modelSize,
    { ...createdAt, extra: true, table: false },
    { ...updatedAt, extra: true, table: false },
  ],
};

/** `model show`, and what `model create` prints. */
export const modelShowView: View<ModelRow> = {
  name: 'model',
  fields: [id, name, { ...zone, extra: true }, state, modelSize, createdAt, updatedAt],
};
