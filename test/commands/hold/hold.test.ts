import { readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { systemClock } from '../../../src/clock.js';
import { failOnce } from '../../helpers/failing-fs.js';
import { ownFolder } from '../../helpers/folder.js';
import { deployment, fileOf } from '../../helpers/inference-file.js';
import { memoryLocks } from '../../helpers/locks.js';
import { bench, run } from '../../helpers/run.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const FILE = fileOf(deployment('my-app', 1), deployment('other', 0));

/** A file in a new folder, and a function that runs command lines with `-f FILE`. It is 1 January, 01:00 in Vienna. */
function held(text = FILE) {
  const home = ownFolder();
  const file = join(home, 'inference.yaml');
  writeFileSync(file, text);
  const base = bench();
  base.sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 1 });
  const locks = memoryLocks(base.clock);
  const exo = (line: string, path = file) => base.exo(`${line} -f ${path}`, { home, locks });
  const sizes = () =>
    Object.fromEntries(base.sandbox.deployments().map(({ name, replicas }) => [name, replicas]));
  return { ...base, home, file, exo, sizes, holds: join(home, 'inference.holds.yaml') };
}

describe('a hold', () => {
  test('overrides the file until it ends', async () => {
    const { exo, sizes, clock, home } = held();
    const { code, stdout, stderr } = await exo('hold my-app --replicas 2 --until +4h');
    expect(code).toBe(0);
    expect(stdout).toBe(
      'Held my-app in at-vie-2 at 2 replicas until Thu 2026-01-01 05:00 Europe/Vienna, for 4h.\n',
    );
    expect(stderr).toBe(
      `Written to ${home}/inference.holds.yaml.\nThe next apply carries it out; to do it now: exo-di apply -f ${home}/inference.yaml\n`,
    );
    expect(sizes()).toEqual({ 'my-app': 1 });
    await exo('apply');
    expect(sizes()).toEqual({ 'my-app': 2 });
    clock.advance(4 * HOUR);
    await exo('apply');
    expect(sizes()).toEqual({ 'my-app': 1 });
    expect((await exo('hold list -O json')).stdout).toBe('[]\n');
  });

  test('counts also if a pattern names its file beside the one that it is for', async () => {
    const { exo, sizes, home } = held();
    await exo('hold my-app --replicas 2 --until +4h');
    const { code, stderr } = await exo('apply', `${home}/inference.holds.yaml ${home}/inference.yaml`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('error') });
    expect(sizes()).toEqual({ 'my-app': 2 });
  });

  test('for an included file counts for the including file, too, and so does a pause', async () => {
    const { exo, sizes, home, file } = held();
    const main = join(home, 'main.yaml');
    writeFileSync(main, 'include: [inference.yaml]\nzone: at-vie-2\ndeployments: []\n');
    await exo('hold my-app --replicas 3 --until +4h', main.replace('main', 'inference'));
    await exo('apply', main);
    expect(sizes()).toEqual({ 'my-app': 3 });
    await exo('hold --all --replicas 0 --until +1h');
    await exo('pause');
    expect((await exo('apply', main)).stderr).toContain(`${file} is paused by`);
    expect(await exo('apply -O json', main)).toMatchObject({ code: 0, stdout: '[]\n' });
    await exo('resume');
    await exo('apply', main);
    expect(sizes()).toEqual({ 'my-app': 0 });
  });

  test('made through one including file does not count for other including files, and a warning says so', async () => {
    const { exo, home, file, sizes } = held();
    const [main, other] = ['main.yaml', 'other.yaml'].map((name) => join(home, name));
    for (const path of [main, other]) writeFileSync(path ?? '', 'include: [inference.yaml]\n');
    const { stderr } = await exo('hold my-app --replicas 3 --until +4h', main);
    const there = `exo-di hold my-app --replicas 3 --until +4h -f ${file}`;
    expect(stderr).toContain(
      `warning: ${main} has my-app from ${file}: other files that include that do not see this hold; they do with: ${there}\n`,
    );
    await exo('apply', other);
    expect(sizes()).toEqual({ 'my-app': 1 });
    expect((await exo('hold my-app --replicas 3 --until +4h')).stderr).not.toContain('warning');
    await exo('apply', other);
    expect(sizes()).toEqual({ 'my-app': 3 });
    const all = await exo('hold --all --replicas 0 --until +1h -z at-vie-2', main);
    expect(all.stderr).toContain(
      `${main} has my-app, other from ${file}: other files that include that do not see this hold; they do with: exo-di hold --all --replicas 0 --until +1h -z at-vie-2 -f ${file}\n`,
    );
  });

  test('does not change the minutes of an installed job', async () => {
    const { exo, clock } = held();
    clock.advance(17 * MINUTE + 20_000);
    await exo('hold my-app --replicas 2 --until +4h');
    expect((await exo('schedule install --as cron')).stdout).toMatch(/^\*\/5 \* \* \* \* /m);
  });

  test('is shown by plan, apply, schedule show and hold list with its owner, beginning and end', async () => {
    const { exo } = held();
    await exo('hold my-app --replicas 2 --until 02:00');
    const who = /held by \S+@\S+ since Thu 2026-01-01 01:00 Europe\/Vienna until Thu 2026-01-01 02:00/;
    const plan = JSON.parse((await exo('plan -O json')).stdout);
    expect(plan.deployments[0].desired).toEqual({
      replicas: 2,
      why: expect.stringMatching(who),
      reason: {
        kind: 'hold',
        by: expect.stringMatching(/^\S+@\S+$/),
        timezone: 'Europe/Vienna',
        since: '2026-01-01T00:00:00.000Z',
        until: '2026-01-01T01:00:00.000Z',
      },
    });
    expect(plan.deployments[0].next_change).toMatchObject({ at: '2026-01-01T01:00:00.000Z', replicas: 1 });
    expect((await exo('apply')).stdout).toContain('my-app in at-vie-2: scaled 1 → 2');
    expect((await exo('apply')).stdout).toMatch(who);
    const schedule = JSON.parse((await exo('schedule show --days 1 -O json')).stdout);
    expect(schedule.deployments[0].timeline.map(({ replicas }: { replicas: number }) => replicas)).toEqual([
      1, 2, 1,
    ]);
    expect((await exo('hold list')).stdout).toContain('2026-01-01 02:00 Europe/Vienna');
  });

  test('for the same deployment replaces the previous one', async () => {
    const { exo } = held();
    await exo('hold my-app --replicas 2 --until 02:00');
    await exo('hold my-app --replicas 0 --until 03:00');
    const list = JSON.parse((await exo('hold list -O json')).stdout);
    expect(list).toMatchObject([{ name: 'my-app', replicas: 0, until: '2026-01-01T02:00:00Z' }]);
  });

  test('with --all is for all deployments; release ends one or all', async () => {
    const { exo, sizes } = held();
    await exo('hold --all --replicas 0 --until +1h');
    await exo('apply');
    expect(sizes()).toEqual({ 'my-app': 0 });
    const { stdout, stderr } = await exo('release my-app');
    expect(stderr).toContain('The next apply follows the schedule again; to do it now: exo-di apply -f ');
    expect(stdout).toMatch(/^Released my-app in at-vie-2, held at 0 replicas by \S+@\S+\.\n$/);
    expect(JSON.parse((await exo('hold list -O json')).stdout)).toMatchObject([{ name: 'other' }]);
    await exo('release --all');
    expect((await exo('release --all')).stdout).toBe('Nothing was held.\n');
    await exo('apply');
    expect(sizes()).toEqual({ 'my-app': 1 });
  });

  test('is kept in a file that only its owner can read, beside the target of a link', async () => {
    const { exo, holds, home, file } = held();
    const link = join(home, 'link.yaml');
    symlinkSync(file, link);
    await exo('hold my-app --replicas 2 --until 02:00', link);
    expect(statSync(holds).mode & 0o777).toBe(0o600);
    expect(JSON.parse((await exo('plan -O json')).stdout).deployments[0].desired.replicas).toBe(2);
  });

  test('two made at the same time: both are kept', async () => {
    const { exo, file, home, clock } = held();
    const locks = memoryLocks(systemClock);
    // The two wait for each other in real time.
    const at = (line: string) =>
      run(`${line} --until +4h -f ${file}`, { home, locks }, { ...systemClock, now: clock.now });
    await Promise.all([at('hold my-app --replicas 2'), at('hold other --replicas 1')]);
    const list = JSON.parse((await exo('hold list -O json')).stdout);
    expect(list.map(({ name }: { name: string }) => name).sort()).toEqual(['my-app', 'other']);
  });

  test.each(['inference.json', 'inference.yml'])(
    'for %s does not count for inference.yaml beside it',
    async (name) => {
      const { exo, home } = held();
      const path = join(home, name);
      writeFileSync(path, name.endsWith('json') ? JSON.stringify(parse(FILE)) : FILE);
      const { stderr } = await exo('hold my-app --replicas 2 --until +4h', path);
      expect(stderr).toContain(`Written to ${path}.holds.yaml.`);
      await exo('pause', path);
      expect((await exo('hold list')).stdout).not.toContain('my-app');
      expect((await exo('apply')).stderr).not.toContain('paused');
      await exo('release --all', path);
      await exo('resume', path);
      await exo('hold my-app --replicas 3 --until +4h');
      await exo('pause');
      expect(JSON.parse((await exo('hold list -O json', path)).stdout)).toEqual([]);
      expect((await exo('apply', path)).stderr).not.toContain('paused');
    },
  );

  test('made before the file was renamed from .yaml to .json still counts', async () => {
    const { exo, home, file, holds, sizes } = held();
    await exo('hold --all --replicas 2 --until +4h');
    const path = join(home, 'inference.json');
    renameSync(file, path);
    await exo('apply', path);
    expect(sizes()).toMatchObject({ 'my-app': 2 });
    await exo('release my-app', path);
    expect(JSON.parse((await exo('hold list -O json', path)).stdout)).toMatchObject([{ name: 'other' }]);
    await exo('release --all', path);
    expect(JSON.parse((await exo('hold list -O json', path)).stdout)).toEqual([]);
    // Holds that belong to an existing file do not count for another one.
    writeFileSync(file, FILE);
    rmSync(`${path}.holds.yaml`);
    expect(statSync(holds).isFile()).toBe(true);
    expect(JSON.parse((await exo('hold list -O json', path)).stdout)).toEqual([]);
  });
});

