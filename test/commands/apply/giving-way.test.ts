import { describe, expect, test } from 'vitest';
import { writeHolds } from '../../../src/desired/hold/holds.js';
import { memoryFiles } from '../../config/memory.js';
import { bench, memoryRuns, T0, withMyApp } from '../../helpers/run.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A deployment with two replicas, a file with a schedule, and runs of apply in the first days of 2026. */
function evenings(...entries: string[]) {
  const file = `
zone: at-vie-2
deployments:
  - name: my-app
    model-name: mistralai/Mistral-7B-Instruct-v0.3
    gpu-type: gpua5000
    gpu-count: 1
    replicas: 2
    schedule:
${entries.map((entry) => `      - ${entry}\n`).join('')}`;
  const { sandbox, exo, clock, id } = withMyApp({ replicas: 2 });
  const runs = memoryRuns();
  const texts: Record<string, string> = { '/f.yaml': file };
  const options = { files: memoryFiles(texts), runs };
  const at = (hours: number) => new Date(T0 + hours * HOUR).toISOString();
  const size = () => sandbox.deployments().find((one) => one.id === id)?.replicas;
  return {
    sandbox,
    /** Runs apply this many hours into the year. @returns the replicas afterwards */
    async applyAt(hours: number) {
      clock.advance(T0 + hours * HOUR - clock.now());
      const { code, stderr } = await exo('apply -f /f.yaml', options);
      return code === 0 ? size() : stderr;
    },
    /** Holds a number of replicas from one hour of the year to another. */
    hold(replicas: number, from: number, to: number) {
      const one = { name: 'my-app', zone: 'at-vie-2', replicas, since: at(from), until: at(to), by: 'ada' };
      texts['/f.holds.yaml'] = writeHolds({ holds: [one] });
    },
    release: () => delete texts['/f.holds.yaml'],
    /** Scales the deployment, as a person would. */
    scale: (replicas: number) => exo(`deployment scale my-app ${replicas} -z at-vie-2`),
    plan: async () => JSON.parse((await exo('plan -f /f.yaml -O json', options)).stdout).deployments[0],
    exo: (line: string) => exo(line, options),
  };
}

describe('on: change', () => {
  test('a manual scaling afterwards stays until the entry fires again', async () => {
    const { applyAt, scale, plan } = evenings('{ cron: "0 17 * * *", replicas: 0, on: change }');
    expect(await applyAt(16)).toBe(2);
    expect(await applyAt(17)).toBe(0);
    await scale(1);
    expect(await applyAt(20)).toBe(1);
    expect((await plan()).requests).toEqual([]);
    expect(await applyAt(40)).toBe(1);
    expect((await plan()).desired).toMatchObject({ replicas: 1, reason: { on: 'change' } });
    expect(await applyAt(41)).toBe(0);
  });

  test('two runs at once, for two zones of a file, keep each other’s records', async () => {
    const { sandbox, exo, clock } = bench();
    const entry = 'schedule: [{ cron: "0 17 * * *", replicas: 0, on: change }]';
    const zones = ['at-vie-2', 'at-vie-1'] as const;
    const apps = zones.map(
      (zone) =>
        `  - { name: app, zone: ${zone}, model-name: mistralai/Mistral-7B-Instruct-v0.3, gpu-type: gpua5000, gpu-count: 1, ${entry} }\n`,
    );
    for (const zone of zones) sandbox.place({ zone, name: 'app', replicas: 2 });
    const options = {
      files: memoryFiles({ '/f.yaml': `deployments:\n${apps.join('')}` }),
      runs: memoryRuns(),
    };
    const applyBoth = () => Promise.all(zones.map((zone) => exo(`apply -f /f.yaml -z ${zone}`, options)));
    const sizes = () => sandbox.deployments().map(({ replicas }) => replicas);
    clock.advance(T0 + 17 * HOUR - clock.now());
    await applyBoth();
    expect(sizes()).toEqual([0, 0]);
    for (const zone of zones) await exo(`deployment scale app 1 -z ${zone}`);
    clock.advance(5 * MINUTE);
    await applyBoth();
    expect(sizes()).toEqual([1, 1]);
  });

  test('the next run makes up for a failed one', async () => {
    const { applyAt, sandbox } = evenings('{ cron: "0 17 * * *", replicas: 0, on: change }');
    await applyAt(16);
    sandbox.failNext('POST /ai/deployment/{id}/scale=403');
    expect(await applyAt(17)).toContain('error:');
    expect(await applyAt(19)).toBe(0);
  });

  test('another entry that fires overrides a manual scaling', async () => {
    const { applyAt, scale } = evenings(
      '{ cron: "0 7 * * *", replicas: 3 }',
      '{ cron: "0 17 * * *", replicas: 0, on: change }',
    );
    await applyAt(17);
    await scale(1);
    expect(await applyAt(23)).toBe(1);
    expect(await applyAt(31)).toBe(3);
    await scale(1);
    expect(await applyAt(32)).toBe(3);
  });
});

