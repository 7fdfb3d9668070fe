// A sandbox of one's own, for scripts that try the program against it.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

const CREATE =
  'deployment create my-app --model-name mistralai/Mistral-7B-Instruct-v0.3 --gpu-type gpua5000 --gpu-count 1 -z at-vie-2';

/**
 * Starts it with a deployment `my-app` in at-vie-2. Throws when it does not come up.
 * @param launcher the program @param env its environment
 * @param timeout ends it after so many ms, whoever still needs it; none when absent
 * @returns the environment of who asks it, and how to end it
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

/** The variables that it prints, once it listens; what it prints later, a line a request, is read and dropped. */
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
