import { expect, test } from 'vitest';
import { bench } from './helpers/run.js';

test("a command's own problems and those of common flags are reported together", async () => {
  const { exo, sandbox } = bench();
  const { code, stderr } = await exo('deployment scale my-app many -z Vienna! -O xml --timeout 0s');
  expect({ code, requests: sandbox.requests.length }).toEqual({ code: 2, requests: 0 });
  expect(stderr).toContain('SIZE must be');
  expect(stderr).toContain('flag --zone is "Vienna!"');
  expect(stderr).toContain('output format "xml"');
  expect(stderr).toContain('flag --timeout is 0');
});

test('each problem is reported once', async () => {
  const { exo } = bench();
  const { stderr } = await exo('deployment list -z Vienna! -O xml --timeout 0s');
  for (const once of ['--zone', '--output-format', '--timeout']) expect(stderr.split(once)).toHaveLength(2);
  const add = await exo('config add --name a --key b --secret - -z Vienna!', { stdin: 's' });
  expect(add.stderr.split('Vienna!')).toHaveLength(2);
});
