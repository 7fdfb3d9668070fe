import type { Model } from '../../schemas/model.js';
import type { Kind } from '../lib/kind.js';

/** Models. The files of a model are in the zone in which it was created. */
export const MODELS: Kind<Model> = {
  resource: 'model',
  noun: 'model',
  list: (zone, options) => zone.listModels(options),
  read: (zone, id, options) => zone.getModel(id, options),
};

/** `model openai/gpt-oss-120b` */
export const subjectOf = (nameOrId: string) => `model ${nameOrId}`;
