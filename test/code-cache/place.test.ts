import { describe, expect, test } from 'vitest';
import { commandOf, type PlaceOptions, placeFor } from '../../src/code-cache/place.js';

describe('commandOf: the words that name a command', () => {
  test.each([
    ['', 'exo-di'],
    ['--help', 'exo-di'],
    ['version', 'version'],
    ['deployment', 'deployment'],
    ['deployment show my-app -z at-vie-2', 'deployment-show'],
    ['deployment scale x -1', 'deployment-scale'],
    ['-z at-vie-2 -O json deployment list', 'deployment-list'],
    ['-Q deployment list', 'deployment-list'],
    ['--quiet deployment list', 'deployment-list'],
    ['--output-format=json deployment list', 'deployment-list'],
    ['dedicated-inference deployment list', 'deployment-list'],
    ['ai model show', 'model-show'],
    ['inference api-key list', 'api-key-list'],
    ['complete -- deployment sca', 'complete'],
    ['../../etc/passwd ../x', 'exo-di'],
    [`${'a'.repeat(40)} list`, 'list'],
  ])('%j is kept as %s', (line, name) => {
    expect(commandOf(line.split(' '))).toBe(name);
  });
});

describe('placeFor: where compiled code is kept', () => {
  const options: PlaceOptions = {
    argv: ['deployment', 'show'],
    env: {},
    platform: 'linux',
    home: '/home/a',
    build: 'b1',
    node: ['v20.19.0', 'x64', '/usr/bin/node', '1'],
  };

  test('under ~/.cache, or where XDG_CACHE_HOME says', () => {
    expect(placeFor(options)).toMatchObject({
      file: expect.stringMatching(/^\/home\/a\/\.cache\/exo-di\/code\/[0-9a-f]{8}\/deployment-show$/),
      inside: '/home/a',
    });
    expect(placeFor({ ...options, env: { XDG_CACHE_HOME: '/var/c' } })).toMatchObject({
      file: expect.stringMatching(/^\/var\/c\/exo-di\/code\/[0-9a-f]{8}\/deployment-show$/),
      inside: '/var',
    });
  });

  test.each([
    ['another build', { build: 'b2' }],
    ['another Node', { node: ['v22.1.0', 'x64', '/usr/bin/node', '1'] }],
    ['a Node that was replaced', { node: ['v20.19.0', 'x64', '/usr/bin/node', '2'] }],
    ['other flags of V8', { env: { NODE_OPTIONS: '--stack-size=2000' } }],
  ])('%s has a folder and a key of its own', (_, change) => {
    const before = placeFor(options);
    const after = placeFor({ ...options, ...change });
    expect(after?.file).not.toBe(before?.file);
    expect(after?.key).not.toBe(before?.key);
  });

  test.each([
    ['no home', { home: undefined }],
    ['NODE_DISABLE_COMPILE_CACHE', { env: { NODE_DISABLE_COMPILE_CACHE: '1' } }],
    ['coverage', { env: { NODE_V8_COVERAGE: '/tmp/c' } }],
  ])('nowhere: %s', (_, change) => {
    expect(placeFor({ ...options, ...change })).toBeUndefined();
  });
});
