// Creates a deployment, at most once, waits until it serves, and prints its URL. Ctrl-C ends it at any moment; what was sent goes on.
//   EXOSCALE_API_KEY=… EXOSCALE_API_SECRET=… node create-once.mjs my-app at-vie-2
import { ConflictError, ExoscaleClient, ExoscaleError, OutcomeUnknownError } from 'exo-di/client';

const { EXOSCALE_API_KEY: key = '', EXOSCALE_API_SECRET: secret = '' } = process.env;
const { EXOSCALE_API_ENDPOINT: endpoint } = process.env; // A sandbox's; left out, the service's own.
const [name = 'my-app', place = 'at-vie-2'] = process.argv.slice(2);

const ending = new AbortController();
process.once('SIGINT', () => ending.abort(new Error('interrupted')));
const client = new ExoscaleClient({ key, secret, endpoint, env: process.env, signal: ending.signal });
const zone = client.zone(place);

try {
  const { id, operation } = await zone.createDeployment({
    name,
    model: { name: 'mistralai/Mistral-7B-Instruct-v0.3' },
    'gpu-type': 'gpua5000',
    'gpu-count': 1,
    replicas: 1,
  });
  if (operation) await zone.waitForOperation(operation, { timeoutMs: 20 * 60_000 });
  if (!id) throw new Error(`the service has not told the ID of ${name}`);
  const { 'deployment-url': url } = await zone.waitUntilReady(id);
  console.log(url);
} catch (error) {
  if (error instanceof OutcomeUnknownError) console.error(`look before you try again: ${error.message}`);
  else if (ending.signal.aborted)
    console.error(`interrupted; ${name} may have been created, and is billed then`);
  else if (error instanceof ConflictError && error.code === 'already-exists')
    console.error(`${name} is there already; nothing was sent`);
  else if (error instanceof ExoscaleError) console.error(`error: ${error.message}`);
  else throw error;
  process.exitCode = 1;
} finally {
  client.close();
}
