import * as z from 'zod/mini';
import { GPU_COUNT } from '../../domain/gpus.js';
import { maskProblem } from '../../domain/secrets.js';
import {
  about,
  exceptEntry,
  holidayEntry,
  replicas,
  scheduleEntry,
  sound,
  text,
  timeZone,
} from '../schedule/entries.js';
import type { Scheduled } from '../schedule/schedule.js';
import { autoscaleEntry, idleEntry, lasting } from './load-entries.js';
import type { Place, Problem, SourcePosition } from './source.js';

/*
 * The file of the desired state. Every check of a single value is here or in `../schedule/entries.ts`, so that the JSON
 * Schema, the types and the messages have one source; checks of several values at once (exactly one model, a zone from
 * somewhere, no name twice) are in `cross-problems.ts`.
 */

const list = <T extends z.core.SomeType>(item: T, description: string) =>
  z.optional(z.array(item).check(about(description)));
const schedule = (description: string) => list(scheduleEntry, description);
const except = (description: string) => list(exceptEntry, description);

const deployment = z.strictObject({
  name: text('Name of the deployment, once per zone.', 'my-app'),
  zone: z.optional(text("Zone of this deployment. Without it, the file's.", 'at-vie-2')),
  account: z.optional(
    text(
      'Account of the configuration file whose organization has this deployment. Without it, the one the command runs with.',
      'prod',
    ),
  ),
  timezone: z.optional(timeZone("Time zone of this deployment's schedule. Without it, the file's.")),
  'model-name': z.optional(
    text(
      'Exact, case-sensitive name of the model. Either this or model-id.',
      'mistralai/Mistral-7B-Instruct-v0.3',
    ),
  ),
  'model-id': z.optional(z.uuid().check(about('ID of the model. Either this or model-name.'))),
  'gpu-type': text('GPU family. Set at creation, never changed afterwards.', 'gpua5000'),
  'gpu-count': z
    .int()
    .check(
      z.minimum(GPU_COUNT.min),
      z.maximum(GPU_COUNT.max),
      about('GPUs per replica. Set at creation, never changed afterwards.'),
    ),
  replicas: z.optional(
    replicas(
      'Replicas where no schedule decides: without one, and on excepted days that name no value. May be left out if that never happens.',
    ),
  ),
  autoscale: z.optional(autoscaleEntry),
  idle: z.optional(idleEntry),
  'inference-engine-params': z.optional(
    z
      .array(text('One parameter.', '--max-model-len=8192'))
      .check(
        about('Parameters of the inference engine. Without it, they are left alone.'),
        sound(maskProblem),
      ),
  ),
  'inference-engine-version': z.optional(
    text('Version of the inference engine. Without it, it is left alone.', '0.25.1'),
  ),
  schedule: schedule("How many replicas when. Without it, the file's."),
  except: except("Days and stretches of time outside the schedule. Without it, the file's."),
  'on-holidays': z.optional(
    replicas(
      'Replicas on holidays, from midnight to midnight, whatever the schedule says; except overrides it.',
    ),
  ),
});

export const fileDeployment = deployment.check(
  about('A deployment and how many replicas it should have, when.'),
);
export type FileDeployment = z.infer<typeof fileDeployment>;

/** The values that a deployment of the file has if it does not set them itself. */
export const fileDefaults = z.omit(deployment, {
  name: true,
  'model-name': true,
  'model-id': true,
  'gpu-type': true,
  'gpu-count': true,
});

export const inferenceFile = z.strictObject({
  $schema: z.optional(z.string().check(about('Where editors find this schema; exo-di does not read it.'))),
  include: list(
    text('A path relative to this file.', 'shared.yaml'),
    'Files that are read before this one: their deployments count too, and this file can use their schedules and holidays.',
  ),
  zone: z.optional(text('Zone of every deployment that names none itself.', 'at-vie-2')),
  timezone: z.optional(timeZone('IANA time zone of schedules and excepted days. Without it, UTC.')),
  'max-hold': z.optional(lasting({ least: 1000 }, 'How long a hold may last at most.', '12h')),
  defaults: z.optional(fileDefaults.check(about('What every deployment has unless it says otherwise.'))),
  schedules: z.optional(
    z.record(z.string(), z.array(scheduleEntry)).check(about('Schedules by name, for schedule: NAME.')),
  ),
  holidays: list(holidayEntry, 'Days for on-holidays, and for windows whose days name them.'),
  schedule: schedule('The schedule of every deployment that has none itself.'),
  except: except('The excepted days of every deployment that has none itself.'),
  deployments: z.array(fileDeployment).check(about('The deployments this file is about.')),
});
export type InferenceFileDocument = z.infer<typeof inferenceFile>;

/** Pairs of keys of which a deployment can have only one, and why. */
export const EXCLUSIVE = [
  ['replicas', 'autoscale', 'autoscale begins with its min'],
  ['autoscale', 'idle', 'the load keeps at least one replica'],
] as const;

/** A deployment with everything that it inherits from its file. */
export type DesiredDeployment = Omit<FileDeployment, 'schedule' | 'except'> & Scheduled & { zone: string };

/** A checked deployment of a file, with its place there and those of its parts. */
export type PlacedDeployment = DesiredDeployment & {
  source: SourcePosition;
  places: { replicas: Place[]; schedule: Place[]; except: Place[] };
};

/** One or several files, read and checked: the deployments in the files' order. */
export interface InferenceFile {
  deployments: PlacedDeployment[];
  /** Every zone that the files name, once, in order of appearance; also that of an empty list of deployments. */
  zones: string[];
  /** `max-hold`, in ms: the shortest of several. */
  maxHoldMs?: number | undefined;
  /** Variables of the environment that were filled in. */
  variables: string[];
  /** Remarks on values that are valid, but perhaps not meant. */
  remarks: Problem[];
}
