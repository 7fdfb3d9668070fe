import { expect, test } from 'vitest';
import { proxyService } from '../../../src/commands/deployment/proxy/proxy-service.js';
import { quietDeps, sandboxTransport, withMyApp } from '../../helpers/run.js';
import { ahead, lying } from '../../helpers/service.js';
import { virtualClock } from '../../helpers/virtual-time.js';

const MINUTE = 60_000;
/** One replica was seen, and no request waits. */
const NOBODY = { replicas: 1, isWanted: () => false };

/** What the proxy does to my-app in a sandbox, in virtual time. */
async function service(replicas: number, fail: string[] = [], aheadMs = 0) {
  const clock = virtualClock();
  const { sandbox, env, changes, id } = withMyApp({ replicas }, { clock, fail });
  const deps = quietDeps({ env, transport: lying(sandboxTransport(sandbox), ahead(aheadMs)) }, clock);
  const zone = (await deps.client()).in('at-vie-2');
  const ask = async () => 200;
  const wait = { '--no-wait': false };
  const proxied = proxyService(deps, { zone, id, name: 'my-app', upstream: { ask } }, wait, 30 * MINUTE);
  return { proxied, sandbox, clock, zone, id, scalings: () => changes().length };
}

test('what is at zero is scaled once', async () => {
  const { proxied, zone, id, scalings } = await service(0);
  await proxied.wake(2);
  expect([(await zone.getDeployment(id)).replicas, scalings()]).toEqual([2, 1]);
});

test('what somebody else is scaling is waited for, and stays as large as that', async () => {
  const { proxied, zone, id, scalings } = await service(0);
  await zone.scaleDeployment(id, { replicas: 3 });
  await proxied.wake(1);
  expect(await zone.getDeployment(id)).toMatchObject({ replicas: 3, state: 'ready' });
  expect(scalings()).toBe(1);
});

test('whom somebody else comes before, between look and request, looks again', async () => {
  const { proxied, scalings } = await service(0, ['POST /ai/deployment/*/scale=409']);
  await proxied.wake(1);
  expect(scalings()).toBe(2);
});

test.each([
  ['', 0],
  [', by a clock that is ahead too', 5 * MINUTE],
])('what is asked past the proxy stays awake as long as its logs show that%s', async (_, aheadMs) => {
  const { proxied, sandbox, clock, scalings } = await service(1, [], aheadMs);
  sandbox.setLoad('my-app', 4);
  await clock.sleep(10 * MINUTE);
  sandbox.setLoad('my-app', undefined);
  await clock.sleep(20 * MINUTE);
  expect(await proxied.sleep(NOBODY)).toEqual({
    usedMs: expect.any(Number),
    why: 'its logs show that others have used it',
  });
  expect(scalings()).toBe(0);
  await clock.sleep(15 * MINUTE);
  expect(await proxied.sleep(NOBODY)).toBeUndefined();
  expect(scalings()).toBe(1);
});

test('what somebody has begun to scale is not taken to zero behind them', async () => {
  const { proxied, zone, id, scalings, clock } = await service(1);
  await zone.scaleDeployment(id, { replicas: 3 });
  expect(await proxied.sleep(NOBODY)).toEqual({
    usedMs: clock.now(),
    why: 'a change of it is under way: it is scaling',
  });
  await clock.sleep(10 * MINUTE);
  expect(await proxied.sleep(NOBODY)).toMatchObject({ why: 'somebody has scaled it to 3 replicas' });
  expect([(await zone.getDeployment(id)).replicas, scalings()]).toEqual([3, 1]);
  expect(await proxied.sleep({ ...NOBODY, replicas: 3 })).toBeUndefined();
  expect((await zone.getDeployment(id)).replicas).toBe(0);
});

test('nor what the service refuses to scale, for somebody came before', async () => {
  const { proxied, zone, id, scalings } = await service(1, ['POST /ai/deployment/*/scale=409']);
  expect(await proxied.sleep(NOBODY)).toMatchObject({ why: expect.stringContaining('409') });
  expect([(await zone.getDeployment(id)).replicas, scalings()]).toEqual([1, 1]);
});

test('a request that comes while the logs are read keeps it awake', async () => {
  const { proxied, zone, id, scalings } = await service(1);
  expect(await proxied.sleep({ replicas: 1, isWanted: () => true })).toMatchObject({
    why: 'a request has come',
  });
  expect([(await zone.getDeployment(id)).replicas, scalings()]).toEqual([1, 0]);
});

test('a 404 while the list shows it is no deletion: whoever is given up is put to sleep by nobody', async () => {
  const { proxied, sandbox } = await service(1, ['GET /ai/deployment/{id}=404 x*']);
  await expect(proxied.look()).rejects.toMatchObject({ kind: 'unavailable', code: 'not-the-service' });
  sandbox.world.data.deployments.splice(0);
  await expect(proxied.look()).rejects.toMatchObject({ kind: 'not-found' });
});