describe('refused, and nothing is written', () => {
  const bounded = `max-hold: 2h\n${FILE}`;
  test.each<[line: string, code: number, said: string, text?: string]>([
    ['hold my-ap --replicas 2 --until 02:00', 4, 'did you mean my-app?'],
    ['hold x --replicas 2 --until 02:00', 4, 'it has my-app, other'],
    ['hold my-app --replicas 2', 2, '--until is required'],
    ['hold my-app --until 02:00', 2, '--replicas is required'],
    ['hold --replicas 2 --until 02:00', 2, 'name the deployments to hold, or all of them with --all'],
    ['hold my-app --all --replicas 2 --until 02:00', 2, 'name the deployments to hold'],
    ['hold my-app --replicas -1 --until 02:00', 2, '--replicas must be a whole number'],
    ['hold my-app --replicas 2 --until 2025-12-31', 2, '--until is in the past'],
    ['hold my-app --replicas 2 --until soon', 2, '02:00 or +4h'],
    ['hold my-app --replicas 2 --until +3h', 2, 'is 3h away, and the file allows 2h (max-hold)', bounded],
    ['pause --until +3h', 2, 'the longest allowed: --until +2h', bounded],
    ['release my-app', 4, 'deployment "my-app" was not found in the holds of'],
  ])('%s', async (line, code, said, text) => {
    const { exo, holds } = held(text);
    const outcome = await exo(line);
    expect({ ...outcome, stderr: outcome.stderr }).toMatchObject({ code, stdout: '' });
    expect(outcome.stderr).toContain(said);
    expect(() => statSync(holds)).toThrow('ENOENT');
  });

  test('a name in two zones needs -z', async () => {
    const second = FILE.split('deployments:')[1]?.replaceAll(
      'gpu-count: 1',
      'gpu-count: 1\n    zone: de-fra-1',
    );
    const { exo } = held(`${FILE}${second}`);
    expect(await exo('hold my-app --replicas 2 --until 02:00')).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('name its zone with -z at-vie-2'),
    });
    expect((await exo('hold my-app --replicas 2 --until 02:00 -z de-fra-1')).code).toBe(0);
    expect(JSON.parse((await exo('hold list -O json')).stdout)).toMatchObject([{ zone: 'de-fra-1' }]);
  });

  test('of standard input, which has no folder for it', async () => {
    const { exo } = held();
    expect((await exo('hold my-app --replicas 2 --until 02:00', '-')).stderr).toContain(
      '--file must be a file',
    );
  });

  test('a damaged file of holds stops apply, because the holds are not known', async () => {
    const { exo, holds, sizes } = held();
    for (const text of ['holds: [', 'holds:\n  - name: my-app\n', 'other: 1\n']) {
      writeFileSync(holds, text);
      for (const line of ['apply', 'plan', 'hold list', 'hold my-app --replicas 0 --until 02:00']) {
        expect(await exo(line)).toMatchObject({
          code: 2,
          stderr: expect.stringContaining('correct that file, or remove it: then nothing is held or paused'),
        });
      }
      expect(readFileSync(holds, 'utf8')).toBe(text);
    }
    expect(sizes()).toEqual({ 'my-app': 1 });
  });
});

