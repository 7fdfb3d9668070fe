import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.js';

/* The client as programs import it, by the package's own name, over real sockets. */

const PROGRAM = `
import { ApiError, createClient, createUndiciTransport } from 'exo-di/client';
const client = createClient({
  credentials: { key: process.env.KEY, secret: process.env.SECRET },
  endpoint: { url: process.env.ENDPOINT, from: 'ENDPOINT' },
  transport: createUndiciTransport(),
});
const zone = client.in('at-vie-2');
const [deployment] = await zone.listDeployments();
const refused = await zone.getDeployment('00000000-0000-4000-8000-000000000000').catch((error) => error);
client.close();
console.log(JSON.stringify({ name: deployment.name, refused: refused instanceof ApiError && refused.kind }));
`;

test('exo-di/client lists deployments, and tells a refusal', async () => {
  const running = await startSandbox();
  running.sandbox.place({ zone: 'at-vie-2', name: 'my-app' });
  const env = { ...process.env, KEY: running.key, SECRET: running.secret, ENDPOINT: running.endpoint };
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', PROGRAM], {
    env,
    cwd,
  });
  await running.close();
  expect(JSON.parse(stdout)).toEqual({ name: 'my-app', refused: 'not-found' });
});
