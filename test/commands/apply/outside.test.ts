import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ownFolder } from '../../helpers/folder.js';
import { deployment, desk, fileOf } from '../../helpers/inference-file.js';
import { beforeSleep, bench } from '../../helpers/run.js';

/** my-app as applied from a file. Changes by others are made directly at the API. */
async function brought(replicas = 1) {
  const made = desk();
  const id = made.sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 1 });
  made.write(deployment('my-app', replicas));
  await made.exo('apply -f f.yaml');
  const byHand = (size: number) => made.exo(`deployment scale my-app ${size} -z at-vie-2`);
  const plan = async () => JSON.parse((await made.exo('plan -f f.yaml -O json')).stdout).deployments[0];
  return { ...made, id, byHand, plan };
}

describe('a change by somebody else', () => {
  test('is distinguished from a change by the schedule, in plan and apply', async () => {
    const { exo, byHand, plan } = await brought();
    await byHand(2);
    expect(await plan()).toMatchObject({
      changed_outside: { from: 1, to: 2, since: '2026-01-01T00:00:00.000Z' },
      notes: ['changed outside: 1 → 2, since the last apply here (Thu 2026-01-01 01:00 Europe/Vienna)'],
    });
    const { stderr } = await exo('plan -f f.yaml');
    expect(stderr).toContain('my-app in at-vie-2: changed outside: 1 → 2, since the last apply here');
    const { stdout } = await exo('apply -f f.yaml');
    expect(stdout).toBe('my-app in at-vie-2: scaled 2 → 1 (changed outside: 1 → 2)\n');
    expect((await plan()).changed_outside).toBeNull();
  });

  test('our own change that a later run found under way, and that then failed, is not reported as one', async () => {
    const { exo, write, plan, clock, sandbox } = await brought();
    sandbox.failNext('POST /ai/deployment/{id}/scale=operation-failure');
    write(deployment('my-app', 3));
    for (let run = 0; run < 2; run++) await exo('apply -f f.yaml --no-wait');
    clock.advance(10 * 60_000);
    expect(await plan()).toMatchObject({ replicas: 1, changed_outside: null });
    clock.advance(10 * 60_000);
    await exo('apply -f f.yaml');
    expect(await plan()).toMatchObject({ replicas: 3, changed_outside: null });
  });

  test('our own change that kept a later one from being accepted is not reported as one', async () => {
    const { exo, write, clock } = await brought();
    write(deployment('my-app', 3));
    await exo('apply -f f.yaml --no-wait');
    write(deployment('my-app', 0));
    expect((await exo('apply -f f.yaml --no-wait')).code).toBe(5);
    clock.advance(20 * 60_000);
    expect((await exo('apply -f f.yaml')).stdout).toBe('my-app in at-vie-2: scaled 3 → 0\n');
  });

  test('our own deletion with --prune is not reported as one', async () => {
    const { exo, write, clock } = await brought();
    write(deployment('other', 0));
    expect((await exo('apply -f f.yaml --prune --yes')).stdout).toMatch(/my-app in at-vie-2: deleted/);
    write(deployment('my-app', 2));
    clock.advance(10 * 60_000);
    expect((await exo('apply -f f.yaml')).stdout).toBe('my-app in at-vie-2: created with 2 replicas\n');
  });

  test('one whose zone the file has changed is told once, because it runs on in the former zone', async () => {
    const { exo, write, clock } = await brought();
    write(deployment('my-app', 0, ['zone: ch-dk-2']));
    const left =
      'an earlier apply here had it in at-vie-2, where the file does not name it any more: what runs there goes on';
    expect((await exo('plan -f f.yaml')).stderr).toContain(`my-app in ch-dk-2: ${left}\n`);
    const told =
      'the file had deployment my-app in at-vie-2, and has it in ch-dk-2 now; what runs in at-vie-2 goes on\n';
    clock.advance(10 * 60_000);
    expect((await exo('apply -f f.yaml -Q')).stderr).toContain(told);
    expect((await exo('apply -f f.yaml')).stderr).not.toContain(told);
    expect((await exo('plan -f f.yaml')).stderr).not.toContain(left);
    write(deployment('my-app', 1));
    expect((await exo('plan -f f.yaml')).stderr).toContain(
      `my-app in at-vie-2: ${left.replace('at-vie-2', 'ch-dk-2')}`,
    );
  });

  test('one that the file has in two zones is left in neither', async () => {
    const { exo, write } = await brought();
    write(deployment('my-app', 1), deployment('my-app', 0, ['zone: ch-dk-2']));
    expect((await exo('plan my-app -f f.yaml -z ch-dk-2')).stderr).not.toContain('an earlier apply here');
  });

  test('a changed file is not reported as one', async () => {
    const { exo, write, plan } = await brought();
    write(deployment('my-app', 3));
    expect((await plan()).changed_outside).toBeNull();
    expect((await exo('apply -f f.yaml')).stdout).toBe('my-app in at-vie-2: scaled 1 → 3\n');
  });

  test.each([
    ['not waited for', '--no-wait'],
    ['not waited for to the end', '--wait-timeout 1s'],
  ])('our own change %s is not reported as one', async (_, flags) => {
    const { exo, write, plan, clock } = await brought();
    write(deployment('my-app', 3));
    await exo(`apply -f f.yaml ${flags}`);
    clock.advance(10 * 60_000);
    expect(await plan()).toMatchObject({ replicas: 3, changed_outside: null });
  });

  test('our own change is not reported as one while its run still waits for another', async () => {
    const { exo, write, plan, clock } = await brought();
    write(deployment('my-app', 0), deployment('other', 1));
    const start = clock.now();
    let seen: unknown;
    beforeSleep(clock, async () => {
      if (clock.now() - start > 60_000) seen ??= await plan();
    });
    await exo('apply -f f.yaml');
    expect(seen).toMatchObject({ name: 'my-app', state: 'ready', replicas: 0, changed_outside: null });
  });

  test('what a later run has done is not reported as one after the end of an earlier run', async () => {
    const { exo, write, plan, clock } = await brought();
    write(deployment('my-app', 0), deployment('other', 1));
    const start = clock.now();
    let later: Promise<unknown> | undefined;
    beforeSleep(clock, async () => {
      if (clock.now() - start > 60_000 && !later) {
        write(deployment('my-app', 1), deployment('other', 1));
        later = exo('apply my-app -f f.yaml');
        await later;
      }
    });
    expect((await exo('apply -f f.yaml')).code).toBe(0);
    expect(await later).toMatchObject({ code: 0, stdout: 'my-app in at-vie-2: scaled 0 → 1\n' });
    expect(await plan()).toMatchObject({ replicas: 1, changed_outside: null });
  });

  test('a deployment that was deleted is reported as one', async () => {
    const { exo, plan } = await brought();
    await exo('deployment delete my-app -z at-vie-2 -f');
    const { notes, ...seen } = await plan();
    expect(seen).toMatchObject({ action: 'create', changed_outside: { from: 1, to: null } });
    expect(notes).toEqual([expect.stringMatching(/^changed outside: 1 → gone, since/)]);
  });

  test('a deployment that was renamed is not called gone', async () => {
    const { exo, plan } = await brought();
    await exo('deployment update my-app --name chat -z at-vie-2');
    const { notes, ...seen } = await plan();
    expect(seen).toMatchObject({
      action: 'create',
      changed_outside: { from: 1, to: null, renamed_to: 'chat' },
    });
    expect(notes).toEqual([expect.stringMatching(/^changed outside: 1 → renamed to chat, since/)]);
    const { stdout, stderr } = await exo('apply -f f.yaml');
    expect(stdout).toBe(
      'my-app in at-vie-2: created with 1 replica (changed outside: 1 → renamed to chat)\n',
    );
    expect(stderr).toContain(
      'warning: deployment my-app in at-vie-2 is now called chat, and left as it is; another my-app is created\n',
    );
  });

  test('a deployment that was renamed is named where none is needed: it runs on', async () => {
    const { exo, write } = await brought();
    await exo('deployment update my-app --name chat -z at-vie-2');
    write(deployment('my-app', 0));
    const renamed = 'changed outside: 1 → renamed to chat';
    expect((await exo('plan -f f.yaml')).stderr).toContain(
      `my-app in at-vie-2: ${renamed}, since the last apply`,
    );
    const { stdout, stderr } = await exo('apply -f f.yaml');
    expect(stdout).toBe(
      `my-app in at-vie-2: does not exist and is not needed now: 0 replicas (base value) (${renamed})\n`,
    );
    expect(stderr).toBe('warning: deployment my-app in at-vie-2 is now called chat, and left as it is\n');
    expect((await exo('apply -f f.yaml')).stderr).toBe('');
  });

  test('a change by a run of another file that includes the same file is not reported as one', async () => {
    const { exo, files, sandbox, clock } = desk();
    const shared = (evening: string) =>
      fileOf(
        deployment('my-app', undefined, ['schedule:', '  - { cron: "0 7 * * *", replicas: 2 }', evening]),
      );
    for (const name of ['a', 'b']) files[`/${name}.yaml`] = 'include: [shared.yaml]\n';
    const id = sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 1 });
    files['/shared.yaml'] = shared('  - { cron: "0 17 * * *", replicas: 0, on: change }');
    // From 01:00 to 17:00 by the clock of the file.
    for (const name of ['a', 'b']) await exo(`apply -f ${name}.yaml`);
    clock.advance(16 * 3_600_000);
    await exo('apply -f a.yaml');
    expect(sandbox.deployments('at-vie-2')).toMatchObject([{ id, replicas: 0 }]);
    const { stdout } = await exo('plan -f b.yaml -O json');
    expect(JSON.parse(stdout).deployments[0]).toMatchObject({ changed_outside: null });
    await exo('deployment scale my-app 1 -z at-vie-2');
    expect((await exo('apply -f b.yaml')).code).toBe(0);
    expect(sandbox.deployments('at-vie-2')).toMatchObject([{ id, replicas: 1 }]);
  });

  test('is not reported before the first run', async () => {
    const { exo, sandbox, write } = desk();
    sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 2 });
    write(deployment('my-app', 1));
    expect(
      JSON.parse((await exo('plan -f f.yaml -O json')).stdout).deployments[0].changed_outside,
    ).toBeNull();
  });
});

