import { describe, expect, it } from 'vitest';
import type { DesiredDeployment } from '../../../src/desired/file/file-schema.js';
import { type PlanInput, planDeployments } from '../../../src/desired/plan/plan.js';
import { needsDetails } from '../../../src/desired/plan/plan-steps.js';
import type { Plan, Step } from '../../../src/desired/plan/plan-types.js';
import { describeShortage } from '../../../src/domain/quota.js';
import type { Deployment } from '../../../src/schemas/deployment.js';

/** Thursday noon in Vienna. */
const NOON = '2026-03-26T11:00:00Z';
const EVENING = '2026-03-26T19:00:00Z';

const wanted = (more: Partial<DesiredDeployment> = {}): DesiredDeployment => ({
  name: 'app',
  zone: 'at-vie-2',
  timezone: 'Europe/Vienna',
  'model-name': 'mistralai/Mistral-7B-Instruct-v0.3',
  'gpu-type': 'gpua5000',
  'gpu-count': 2,
  replicas: 3,
  schedule: [],
  except: [],
  ...more,
});
const there = (more: Partial<Deployment> = {}): Deployment => ({
  id: '00000000-0000-4000-8000-000000000001',
  name: 'app',
  state: 'ready',
  visibility: 'private',
  'deployment-url': 'https://app.example',
  model: { id: '00000000-0000-4000-8000-0000000000aa', name: 'mistralai/Mistral-7B-Instruct-v0.3' },
  'gpu-type': 'gpua5000',
  'gpu-count': 2,
  replicas: 3,
  ...more,
});
function plan(
  desired: DesiredDeployment[],
  actual: Deployment[] | undefined,
  more: Partial<PlanInput> = {},
): Plan {
  const byZone = new Map(actual === undefined ? [] : [['at-vie-2', actual] as const]);
  return planDeployments({
    desired,
    zones: ['at-vie-2'],
    actual: byZone,
    quotas: [],
    at: new Date(NOON),
    ...more,
  });
}
/** Returns a step as `scale app 3→1` or `create app 3`. */
function shown(step: Step): string {
  switch (step.kind) {
    case 'scale':
      return `scale ${step.name} ${step.from ?? '?'}→${step.to}`;
    case 'create':
      return `create ${step.name} ${step.request.replicas}`;
    case 'update':
      return `update ${step.name} ${JSON.stringify(step.changes)}`;
    case 'delete':
      return `delete ${step.name}`;
  }
}
const schedule = [
  { cron: '0 7 * * 1-5', replicas: 3 },
  { cron: '0 20 * * 1-5', replicas: 0 },
];
const params = (list: string[]) => ({ 'inference-engine-parameters': list });

