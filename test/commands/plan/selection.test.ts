import { describe, expect, test } from 'vitest';
import { deployment, desk } from '../../helpers/inference-file.js';

const ZONES = ['at-vie-2', 'ch-gva-2'] as const;

/** my-app in two zones and other in one zone, each with 1 replica and 2 in the file; stray is in no file. */
function two(options: Parameters<typeof desk>[0] = {}) {
  const made = desk(options);
  for (const zone of ZONES) made.sandbox.place({ zone, name: 'my-app', replicas: 1 });
  for (const name of ['other', 'stray']) made.sandbox.place({ zone: 'at-vie-2', name, replicas: 1 });
  made.write(deployment('my-app', 2), deployment('other', 2), deployment('my-app', 2, ['zone: ch-gva-2']));
  const sizes = () =>
    Object.fromEntries(
      ZONES.flatMap((zone) =>
        made.sandbox.deployments(zone).map(({ name, replicas }) => [`${name} ${zone}`, replicas]),
      ),
    );
  return { ...made, sizes };
}

const ALL = { 'my-app at-vie-2': 1, 'my-app ch-gva-2': 1, 'other at-vie-2': 1, 'stray at-vie-2': 1 };

describe('a part of the file', () => {
  test.each([
    ['my-app', { 'my-app at-vie-2': 2, 'my-app ch-gva-2': 2 }],
    ['my-app -z ch-gva-2', { 'my-app ch-gva-2': 2 }],
    ['-z at-vie-2', { 'my-app at-vie-2': 2, 'other at-vie-2': 2 }],
    ['my-app other -z at-vie-2', { 'my-app at-vie-2': 2, 'other at-vie-2': 2 }],
  ])('apply %s changes only the selected deployments', async (part, changed) => {
    const { exo, sizes } = two();
    const { code } = await exo(`apply ${part} -f f.yaml`);
    expect(code).toBe(0);
    expect(sizes()).toEqual({ ...ALL, ...changed });
  });

  test.each([
    ['other', ['other'], ''],
    ['-z at-vie-2', ['my-app', 'other'], 'Not in the file, and left alone: stray (at-vie-2).\n'],
  ])(
    'plan %s shows only the selected deployments, and counts no others of the file as outside of it',
    async (part, names, outside) => {
      const { exo } = two();
      const { stderr, stdout } = await exo(`plan ${part} -f f.yaml -O json`);
      expect(JSON.parse(stdout).deployments.map(({ name }: { name: string }) => name)).toEqual(names);
      expect(stderr).toContain(outside);
      expect(stderr.match(/Not in the file.*other/)).toBeNull();
    },
  );

  test('the quota is checked for the selected deployments only', async () => {
    const { exo } = two({ quotas: { gpua5000: 5 } });
    expect((await exo('plan -f f.yaml')).code).toBe(6);
    expect((await exo('plan other -f f.yaml')).code).toBe(0);
  });

  test('schedule show draws the selected deployments', async () => {
    const { exo } = two();
    const { stdout } = await exo('schedule show other -f f.yaml -O json');
    expect(JSON.parse(stdout).deployments.map(({ name }: { name: string }) => name)).toEqual(['other']);
  });

  test.each([
    [
      'plan my-ap',
      4,
      'deployment "my-ap" was not found in f.yaml\nhint: did you mean my-app?\n      exo-di plan my-app -f f.yaml',
    ],
    [
      'apply other -z ch-gva-2',
      4,
      'deployment "other" was not found in f.yaml in ch-gva-2\nhint: it has my-app',
    ],
    ['schedule show -z ch-gva2', 4, 'f.yaml names no zone "ch-gva2"\nhint: did you mean ch-gva-2?'],
    [
      'plan -f f.yaml other',
      2,
      'is other a deployment? -f takes all words after it as files: write names before it',
    ],
    ['apply --every 1m nobody', 4, 'deployment "nobody" was not found in f.yaml'],
    ['apply other --prune --yes', 2, '--prune works on whole zones: it cannot be combined with names'],
  ])('%s is refused, and nothing is sent', async (line, code, message) => {
    const { exo, sandbox } = two();
    const ended = await exo(line.includes('-f ') ? line : `${line} -f f.yaml`);
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toContain(message);
    expect(sandbox.requests).toEqual([]);
  });

  test('a command to paste contains the selection', async () => {
    const { exo } = two();
    const { stderr } = await exo('apply -z at-vie-2 -f f.yaml --prune');
    expect(stderr).toContain('exo-di apply -f f.yaml -z at-vie-2 --prune --yes');
  });
});