describe('apply -O json', () => {
  test('has each change with its operation, the replicas before and after, and the reason', async () => {
    const { exo, byHand } = await brought();
    await byHand(2);
    const [row] = JSON.parse((await exo('apply -f f.yaml -O json')).stdout);
    expect(row).toMatchObject({
      name: 'my-app',
      result: 'changed',
      before: 2,
      after: 1,
      reason: 'base value',
      changed_outside: '1 → 2',
      operation_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test('has the old replicas of a failed deployment, and none for a deleted one', async () => {
    const { exo, write, sandbox } = await brought();
    write(deployment('my-app', 3));
    sandbox.place({ zone: 'at-vie-2', name: 'stray', replicas: 2 });
    sandbox.failNext('POST /ai/deployment/{id}/scale=403');
    const rows = JSON.parse((await exo('apply -f f.yaml --prune --yes -O json')).stdout);
    expect(rows).toMatchObject([
      { name: 'my-app', result: 'failed', before: 1, after: 1, reason: 'base value' },
      { name: 'stray', result: 'changed', before: 2, after: 0, reason: '--prune' },
    ]);
  });

  test.each([
    ['goes on when the time is up', {}, '', '--wait-timeout 1m', 'still not done', 3],
    ['has failed', { failStart: 'oom' } as const, '', '', 'did not start', null],
    ['was sent without an answer', {}, 'POST /ai/deployment/{id}/scale=reset x20', '', 'ECONNRESET', null],
  ])('has the replicas that a change leaves which %s', async (_, options, fault, flags, why, after) => {
    const { exo, sandbox, write } = desk(options);
    sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 1 });
    write(deployment('my-app', 3));
    if (fault) sandbox.failNext(fault);
    const [row] = JSON.parse((await exo(`apply -f f.yaml ${flags} -O json`)).stdout);
    expect(row).toMatchObject({ result: 'failed', before: 1, after, error: expect.stringContaining(why) });
  });
});

test.skipIf(process.platform === 'win32')(
  'a file that Kubernetes mounts is the same after its ConfigMap, or the pod, is renewed',
  async () => {
    const home = ownFolder();
    const mount = (time: string) => {
      mkdirSync(join(home, time));
      writeFileSync(join(home, time, 'f.yaml'), fileOf(deployment('my-app', 1)));
      symlinkSync(time, join(home, '..data_tmp'));
      renameSync(join(home, '..data_tmp'), join(home, '..data'));
    };
    mount('..2026_01_01_00_00_00.123456789');
    symlinkSync('..data/f.yaml', join(home, 'f.yaml'));
    const { exo, sandbox } = bench();
    sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 1 });
    await exo(`apply -f ${home}/f.yaml`, { home });
    await exo('deployment scale my-app 2 -z at-vie-2');
    mount('..2026_01_01_06_00_00.987654321');
    const { stdout } = await exo(`plan -f ${home}/f.yaml -O json`, { home });
    expect(JSON.parse(stdout).deployments[0].changed_outside).toMatchObject({ from: 1, to: 2 });
  },
);
