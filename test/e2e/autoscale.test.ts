import { expect, test } from 'vitest';
import { type RunningSandbox, startSandbox } from '../../src/sandbox/index.js';
import { start } from '../helpers/launch.js';
import { perform } from '../helpers/perform.js';

const HALF_AN_HOUR = 30 * 60_000;

/** Starts a service in which two replicas have had more requests than they can work on for half an hour. */
async function overloaded(use: (running: RunningSandbox) => Promise<void>): Promise<void> {
  let behind = HALF_AN_HOUR;
  const now = () => Date.now() - behind;
  const running = await startSandbox({ speed: 1, clock: { now, sleep: async () => {} } });
  running.sandbox.place({ zone: 'at-vie-2', name: 'my-app', replicas: 2 });
  running.sandbox.setLoad('my-app', 20);
  behind = 0;
  try {
    await use(running);
  } finally {
    await running.close();
  }
}

const changes = ({ sandbox }: RunningSandbox) => sandbox.requests.filter(({ method }) => method !== 'GET');
const AUTOSCALE = 'deployment autoscale my-app --min 1 --max 4 -z at-vie-2'.split(' ');
const UP = /my-app 2 → 3: 4 requests waiting for over 20 min \(KV cache \d+ %\)\n/;

test('two runs at once add one replica, and a third run sees the change under way and does nothing', async () => {
  await overloaded(async (running) => {
    const runs = await Promise.all([1, 2].map(() => perform([...AUTOSCALE, '--no-wait'], running)));
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    expect(runs.some(({ stdout }) => UP.test(stdout))).toBe(true);
    expect(running.sandbox.deployments('at-vie-2')[0]?.replicas).toBe(3);
    expect(await perform(AUTOSCALE, running)).toEqual({
      code: 0,
      stdout: 'my-app stays at 3: a change is under way: it is scaling\n',
      stderr: '',
    });
  });
});

const GONE =
  'error: the terminal went away\nhint: no more rounds are run; to go on without a terminal, run it with setsid or under systemd: nohup is not enough\n';

test.skipIf(process.platform === 'win32').for([
  ['SIGTERM', 0, ''],
  // Not with 0: under nohup, too, it would end without a word, and nothing would scale down any more.
  ['SIGHUP', 143, GONE],
] as const)('--every runs until %s, and ends with %i', async ([signal, exitCode, said]) => {
  await overloaded(async (running) => {
    const command = start([...AUTOSCALE, '--every', '10s', '--no-wait'], running);
    await command.prints(/\n/);
    // After this the command only waits for its next look.
    await new Promise((resolve) => setTimeout(resolve, 20));
    command.kill(signal);
    const { code, stdout, stderr } = await command.outcome;
    expect({ code, stderr }).toEqual({ code: exitCode, stderr: said });
    expect(stdout).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z my-app 2 → 3: /);
    expect(changes(running)).toHaveLength(1);
  });
});