describe('pause and resume', () => {
  test('apply sends nothing until the pause ends, prune included; plan says so', async () => {
    const { exo, sandbox, changes, clock } = held();
    sandbox.place({ zone: 'at-vie-2', name: 'stray' });
    await exo('hold my-app --replicas 2 --until +8h');
    expect(await exo('pause --until +4h')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('apply sends nothing.'),
    });
    expect(await exo('apply --prune --yes')).toMatchObject({ code: 0, stdout: '' });
    expect(changes()).toEqual([]);
    const plan = await exo('plan --detailed-exitcode -O json');
    expect({ code: plan.code, ...JSON.parse(plan.stdout) }).toMatchObject({
      code: 0,
      changes: 0,
      requests: [],
      paused: { until: '2026-01-01T04:00:00Z' },
    });
    expect(plan.stderr).toContain('2 deployments; 1 request would be sent if it were not paused.\n');
    for (const at of ['2026-01-01T00:00', '2026-02-01T00:00'])
      expect(await exo(`apply --at ${at}`)).toMatchObject({ code: 0, stdout: '' });
    expect(changes()).toEqual([]);
    expect(JSON.parse((await exo('plan --at 2026-01-01T07:00 -O json')).stdout)).toMatchObject({
      changes: 1,
    });
    clock.advance(4 * HOUR);
    await exo('apply');
    expect(changes()).toHaveLength(1);
  });

  test.each([
    ['Europe/Vienna', '2026-01-01T19:00:00Z'],
    ['UTC', '2026-01-01T20:00:00Z'],
  ])('the end of a pause is printed in the time zone in which it was read: %s', async (timezone, until) => {
    const { exo } = held(FILE.replace('Europe/Vienna', timezone));
    const told = `until Thu 2026-01-01 20:00 ${timezone}: apply`;
    expect((await exo('pause --until 20:00')).stdout).toContain(told);
    for (const line of ['plan', 'apply', 'schedule show', 'hold list'])
      expect((await exo(line)).stderr).toContain(told);
    expect(JSON.parse((await exo('plan -O json')).stdout)).toMatchObject({ paused: { until } });
  });

  test('hold and release of a paused file say that apply sends nothing before', async () => {
    const { exo, file } = held();
    await exo('pause --until +4h');
    for (const line of ['hold my-app --replicas 2 --until +1h', 'release my-app']) {
      const { stderr } = await exo(line);
      expect(stderr, line).toMatch(
        / is paused by \S+ since .* until .*: apply sends nothing\. To end the pause before then: /,
      );
      expect(stderr, line).toContain(`To end the pause before then: exo-di resume -f ${file}\n`);
      expect(stderr, line).not.toContain('next apply');
    }
    expect((await exo('resume')).stderr).toContain('The next apply follows the schedule again');
  });

  test('a pause without an end ends after a day; resume ends it earlier', async () => {
    const { exo, changes } = held();
    await exo('hold my-app --replicas 2 --until +8h');
    expect(JSON.parse((await exo('pause -O json')).stdout)).toMatchObject({ until: '2026-01-02T00:00:00Z' });
    expect(JSON.parse((await held(`max-hold: 2h\n${FILE}`).exo('pause -O json')).stdout)).toMatchObject({
      until: '2026-01-01T02:00:00Z',
    });
    expect((await exo('hold list')).stderr).toContain('is paused by');
    expect((await exo('resume')).stdout).toMatch(/is not paused any more; \S+@\S+ had paused it\.\n$/);
    expect((await exo('resume')).stdout).toContain('was not paused');
    await exo('apply');
    expect(changes()).toHaveLength(1);
  });
});

test.each(['resume', 'release --all', 'release my-app'])(
  '%s of a file that does not exist is exit 2, unless something is held of it',
  async (line) => {
    const { exo, file, home } = held();
    const wrong = join(home, 'infrence.yaml');
    const { code, stdout, stderr } = await exo(line, wrong);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(`error: file "${wrong}" does not exist\n`);
    await exo('hold my-app --replicas 2 --until +4h');
    await exo('pause');
    rmSync(file);
    expect((await exo(line)).code).toBe(0);
  },
);

test.each(['hold my-app --replicas 2 --until +4h', 'pause --until +4h'])(
  '%s says in words why the holds cannot be written',
  async (line) => {
    const { exo, holds } = held();
    failOnce('renameSync', 'EACCES');
    const { code, stderr } = await exo(line);
    expect(code).toBe(2);
    expect(stderr).toContain(
      `error: the holds cannot be written to ${holds}: permission denied; nothing was changed\n`,
    );
  },
);
