import { expect, test, vi } from 'vitest';
import { resolveSettings } from '../../src/config/settings.js';
import { sources } from './memory.js';

const { loaded } = vi.hoisted(() => ({ loaded: (name: string) => () => Promise.reject(new Error(name)) }));
vi.mock('smol-toml', loaded('smol-toml'));
vi.mock('zod/mini', loaded('zod/mini'));
vi.mock('node:child_process', loaded('node:child_process'));
vi.mock('node:fs/promises', loaded('node:fs/promises'));

test('without a file, neither TOML nor schemas nor processes are loaded', async () => {
  const env = { EXOSCALE_API_KEY: 'k', EXOSCALE_API_SECRET: 's', EXOSCALE_ZONE: 'de-fra-1' };
  const settings = await resolveSettings(sources({ env }));
  expect(await settings.credentials()).toMatchObject({ key: 'k', secret: 's' });
  expect(settings.zone?.name).toBe('de-fra-1');
});

test('the guard itself works', async () => {
  const env = { EXOSCALE_CONFIG: '/x.toml' };
  await expect(resolveSettings(sources({ env, files: { '/x.toml': '' } }))).rejects.toThrow();
});
