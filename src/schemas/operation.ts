import * as z from 'zod/mini';
import { once } from '../once.js';
import { objectIn, told, toldText } from './told.js';

/**
 * `operation`: the answer to create, scale, update and delete. The description requires no field, but an operation
 * without a UUID and a state cannot be waited for, so both are required here. Unknown states and reasons are accepted.
 */
export const operation = once(() =>
  z.looseObject({
    id: z.string().check(z.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i)),
    state: z.string(),
    reason: toldText(),
    message: toldText(),
    reference: told(objectIn, z.looseObject({ id: toldText(), link: toldText(), command: toldText() })),
  }),
);
export type Operation = z.infer<ReturnType<typeof operation>>;
