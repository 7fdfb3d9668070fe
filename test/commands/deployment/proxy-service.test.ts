import { expect, test } from 'vitest';
import { proxyService } from '../../../src/commands/deployment/proxy/proxy-service.js';
import { quietDeps, sandboxTransport, withMyApp } from '../../helpers/run.js';
import { ahead, lying } from '../../helpers/service.js';
import { virtualClock } from '../../helpers/virtual-time.js';

const MINUTE = 60_000;
/** What the proxy knows: one replica was seen, and no request waits. */
const NOBODY = { replicas: 1, isWanted: () => false };

/** The proxy's service for my-app in a sandbox, in virtual time. */
async function service(replicas: number, fail: string[] = [], aheadMs = 0) {
  const clock = virtualClock();
  const { sandbox, env, changes, id } = withMyApp({ replicas }, { clock, fail });
  const deps = quietDeps({ env, transport: lying(sandboxTransport(sandbox), ahead(aheadMs)) }, clock);
  const zone = (await deps.client()).in('at-vie-2');
  const ask = async () => 200;
  const wait = { '--no-wait': false };
  const proxied = proxyService(deps, { zone, id, name: 'my-app', upstream: { ask } }, wait, 30 * MINUTE);
  return { proxied, deps, sandbox, clock, zone, id, scalings: () => changes().length };
}

test('wake scales a deployment at zero once', async () => {
  const { proxied, zone, id, scalings } = await service(0);
  await proxied.wake(2);
  expect([(await zone.getDeployment(id)).replicas, scalings()]).toEqual([2, 1]);
});

test('wake waits for somebody else’s scaling, and keeps its size', async () => {
  const { proxied, zone, id, scalings } = await service(0);
  await zone.scaleDeployment(id, { replicas: 3 });
  await proxied.wake(1);
  expect(await zone.getDeployment(id)).toMatchObject({ replicas: 3, state: 'ready' });
  expect(scalings()).toBe(1);
});

test.each([
  ['answers', 200, 0],
  ['does not answer', 503, 1],
  ['answers with a refusal', 404, 1],
])('wake where the service does not tell the replicas, and the URL %s', async (_, status, sent) => {
  const { deps, zone, id, scalings } = await service(0);
  const untold = {
    ...zone,
    getDeployment: async () => ({ ...(await zone.getDeployment(id)), replicas: undefined }),
  };
  const upstream = { ask: async () => (scalings() === 0 ? status : 200) };
  await proxyService(deps, { zone: untold, id, name: 'my-app', upstream }, { '--no-wait': false }).wake(1);
  expect([(await zone.getDeployment(id)).replicas, scalings()]).toEqual([sent, sent]);
});

test('a clock that is set back does not prolong how long wake waits for an answer', async () => {
  const { deps, zone, clock, id } = await service(1);
  let asked = 0;
  const ask = async () => {
    if (++asked === 2) clock.advance(-60 * MINUTE);
    return 503;
  };
  const wait = { '--no-wait': false, '--wait-timeout': MINUTE };
  const proxied = proxyService(deps, { zone, id, name: 'my-app', upstream: { ask } }, wait);
  await expect(proxied.watch()).rejects.toMatchObject({ code: 'no-answer' });
  expect(asked).toBeLessThan(30);
});

test('wake is done if the URL answers, though the service does not; otherwise it fails', async () => {
  const { proxied, deps, zone, id, scalings } = await service(0, ['GET /ai/deployment/{id}=503 x*']);
  await proxied.wake(1);
  const upstream = { ask: async () => 503 };
  const silent = proxyService(deps, { zone, id, name: 'my-app', upstream }, { '--no-wait': false });
  await expect(silent.wake(1)).rejects.toMatchObject({ kind: 'unavailable' });
  expect(scalings()).toBe(0);
});

test('if somebody else scales between look and request, wake looks again', async () => {
  const { proxied, scalings } = await service(0, ['POST /ai/deployment/*/scale=409']);
  await proxied.wake(1);
  expect(scalings()).toBe(2);
});

test.each([
  ['', 0],
  [', by a clock that is ahead too', 5 * MINUTE],
])('sleep leaves a deployment awake if its logs show requests without the proxy%s', async (_, aheadMs) => {
  const { proxied, sandbox, clock, scalings } = await service(1, [], aheadMs);
  sandbox.setLoad('my-app', 4);
  await clock.sleep(10 * MINUTE);
  sandbox.setLoad('my-app', undefined);
  await clock.sleep(20 * MINUTE);
  expect(await proxied.sleep(NOBODY)).toEqual({
    agoMs: expect.any(Number),
    why: 'its logs show requests of others',
  });
  expect(scalings()).toBe(0);
  await clock.sleep(15 * MINUTE);
  expect(await proxied.sleep(NOBODY)).toBeUndefined();
  expect(scalings()).toBe(1);
});

test('sleep does not scale to zero during somebody else’s scaling', async () => {
  const { proxied, zone, id, scalings, clock } = await service(1);
  await zone.scaleDeployment(id, { replicas: 3 });
  expect(await proxied.sleep(NOBODY)).toEqual({
    agoMs: 0,
    why: 'a change of it is under way: it is scaling',
  });
  await clock.sleep(10 * MINUTE);
  expect(await proxied.sleep(NOBODY)).toMatchObject({ why: 'somebody has scaled it to 3 replicas' });
  expect([(await zone.getDeployment(id)).replicas, scalings()]).toEqual([3, 1]);
  expect(await proxied.sleep({ ...NOBODY, replicas: 3 })).toBeUndefined();
  expect((await zone.getDeployment(id)).replicas).toBe(0);
});

test('sleep does nothing if the service refuses because somebody else came first', async () => {
  const { proxied, zone, id } = await service(1);
  const known = {
    replicas: 1,
    isWanted() {
      void zone.scaleDeployment(id, { replicas: 3 });
      return false;
    },
  };
  expect(await proxied.sleep(known)).toMatchObject({ why: expect.stringContaining('409') });
  expect((await zone.getDeployment(id)).replicas).toBe(3);
});

test('sleep fails if the service refuses although nobody changes it, so that it is tried again soon', async () => {
  const { proxied, zone, id, scalings } = await service(1, ['POST /ai/deployment/*/scale=409']);
  await expect(proxied.sleep(NOBODY)).rejects.toMatchObject({ kind: 'conflict' });
  expect([(await zone.getDeployment(id)).replicas, scalings()]).toEqual([1, 1]);
});

test('logs that the service does not find keep no deployment awake', async () => {
  const { proxied, zone, id } = await service(1, ['GET /ai/deployment/*/logs=404 x*']);
  expect(await proxied.sleep(NOBODY)).toBeUndefined();
  expect((await zone.getDeployment(id)).replicas).toBe(0);
});

test('a request that comes while sleep reads the logs keeps the deployment awake', async () => {
  const { proxied, zone, id, scalings } = await service(1);
  expect(await proxied.sleep({ replicas: 1, isWanted: () => true })).toMatchObject({
    why: 'a request has come',
  });
  expect([(await zone.getDeployment(id)).replicas, scalings()]).toEqual([1, 0]);
});

test('a 404 while the list shows the deployment is not a deletion, or nobody would put it to sleep', async () => {
  const { proxied, sandbox } = await service(1, ['GET /ai/deployment/{id}=404 x*']);
  await expect(proxied.look()).rejects.toMatchObject({ kind: 'unavailable', code: 'not-the-service' });
  sandbox.world.data.deployments.splice(0);
  await expect(proxied.look()).rejects.toMatchObject({ kind: 'not-found' });
});
