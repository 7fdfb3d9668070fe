import type { ScheduleReport, ScheduleRow } from '../../desired/schedule/drawn/schedule-report.js';
import type { InstallFile } from '../../desired/schedule/install/schedule-install.js';
import { type Decimal, money } from '../../domain/money/decimal.js';
import type { Currency, Prices } from '../../domain/money/price.js';
import {
  type Document,
  listOf,
  number,
  schemaOf,
  text,
  within,
  withinOrNone,
} from '../../output/document.js';
import { rounded } from '../../output/views/schedule.js';
import { desired, priceKeys } from '../plan/desired-document.js';

type Hours = Pick<ScheduleReport, 'dates' | 'hours'>;

const gpuHours: Document<Hours> = {
  days: listOf(
    ({ dates, hours: { days } }: Hours) => dates.map((date, at) => ({ date, hours: days[at] ?? 0 })),
    {
      date: text(({ date }) => date),
      gpu_hours: number(({ hours }) => rounded(hours)),
    },
  ),
  total: number(({ hours }) => rounded(hours.total)),
  maximum: number(({ hours }) => rounded(hours.maximum)),
  saved: number(({ hours }) => rounded(hours.saved)),
};

/** What the GPU-hours of a report cost. */
export interface ScheduleCost {
  total: Decimal;
  maximum: Decimal;
  saved: Decimal;
  currency: Currency;
  prices: Prices;
}

type Shown = ScheduleReport & { cost: ScheduleCost | undefined };

/** What `schedule show -O json` prints. */
export const scheduleDocument: Document<Shown> = {
  timezone: text(({ timezone }) => timezone),
  from: text(({ from }) => from.toISOString()),
  to: text(({ to }) => to.toISOString()),
  deployments: listOf(({ rows, dates }: ScheduleReport) => rows.map((row) => ({ ...row, dates })), {
    zone: text(({ zone }) => zone),
    name: text(({ name }) => name),
    gpu_type: text(({ gpuType }) => gpuType),
    gpu_count: number(({ gpuCount }) => gpuCount),
    // The load decides between these; the timeline has what the file names.
    autoscale: withinOrNone(({ byLoad }: ScheduleRow) => byLoad, {
      min: number(({ min }) => min),
      max: number(({ max }) => max),
    }),
    timeline: listOf(({ timeline }: ScheduleRow) => timeline, {
      from: text(({ from }) => from.toISOString()),
      to: text(({ to }) => to.toISOString()),
      ...desired,
    }),
    gpu_hours: within((row: Hours) => row, gpuHours),
  }),
  gpu_hours: within((report: Hours) => report, gpuHours),
  cost: withinOrNone(({ cost }: Shown) => cost, {
    total: text(({ total }) => money(total)),
    maximum: text(({ maximum }) => money(maximum)),
    saved: text(({ saved }) => money(saved)),
    ...priceKeys,
  }),
};

export const scheduleJsonSchema = () => schemaOf(scheduleDocument);

/** What `schedule install -O json` prints: files, and what goes into them. */
const installed: Document<InstallFile> = { path: text(({ path }) => path), text: text((file) => file.text) };

export const installJsonSchema = () => ({ type: 'array', items: schemaOf(installed) });
