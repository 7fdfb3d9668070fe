import * as z from 'zod/mini';
import { once } from '../once.js';
import { objectIn, orNull, toldText } from './told.js';

/** A list of what a key opens: IDs or names, or objects that have one of them. Anything else in it is ignored. */
const opened = () =>
  orNull(
    z.pipe(
      z.array(z.unknown()),
      z.transform((entries) => entries.flatMap((entry) => nameOf(entry) ?? [])),
    ),
  );

function nameOf(entry: unknown): string | undefined {
  const { id, name } = objectIn(entry) ?? {};
  return [entry, id, name].find((one) => typeof one === 'string');
}

/**
 * `list-ai-api-keys-response-entry` and `get-ai-api-key-response`. Scope: `public` or a deployment's UUID. In the
 * coming shape of the answer there is no scope, but lists of models and deployments, and flags for all of them.
 */
export const apiKey = once(() =>
  z.looseObject({
    id: z.string(),
    name: z.string(),
    scope: toldText(),
    models: opened(),
    deployments: opened(),
    // Whether the service will write these two with hyphens or underscores is not known.
    'all-models': orNull(z.boolean()),
    all_models: orNull(z.boolean()),
    'all-deployments': orNull(z.boolean()),
    all_deployments: orNull(z.boolean()),
    'org-uuid': toldText(),
    'created-at': toldText(),
    'updated-at': toldText(),
  }),
);
export type ApiKey = z.infer<ReturnType<typeof apiKey>>;
export const apiKeyList = once(() => z.looseObject({ 'ai-api-keys': z.array(apiKey()) }));

/** A secret. An empty one is refused, because whoever puts it into a variable would not notice. */
const secret = () => z.string().check(z.minLength(1));

/** `create-ai-api-key-response`: the only answer that has both the key's entry and its value. */
export const createdApiKey = once(() => z.looseObject({ ...apiKey().shape, value: secret() }));
export type CreatedApiKey = z.infer<ReturnType<typeof createdApiKey>>;

/** `reveal-` and `rotate-ai-api-key-response`. */
export const apiKeyValue = once(() => z.looseObject({ value: secret() }));

/** The names `create-ai-api-key-request` accepts, 1–50 characters. */
export const API_KEY_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9 _'()-]*[A-Za-z0-9])?$/;
