import { expect, test } from 'vitest';
import { bench } from './helpers/run.js';
import { json } from './helpers/service.js';

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

test.each([
  ["$['gpu-type']", '--gpu-type: no'],
  ['$.new-property', 'new-property: no'],
  ['__proto__', '__proto__: no'],
])('a refused property %s is named as it is typed', async (location, told) => {
  const { exo, intercept } = bench();
  intercept(({ method }) =>
    method === 'POST' ? json({ errors: [{ location, detail: 'no' }] }, 400) : undefined,
  );
  const { stderr } = await exo('api-key create ci --scope public');
  expect(stderr).toMatch(new RegExp(`^error: .* ${told}$`, 'm'));
});
