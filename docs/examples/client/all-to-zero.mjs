// Takes every deployment of the organization to zero, in all zones, and waits until the service has done it.
//   EXOSCALE_API_KEY=… EXOSCALE_API_SECRET=… node all-to-zero.mjs
import { ExoscaleClient, IncompleteError } from 'exo-di/client';

const { EXOSCALE_API_KEY: key = '', EXOSCALE_API_SECRET: secret = '' } = process.env;
const { EXOSCALE_API_ENDPOINT: endpoint } = process.env; // A sandbox's; left out, the service's own.
const client = new ExoscaleClient({ key, secret, endpoint, env: process.env });

try {
  for await (const { id, name, zone, replicas } of client.deployments()) {
    if (!id || replicas === 0) continue;
    const there = client.zone(zone);
    await there.waitForOperation(await there.scaleDeployment(id, { replicas: 0 }));
    console.log(`${name} in ${zone}: ${replicas} → 0`);
  }
} catch (error) {
  // Those of the zones that have answered were seen to.
  if (!(error instanceof IncompleteError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  client.close();
}
