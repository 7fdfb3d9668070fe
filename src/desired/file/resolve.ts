import { type ExceptEntry, sized } from '../schedule/entries.js';
import { type Days, daysText } from '../schedule/schedule-days.js';
import { namesHolidays } from '../schedule/window.js';
import type { InferenceFileDocument, PlacedDeployment } from './file-schema.js';
import { dayNumbers } from './holidays.js';
import { placeAt } from './problems.js';
import type { Path, Source } from './source.js';

/** The time zone of files that name none. It is documented, and never the machine's own. */
export const DEFAULT_TIMEZONE = 'UTC';

/** The deployments of a checked document, with everything that they inherit, and the places of their parts. */
export function resolveDeployments(
  source: Source,
  document: InferenceFileDocument,
  holidays: readonly Days[],
): PlacedDeployment[] {
  const numbers = dayNumbers(holidays);
  return document.deployments.map((deployment, index) => {
    const path: Path = ['deployments', index];
    const place = (...more: Path) => placeAt(source, [...path, ...more]);
    /** The entries of a list, the deployment's own or the file's, and their places. */
    const listed = <E>(key: string, own: readonly E[] | undefined, shared: readonly E[] | undefined) => {
      const entries = own ?? shared ?? [];
      const around = own ? path : [];
      return { entries, places: entries.map((_, entry) => placeAt(source, [...around, key, entry])) };
    };
    const schedule = listed('schedule', deployment.schedule, document.schedule);
    const except = listed('except', deployment.except, document.except);
    const { 'on-holidays': onHolidays, ...rest } = deployment;
    // Of several entries that overlap the last decides, so `except` follows the holidays and takes precedence.
    const free = (onHolidays === undefined ? [] : holidays).map(
      (days): ExceptEntry => ({ date: daysText(days), replicas: onHolidays, holiday: true }),
    );
    return {
      ...rest,
      // One of the two is there: that was checked before.
      zone: deployment.zone ?? document.zone ?? '',
      timezone: deployment.timezone ?? document.timezone ?? DEFAULT_TIMEZONE,
      // If it is missing, it never decides: that was checked before.
      replicas: deployment.replicas ?? (deployment.autoscale ? (deployment.autoscale.min ?? 1) : 0),
      schedule: schedule.entries.map((entry) =>
        namesHolidays(entry.days) ? { ...sized(entry), holidays: numbers } : sized(entry),
      ),
      except: [...free, ...except.entries],
      source: source.at(path),
      places: {
        replicas: deployment.replicas === undefined ? [] : [place('replicas')],
        schedule: schedule.places,
        except: [...free.map(() => place('on-holidays')), ...except.places],
      },
    };
  });
}
