import * as z from 'zod/mini';
import { UsageError } from '../../errors.js';
import type { InferenceFile } from '../file/file-schema.js';
import { problemsOf } from '../file/problems.js';
import { readSource } from '../file/read-source.js';
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

/** A hold: the number of replicas that a deployment has for a while, whatever its schedule says. */
export const hold = z.strictObject({
  name: z.string(),
  zone: z.string(),
  replicas: z.int().check(z.minimum(0)),
  ...span,
});
export type Hold = z.infer<typeof hold>;

/** A pause: nothing of a file is changed for a while. */
export const pause = z.strictObject(span);
export type Pause = z.infer<typeof pause>;

const holdsFile = z.strictObject({ holds: z._default(z.array(hold), []), pause: z.optional(pause) });

/** The holds and the pause that take precedence over a file's schedules. */
export type Holds = z.infer<typeof holdsFile>;

const KEYS: Partial<Record<PropertyKey, string[]>> = {
  holds: Object.keys(hold.shape),
  pause: Object.keys(pause.shape),
};

export const NO_HOLDS: Holds = { holds: [] };

/**
 * `inference.holds.yaml` beside `inference.yaml`, `inference.json.holds.yaml` beside `inference.json`: files of the
 * same folder that differ only in their ending have holds of their own.
 */
export function holdsPath(file: string): string {
  return `${file.replace(/\.yaml$/, '')}.holds.yaml`;
}

/**
 * The path at which the holds of a file were once kept, when files that differ only in their ending shared one, and the
 * file that keeps its holds there now, if it exists. undefined for that file itself.
 */
export function formerHolds(file: string): { path: string; owner: string } | undefined {
  const stem = file.replace(/\.(ya?ml|json)$/i, '');
  const [path, owner] = [`${stem}.holds.yaml`, `${stem}.yaml`];
  return path === holdsPath(file) ? undefined : { path, owner };
}

/**
 * Reads what `writeHolds` wrote.
 * @throws UsageError with the name of the file: holds must be neither guessed nor ignored
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
    hint: 'correct that file, or remove it: then nothing is held or paused',
  });
}

/** The text of a file of holds: YAML, with a line of JSON for each hold. */
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
 * The file with its holds: each takes precedence over everything in the file, from when it was made until it ends.
 * Holds of deployments that are no longer in the file have no effect.
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
