import { sized } from '../schedule/entries.js';
import { type Days, daysText } from '../schedule/schedule-days.js';
import { namesHolidays } from '../schedule/window.js';
import { dayNumbers } from './holidays.js';
import { placeAt } from './problems.js';
import type { DesiredDeployment, FileDeployment, InferenceFileDocument, PlacedDeployment } from './schema.js';
import type { Path, Source } from './source.js';

/** Time zone of files that name none: said in the documentation, never the machine's own. */
export const DEFAULT_TIMEZONE = 'UTC';

/** The deployments of a checked document with all that they inherit written out. */
export function resolveDeployments(
  source: Source,
  document: InferenceFileDocument,
  holidays: readonly Days[],
): PlacedDeployment[] {
  const numbers = dayNumbers(holidays);
  return document.deployments.map((deployment, index) => ({
    ...inherit(deployment, document, { holidays, numbers }),
    source: source.at(['deployments', index]),
    places: placesOf(source, ['deployments', index], deployment, { document, holidays }),
  }));
}

function placesOf(
  source: Source,
  path: Path,
  deployment: FileDeployment,
  { document, holidays }: { document: InferenceFileDocument; holidays: readonly Days[] },
): PlacedDeployment['places'] {
  const place = (full: Path) => placeAt(source, full);
  const list = (key: 'schedule' | 'except') =>
    deployment[key]?.map((_, entry) => place([...path, key, entry])) ??
    document[key]?.map((_, entry) => place([key, entry])) ??
    [];
  return {
    replicas: deployment.replicas === undefined ? [] : [place([...path, 'replicas'])],
    schedule: list('schedule'),
    except: [
      ...(deployment['on-holidays'] === undefined ? [] : holidays.map(() => place([...path, 'on-holidays']))),
      ...list('except'),
    ],
  };
}

function inherit(
  deployment: InferenceFileDocument['deployments'][number],
  document: InferenceFileDocument,
  { holidays, numbers }: { holidays: readonly Days[]; numbers: ReadonlySet<number> },
): DesiredDeployment {
  const { 'on-holidays': onHolidays, ...rest } = deployment;
  // Before what is excepted, which so stands above them.
  const free =
    onHolidays === undefined
      ? []
      : holidays.map((days) => ({ date: daysText(days), replicas: onHolidays, holiday: true as const }));
  return {
    ...rest,
    // Checked before: one of the two is there.
    zone: deployment.zone ?? document.zone ?? '',
    timezone: deployment.timezone ?? document.timezone ?? DEFAULT_TIMEZONE,
    // Checked before: where it is not there, it never holds.
    replicas: deployment.replicas ?? (deployment.autoscale ? (deployment.autoscale.min ?? 1) : 0),
    schedule: (deployment.schedule ?? document.schedule ?? []).map((entry) =>
      namesHolidays(entry.days) ? { ...sized(entry), holidays: numbers } : sized(entry),
    ),
    except: [...free, ...(deployment.except ?? document.except ?? [])],
  };
}
