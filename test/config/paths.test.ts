import { describe, expect, test } from 'vitest';
import { configPlaces, shownPath } from '../../src/config/paths.js';

const paths = (from: Partial<Parameters<typeof configPlaces>[0]>) =>
  configPlaces({ flags: {}, env: {}, platform: 'linux', home: '/home/ada', cwd: '/here', ...from }).map(
    (place) => place.path,
  );

describe('the possible paths of the configuration file', () => {
  test.each([
    [
      'Linux',
      {},
      [
        '/home/ada/.config/exoscale/exoscale.toml',
        '/home/ada/.exoscale/exoscale.toml',
        '/home/ada/exoscale.toml',
        '/here/exoscale.toml',
      ],
    ],
    [
      'Linux with XDG_CONFIG_HOME',
      { env: { XDG_CONFIG_HOME: '/etc/ada' } },
      [
        '/etc/ada/exoscale/exoscale.toml',
        '/home/ada/.exoscale/exoscale.toml',
        '/home/ada/exoscale.toml',
        '/here/exoscale.toml',
      ],
    ],
    [
      'macOS, which knows no XDG_CONFIG_HOME',
      { platform: 'darwin', home: '/Users/ada', env: { XDG_CONFIG_HOME: '/etc/ada' } },
      [
        '/Users/ada/Library/Application Support/exoscale/exoscale.toml',
        '/Users/ada/.exoscale/exoscale.toml',
        '/Users/ada/exoscale.toml',
        '/here/exoscale.toml',
      ],
    ],
    [
      'Windows',
      { platform: 'win32', home: 'C:\\Users\\ada', cwd: 'D:\\', env: { AppData: 'C:\\Users\\ada\\Roaming' } },
      [
        'C:\\Users\\ada\\Roaming\\exoscale\\exoscale.toml',
        'C:\\Users\\ada\\.exoscale\\exoscale.toml',
        'C:\\Users\\ada\\exoscale.toml',
        'D:\\exoscale.toml',
      ],
    ],
    ['no home', { home: undefined }, ['/here/exoscale.toml']],
    ['an empty home', { home: '' }, ['/here/exoscale.toml']],
    [
      'no home, but XDG_CONFIG_HOME',
      { home: undefined, env: { XDG_CONFIG_HOME: '/etc/ada' } },
      ['/etc/ada/exoscale/exoscale.toml', '/here/exoscale.toml'],
    ],
    [
      'a relative XDG_CONFIG_HOME',
      { home: undefined, env: { XDG_CONFIG_HOME: 'etc' } },
      ['/here/exoscale.toml'],
    ],
    ['--config', { flags: { config: 'my.toml' } }, ['/here/my.toml']],
    ['EXOSCALE_CONFIG', { env: { EXOSCALE_CONFIG: '/etc/x.toml' } }, ['/etc/x.toml']],
    ['both', { flags: { config: '/a.toml' }, env: { EXOSCALE_CONFIG: '/b.toml' } }, ['/a.toml']],
  ])('%s', (_, from, expected) => expect(paths(from)).toEqual(expected));

  test('the current folder is marked, unless it is one of the user’s configuration folders', () => {
    const last = (cwd: string) =>
      configPlaces({ flags: {}, env: {}, platform: 'linux', home: '/home/ada', cwd }).at(-1);
    expect(last('/here')).toEqual({ path: '/here/exoscale.toml', inside: '/here', inCurrentFolder: true });
    expect(last('/home/ada')).toEqual({ path: '/home/ada/exoscale.toml', inside: '/home/ada' });
  });
});

test.each([
  ['in the home folder, inside it', {}, '/home/ada'],
  ['elsewhere, inside what XDG_CONFIG_HOME is in', { env: { XDG_CONFIG_HOME: '/etc/ada' } }, '/etc'],
  ['where --config says, anywhere', { flags: { config: '/etc/x.toml' } }, '/'],
  ['where --config says, in a home that is there', { flags: { config: '/home/ada/a/x.toml' } }, '/home/ada'],
  ['with a home that ends in a slash', { home: '/home/ada/' }, '/home/ada/'],
])('a new file is created %s', (_, from, inside) => {
  const [first] = configPlaces({
    flags: {},
    env: {},
    platform: 'linux',
    home: '/home/ada',
    cwd: '/here',
    ...from,
  });
  expect(first?.inside).toBe(inside);
});

test.each([
  ['/home/ada/x.toml', 'linux', '/home/ada', '~/x.toml'],
  ['/home/adam/x.toml', 'linux', '/home/ada', '/home/adam/x.toml'],
  ['/etc/x.toml', 'linux', undefined, '/etc/x.toml'],
  ['/x.toml', 'linux', '/', '/x.toml'],
  ['C:\\Users\\ada\\x.toml', 'win32', 'C:\\Users\\ada', '~\\x.toml'],
])('%s on %s at home in %s is shown as %s', (path, platform, home, shown) =>
  expect(shownPath(path, { platform, home })).toBe(shown),
);
