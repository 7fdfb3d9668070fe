import * as schemas from '../../schemas/usage.js';
import { type Call, reading } from '../call.js';

/* Who changed what, and what was used. Both belong to the organization, so each zone answers for all zones. */

/** `list-events`: the changes between two moments, all in one answer, since the service has no pages. */
export const listEvents = (from: Date, to: Date): Call<schemas.Event[]> =>
  reading(schemas.eventList, {
    operation: 'list-events',
    path: '/event',
    query: { from: from.toISOString(), to: to.toISOString() },
    doing: 'list events',
  });

/** `get-usage-report`. @param period a month: `2026-10` */
export const getUsageReport = (period: string): Call<{ usage?: schemas.UsageLine[] | undefined }> =>
  reading(schemas.usageReport, {
    operation: 'get-usage-report',
    path: '/usage-report',
    query: { period },
    doing: 'read the usage report',
  });
