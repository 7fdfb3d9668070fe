import { describe, expect, test } from 'vitest';
import { splitWords } from '../../../src/domain/shell-words.js';
import { everyFile } from '../../config/memory.js';
import { bench, withMyApp } from '../../helpers/run.js';

const pasted = (stderr: string, start: string) =>
  splitWords(
    stderr
      .split('\n')
      .find((line) => line.includes(start))
      ?.split('exo-di ')[1] ?? '',
  );

describe('a printed command', () => {
  test.each(['my app', "it's; reboot", '$(reboot)', '-dash'])(
    'quotes the name %s so that pasting it works',
    async (name) => {
      const { exo, sandbox } = bench();
      sandbox.place({ zone: 'at-vie-2', name, replicas: 1 });
      const { stderr } = await exo(['deployment', 'scale', '-z', 'at-vie-2', '--', name, '0']);
      expect((await exo(pasted(stderr, 'Resume with:'))).code).toBe(0);
      expect(sandbox.deployments('at-vie-2')[0]?.replicas).toBe(1);
    },
  );
});

describe('without a terminal and without -f', () => {
  test.each([
    ['deployment delete', ['a b', 'c'], "exo-di deployment delete 'a b' c -z at-vie-2 -f"],
    ['model delete', ['a/b'], 'exo-di model delete a/b -z at-vie-2 -f'],
    ['api-key delete', ['a b'], "exo-di api-key delete 'a b' -f"],
    ['api-key rotate', ['a b'], "exo-di api-key rotate 'a b' -f"],
    ['deployment scale', ['--all', '0'], 'exo-di deployment scale --all 0 -z at-vie-2 -f'],
  ])('%s says so at once, with the whole command', async (verb, names, command) => {
    const { exo, sandbox } = bench();
    const { code, stderr } = await exo([...verb.split(' '), ...names, '-z', 'at-vie-2']);
    expect({ code, requests: sandbox.requests.length }).toEqual({ code: 2, requests: 0 });
    expect(stderr).toContain(`add -f: ${command}\n`);
  });

  test('deleting a deployment says what would be lost, and which command keeps it', async () => {
    const { stderr } = await bench().exo('deployment delete a -z at-vie-2');
    expect(stderr).toContain('URL and API key would be lost for good; scaling to zero');
  });
});

test('the commands in a question name the account of the run', async () => {
  const { exo } = withMyApp();
  const text = '[[accounts]]\nname = "prod"\nkey = "EXOa"\nsecret = "b"\n';
  const files = everyFile(text);
  const line = '-A prod deployment delete my-app -z at-vie-2';
  const { stderr } = await exo(line, { files, typed: ['n\r'] });
  expect(stderr).toContain('  exo-di -A prod deployment scale my-app 0 -z at-vie-2\n');
});
