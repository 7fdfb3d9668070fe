import { describe, expect, test } from 'vitest';
import { readConfigFile } from '../../src/config/file.js';
import { CONFIG, SHOWN, sources } from './memory.js';

const TOML = '[[accounts]]\nname = "prod"';

describe('readConfigFile', () => {
  test('finds the first file that exists, and skips folders of that name and folders it may not enter', async () => {
    const file = await readConfigFile(
      sources({
        files: {
          [CONFIG]: { refuses: 'EACCES' },
          '/home/ada/.exoscale/exoscale.toml': { folder: true },
          '/home/ada/exoscale.toml': TOML,
          '/here/exoscale.toml': TOML,
        },
      }),
    );
    expect(file).toMatchObject({ path: '/home/ada/exoscale.toml', shown: '~/exoscale.toml', text: TOML });
  });

  test('returns undefined if there is no file', async () => {
    expect(await readConfigFile(sources())).toBeUndefined();
    expect(await readConfigFile(sources({ home: undefined }))).toBeUndefined();
  });

  test.each([
    [
      { flags: { config: 'x.toml' } },
      'configuration file /here/x.toml (flag --config) cannot be read: it does not exist',
    ],
    [
      { env: { EXOSCALE_CONFIG: '/etc' }, files: { '/etc': { folder: true } } },
      'configuration file /etc (EXOSCALE_CONFIG) cannot be read: it is a folder',
    ],
    [
      { flags: { config: '/root/x.toml' }, files: { '/root/x.toml': { refuses: 'EACCES' } } },
      'configuration file /root/x.toml (flag --config) cannot be read: permission denied',
    ],
    [{ files: { [CONFIG]: {} } }, `configuration file ${SHOWN} cannot be read: permission denied`],
  ])('%j', async (given, message) => {
    await expect(readConfigFile(sources(given))).rejects.toMatchObject({ message, exitCode: 2 });
  });
});