describe('the steps for one deployment', () => {
  it.each<[string, DesiredDeployment, Deployment[] | undefined, string, string[]]>([
    ['right already', wanted(), [there()], 'none', []],
    ['too few', wanted(), [there({ replicas: 1 })], 'change', ['scale app 1→3']],
    ['too many', wanted({ replicas: 1 }), [there()], 'change', ['scale app 3→1']],
    ['to zero', wanted({ replicas: 0 }), [there()], 'change', ['scale app 3→0']],
    ['at zero already', wanted({ replicas: 0 }), [there({ replicas: 0 })], 'none', []],
    ['missing', wanted(), [], 'create', ['create app 3']],
    ['missing, and zero replicas desired', wanted({ replicas: 0 }), [], 'absent', []],
    ['its zone did not answer', wanted(), undefined, 'unknown', []],
    [
      'a public one of the same name is another',
      wanted(),
      [there({ visibility: 'public' })],
      'create',
      ['create app 3'],
    ],
    [
      'replicas not said: set them, setting twice does no harm',
      wanted(),
      [there({ replicas: undefined })],
      'change',
      ['scale app ?→3'],
    ],
    ['scaling, already towards it', wanted(), [there({ state: 'scaling' })], 'none', []],
    [
      'scaling, towards something else',
      wanted(),
      [there({ state: 'scaling', replicas: 1 })],
      'change',
      ['scale app 1→3'],
    ],
    ['a state nobody knows yet', wanted(), [there({ state: 'resting' })], 'none', []],
    ['parameters the file does not name', wanted(), [there(params(['--a']))], 'none', []],
    [
      'the same parameters',
      wanted({ 'inference-engine-params': ['--a'] }),
      [there(params(['--a']))],
      'none',
      [],
    ],
    [
      'other parameters',
      wanted({ 'inference-engine-params': ['--b'] }),
      [there(params(['--a']))],
      'change',
      ['update app {"inference-engine-parameters":["--b"]}'],
    ],
    [
      'no parameters any more',
      wanted({ 'inference-engine-params': [] }),
      [there(params(['--a']))],
      'change',
      ['update app {"inference-engine-parameters":[]}'],
    ],
    ['no parameters, and none said', wanted({ 'inference-engine-params': [] }), [there()], 'none', []],
    [
      'another version',
      wanted({ 'inference-engine-version': '0.25.1' }),
      [there({ 'inference-engine-version': '0.19.1' })],
      'change',
      ['update app {"inference-engine-version":"0.25.1"}'],
    ],
    [
      'the same version',
      wanted({ 'inference-engine-version': '0.25.1' }),
      [there({ 'inference-engine-version': '0.25.1' })],
      'none',
      [],
    ],
    [
      'parameters before new replicas',
      wanted({ 'inference-engine-params': ['--b'] }),
      [there({ replicas: 1 })],
      'change',
      ['update app {"inference-engine-parameters":["--b"]}', 'scale app 1→3'],
    ],
    [
      'fewer replicas before parameters',
      wanted({ replicas: 1, 'inference-engine-params': ['--b'] }),
      [there()],
      'change',
      ['scale app 3→1', 'update app {"inference-engine-parameters":["--b"]}'],
    ],
    ['the family in other letters', wanted({ 'gpu-type': 'GPUA5000' }), [there()], 'none', []],
    [
      'the model by its ID',
      wanted({ 'model-name': undefined, 'model-id': '00000000-0000-4000-8000-0000000000AA' }),
      [there()],
      'none',
      [],
    ],
    [
      'GPU count, type and model not said',
      wanted(),
      [there({ 'gpu-count': undefined, 'gpu-type': undefined, model: {} })],
      'none',
      [],
    ],
  ])('%s', (_, desired, actual, action, steps) => {
    const { entries, steps: all } = plan([desired], actual);
    expect(entries.map((entry) => entry.action)).toEqual([action]);
    expect(all.map(shown)).toEqual(steps);
  });

  it('create it with all values of the file', () => {
    const desired = wanted({
      'inference-engine-params': ['--a'],
      'inference-engine-version': '0.25.1',
      schedule,
    });
    expect(plan([desired], []).steps).toEqual([
      {
        kind: 'create',
        zone: 'at-vie-2',
        name: 'app',
        request: {
          name: 'app',
          model: { name: 'mistralai/Mistral-7B-Instruct-v0.3' },
          'gpu-type': 'gpua5000',
          'gpu-count': 2,
          replicas: 3,
          'inference-engine-parameters': ['--a'],
          'inference-engine-version': '0.25.1',
        },
      },
    ]);
  });

  it.each<[string, DesiredDeployment, Deployment[] | undefined, string]>([
    [
      'not needed yet',
      wanted({ replicas: 0 }),
      [],
      'does not exist, and zero replicas are desired: apply creates it once more are desired',
    ],
    [
      'no answer',
      wanted(),
      undefined,
      'zone at-vie-2 did not answer: its deployments are not known, nothing is sent',
    ],
    [
      'replicas not said',
      wanted(),
      [there({ replicas: undefined })],
      'the service does not say how many replicas it has',
    ],
    [
      'under way to it',
      wanted(),
      [there({ state: 'scaling' })],
      'scaling: a change to 3 replicas is under way',
    ],
    [
      'under way elsewhere',
      wanted(),
      [there({ state: 'creating', replicas: 1 })],
      'creating: a change is under way; the service may refuse another until it has ended, then the next run does it',
    ],
    [
      'error',
      wanted(),
      [there({ state: 'error' })],
      'its state is error; see why: exo-di deployment explain app -z at-vie-2',
    ],
  ])('notes: %s', (_, desired, actual, note) => {
    expect(plan([desired], actual).entries[0]?.notes).toEqual([note]);
  });

  it('are explained by the desired replicas, the reason and the next change', () => {
    const [entry] = plan([wanted({ schedule })], [there({ replicas: 1 })]).entries;
    expect(entry?.desired).toMatchObject({
      replicas: 3,
      why: { kind: 'schedule', index: 0, since: new Date('2026-03-26T06:00:00Z') },
    });
    expect(entry?.next).toMatchObject({ at: new Date(EVENING), replicas: 0 });
    expect(entry?.gpus).toEqual({ family: 'gpua5000', now: 2, after: 6 });
  });

  it('need the details of a deployment only if the file has engine parameters or a version', () => {
    expect(
      [wanted(), wanted({ 'inference-engine-params': [] }), wanted({ 'inference-engine-version': '1' })].map(
        needsDetails,
      ),
    ).toEqual([false, true, true]);
  });
});

