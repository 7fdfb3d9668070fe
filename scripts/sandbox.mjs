// Starts a separate sandbox for scripts that run the program against it.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

const CREATE =
  'deployment create my-app --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 1 -z at-vie-2';

/**
 * Starts a sandbox with a deployment `my-app` in at-vie-2. Throws if it does not come up.
 * @param launcher the program @param env its environment
 * @param timeout ends the sandbox after this many ms, even if it is still needed; absent: never
 * @returns the environment for programs that use the sandbox, and a function that ends it
 */
export async function startSandbox(launcher, env, timeout) {
  const sandbox = spawn(process.execPath, [launcher, 'sandbox', 'start', '--port', '0', '--speed', '60000'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout,
  });
  const killed = () => sandbox.kill();
  process.on('exit', killed);
  const end = async () => {
    process.off('exit', killed);
    sandbox.kill();
    if (sandbox.exitCode === null && sandbox.signalCode === null) await once(sandbox, 'exit');
  };
  try {
    const asking = { ...env, ...(await exported(sandbox)) };
    await promisify(execFile)(process.execPath, [launcher, ...CREATE.split(' ')], { env: asking, timeout });
    return { env: asking, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/**
 * The variables that the sandbox prints once it listens. Its later output, a line for each request, is read and
 * dropped.
 */
function exported(sandbox) {
  return new Promise((resolve, reject) => {
    let printed = '';
    const listen = (text) => {
      if (printed.includes('is listening')) return;
      printed += text;
      if (!printed.includes('is listening')) return;
      const found = [...printed.matchAll(/^export (\w+)=(.+)$/gm)];
      resolve(Object.fromEntries(found.map(([, name, value]) => [name, value])));
    };
    sandbox.stdout.on('data', listen);
    sandbox.stderr.on('data', listen);
    sandbox.on('error', reject);
    sandbox.on('exit', () => reject(new Error(`the sandbox has ended: ${printed}`)));
  });
}
