import { chmodSync, chownSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { findStateFolder, inFirst, stateFolders } from '../../src/io/state-folder.js';
import { ownFolder } from '../helpers/folder.js';

let home: string;
beforeEach(() => {
  home = ownFolder();
});

const ours = () => stateFolders(home)[0] ?? { path: '', inside: '' };
/** Makes the folder for locks, and says where a file in it is, or why there can be none. */
const made = () => inFirst([ours()], 'locks', 'a', (file) => file);
const posix = test.skipIf(process.platform === 'win32');
const asRoot = test.skipIf(process.geteuid?.() !== 0);

describe('the folder for state', () => {
  test('is in the home folder, else among the temporary files', () => {
    expect(stateFolders('/home/ada')[0]?.path).toBe('/home/ada/.local/state/exo-di');
    expect(stateFolders(undefined)).toHaveLength(1);
    expect(stateFolders('')).toHaveLength(1);
  });

  posix('is created for this user only', () => {
    expect(findStateFolder(ours(), 'locks')).toBeUndefined();
    expect(made().done).toBe(join(ours().path, 'locks', 'a'));
    expect(findStateFolder(ours(), 'locks')).toBe(join(ours().path, 'locks'));
    expect(statSync(ours().path).mode & 0o777).toBe(0o700);
  });

  test('is not created if the home folder is missing', () => {
    rmSync(home, { recursive: true });
    const why = `${join(ours().path, 'locks')}: there is no folder ${home}`;
    expect(made()).toMatchObject({ obstacles: [{ why }] });
    expect(existsSync(home)).toBe(false);
  });

  posix('is refused if others may write to it', () => {
    mkdirSync(ours().path, { recursive: true });
    chmodSync(ours().path, 0o777);
    expect(made()).toMatchObject({ obstacles: [{ why: expect.stringMatching(/others may write to it/) }] });
  });

  asRoot('is refused if it belongs to another user', () => {
    mkdirSync(ours().path, { recursive: true });
    chownSync(ours().path, 12345, 12345);
    expect(made()).toMatchObject({ obstacles: [{ why: expect.stringMatching(/it is another user's/) }] });
  });

  asRoot('in the home of another user belongs to that user, and root uses it', () => {
    chownSync(home, 12345, 12345);
    for (const _ of [1, 2]) expect(made().obstacles).toEqual([]);
    expect(statSync(join(ours().path, 'locks')).uid).toBe(12345);
  });
});
