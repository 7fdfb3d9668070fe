import { KNOWN_GPU_TYPES } from '../../domain/gpus.js';
import { ORGANIZATION } from '../api-keys.js';
import { engineHelp } from '../engine.js';
import { listEvents } from '../events.js';
import { type Api, idOf } from '../http.js';
import { getOperation } from '../operations.js';
import { getQuota, listQuotas } from '../quotas.js';
import { usageReport } from '../usage-report.js';
import { ZONES } from '../zones.js';

/**
 * What is not about one deployment, model or key: zones, quotas, operations, events, usage, GPU families, engine
 * parameters.
 */
export function organizationRoutes(api: Api): void {
  api.get('/zone', (c) => {
    const { origin } = c.get('call');
    const zones = ZONES.map((name) => ({
      name,
      'api-endpoint': `${origin}/${name}/v2`,
      'sos-endpoint': `https://sos-${name}.exo.io`,
    }));
    return c.json({ zones });
  });
  api.get('/organization', (c) => c.json(ORGANIZATION));
  api.get('/quota', (c) => c.json({ quotas: listQuotas(c.get('call')) }));
  api.get('/quota/:entity', (c) => c.json(getQuota(c.get('call'), c.req.param('entity'))));
  api.get('/operation/:id', (c) => c.json(getOperation(c.get('call'), idOf(c))));
  api.get('/event', (c) =>
    c.json(listEvents(c.get('call'), { from: c.req.query('from'), to: c.req.query('to') })),
  );
  api.get('/usage-report', (c) => c.json({ usage: usageReport(c.get('call'), c.req.query('period')) }));
  api.get('/ai/quota', (c) => c.json({ 'quota-uom-per-minute': null }));
  api.get('/ai/instance-type', (c) => {
    const { world, zone } = c.get('call');
    const offered = world.authorized[zone] ?? [];
    const families = [...new Set([...KNOWN_GPU_TYPES, ...offered])];
    return c.json({
      'instance-types': families.map((family) => ({ family, authorized: offered.includes(family) })),
    });
  });
  api.get('/ai/help/inference-engine-parameters', (c) =>
    c.json({ parameters: engineHelp(c.req.query('version')) }),
  );
}
