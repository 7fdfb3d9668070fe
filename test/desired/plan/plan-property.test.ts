import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { exportFile } from '../../../src/desired/file/export.js';
import type { DesiredDeployment } from '../../../src/desired/file/file-schema.js';
import { parseInferenceFiles } from '../../../src/desired/file/parse-file.js';
import { planDeployments } from '../../../src/desired/plan/plan.js';
import type { Step } from '../../../src/desired/plan/plan-types.js';
import type { Deployment } from '../../../src/schemas/deployment.js';
import { anyText } from '../../helpers/any-text.js';
import { runs } from '../../helpers/chance.js';

const zone = 'at-vie-2';
const names = ['a', 'b', 'c', 'd'];
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const params = fc.array(fc.constantFrom('--x', '--y', '--z=1'), { maxLength: 2 });
const version = fc.constantFrom('0.19.1', '0.25.1');
const replicas = fc.nat({ max: 4 });
const cron = fc.constantFrom('0 7 * * 1-5', '0 20 * * 1-5', '*/5 * * * *', '0 0 29 2 *', '30 2 * * *');

const wanted: fc.Arbitrary<DesiredDeployment> = fc.record({
  name: fc.constantFrom(...names),
  zone: fc.constant(zone),
  timezone: fc.constantFrom('Europe/Vienna', 'America/New_York', 'UTC'),
  'model-name': fc.constantFrom('Org/One', 'Org/Two'),
  'gpu-type': fc.constantFrom('gpu3', 'gpua5000'),
  'gpu-count': fc.integer({ min: 1, max: 2 }),
  replicas,
  'inference-engine-params': maybe(params),
  'inference-engine-version': maybe(version),
  schedule: fc.array(fc.record({ cron, replicas }), { maxLength: 3 }),
  except: fc.array(fc.record({ date: fc.constant('2026-03-29'), replicas: maybe(replicas) }), {
    maxLength: 1,
  }),
});
const there: fc.Arbitrary<Deployment> = fc.record({
  id: fc.uuid(),
  name: fc.oneof(fc.constantFrom(...names), anyText({ minLength: 1 })),
  state: fc.constantFrom('ready', 'scaling', 'error', 'unheard-of'),
  visibility: fc.constantFrom('private', 'private', 'private', 'public'),
  'deployment-url': fc.constant('https://app.example'),
  model: fc.record({ id: fc.uuid(), name: fc.constantFrom('Org/One', 'Org/Two') }),
  'gpu-type': fc.constantFrom('gpu3', 'gpua5000'),
  'gpu-count': fc.integer({ min: 1, max: 2 }),
  replicas: maybe(replicas),
  'inference-engine-parameters': maybe(params),
  'inference-engine-version': maybe(version),
});
const desiredList = fc.uniqueArray(wanted, { selector: ({ name }) => name, maxLength: 4 });
const at = fc.date({
  min: new Date('2026-03-28T00:00:00Z'),
  max: new Date('2026-03-31T00:00:00Z'),
  noInvalidDate: true,
});

/** Returns the deployments of the service after a step. */
function afterStep(state: readonly Deployment[], step: Step): Deployment[] {
  if (step.kind === 'create') {
    const { model, ...request } = step.request;
    const created = { id: `new-${step.name}`, state: 'ready', visibility: 'private', 'deployment-url': '' };
    return [...state, { ...created, ...request, model: { ...model } }];
  }
  if (step.kind === 'delete') return state.filter(({ id }) => id !== step.id);
  const changed = step.kind === 'scale' ? { replicas: step.to } : step.changes;
  return state.map((one) => (one.id === step.id ? { ...one, ...changed } : one));
}
const plan = (desired: DesiredDeployment[], state: readonly Deployment[], moment: Date, prune = false) =>
  planDeployments({
    desired,
    zones: [zone],
    actual: new Map([[zone, state]]),
    quotas: [],
    at: moment,
    prune,
  });

it('after all steps a new plan has none, other deployments are unchanged, and none is deleted', () => {
  fc.assert(
    fc.property(desiredList, fc.array(there, { maxLength: 6 }), at, (desired, before, moment) => {
      const first = plan(desired, before, moment);
      const after = first.steps.reduce(afterStep, before);
      expect(plan(desired, after, moment).steps).toEqual([]);
      const named = new Set(desired.map(({ name }) => name));
      expect(after.filter((one) => !named.has(one.name))).toEqual(
        before.filter((one) => !named.has(one.name)),
      );
      expect(first.steps.filter(({ kind }) => kind === 'delete')).toEqual([]);
    }),
    { numRuns: runs(20) },
  );
});

it('after a plan, deployments have the replicas and GPUs that it announced', () => {
  fc.assert(
    fc.property(desiredList, fc.array(there, { maxLength: 6 }), at, (desired, before, moment) => {
      const { entries, steps } = plan(desired, before, moment);
      const after = steps.reduce(afterStep, before);
      for (const entry of entries.filter(({ action }) => action !== 'refused')) {
        const own = after.filter((one) => one.name === entry.name && one.visibility === 'private');
        expect(own.map((one) => one.replicas)).toEqual(
          entry.action === 'absent' ? [] : [entry.desired.replicas],
        );
        expect(own.reduce((sum, one) => sum + (one['gpu-count'] ?? 0) * (one.replicas ?? 0), 0)).toBe(
          entry.gpus.after,
        );
      }
    }),
    { numRuns: runs(20) },
  );
});

it('frees GPUs before it takes any, so that it never uses more than before or after', () => {
  const gpusOf = (state: readonly Deployment[]) =>
    state.reduce((sum, one) => sum + (one['gpu-count'] ?? 0) * (one.replicas ?? 0), 0);
  const known = there.map((one) => ({ ...one, replicas: one.replicas ?? 1 }));
  fc.assert(
    fc.property(desiredList, fc.array(known, { maxLength: 6 }), at, (desired, before, moment) => {
      let state: Deployment[] = before;
      const used = [gpusOf(state)];
      for (const step of plan(desired, before, moment, true).steps) {
        state = afterStep(state, step);
        used.push(gpusOf(state));
      }
      expect(Math.max(...used)).toBe(Math.max(used[0] ?? 0, used.at(-1) ?? 0));
    }),
    { numRuns: runs(20) },
  );
});

it('an exported file can be read, and a plan for it names all deployments and changes none', () => {
  fc.assert(
    fc.property(
      fc.array(there, { maxLength: 6 }),
      fc.array(there, { maxLength: 2 }),
      at,
      (one, two, moment) => {
        const actual = new Map([
          [zone, one],
          ['de-fra-1', two],
        ]);
        const { text, leftOut } = exportFile(actual);
        const { deployments: desired, zones } = parseInferenceFiles([{ name: 'exported.yaml', text }]);
        const { steps, entries, prunable } = planDeployments({
          desired,
          zones,
          actual,
          quotas: [],
          at: moment,
        });
        expect(steps).toEqual([]);
        expect(entries.map(({ action }) => action)).toEqual(desired.map(() => 'none'));
        const named = new Set(desired.map(({ name }) => name));
        const missed = prunable.filter(({ name }) => !named.has(name)).map(({ name }) => name);
        expect(leftOut.map(({ name }) => name)).toEqual(expect.arrayContaining(missed));
      },
    ),
    { numRuns: runs(20) },
  );
});
