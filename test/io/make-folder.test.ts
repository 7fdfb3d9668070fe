import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeFolder } from '../../src/io/make-folder.js';

describe('making a folder', () => {
  test('with those above it, for this user alone; one that is there is no error', async () => {
    const base = mkdtempSync(join(tmpdir(), 'exo-di-folder-'));
    const path = join(base, 'a', 'b', 'c');
    await makeFolder(path);
    await makeFolder(path);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    rmSync(base, { recursive: true });
  });

  test.skipIf(process.platform !== 'linux')(
    'a parent that refuses as if it were not there is an error, not a loop',
    async () => {
      await expect(makeFolder('/proc/no/such/folder')).rejects.toMatchObject({ code: 'ENOENT' });
    },
  );
});
