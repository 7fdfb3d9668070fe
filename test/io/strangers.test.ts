import { chmodSync, chownSync, lchownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { strangerTo } from '../../src/io/strangers.js';
import { ownFolder } from '../helpers/folder.js';

let home: string;
let file: string;
beforeEach(() => {
  home = ownFolder();
  mkdirSync(join(home, '.config'), { mode: 0o755 });
  file = join(home, '.config', 'exoscale.toml');
  writeFileSync(file, '', { mode: 0o644 });
});

const SOMEBODY = 12345;
const writable = (path: string, mode: string) => ({
  path,
  why: `can be written by others (mode ${mode})`,
  byMode: true,
});
const foreign = (path: string) => ({ path, why: 'belongs to another user', byMode: false });

describe.skipIf(process.platform === 'win32')('strangerTo finds who else could have written a file', () => {
  test('nobody, if the file and its folders belong to this user', () => {
    expect(strangerTo(file, home)).toBeUndefined();
  });

  test('everybody, if the mode of the file or of one of its folders lets others write', () => {
    chmodSync(file, 0o646);
    expect(strangerTo(file, home)).toEqual(writable(file, '646'));
    chmodSync(file, 0o644);
    chmodSync(join(home, '.config'), 0o777);
    expect(strangerTo(file, home)).toEqual(writable(join(home, '.config'), '777'));
    chmodSync(join(home, '.config'), 0o755);
    chmodSync(home, 0o757);
    expect(strangerTo(file, home)).toEqual(writable(home, '757'));
  });

  test('nobody, in a folder with the sticky bit, as /tmp', () => {
    chmodSync(join(home, '.config'), 0o1777);
    expect(strangerTo(file, home)).toBeUndefined();
  });

  test('folders above the home folder are not checked', () => {
    chmodSync(home, 0o777);
    const inner = join(home, '.config');
    expect(strangerTo(file, inner)).toBeUndefined();
    expect(strangerTo(file, undefined)).toEqual(writable(home, '777'));
  });

  test('for a link, the folders of the link and of its target are checked', () => {
    const shared = join(home, 'shared');
    mkdirSync(shared);
    writeFileSync(join(shared, 'real.toml'), '', { mode: 0o600 });
    const link = join(home, 'link.toml');
    symlinkSync('shared/real.toml', link);
    expect(strangerTo(link, home)).toBeUndefined();
    chmodSync(shared, 0o777);
    expect(strangerTo(link, home)).toEqual(writable(shared, '777'));
  });

  test('a missing file and circular links are errors', () => {
    symlinkSync('b', join(home, 'a'));
    symlinkSync('a', join(home, 'b'));
    expect(() => strangerTo(join(home, 'a'), home)).toThrow(/ELOOP/);
    expect(() => strangerTo(join(home, 'none'), home)).toThrow(/ENOENT/);
  });

  describe.skipIf(process.geteuid?.() !== 0)('as root', () => {
    test('another user, if the file, one of its folders or a link belongs to them', () => {
      chownSync(file, SOMEBODY, SOMEBODY);
      expect(strangerTo(file, home)).toEqual(foreign(file));
      chownSync(file, 0, 0);
      chownSync(join(home, '.config'), SOMEBODY, SOMEBODY);
      expect(strangerTo(file, home)).toEqual(foreign(join(home, '.config')));
      const link = join(home, 'link.toml');
      chownSync(join(home, '.config'), 0, 0);
      symlinkSync(file, link);
      lchownSync(link, SOMEBODY, SOMEBODY);
      expect(strangerTo(link, home)).toEqual(foreign(link));
    });

    test.runIf(process.platform === 'linux')('nobody, if only the user’s own group may write', () => {
      chmodSync(file, 0o664);
      expect(userInfo().username).toBe('root');
      expect(strangerTo(file, home)).toBeUndefined();
      chownSync(file, 0, SOMEBODY);
      expect(strangerTo(file, home)).toEqual(writable(file, '664'));
    });
  });
});
