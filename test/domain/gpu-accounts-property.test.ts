import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeEvents, type Outcome } from '../../src/domain/audit.js';
import { accountsOf } from '../../src/domain/money/gpu-accounts.js';
import { gpuTime } from '../../src/domain/money/gpu-time.js';
import { deploymentList } from '../../src/schemas/deployment.js';
import { operation } from '../../src/schemas/operation.js';
import { eventList, usageReport } from '../../src/schemas/usage.js';
import { runs } from '../helpers/chance.js';
import { MINUTE, sandboxAt, signed, T0 } from '../sandbox/helpers.js';

/*
 * After any changes to deployments in the sandbox, its events explain the GPU-hours that its report bills: creations,
 * scaling in any order, before the last change has ended too, refusals, deletions.
 */

type Step =
  | { do: 'create'; name: number; gpuCount: number; replicas: number }
  | { do: 'scale'; which: number; replicas: number }
  | { do: 'rename' | 'delete'; which: number }
  | { do: 'wait'; minutes: number };

const which = fc.nat(1);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('create' as const),
    name: fc.nat(1),
    gpuCount: fc.integer({ min: 1, max: 2 }),
    replicas: fc.integer({ min: 1, max: 3 }),
  }),
  ...[1, 2, 3].map(() => fc.record({ do: fc.constant('scale' as const), which, replicas: fc.nat(3) })),
  fc.record({ do: fc.constantFrom('rename' as const, 'delete' as const), which }),
  ...[1, 2].map(() =>
    fc.record({ do: fc.constant('wait' as const), minutes: fc.constantFrom(1, 3, 60, 600) }),
  ),
);

test('the GPU-hours explained by events equal the billed ones', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      const { sandbox, clock, send, create } = sandboxAt({ assumptions: { changeUnderWay: 'superseded' } });
      const ids = () => sandbox.deployments('at-vie-2').map(({ id = '' }) => id);
      for (const [n, one] of steps.entries()) {
        const id = 'which' in one ? ids()[one.which] : undefined;
        if (one.do === 'wait') clock.advance(one.minutes * MINUTE);
        else if (one.do === 'create') {
          const { name, gpuCount, replicas } = one;
          await create({ name: `app-${name}`, 'gpu-count': gpuCount, replicas });
        } else if (id !== undefined) {
          const path = `/ai/deployment/${id}`;
          if (one.do === 'scale') await send('POST', `${path}/scale`, { replicas: one.replicas });
          else if (one.do === 'rename') await send('PATCH', path, { name: `other-${n}` });
          else await send('DELETE', path);
        }
        // Two changes in the same millisecond would have no order.
        clock.advance(1);
      }
      clock.advance(MINUTE);

      const get = async (path: string): Promise<unknown> => {
        const answer = await sandbox.fetch(signed('GET', `/at-vie-2/v2${path}`, undefined, clock.now()));
        return answer.json();
      };
      const from = encodeURIComponent(new Date(T0).toISOString());
      const entries = mergeEvents([eventList().parse(await get(`/event?from=${from}`))]);
      const outcomes = new Map<string, Outcome>();
      const about = new Map<string, string>();
      for (const { id } of sandbox.world.data.operations) {
        const { state, reason, reference } = operation().parse(await get(`/operation/${id}`));
        if (state !== 'pending' && state !== 'success')
          outcomes.set(id, reason === 'interrupted' ? 'interrupted' : 'failed');
        about.set(id, reference?.id ?? '');
      }
      const { deployments } = deploymentList().parse(await get('/ai/deployment'));
      const living = deployments.map(({ id = '', name, replicas, ...rest }) => ({
        id,
        name,
        replicas,
        gpuType: rest['gpu-type'],
        gpuCount: rest['gpu-count'],
        createdMs: Date.parse(rest['created-at'] ?? ''),
      }));
      const window = { fromMs: T0, toMs: clock.now() };
      const accounts = accountsOf({ zone: 'at-vie-2', living, entries, outcomes, about }, window);
      const times = accounts.map(({ stretches, gpuCount }) => gpuTime(stretches, gpuCount));
      const { usage = [] } = usageReport().parse(await get('/usage-report?period=2026-01'));
      const billed = usage.reduce((sum, { quantity }) => sum + Number(quantity), 0);
      const explained = times.reduce((sum, { gpuMs }) => sum + gpuMs, 0) / (60 * MINUTE);
      expect(times.reduce((sum, { unknownMs }) => sum + unknownMs, 0)).toBe(0);
      expect(explained).toBeCloseTo(billed, 4);
    }),
    { numRuns: runs(60) },
  );
});