describe('changes that the service cannot make are refused, with the alternatives', () => {
  const keep = (line: string) => `write ${line} in the file, to keep app in at-vie-2 as it is`;
  const second = 'write name: app-2 in the file, to have a second one created beside app in at-vie-2';
  it.each<[string, DesiredDeployment, string, string[]]>([
    [
      'GPU count',
      wanted({ 'gpu-count': 4 }),
      'gpu-count is 2 and cannot be changed to 4',
      [keep('gpu-count: 2'), second, 'exo-di deployment clone app app-2 --gpu-count 4 -z at-vie-2'],
    ],
    [
      'GPU type',
      wanted({ 'gpu-type': 'gpu3' }),
      'gpu-type is gpua5000 and cannot be changed to gpu3',
      [keep('gpu-type: gpua5000'), second, 'exo-di deployment clone app app-2 --gpu-type gpu3 -z at-vie-2'],
    ],
    [
      'model, which a clone keeps',
      wanted({ 'model-name': 'Org/Other' }),
      'model is mistralai/Mistral-7B-Instruct-v0.3 and cannot be changed to Org/Other',
      [keep('model-name: mistralai/Mistral-7B-Instruct-v0.3'), second],
    ],
    [
      'the case of a model counts',
      wanted({ 'model-name': 'mistralai/mistral-7b-instruct-v0.3' }),
      'model is mistralai/Mistral-7B-Instruct-v0.3 and cannot be changed to mistralai/mistral-7b-instruct-v0.3',
      [keep('model-name: mistralai/Mistral-7B-Instruct-v0.3'), second],
    ],
  ])('%s', (_, desired, message, waysOut) => {
    const { entries, steps } = plan([desired], [there({ replicas: 1 })]);
    expect(entries[0]).toMatchObject({ action: 'refused', refusals: [{ message, waysOut }] });
    expect(steps).toEqual([]);
  });

  it('all at once, and with a new name that is free', () => {
    const desired = wanted({ name: 'my app', 'gpu-count': 1, 'gpu-type': 'gpu3' });
    const { entries } = plan([desired], [there({ name: 'my app' }), there({ name: 'my app-2' })]);
    expect(entries[0]?.refusals.map(({ kind }) => kind)).toEqual(['gpu-type', 'gpu-count']);
    expect(entries[0]?.refusals[0]?.waysOut.at(-1)).toBe(
      "exo-di deployment clone 'my app' 'my app-3' --gpu-type gpu3 --gpu-count 1 -z at-vie-2",
    );
    expect(entries[0]?.gpus).toEqual({ family: 'gpua5000', now: 6, after: 6 });
  });

  it('with a command in which a name with a leading dash is no flag', () => {
    const { entries } = plan([wanted({ name: '-x', 'gpu-count': 1 })], [there({ name: '-x' })]);
    expect(entries[0]?.refusals[0]?.waysOut.at(-1)).toBe(
      'exo-di deployment clone --gpu-count 1 -z at-vie-2 -- -x -x-2',
    );
  });

  it('so are several deployments with the same name', () => {
    const { entries, steps } = plan([wanted()], [there({ id: 'a' }), there({ id: 'b', replicas: 1 })]);
    expect(steps).toEqual([]);
    expect(entries[0]).toMatchObject({
      action: 'refused',
      gpus: { now: 8, after: 8 },
      refusals: [
        {
          kind: 'ambiguous',
          message: '2 deployments have this name: a, b',
          waysOut: [
            'exo-di deployment update a --name NEW-NAME -z at-vie-2',
            'exo-di deployment update b --name NEW-NAME -z at-vie-2',
          ],
        },
      ],
    });
  });

  it('so is one without an ID, if it needs a change', () => {
    const [one, right] = [there({ id: undefined, replicas: 1 }), there({ id: undefined })];
    expect(plan([wanted()], [one]).entries[0]?.refusals.map(({ kind }) => kind)).toEqual(['no-id']);
    expect(plan([wanted()], [right]).entries[0]?.action).toBe('none');
  });
});

