import type { Hold, Pause } from '../../desired/hold/holds.js';
import { formatMoment } from '../../desired/schedule/schedule-time.js';
import type { View } from '../view.js';

/** A hold, with the time zone in which its times are shown. */
export type HoldRow = Hold & { timezone: string };

const shownBy = (at: string, timezone: string) => formatMoment(new Date(at), timezone);

/** `hold`, `release`, `hold list`. */
export const holdView: View<HoldRow> = {
  name: 'hold',
  fields: [
    { key: 'name', value: (h) => h.name, keep: true },
    { key: 'zone', value: (h) => h.zone, keep: true },
    { key: 'replicas', type: 'number', value: (h) => h.replicas },
    { key: 'until', value: (h) => h.until, shown: (h) => shownBy(h.until, h.timezone), keep: true },
    { key: 'since', value: (h) => h.since, shown: (h) => shownBy(h.since, h.timezone) },
    { key: 'by', value: (h) => h.by },
  ],
};

/** `pause`, `resume`. */
export const pauseView: View<Pause> = {
  name: 'pause',
  fields: [
    { key: 'until', value: (p) => p.until, keep: true },
    { key: 'since', value: (p) => p.since },
    { key: 'by', value: (p) => p.by },
  ],
};
