// Takes every deployment of the organization to zero, in all zones, and waits until the service has done it. One that cannot
// be scaled now stops no other; the exit code is 1 then, and it is safe to run this again.
//   EXOSCALE_API_KEY=… EXOSCALE_API_SECRET=… node all-to-zero.mjs
import { ExoscaleClient, ExoscaleError } from 'exo-di/client';

const { EXOSCALE_API_KEY: key = '', EXOSCALE_API_SECRET: secret = '' } = process.env;
const { EXOSCALE_API_ENDPOINT: endpoint } = process.env; // A sandbox's; left out, the service's own.
const client = new ExoscaleClient({ key, secret, endpoint, env: process.env });

/** @param {unknown} error */
function tell(error) {
  if (!(error instanceof ExoscaleError)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}

try {
  for await (const { id, name, zone } of client.deployments()) {
    if (!id) {
      console.error(`error: the service does not tell the ID of ${name} in ${zone}; it was left as it is`);
      process.exitCode = 1;
      continue;
    }
    try {
      const there = client.zone(zone);
      // A list may be behind: what it shows at zero is looked at, too.
      const { replicas } = await there.getDeployment(id);
      if (replicas === 0) continue;
      await there.waitForOperation(await there.scaleDeployment(id, { replicas: 0 }));
      const { replicas: left } = await there.getDeployment(id);
      console.log(`${name} in ${zone}: ${replicas} → ${left}`);
      if (left !== 0) process.exitCode = 1;
    } catch (error) {
      tell(error);
    }
  }
} catch (error) {
  // Zones that have not answered; those that have were seen to.
  tell(error);
} finally {
  client.close();
}
