import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { ExoError } from '../../src/errors.js';
import { createSandbox } from '../../src/sandbox/index.js';
import { ownFolder } from '../helpers/folder.js';
import { fakeClock } from '../helpers/run.js';
import { MINUTE, sandboxAt, signed } from './helpers.js';

let folder: string;
let stateFile: string;
beforeEach(() => {
  folder = ownFolder();
  stateFile = join(folder, 'deeper', 'state.json');
});

describe('the state file', () => {
  it('keeps the world between runs, and time passes meanwhile', async () => {
    const first = sandboxAt({ stateFile });
    await first.create();
    const clock = fakeClock(first.clock.now() + 5 * MINUTE);
    const second = createSandbox({ stateFile, clock, speed: 1 });
    expect(second.deployments('at-vie-2')).toMatchObject([{ name: 'my-app', state: 'ready', replicas: 1 }]);
  });

  it('contains no secret, and only its owner can read it', async () => {
    const { send } = sandboxAt({ stateFile });
    const { body: key } = await send('POST', '/ai/api-key', { name: 'a', scope: 'public' });
    const { body: rotated } = await send('POST', `/ai/api-key/${key.id}/rotate`);
    await send('POST', '/ai/model', { name: 'meta-llama/X', 'huggingface-token': 'hf_secret' });
    const text = readFileSync(stateFile, 'utf8');
    for (const secret of [key.value, rotated.value, 'hf_secret', 'sandbox-secret'])
      expect(text).not.toContain(secret);
    expect(statSync(stateFile).mode & 0o777).toBe(0o600);
    const again = createSandbox({ stateFile, clock: fakeClock() });
    const revealed = await again.fetch(signed('GET', `/v2/ai/api-key/${key.id}/reveal`));
    expect(await revealed.json()).toEqual(rotated);
  });

  it('is replaced as a whole, and no other file is left', async () => {
    const { create } = sandboxAt({ stateFile });
    for (const name of ['a', 'b']) await create({ name });
    expect(readdirSync(join(folder, 'deeper'))).toEqual(['state.json']);
  });

  it.each([
    ['{', 'is not JSON'],
    ['', 'is not JSON'],
    ['[]', 'does not fit at its top'],
    ['{"version":2,"deployments":[],"models":[],"operations":[],"apiKeys":[]}', 'does not fit at version'],
    [
      '{"version":1,"deployments":[{}],"models":[],"operations":[],"apiKeys":[]}',
      'does not fit at deployments.0.name',
    ],
  ])('that contains %j is refused and not changed', (text, why) => {
    const file = join(folder, 'broken.json');
    writeFileSync(file, text);
    const start = () => createSandbox({ stateFile: file });
    expect(start).toThrow(ExoError);
    expect(start).toThrow(`the sandbox's state file ${file} ${why}`);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it.runIf(process.platform === 'linux')(
    'that cannot be written, or is a device or a pipe, is refused at the start',
    () => {
      const start = (file: string) => () => createSandbox({ stateFile: file });
      expect(start('/proc/x.json')).toThrow("the sandbox's state file /proc/x.json cannot be written: ");
      expect(start('/dev/full')).toThrow("the sandbox's state file /dev/full cannot be read: it is a device");
      const pipe = join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      expect(start(pipe)).toThrow(`the sandbox's state file ${pipe} cannot be read: it is a pipe`);
    },
  );
});
