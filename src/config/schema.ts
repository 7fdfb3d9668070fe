import * as z from 'zod/mini';

const text = z.string('must be a string');

/** One `[[accounts]]` table. Only what this tool reads is checked; the rest is nobody's business but the writer's. */
export const accountSchema = z.object(
  {
    name: z._default(text, ''),
    account: z.optional(text),
    key: z.optional(text),
    secret: z.optional(text),
    secretCommand: z.optional(z.array(text, 'must be an array of strings')),
    endpoint: z.optional(text),
    environment: z.optional(text),
    defaultZone: z.optional(text),
    defaultOutputFormat: z.optional(text),
    defaultSSHKey: z.optional(text),
    defaultTemplate: z.optional(text),
    sosEndpoint: z.optional(text),
    /** Minutes. */
    clientTimeout: z.optional(z.number('must be a number of minutes')),
    customHeaders: z.optional(z.record(z.string(), text, 'must be a table of strings')),
  },
  'must be a table',
);

/** The whole of `exoscale.toml`. */
export const configSchema = z.object({
  defaultAccount: z.optional(text),
  accounts: z._default(z.array(accountSchema, 'must be [[accounts]] tables'), []),
});

export type Account = z.infer<typeof accountSchema>;
export type Config = z.infer<typeof configSchema>;