describe('the whole plan', () => {
  it('grows with the file and no faster: 6,000 deployments take less than two seconds', () => {
    const names = Array.from({ length: 6_000 }, (_, index) => `app-${index}`);
    const before = process.cpuUsage().user;
    const { entries } = plan(
      names.map((name) => wanted({ name })),
      names.map((name) => there({ name })),
    );
    expect((process.cpuUsage().user - before) / 1_000).toBeLessThan(2_000);
    expect(entries).toHaveLength(6_000);
  });

  const desired = [
    wanted({ name: 'new', replicas: 1 }),
    wanted({ name: 'up', replicas: 4 }),
    wanted({ name: 'tune', 'inference-engine-params': ['--a'] }),
    wanted({ name: 'down', replicas: 1 }),
  ];
  const actual = ['up', 'tune', 'down', 'other'].map((name) => there({ id: `id-${name}`, name }));

  it('frees GPUs first', () => {
    expect(plan(desired, actual).steps.map(shown)).toEqual([
      'scale down 3→1',
      'update tune {"inference-engine-parameters":["--a"]}',
      'scale up 3→4',
      'create new 1',
    ]);
  });

  it('lists deployments outside the file, and deletes them only with prune', () => {
    const outside = [{ zone: 'at-vie-2', name: 'other', id: 'id-other', gpus: 6 }];
    expect(plan(desired, actual)).toMatchObject({ prunable: outside });
    const pruned = plan(desired, actual, { prune: true });
    expect(pruned.steps.map(shown).slice(0, 2)).toEqual(['scale down 3→1', 'delete other']);
    expect(pruned.families).toMatchObject([{ family: 'gpua5000', now: 24, after: 18 }]);
  });

  it.each<[string, Deployment[], string[]]>([
    ["the service's shared models", [there({ name: 'public', visibility: 'public' })], []],
    ['sorted by name', [there({ name: 'b' }), there({ name: 'a' })], ['a', 'b']],
    ['none that the file names', [there()], []],
  ])('outside the file: %s', (_, list, names) => {
    expect(plan([wanted()], list).prunable.map(({ name }) => name)).toEqual(names);
  });

  it.each<[string, { resource: string; usage?: number; limit?: number }[], string | undefined]>([
    ['an unknown quota does not prevent the plan', [], undefined],
    ['another family', [{ resource: 'gpu3', usage: 0, limit: 0 }], undefined],
    ['limit −1: unlimited', [{ resource: 'gpua5000', usage: 99, limit: -1 }], undefined],
    ['it fits, freed GPUs counted', [{ resource: 'gpua5000', usage: 18, limit: 18 }], undefined],
  ])('quota: %s', (_, quotas, short) => {
    const [family] = plan(desired, actual, { quotas }).families;
    // It frees 4 GPUs, and needs 2 to scale up and 2 for the new deployment.
    expect(family).toMatchObject({ family: 'gpua5000', now: 18, after: 18, needed: 0 });
    expect(family?.short ? describeShortage(family) : undefined).toBe(short);
  });

  it.each<[string, DesiredDeployment[], number, number, string | undefined]>([
    [
      'a GPU too few',
      [wanted({ replicas: 5 })],
      6,
      9,
      'the quota for gpua5000 is too small: 4 GPUs more needed, 3 free of 9',
    ],
    ['just enough', [wanted({ replicas: 5 })], 6, 10, undefined],
    ['over the limit already, but it frees some', [wanted({ replicas: 1 })], 12, 9, undefined],
    [
      'over the limit already, and more',
      [wanted({ replicas: 4 })],
      12,
      9,
      'the quota for gpua5000 is too small: 2 GPUs more needed, 0 free of 9',
    ],
    ['a refused change needs no GPUs', [wanted({ replicas: 9, 'gpu-count': 1 })], 6, 6, undefined],
  ])('quota: %s', (_, list, usage, limit, short) => {
    const { families } = plan(list, [there()], { quotas: [{ resource: 'gpua5000', usage, limit }] });
    expect(families.map((family) => (family.short ? describeShortage(family) : undefined))).toEqual([short]);
  });

  it('counts families over all zones, since the quota is the organization’s', () => {
    const zones = new Map([
      ['at-vie-2', [there()]],
      ['de-fra-1', []],
    ]);
    const list = [
      wanted({ replicas: 1 }),
      wanted({ zone: 'de-fra-1', 'gpu-count': 1 }),
      wanted({ name: 'g', 'gpu-type': 'gpu3' }),
    ];
    expect(plan(list, undefined, { actual: zones }).families).toMatchObject([
      { family: 'gpu3', now: 0, after: 6, needed: 6 },
      { family: 'gpua5000', now: 6, after: 5, needed: -1 },
    ]);
  });
});
