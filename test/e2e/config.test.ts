import { expect, test } from 'vitest';
import { ownFolder } from '../helpers/folder.js';
import { launch } from '../helpers/launch.js';

test('accounts that several processes add at the same time are all kept', async () => {
  const env = { HOME: ownFolder() };
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const added = await Promise.all(
    names.map((name) =>
      launch(`config add --name ${name} --key EXO${name} --secret -`.split(' '), undefined, {
        env,
        stdin: 'hush',
      }),
    ),
  );
  expect(added.map(({ code }) => code)).toEqual(names.map(() => 0));
  const { stdout } = await launch(['config', 'list', '--output-template', '{{.Name}}'], undefined, { env });
  expect(stdout.trim().split('\n').sort()).toEqual(names);
});
