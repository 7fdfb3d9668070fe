import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { getUsageReport, listEvents } from '../../src/api/calls/usage.js';
import { sandboxAt, signed } from '../sandbox/helpers.js';

/* The audit trail and the usage report, which have an API description of their own. */

const DESCRIPTION = '../shared/api/exoscale-usage.openapi.yaml';
const file = fileURLToPath(new URL(`../../${DESCRIPTION}`, import.meta.url));
const isPresent = existsSync(file);
if (!isPresent)
  process.stdout.write(`\nSKIPPED: there is no ${DESCRIPTION} to hold events and usage against\n`);

const loose = z.record(z.string(), z.unknown());
const description = z.object({
  paths: z.record(
    z.string(),
    z.object({
      get: z.looseObject({
        operationId: z.string(),
        parameters: z.array(z.object({ name: z.string() })),
        responses: z.object({
          200: z.object({ content: z.object({ 'application/json': z.object({ schema: loose }) }) }),
        }),
      }),
    }),
  ),
  components: z.object({ schemas: z.record(z.string(), z.looseObject({ properties: z.optional(loose) })) }),
});
const { paths, components } = isPresent
  ? description.parse(parse(readFileSync(file, 'utf8')))
  : { paths: {}, components: { schemas: {} } };

const ajv = new Ajv({ strict: false, allErrors: true, logger: false, formats: { uuid: true, int64: true } });
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/);

/** How an answer violates its schema. OpenAPI 3.0 writes `exclusiveMinimum: true` where JSON Schema has a number. */
function objections(path: string, answer: unknown): unknown[] {
  const schema = paths[path]?.get.responses[200].content['application/json'].schema ?? {};
  const text = JSON.stringify({ ...schema, components });
  const validate = ajv.compile(
    loose.parse(JSON.parse(text.replaceAll('"minimum":0,"exclusiveMinimum":true', '"exclusiveMinimum":0'))),
  );
  return validate(answer) ? [] : (validate.errors ?? []);
}

describe.skipIf(!isPresent)(
  isPresent ? 'events and usage' : `events and usage: SKIPPED, there is no ${DESCRIPTION}`,
  () => {
    const calls = [listEvents(new Date(0), new Date(1)), getUsageReport('2026-01')];

    test.each(calls)('$operation: path and parameters are as described', ({ operation, path, query }) => {
      expect(paths[path]?.get.operationId).toBe(operation);
      expect(Object.keys(query ?? {})).toEqual(paths[path]?.get.parameters.map(({ name }) => name));
    });

    test('the client requires nothing of an answer that the description does not promise', () => {
      const keys = (call: (typeof calls)[number]) => z.toJSONSchema(call.answer(), { io: 'input' });
      const [events, usage] = calls.map(keys);
      expect(JSON.stringify([events, usage])).not.toContain('"required":["');
      const known = Object.keys(components.schemas.event?.properties ?? {});
      const ours = z.object({ items: z.object({ properties: loose }) }).parse(events).items.properties;
      expect(known).toEqual(expect.arrayContaining(Object.keys(ours)));
    });

    test.each(['/event', '/usage-report'])('%s: the sandbox answers as described', async (path) => {
      const { sandbox, clock, send, ready } = sandboxAt();
      const id = await ready();
      await send('POST', `/ai/deployment/${id}/scale`, { replicas: 0 });
      await send('POST', `/ai/deployment/${id}/scale`, { replicas: 99 });
      const response = await sandbox.fetch(signed('GET', `/at-vie-2/v2${path}`, undefined, clock.now()));
      const answer: unknown = await response.json();
      expect(JSON.stringify(answer).length).toBeGreaterThan(50);
      expect(objections(path, answer)).toEqual([]);
    });

    test('the check itself finds violations', () => {
      expect(objections('/event', [{ status: 0 }])).not.toEqual([]);
      expect(objections('/usage-report', { usage: [{ quantity: 1 }] })).not.toEqual([]);
    });
  },
);
