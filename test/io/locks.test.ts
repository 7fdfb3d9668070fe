import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { nodeLocks } from '../../src/io/locks.js';
import { createMachine } from '../../src/io/machine.js';
import { failOnce } from '../helpers/failing-fs.js';
import { ownFolder } from '../helpers/folder.js';

let base: string;
let folder: string;
beforeEach(() => {
  base = ownFolder();
  folder = join(base, 'state', 'locks');
});

const state = () => ({ path: join(base, 'state'), inside: base });

/** Returns the locks of a simulated process, with its number, its machine and the living processes. */
const process = (
  pid: number,
  { host = 'here', living = [1, 2, 3] }: { host?: string; living?: number[] } = {},
) => nodeLocks({ folders: [state()], pid, host, isAlive: (one) => living.includes(one) });
const lockFile = async () =>
  join(folder, (await readdir(folder)).find((name) => name.endsWith('.lock')) ?? '');
const kind = async (attempt: Promise<{ kind: string }>) => (await attempt).kind;

describe('locks', () => {
  test('only one process gets a lock, the next learns who holds it, and once released it is free', async () => {
    const first = await process(1).take('a');
    expect(first.kind).toBe('taken');
    expect(await process(2).take('a')).toMatchObject({ kind: 'held', by: { pid: 1, host: 'here' } });
    expect(await kind(process(2).take('b'))).toBe('taken');
    if (first.kind === 'taken') await first.release();
    expect(await kind(process(2).take('a'))).toBe('taken');
  });

  test('the lock of a dead process is taken over', async () => {
    await process(1).take('a');
    expect(await kind(process(2, { living: [2] }).take('a'))).toBe('taken');
  });

  test('the lock of another machine is taken over only after minutes without a sign of life', async () => {
    await process(9, { host: 'there' }).take('a');
    expect(await process(1).take('a')).toMatchObject({ kind: 'held', by: { pid: 9, host: 'there' } });
    const old = new Date(Date.now() - 6 * 60_000);
    await utimes(await lockFile(), old, old);
    expect(await kind(process(1).take('a'))).toBe('taken');
  });

  test('an empty lock file counts for a few seconds only', async () => {
    const held = await process(1).take('a');
    const path = await lockFile();
    if (held.kind === 'taken') await held.release();
    await writeFile(path, '');
    expect(await process(2).take('a')).toEqual({ kind: 'held', by: undefined });
    const old = new Date(Date.now() - 11_000);
    await utimes(path, old, old);
    expect(await kind(process(2).take('a'))).toBe('taken');
  });

  test('if many processes see a dead holder at once, only one gets the lock', async () => {
    const living = Array.from({ length: 20 }, (_, i) => i + 10);
    await process(1).take('a');
    const attempts = await Promise.all(living.map((pid) => kind(process(pid, { living }).take('a'))));
    expect(attempts.filter((one) => one === 'taken').length).toBeLessThanOrEqual(1);
    const last = await kind(process(50, { living: [...living, 50] }).take('a'));
    expect(last).toBe(attempts.includes('taken') ? 'held' : 'taken');
    expect((await readdir(folder)).filter((name) => name.endsWith('.takeover'))).toEqual([]);
  });

  test('a process wrongly taken for dead does not remove the lock of its successor', async () => {
    const slow = await process(1).take('a');
    await process(2, { living: [2] }).take('a');
    if (slow.kind === 'taken') await slow.release();
    expect(await kind(process(3).take('a'))).toBe('held');
  });

  test('all locks of a process are removed when it ends', async () => {
    const one = process(1);
    await one.take('a');
    await one.take('b');
    one.releaseAll();
    expect(await readdir(folder)).toEqual([]);
  });

  test('if the first folder cannot be used, the next one is, and if none can, the reason is returned', async () => {
    await writeFile(join(base, 'file'), '');
    const nowhere = { path: join(base, 'file', 'below'), inside: base };
    expect(await kind(nodeLocks({ folders: [nowhere, state()] }).take('a'))).toBe('taken');
    expect(await nodeLocks({ folders: [nowhere] }).take('a')).toEqual({
      kind: 'impossible',
      why: `${join(nowhere.path, 'locks')}: a part of its path is not a folder`,
    });
  });

  test('on a full disk the lock goes into the next folder, with a notice and without a leftover file', async () => {
    const other = { path: join(base, 'other'), inside: base };
    failOnce('writeSync', 'ENOSPC');
    const attempt = await nodeLocks({ folders: [state(), other], pid: 1, host: 'here' }).take('a');
    expect(attempt).toMatchObject({
      kind: 'taken',
      full: expect.stringMatching(/locks.*: no space left on the device$/),
    });
    expect(await readdir(folder)).toEqual([]);
    expect(await readdir(join(other.path, 'locks'))).toHaveLength(1);
  });

  test('a lock in the second folder is seen by a process that can use both', async () => {
    const other = { path: join(base, 'other'), inside: base };
    const isAlive = () => true;
    await nodeLocks({ folders: [other], pid: 1, host: 'here', isAlive }).take('a');
    const both = nodeLocks({ folders: [state(), other], pid: 2, host: 'here', isAlive });
    expect(await both.take('a')).toMatchObject({ kind: 'held', by: { pid: 1 } });
    expect(await readdir(folder)).toEqual([]);
  });

  test('a lock with our own process number, as in a container, is taken over after a minute of silence', async () => {
    await process(1).take('a');
    expect(await kind(process(1).take('a'))).toBe('held');
    const old = new Date(Date.now() - 61_000);
    await utimes(await lockFile(), old, old);
    expect(await kind(process(1).take('a'))).toBe('taken');
  });

  test.skipIf(globalThis.process.platform !== 'linux')(
    'the lock of a zombie process is taken over',
    async () => {
      // The shell becomes `sleep`, which never waits for its child, so that this stays a zombie.
      const parent = spawn('sh', ['-c', 'sleep 1 & echo $!; exec sleep 60'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      onTestFinished(() => void parent.kill());
      const [line] = await once(parent.stdout, 'data');
      const zombie = Number(String(line));
      const facts = () => readFile(`/proc/${zombie}/stat`, 'utf8');
      await vi.waitFor(async () => expect(await facts()).toContain(') Z '), 15_000);
      await nodeLocks({ folders: [state()], pid: zombie }).take('a');
      expect(await kind(nodeLocks({ folders: [state()] }).take('a'))).toBe('taken');
    },
  );

  test('a machine has only one instance, even if asked twice at once, so that all locks are removed at its end', async () => {
    const machine = createMachine({ env: {}, platform: 'linux', home: base, cwd: () => base, program: [] });
    const [one, other] = await Promise.all([machine.locks(), machine.locks()]);
    expect(one).toBe(other);
    expect((await machine.creations()).find).toBe((await machine.creations()).find);
  });
});
