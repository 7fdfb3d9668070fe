import type { Deps } from '../../deps.js';
import type { Model } from '../../schemas/model.js';
import { type FindOptions, type FoundIn, find, type Kind, place } from '../lib/find.js';

/** A model that was found, and the zone its files are in. */
export type Found = FoundIn<Model>;

export const MODELS: Kind<Model> = {
  resource: 'model',
  noun: 'model',
  list: (zone, options) => zone.listModels(options),
  read: (zone, id, options) => zone.getModel(id, options),
};

/** `model openai/gpt-oss-120b` */
export const subjectOf = (nameOrId: string) => `model ${nameOrId}`;

/**
 * Finds a model by name or ID: in the zone that is given, else in every zone, where exactly one match is used.
 * @throws ExoError not-found (naming where else it is), conflict when several zones have it
 */
export const findModel = (deps: Deps, nameOrId: string, options?: FindOptions<Model>): Promise<Found> =>
  find(deps, MODELS, nameOrId, options);

/** Finds it, but an ID in a known zone is taken as it is, without a request. @throws ExoError as `findModel` */
export const placeModel = (deps: Deps, nameOrId: string) => place(deps, MODELS, nameOrId);