describe('on: change counts once more when an entry or hold that overrode it ends', () => {
  test('a window', async () => {
    const { applyAt } = evenings(
      '{ cron: "0 17 * * *", replicas: 0, on: change }',
      '{ from: "20:00", to: "22:00", replicas: 2 }',
    );
    expect([await applyAt(17), await applyAt(20), await applyAt(22)]).toEqual([0, 2, 0]);
  });

  test('a hold that has ended, and one that was released', async () => {
    const { applyAt, hold, release } = evenings('{ cron: "0 17 * * *", replicas: 0, on: change }');
    expect(await applyAt(17)).toBe(0);
    hold(3, 17.5, 19);
    expect([await applyAt(18), await applyAt(19)]).toEqual([3, 0]);
    hold(3, 19.5, 23);
    expect(await applyAt(20)).toBe(3);
    release();
    expect(await applyAt(20.5)).toBe(0);
  });
});

test('a run with a future --at, or with a wrong clock, does not keep an entry from firing', async () => {
  const { applyAt, exo, scale } = evenings('{ cron: "0 17 * * *", replicas: 0, on: change }');
  await applyAt(16);
  await exo('apply -f /f.yaml --at 2027-01-01T18:00Z');
  await scale(2);
  expect(await applyAt(17)).toBe(0);
});

describe('at-most, at-least', () => {
  test('at-most in the night does not start a deployment that was stopped by hand', async () => {
    const { applyAt, scale } = evenings('{ cron: "0 23 * * *", at-most: 1 }');
    expect(await applyAt(24)).toBe(1);
    await scale(0);
    expect(await applyAt(26)).toBe(0);
    expect(await applyAt(48)).toBe(0);
  });

  test('at-least by day does not remove replicas that were added by hand', async () => {
    const { applyAt, scale } = evenings('{ cron: "0 7 * * *", at-least: 1 }');
    await scale(3);
    expect(await applyAt(8)).toBe(3);
    await scale(0);
    expect(await applyAt(9)).toBe(1);
  });

  test('at-most does not create a missing deployment, at-least does', async () => {
    const most = evenings('{ cron: "0 7 * * *", at-most: 1 }');
    await most.exo('deployment delete my-app -f -z at-vie-2');
    await most.applyAt(8);
    expect(most.sandbox.deployments()).toEqual([]);
    const least = evenings('{ cron: "0 7 * * *", at-least: 1 }');
    await least.exo('deployment delete my-app -f -z at-vie-2');
    await least.applyAt(8);
    expect(least.sandbox.deployments()).toMatchObject([{ replicas: 1 }]);
  });
});

test.each([
  ['{ cron: "0 7 * * *" }', 'replicas, at-most or at-least is missing'],
  ['{ cron: "0 7 * * *", replicas: 1, at-most: 2 }', 'only one of replicas and at-most can be given'],
  ['{ from: "07:00", to: "20:00", replicas: 1, on: change }', 'on: change works only with a cron'],
  ['{ cron: "0 7 * * *", replicas: 1, on: always }', 'on: '],
])('%s is refused', async (entry, said) => {
  const { exo } = evenings(entry);
  const { code, stderr } = await exo('plan -f /f.yaml');
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(said) });
  expect(stderr).toContain('/f.yaml:10:');
});
