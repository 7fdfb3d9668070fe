import * as z from 'zod/mini';

/** A text. Like `exo`, this accepts a number or a boolean and converts it. */
const text = z.pipe(
  z.transform((value) => {
    if (typeof value === 'boolean') return value ? '1' : '0';
    return typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;
  }),
  z.string('must be a string'),
);

/** Several texts. Like `exo`, this accepts a single text and splits it at commas. */
const texts = z.pipe(
  z.transform((value) => (typeof value === 'string' ? value.split(',').filter(() => value) : value)),
  z.array(text, 'must be an array of strings'),
);

/** A whole number of minutes. Like `exo`, this accepts it as a text. */
const minutes = z.pipe(
  z.transform((value) => (typeof value === 'string' && /^[+-]?\d*$/.test(value) ? Number(value) : value)),
  z.number('must be a number of minutes'),
);

/** One `[[accounts]]` table. Only the keys that exo-di or `exo` know are checked; all others may hold anything. */
export const accountSchema = z.object(
  {
    name: z._default(text, ''),
    account: z.optional(text),
    key: z.optional(text),
    secret: z.optional(text),
    secretCommand: z.optional(texts),
    endpoint: z.optional(text),
    environment: z.optional(text),
    defaultZone: z.optional(text),
    defaultOutputFormat: z.optional(text),
    defaultSSHKey: z.optional(text),
    defaultTemplate: z.optional(text),
    sosEndpoint: z.optional(text),
    /** Minutes. */
    clientTimeout: z.optional(minutes),
    customHeaders: z.optional(z.record(z.string(), text, 'must be a table of strings')),
  },
  'must be a table',
);

/**
 * The whole `exoscale.toml`. A single account may be a table instead of an array of tables, but not a table with its
 * name (`[accounts.prod]`).
 */
export const configSchema = z.object({
  defaultAccount: z.optional(text),
  accounts: z._default(
    z.pipe(
      z.transform((value) => (isTable(value) && !Object.values(value).every(isTable) ? [value] : value)),
      z.array(z.custom<Table>(isTable, 'must be a table'), 'must be [[accounts]] tables'),
    ),
    [],
  ),
});

/** A table of TOML: neither an array nor a date. */
export type Table = Readonly<Record<string, unknown>>;

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** An account, as far as it can be read. */
export type Account = z.infer<typeof accountSchema> & {
  /** Why parts of the account cannot be read. This matters only if this account is used. Quotes no value. */
  problems?: readonly string[] | undefined;
};

export interface Config {
  defaultAccount?: string | undefined;
  accounts: Account[];
}
