import * as z from 'zod/mini';
import { once } from '../once.js';
import { objectIn, told, toldText } from './told.js';

/**
 * `operation`: what create, scale, update and delete answer. The description requires nothing; without an ID
 * and a state it cannot be waited for, so those two are required here. Unknown states and reasons pass.
 */
export const operation = once(() =>
  z.looseObject({
    id: z.string().check(z.minLength(1)),
    state: z.string(),
    reason: toldText(),
    message: toldText(),
    reference: told(objectIn, z.looseObject({ id: toldText(), link: toldText(), command: toldText() })),
  }),
);
export type Operation = z.infer<ReturnType<typeof operation>>;
