import * as z from 'zod/mini';
import { UsageError } from '../../errors.js';
import { problemsOf } from '../file/problems.js';
import { readSource } from '../file/read-source.js';
import type { InferenceFile } from '../file/schema.js';
import { momentProblem } from '../schedule/moment.js';

const moment = z.string().check(
  z.refine((value) => momentProblem(value) === undefined && value.endsWith('Z'), {
    error: 'is no moment such as 2026-12-24T08:00:00Z',
  }),
);

const span = {
  since: moment,
  until: moment,
  /** Who holds: `anna@build-1`. */
  by: z.string(),
};

/** A hold: how many replicas a deployment of a file has for a while, whatever its schedule says. */
export const hold = z.strictObject({
  name: z.string(),
  zone: z.string(),
  replicas: z.int().check(z.minimum(0)),
  ...span,
});
export type Hold = z.infer<typeof hold>;

/** A pause: a whole file is left alone for a while. */
export const pause = z.strictObject(span);
export type Pause = z.infer<typeof pause>;

const holdsFile = z.strictObject({ holds: z._default(z.array(hold), []), pause: z.optional(pause) });

/** What people have put before a file's schedules. */
export type Holds = z.infer<typeof holdsFile>;

const KEYS: Partial<Record<PropertyKey, string[]>> = {
  holds: Object.keys(hold.shape),
  pause: Object.keys(pause.shape),
};

export const NO_HOLDS: Holds = { holds: [] };

/**
 * `inference.holds.yaml` beside `inference.yaml`, `inference.json.holds.yaml` beside `inference.json`: what lies in one
 * folder under one name and another ending has holds of its own.
 */
export function holdsPath(file: string): string {
  return `${file.replace(/\.yaml$/, '')}.holds.yaml`;
}

/**
 * Where the holds of a file were kept while every ending shared one place, and the file whose holds are there, if it is
 * there; undefined for that file itself.
 */
export function formerHolds(file: string): { path: string; owner: string } | undefined {
  const stem = file.replace(/\.(ya?ml|json)$/i, '');
  const [path, owner] = [`${stem}.holds.yaml`, `${stem}.yaml`];
  return path === holdsPath(file) ? undefined : { path, owner };
}

/**
 * Reads what `writeHolds` wrote.
 * @throws UsageError naming the file: what is held must not be guessed, nor passed over
 */
export function parseHolds(name: string, text: string): Holds {
  const { sources, problems } = readSource({ name, text });
  const [source] = sources;
  const checked = holdsFile.safeParse(source?.value ?? {});
  const known = (path: readonly PropertyKey[]) => KEYS[path[0] ?? ''] ?? Object.keys(holdsFile.shape);
  const [found] = (checked.error?.issues ?? []).flatMap((issue) =>
    source ? problemsOf(source, issue, known) : [],
  );
  const [broken] = problems;
  const what = broken
    ? `${broken.line}:${broken.column}: ${broken.message}`
    : sources.length > 1
      ? 'it has several documents'
      : found &&
        `${found.line}:${found.column}: ${found.path === '' ? 'the file' : found.path}: ${found.message}`;
  if (checked.data && what === undefined) return checked.data;
  throw new UsageError(`the holds in ${name} cannot be read: ${what}`, {
    code: 'holds-file',
    hint: 'mend it, or remove it: then nothing is held',
  });
}

/** The text of a file of holds: JSON, which is YAML too, a line a hold. */
export function writeHolds({ holds, pause: paused }: Holds): string {
  const lines = holds.map((one) => `  - ${JSON.stringify(one)}\n`);
  return [
    '# Written by exo-di hold, release, pause and resume.\n',
    holds.length > 0 ? `holds:\n${lines.join('')}` : 'holds: []\n',
    paused ? `pause: ${JSON.stringify(paused)}\n` : '',
  ].join('');
}

/** The holds, and the pause, that are not over yet. */
export function current({ holds, pause: paused }: Holds, at: Date): Holds {
  const lasts = ({ until }: { until: string }) => new Date(until) > at;
  return { holds: holds.filter(lasts), ...(paused && lasts(paused) ? { pause: paused } : {}) };
}

/**
 * The file with what is held: a hold stands before everything the file says, from when it was made until it ends by
 * itself. Holds of deployments that are not in the file any more hold nothing.
 */
export function withHolds<F extends Pick<InferenceFile, 'deployments'>>(file: F, { holds }: Holds): F {
  if (holds.length === 0) return file;
  return {
    ...file,
    deployments: file.deployments.map((deployment) => {
      const own = holds.filter(({ name, zone }) => name === deployment.name && zone === deployment.zone);
      const stretches = own.map(({ since, until, replicas, by }) => ({
        from: since,
        to: until,
        replicas,
        heldBy: by,
      }));
      return { ...deployment, except: [...deployment.except, ...stretches] };
    }),
  };
}
