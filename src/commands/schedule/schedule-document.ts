import type { ScheduleReport, ScheduleRow } from '../../desired/schedule/drawn/schedule-report.js';
import type { InstallFile } from '../../desired/schedule/install/schedule-install.js';
import { type Decimal, money } from '../../domain/money/decimal.js';
import type { Currency, Prices } from '../../domain/money/price.js';
import * as json from '../../output/json-document.js';
import { rounded } from '../../output/views/schedule.js';
import { desired, priceKeys } from '../plan/desired-document.js';

type Hours = Pick<ScheduleReport, 'dates' | 'hours'>;

const gpuHours: json.Document<Hours> = {
  days: json.listOf(
    ({ dates, hours: { days } }: Hours) => dates.map((date, at) => ({ date, hours: days[at] ?? 0 })),
    {
      date: json.text(({ date }) => date),
      gpu_hours: json.number(({ hours }) => rounded(hours)),
    },
  ),
  total: json.number(({ hours }) => rounded(hours.total)),
  maximum: json.number(({ hours }) => rounded(hours.maximum)),
  saved: json.number(({ hours }) => rounded(hours.saved)),
};

export interface ScheduleCost {
  total: Decimal;
  maximum: Decimal;
  saved: Decimal;
  currency: Currency;
  prices: Prices;
}

type Shown = ScheduleReport & { cost: ScheduleCost | undefined };

/** What `schedule show -O json` prints. */
export const scheduleDocument: json.Document<Shown> = {
  timezone: json.text(({ timezone }) => timezone),
  from: json.text(({ from }) => from.toISOString()),
  to: json.text(({ to }) => to.toISOString()),
  deployments: json.listOf(({ rows, dates }: ScheduleReport) => rows.map((row) => ({ ...row, dates })), {
    zone: json.text(({ zone }) => zone),
    name: json.text(({ name }) => name),
    gpu_type: json.text(({ gpuType }) => gpuType),
    gpu_count: json.number(({ gpuCount }) => gpuCount),
    // The load decides between these limits; the timeline has the numbers of the file.
    autoscale: json.withinOrNone(({ byLoad }: ScheduleRow) => byLoad, {
      min: json.number(({ min }) => min),
      max: json.number(({ max }) => max),
    }),
    timeline: json.listOf(({ timeline }: ScheduleRow) => timeline, {
      from: json.text(({ from }) => from.toISOString()),
      to: json.text(({ to }) => to.toISOString()),
      ...desired,
    }),
    gpu_hours: json.within((row: Hours) => row, gpuHours),
  }),
  gpu_hours: json.within((report: Hours) => report, gpuHours),
  cost: json.withinOrNone(({ cost }: Shown) => cost, {
    total: json.text(({ total }) => money(total)),
    maximum: json.text(({ maximum }) => money(maximum)),
    saved: json.text(({ saved }) => money(saved)),
    ...priceKeys,
  }),
};

export const scheduleJsonSchema = () => json.schemaOf(scheduleDocument);

/** What `schedule install -O json` prints: files with their texts. */
const installed: json.Document<InstallFile> = {
  path: json.text(({ path }) => path),
  text: json.text((file) => file.text),
};

export const installJsonSchema = () => ({ type: 'array', items: json.schemaOf(installed) });
