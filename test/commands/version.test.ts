import { expect, test } from 'vitest';
import { everyFile } from '../config/memory.js';
import { run } from '../helpers/run.js';

test('version prints what --version prints', async () => {
  expect(await run('version')).toEqual({ code: 0, stdout: 'exo-di dev\n', stderr: '' });
});

test('-O json, -O text and a template have the version of Node.js too', async () => {
  const node = process.versions.node;
  expect((await run('version -O json')).stdout).toBe(`{"version":"dev","node":"${node}"}\n`);
  expect((await run('version -O text')).stdout).toBe(`dev\t${node}\n`);
  expect((await run('version --output-template {{.Version}}')).stdout).toBe('dev\n');
});

test('it takes no arguments', async () => {
  const { code, stderr } = await run('version 2');
  expect(code).toBe(2);
  expect(stderr).toContain('unexpected argument "2"');
});

test('it never reads the configuration file', async () => {
  const broken = { files: everyFile('not = [toml'), env: { EXOSCALE_CONFIG: '/broken.toml' } };
  expect((await run('zone list', broken)).code).toBe(2);
  expect(await run('version', broken)).toEqual({ code: 0, stdout: 'exo-di dev\n', stderr: '' });
  expect((await run('version -O xml', broken)).code).toBe(2);
});
