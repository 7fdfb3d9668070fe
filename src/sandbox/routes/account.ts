import { listEvents } from '../events.js';
import type { Api } from '../http.js';
import { usageReport } from '../usage-report.js';

/** Who changed what, and what was used: `/event` and `/usage-report`. */
export function accountRoutes(api: Api): void {
  api.get('/event', (c) =>
    c.json(listEvents(c.get('call'), { from: c.req.query('from'), to: c.req.query('to') })),
  );
  api.get('/usage-report', (c) => c.json({ usage: usageReport(c.get('call'), c.req.query('period')) }));
}
