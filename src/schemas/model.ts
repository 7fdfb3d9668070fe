import * as z from 'zod/mini';
import { once } from '../once.js';
import { toldNumber, toldText } from './told.js';

/** `get-model-response` and the entries of `list-models-response`: the same shape. Size in bytes. */
export const model = once(() =>
  z.looseObject({
    id: z.string(),
    name: z.string(),
    state: z.string(),
    'model-size': toldNumber(),
    'created-at': toldText(),
    'updated-at': toldText(),
  }),
);
export type Model = z.infer<ReturnType<typeof model>>;

/** `list-models-response`. */
export const modelList = once(() => z.looseObject({ models: z.array(model()) }));
