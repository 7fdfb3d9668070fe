import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.js';
import { closesAtEnd } from '../helpers/closing.js';
import { launch } from '../helpers/launch.js';
import { perform } from '../helpers/perform.js';

/*
 * The commands of Exoscale's page "Scaling Your Deployments", pasted unchanged, with `exo` standing for this program as
 * with `alias exo=exo-di`, over real sockets. The built launcher runs those that begin and that end the billing.
 */
const PAGE = String.raw`
# 1. Create initial deployment with minimal resources
exo dedicated-inference deployment create my-app \
  --model-name mistralai/Mistral-7B-Instruct-v0.3 \
  --gpu-type gpua5000 --gpu-count 1 --replicas 1 -z at-vie-2
# 2. Monitor and test with low traffic
exo dedicated-inference deployment show my-app -z at-vie-2
# 3. Scale up for production traffic
exo dedicated-inference deployment scale my-app 3 -z at-vie-2
# 4. Scale down during lower traffic periods
exo dedicated-inference deployment scale my-app 1 -z at-vie-2
# 5. Scale to zero during extended downtime (nights, weekends)
exo dedicated-inference deployment scale my-app 0 -z at-vie-2
# 6. Scale back up when needed (URL and API key are preserved)
exo dedicated-inference deployment scale my-app 1 -z at-vie-2
`;

const commands = PAGE.replaceAll('\\\n', ' ')
  .split('\n')
  .filter((line) => line.startsWith('exo '))
  .map((line) => line.split(/\s+/).slice(1));

const opened = closesAtEnd();
const running = await opened(startSandbox({ speed: 10_000 }));

describe('the workflow of the page, command by command', () => {
  const deployed = () => running.sandbox.deployments('at-vie-2')[0];

  let url: string | undefined;
  test.each([
    ['1. create', 0, 1, 'Deployment created.\n', launch],
    ['2. show', 1, 1, /my-app/, perform],
    ['3. scale up', 2, 3, '', perform],
    ['4. scale down', 3, 1, '', perform],
    ['5. scale to zero', 4, 0, '', launch],
    ['6. back up', 5, 1, '', perform],
  ] as const)('%s', async (_, index, replicas, printed, run) => {
    const { code, stdout, stderr } = await run(commands[index] ?? [], running);
    expect({ code, stderr: stderr.includes('error') }).toEqual({ code: 0, stderr: false });
    expect(stdout).toEqual(typeof printed === 'string' ? printed : expect.stringMatching(printed));
    expect(deployed()).toMatchObject({ name: 'my-app', replicas, 'gpu-count': 1, state: 'ready' });
    url ??= deployed()?.['deployment-url'];
    expect(deployed()?.['deployment-url']).toBe(url);
    expect(running.sandbox.usedGpus('gpua5000')).toBe(replicas);
  });
});
